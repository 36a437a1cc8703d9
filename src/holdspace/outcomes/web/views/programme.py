"""A programme in numbers, on a page and as a file: nobody's name, nobody's score."""

from __future__ import annotations

from collections.abc import Sequence

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language, override
from django.views.decorators.http import require_safe

from holdspace.accounts.access import Request, for_staff
from holdspace.kernel import clock
from holdspace.kernel.actors import Actor
from holdspace.outcomes import actions, queries
from holdspace.outcomes.rules.funnel import BROAD, NARROW, Bar, FunnelDrawing, Step, funnel_drawing, steps
from holdspace.outcomes.rules.report import GROUPS, PUBLISHED_ICC
from holdspace.outcomes.web.programme_csv import programme_csv
from holdspace.practice.roles import Permission
from holdspace.ui.downloads import download, of_the_day

Drawn = tuple[str, FunnelDrawing, list[tuple[Bar, str, str]]]


@for_staff(Permission.OUTCOMES_READ)
@require_safe
def programme(request: Request) -> HttpResponse:
    """The report on who joined in the last twelve months, or in a year that is chosen."""
    found = actions.read_programme(year=_year(request), by=request.actor)
    lines = steps(found.report.funnel)
    content = {
        "found": found,
        "report": found.report,
        "tables": queries.sheets(found.report),
        "held_back": queries.held_back(found.report),
        "drawings": [_drawn("broad", lines, BROAD), _drawn("narrow", lines, NARROW)],
        "groups": GROUPS,
        "published_icc": PUBLISHED_ICC,
    }
    return render(request, "outcomes/programme.html", content)


@for_staff(Permission.OUTCOMES_READ, step_up=True)
@require_safe
def programme_as_csv(request: Request) -> HttpResponse:
    """The same for a spreadsheet, under a name that says nothing."""
    found = actions.export_programme(year=_year(request), kind="csv", by=request.actor)
    text = programme_csv(found, queries.sheets(found.report))
    return _file(text, "text/csv; charset=utf-8", "csv", request.actor)


@for_staff(Permission.OUTCOMES_READ, step_up=True)
@require_safe
def programme_as_pdf(request: Request) -> HttpResponse:
    """The same on paper, in English where the fonts lack the letters of the reader's language."""
    # Loaded when it is wanted: it takes most of a second, and no other page needs it.
    from holdspace.outcomes.web.programme_pdf import language, programme_pdf

    found = actions.export_programme(year=_year(request), kind="pdf", by=request.actor)
    with override(language(get_language())):
        tables = queries.sheets(found.report)
        paper = programme_pdf(found, tables, written_in=get_language() or "en", at=clock.now())
    return _file(paper, "application/pdf", "pdf", request.actor)


def _drawn(name: str, lines: Sequence[Step], width: float) -> Drawn:
    """The funnel for one width, and its bars with their words and numbers."""
    drawing = funnel_drawing(lines, width)
    words = ((queries.step_words(line.code), queries.cell_words(line.cell)) for line in lines)
    return name, drawing, [(bar, *told) for bar, told in zip(drawing.bars, words, strict=True)]


def _year(request: Request) -> int | None:
    """The year in the address; None for none, and for what is no year."""
    given = request.GET.get("year", "")
    return int(given) if given.isascii() and given.isdecimal() else None


def _file(content: str | bytes, kind: str, ending: str, actor: Actor) -> HttpResponse:
    return download(content, kind, of_the_day(clock.today(actor.time_zone), ending))
