"""A member's path as files, under names that say nothing."""

from __future__ import annotations

from pathlib import Path as File

from django.http import HttpResponse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from holdspace.desk.rules.path_file import Path, as_json, for_paper
from holdspace.ui.downloads import download, of_the_day

_SOURCE = File(__file__).resolve().parent.parent / "path.typ"


def path_as_json(path: Path) -> HttpResponse:
    """For whoever keeps it, or takes it to another program."""
    return download(as_json(path), "application/json; charset=utf-8", of_the_day(path.made_on, "json"))


def path_on_paper(path: Path) -> HttpResponse:
    """A tagged PDF."""
    from holdspace.ui.documents import tagged_pdf  # loaded when it is wanted: no other page needs it

    values = for_paper(path, _headings())
    made = tagged_pdf(_SOURCE, values, title=_("My path"), language=get_language() or "en", paper="a4")
    return download(made, "application/pdf", of_the_day(path.made_on, "pdf"))


def _headings() -> dict[str, str]:
    return {
        "path": _("My path"),
        "sessions": _("When I was there"),
        "openness": _("How open I wanted to be"),
        "goals": _("What I work on"),
        "tried": _("What I tried and learnt"),
        "exchanged": _("What I gave and received"),
        "received": _("Words that came back to me"),
        "reached": _("When last looked at together:"),
        "practised": _("Practised for it:"),
        "before": _("Before:"),
        "day": _("Day"),
        "said": _("What I said"),
    }
