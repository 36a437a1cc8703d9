"""The languages and time zones that somebody can choose from."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Final, TypeAlias
from zoneinfo import available_timezones

from django.conf import settings
from django.conf.locale import LANG_INFO
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import get_language_info
from django.utils.translation import gettext_lazy as _

Choice: TypeAlias = tuple[str, str]
"""A value and its words."""
Choices: TypeAlias = list[Choice | tuple[str, list[Choice]]]
"""Choices, some of them under a heading."""

AS_THE_PRACTICE: Final = _("as the practice has it")

AREAS: Final[Mapping[str, Promise]] = {
    "Africa": _("Africa"),
    "America": _("America"),
    "Antarctica": _("Antarctica"),
    "Arctic": _("Arctic Ocean"),
    "Asia": _("Asia"),
    "Atlantic": _("Atlantic Ocean"),
    "Australia": _("Australia"),
    "Europe": _("Europe"),
    "Indian": _("Indian Ocean"),
    "Pacific": _("Pacific Ocean"),
}
"""With what the names of zones begin that belong to a place. All other names are older ones of the same."""


def languages(kept: str = "") -> Choices:
    """The house's languages, and the one that is kept."""
    codes = dict.fromkeys(code for code in (*dict(settings.LANGUAGES), kept) if code)
    return [("", str(AS_THE_PRACTICE)), *((code, _language(code)) for code in codes)]


def time_zones(kept: str = "") -> Choices:
    """The zones of all places, area by area, and the one that is kept."""
    areas = _places()
    placed = {zone for places in areas.values() for zone, _words in places}
    others = dict.fromkeys(zone for zone in ("UTC", kept) if zone and zone not in placed)
    return [
        ("", str(AS_THE_PRACTICE)),
        *((zone, zone) for zone in others),
        *((str(AREAS[area]), list(places)) for area, places in areas.items()),
    ]


def _language(code: str) -> str:
    """A language in its own words, and in the reader's: "Español (Spanish)"."""
    if "name" not in LANG_INFO.get(code, {}):
        return code
    info = get_language_info(code)
    own, read = capfirst(info["name_local"]), capfirst(info["name_translated"])
    return own if own == read else f"{own} ({read})"


@cache
def _places() -> Mapping[str, tuple[Choice, ...]]:
    """Area → its zones with their places, by the name of the place."""
    found: dict[str, list[Choice]] = {area: [] for area in AREAS}
    for zone in available_timezones():
        area, _slash, place = zone.partition("/")
        if area in found:
            found[area].append((zone, _place(place)))
    return {area: tuple(sorted(zones, key=lambda choice: choice[1])) for area, zones in found.items()}


def _place(name: str) -> str:
    """ "North_Dakota/New_Salem": "New Salem, North Dakota"."""
    return ", ".join(reversed(name.replace("_", " ").split("/")))
