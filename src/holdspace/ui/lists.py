"""Names that are joined in the reader's language."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import get_language, gettext

from holdspace.ui.rules.lists import listed


def and_all(words: Iterable[object]) -> str:
    """ "Ruth, Tomás and Ines"."""
    return listed([str(word) for word in words], gettext("and"), get_language() or "en")
