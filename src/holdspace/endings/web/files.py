"""A keepsake on paper, under a name that says nothing."""

from __future__ import annotations

from pathlib import Path

from django.http import HttpResponse
from django.utils.translation import gettext as _

from holdspace.endings.queries.own import Keepsake
from holdspace.ui.days import long_day
from holdspace.ui.downloads import download

_SOURCE = Path(__file__).resolve().parent.parent / "keepsake.typ"


def paper(found: Keepsake, *, name: str, language: str) -> HttpResponse:
    """The keepsake as a tagged PDF."""
    from holdspace.ui.documents import tagged_pdf  # loaded when it is wanted: no other page needs it

    made = tagged_pdf(_SOURCE, values(found, name), title=_("Keepsake"), language=language)
    return download(made, "application/pdf", "keepsake.pdf")


def values(found: Keepsake, name: str) -> dict[str, object]:
    """What stands on the paper: words, first names and two days; no number of anything."""
    days = [(_("First time"), found.first), (_("Last time"), found.last)]
    return {
        "heading": _("For %(name)s") % {"name": name} if name else _("Keepsake"),
        "days": [[words, long_day(on)] for words, on in days if on is not None],
        "parts": [
            {"heading": heading, "texts": texts}
            for heading, texts in (
                (_("What I take with me"), found.takes),
                (_("What I leave here"), found.leaves),
            )
            if texts
        ],
        "words_heading": _("What the others gave me"),
        "words": [{"by": by, "text": text} for by, text in found.words],
    }
