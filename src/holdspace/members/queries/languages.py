"""Languages by their names, in the reader's language."""

from __future__ import annotations

from functools import cache

from django.conf.locale import LANG_INFO
from django.utils.translation import get_language_info

from holdspace.members.rules.normal_forms import language


def language_name(tag: str) -> str:
    """What a language is called in the reader's; its tag where it has no name here."""
    try:
        return str(get_language_info(tag.lower())["name_translated"])
    except KeyError:
        return tag


def languages(*kept: str) -> list[tuple[str, str]]:
    """Every language that has a name here, by that name; and the tags that are kept, whatever they are."""
    named = {language(code): language_name(code) for code in _codes()}
    named |= {tag: tag for tag in kept if tag and tag not in named}
    return sorted(named.items(), key=lambda pair: pair[1].casefold())


@cache
def _codes() -> tuple[str, ...]:
    return tuple(code for code, about in LANG_INFO.items() if "name" in about)
