"""A programme's report as tables in words: the same ones on the page, in the file and on paper."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from holdspace.intake.queries.fields import AGE, FUNDING, LANGUAGE, words_of_value
from holdspace.intake.rules.fairness import Cell, Mark
from holdspace.measures import catalogue
from holdspace.outcomes.rules.report import (
    Basis,
    Crossed,
    Ending,
    Equity,
    Lack,
    ProgrammeReport,
    Verdict,
    Verdicts,
    percent,
)
from holdspace.outcomes.rules.verdicts import plain

NOTHING: Final = "–"

_STEPS: Final[Mapping[str, Promise]] = {
    "joined": gettext_lazy("Joined a group"),
    "attended": gettext_lazy("Came at least twice"),
    "paired": gettext_lazy("Have a first and a last score"),
}
_VERDICTS: Final[Mapping[Verdict, Promise]] = {
    Verdict.RECOVERED: gettext_lazy("Recovered"),
    Verdict.IMPROVED: gettext_lazy("Improved"),
    Verdict.UNCHANGED: gettext_lazy("Unchanged"),
    Verdict.DETERIORATED: gettext_lazy("Deteriorated"),
}
_LACKS: Final[Mapping[Lack, Promise]] = {
    Lack.CONTACTS: gettext_lazy("Came less than twice"),
    Lack.SCORES: gettext_lazy("Came, and have too few scores"),
    Lack.ANY_SCORE: gettext_lazy("Came, and have no score"),
}
_ENDINGS: Final[Mapping[Ending, Promise]] = {
    Ending.LEFT: gettext_lazy("Left before the end, or were asked to leave"),
    Ending.FINISHED: gettext_lazy("Finished, with a goodbye"),
    Ending.MOVED: gettext_lazy("Moved to another group"),
    Ending.STAYS: gettext_lazy("Still in their group"),
}
_CROSSED: Final[Mapping[Crossed, Promise]] = {
    Crossed.BETTER: gettext_lazy("Recovered or improved"),
    Crossed.NOT_BETTER: gettext_lazy("Unchanged or deteriorated"),
    Crossed.COUNTED: gettext_lazy("With a first and a last score"),
    Crossed.NOT_COUNTED: gettext_lazy("Without them, or came less than twice"),
    Crossed.JOINED: gettext_lazy("Joined a group"),
}
_FIELDS: Final[Mapping[str, Promise]] = {
    AGE: gettext_lazy("By age when they joined"),
    LANGUAGE: gettext_lazy("By language in which they can come"),
    FUNDING: gettext_lazy("By who pays"),
}


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table: its code, name, a sentence under it, the heads of its columns, and its lines in words."""

    code: str
    name: str
    note: str
    head: tuple[str, ...]
    lines: tuple[tuple[str, tuple[str, ...]], ...]

    @property
    def is_told(self) -> bool:
        """Whether it holds a number, beside those that others are a part of; else it is held back."""
        cells = (each for _words, told in self.labelled for each in told)
        return any(cell.isdecimal() for head, cell in cells if head != _("of"))

    @property
    def labelled(self) -> list[tuple[str, list[tuple[str, str]]]]:
        """The lines, each cell with the head of its column."""
        return [(words, list(zip(self.head, cells, strict=True))) for words, cells in self.lines]


def step_words(code: str) -> str:
    """What a step of the funnel is called."""
    return str(_STEPS[code] if code in _STEPS else _VERDICTS[Verdict(code)])


def cell_words(cell: Cell) -> str:
    """A count as it is shown: a number, or why there is none."""
    if cell.is_shown:
        return str(cell.number)
    return _("fewer than five") if cell.mark is Mark.FEW else _("held back")


def sheets(report: ProgrammeReport) -> list[Sheet]:
    """Every table that holds a number, in the reader's language; the funnel always, where anybody joined."""
    return [] if report.is_empty else [_funnel(report), *filter(_is_told, _after_funnel(report))]


def held_back(report: ProgrammeReport) -> list[str]:
    """The names of the tables of which no number is shown."""
    return [] if report.is_empty else [each.name for each in _after_funnel(report) if not each.is_told]


def _is_told(sheet: Sheet) -> bool:
    return sheet.is_told


def _after_funnel(report: ProgrammeReport) -> list[Sheet]:
    return [
        *(_verdicts(table) for table in (*report.verdicts, *report.others) if _counts_somebody(table)),
        _lacks(report),
        _endings(report),
        _coming(report),
        *map(_equity, report.equity),
        *_effects(report),
    ]


def _counts_somebody(table: Verdicts) -> bool:
    return table.people != Cell(Mark.NUMBER)


def _shares(code: str, name: str, note: str, lines: Iterable[tuple[str | Promise, Cell, Cell]]) -> Sheet:
    """Counts, each with the number that it is a part of, and in percent of it."""
    told = tuple((str(words), _share(cell, of)) for words, cell, of in lines)
    return Sheet(code, name, note, (_("People"), _("of"), _("Percent")), told)


def _share(cell: Cell, of: Cell) -> tuple[str, str, str]:
    return cell_words(cell), cell_words(of), _number(percent(cell, of))


def _number(number: int | None) -> str:
    return NOTHING if number is None else str(number)


def _funnel(report: ProgrammeReport) -> Sheet:
    funnel = report.funnel
    nested = {"joined": funnel.joined, "attended": funnel.attended, "paired": funnel.paired}
    lines = [(_STEPS[code], cell, funnel.joined) for code, cell in nested.items()]
    lines += [(_VERDICTS[kind], cell, funnel.paired) for kind, cell in funnel.verdicts.items()]
    note = _("The outcomes are parts of those with a first and a last score. Each person counts once.")
    return _shares("funnel", _("From joining to outcome"), note, lines)


def _verdicts(table: Verdicts) -> Sheet:
    name, note = _basis(table.basis)
    lines = [(_VERDICTS[kind], cell, table.people) for kind, cell in table.cells.items()]
    return _shares(f"outcome-{table.basis}", name, note, lines)


def _basis(code: str) -> tuple[str, str]:
    """What counts people, and its rule in a sentence."""
    if code == Basis.NHS:
        return _("PHQ-9 and GAD-7, by the rules of NHS Talking Therapies"), _(
            "A change counts from 6 points on the PHQ-9 or 4 on the GAD-7, where the other does not go the "
            "other way as far. Recovered: it counts, one of the two was in the clinical range (from 10 and "
            "from 8 on), and both are below it at the end."
        )
    instrument = catalogue.instrument(code)
    rule = instrument.change_rule()
    title = instrument.title(get_language() or "en")
    name = _("%(measure)s alone") % {"measure": title} if code in list(Basis) else title
    note = _("A change counts from %(points)s points on (%(source)s).")
    return name, note % {"points": plain(rule.at_least), "source": rule.source} if rule else ""


def _lacks(report: ProgrammeReport) -> Sheet:
    lines = [(_LACKS[kind], cell, report.funnel.joined) for kind, cell in report.funnel.lacks.items()]
    note = _(
        "Scores of PHQ-9 and GAD-7. Too few: a first one only, or so few people have the same two that they "
        "could be recognised. An outcome is told of the others only, so these matter."
    )
    return _shares("completeness", _("Who is not counted, and why"), note, lines)


def _endings(report: ProgrammeReport) -> Sheet:
    lines = [(_ENDINGS[kind], cell, report.funnel.joined) for kind, cell in report.endings.items()]
    note = _("Over many studies about a fifth leave before the end, in groups 15 to 25 percent.")
    return _shares("dropout", _("Staying and leaving"), note, lines)


def _coming(report: ProgrammeReport) -> Sheet:
    """Waiting and attendance: what is typical, and of how many people."""
    waited, attended = report.waited, report.attended
    people = cell_words(report.funnel.joined) if attended else NOTHING
    lines = (
        (_("Weeks on the waiting list"), (_number(waited.weeks), cell_words(waited.known))),
        (_("Joined without a wait that is known"), (NOTHING, cell_words(waited.unknown))),
        (_("Sessions that somebody came to"), (_number(attended.sessions if attended else None), people)),
        (_("Percent of the noted sessions"), (_number(attended.percent if attended else None), people)),
    )
    note = _("Weeks and sessions are those of the person in the middle; the percentage is of all together.")
    return Sheet("coming", _("Waiting and coming"), note, (_("Typical"), _("People")), lines)


def _equity(equity: Equity) -> Sheet:
    lines = tuple(
        (words_of_value(equity.field, value), tuple(map(cell_words, cells))) for value, cells in equity.lines
    )
    note = _("A difference between two lines is a question, not yet an answer.")
    if equity.crossed == (Crossed.JOINED,):
        note = _("Outcomes are not divided here: some of the numbers would be of fewer than five people.")
    head = tuple(str(_CROSSED[kind]) for kind in equity.crossed)
    return Sheet(f"equity-{equity.field}", str(_FIELDS[equity.field]), note, head, lines)


def _effects(report: ProgrammeReport) -> Sequence[Sheet]:
    """One table, where there are groups enough."""
    if not report.effects:
        return []
    lines = tuple(
        (
            catalogue.instrument(effect.measure).title(get_language() or "en"),
            (
                str(effect.people),
                str(effect.groups),
                f"{effect.size:.1f}",
                f"{effect.icc:.2f}",
                f"{effect.design_effect:.2f}",
            ),
        )
        for effect in report.effects
    )
    head = (_("People"), _("Groups"), _("People in a group"), _("ICC(1) of change"), _("Design effect"))
    note = _(
        "People of one group resemble each other. Divide the number of people by the design effect: so many "
        "strangers would say as much."
    )
    return [Sheet("groups", _("How much of the change is the group's"), note, head, lines)]
