"""A programme's report: what became of everybody who joined, counted so that nobody can be found in it.

From rows without a name to counts. Small numbers are hidden by `intake.rules.fairness.column`: whoever knows
the rules, every other number and the exact total of a column still holds every number from 1 to 4 for
possible in each cell of few. That promise is about one column. Here stand several, about the same people; so
that none gives away another:

- *Steps of the funnel are nested*, and what lies between two of them is a cell like any other. The cells are
  therefore counted, not the steps: whoever joined is counted by one set of rules or by none (`Basis`), and a
  step is shown only where it follows from cells that are shown.
- *Everybody is judged once*: by the NHS rules where both scores of PHQ-9 and GAD-7 are there, else by the
  rule of the one that is. Two verdicts on the same people would bound each other: "counted by both" is part
  of "counted by one". Where rules would judge fewer than five, these are among those whose scores
  are too few, and it is not told whether there are any: so a handful with one score less hides nobody else.
  Other measures have a column of their own, over everybody who joined.
- *A column within a cell* (why nobody could count them; what became of those who are counted) is shown only
  where that cell is. It then keeps its promise with the total that the cell tells.
- *Fields* (age, language, who pays) are crossed with outcomes only where not one cell of the whole table is
  from 1 to 4, and where the funnel shows the totals: nothing is left that sums could give away. Else less is
  crossed, at last nothing, and one protected column says how many of each joined.
- *Medians and rates* stand where the counts that bound them are shown.
- *Groups*: an ICC is told from `GROUPS` groups on.

Rates are whole percents of numbers that are shown. A zero is shown, and so is "all of them": it says of those
who are known to have joined what became of them. Only numbers from 1 to 4 are kept from the reader.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from statistics import median
from typing import Final, TypeVar

import numpy as np

from holdspace.intake.rules.fairness import FEWEST, Cell, Field, Mark, column
from holdspace.kernel.refusals import Refused
from holdspace.outcomes.rules import nhs
from holdspace.outcomes.rules.classification import Outcome, classify
from holdspace.outcomes.rules.groups import analysis_of_variance, design_effect, icc1
from holdspace.outcomes.rules.verdicts import Cutoff, Rule

PHQ9: Final = "phq-9"
GAD7: Final = "gad-7"

GROUPS: Final = 10
"""Groups from which on an ICC is told. With 10 groups of 8 its standard error is .08, by Fisher's formula
√(2/(n(n-1)(k-1)))·(1-ρ)(1+(n-1)ρ); the mean of published ones is .06. Fewer groups say even less."""

PUBLISHED_ICC: Final = 0.06
"""The mean of 169 estimates from 37 studies of group treatments (Kivlighan et al. 2020)."""

HIDDEN: Final = Cell(Mark.HELD)

Kind = TypeVar("Kind", bound=StrEnum)


class Ending(StrEnum):
    """How it stands with a membership; `LEFT` before the end, by themselves or because they were asked to."""

    LEFT = "left"
    FINISHED = "finished"
    MOVED = "moved"
    STAYS = "stays"


class Basis(StrEnum):
    """By which rules somebody is counted; `NONE`: too few contacts, or scores, or people."""

    NHS = "nhs"
    PHQ9 = PHQ9
    GAD7 = GAD7
    NONE = "none"


class Lack(StrEnum):
    """Why somebody is counted by no rules."""

    CONTACTS = "contacts"
    SCORES = "scores"
    ANY_SCORE = "any-score"


class Verdict(StrEnum):
    """What became of somebody; who was well and got worse (`harmed`) is among the deteriorated."""

    RECOVERED = "recovered"
    IMPROVED = "improved"
    UNCHANGED = "unchanged"
    DETERIORATED = "deteriorated"


class Crossed(StrEnum):
    """What a field is crossed with."""

    BETTER = "better"
    NOT_BETTER = "not-better"
    COUNTED = "counted"
    NOT_COUNTED = "not-counted"
    JOINED = "joined"


@dataclass(frozen=True, slots=True)
class Measure:
    """A measure with the rule and the line by which its changes are judged."""

    rule: Rule
    cutoff: Cutoff | None = None


@dataclass(frozen=True, slots=True)
class Course:
    """One person, without name or id: the group they joined (a number), the sessions they came to and those
    of which something is noted, first and last score of each measure (`last` only where there are two)."""

    group: int
    contacts: int
    noted: int
    ending: Ending
    weeks_waited: int | None
    first: Mapping[str, float]
    last: Mapping[str, float]
    values: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Verdicts:
    """What became of the `people` whom one basis or one measure counts."""

    basis: str
    people: Cell
    cells: Mapping[Verdict, Cell]


@dataclass(frozen=True, slots=True)
class Funnel:
    """The steps, each a part of the one before; `verdicts` are of everybody with paired scores."""

    joined: Cell
    attended: Cell
    paired: Cell
    verdicts: Mapping[Verdict, Cell]
    lacks: Mapping[Lack, Cell]


@dataclass(frozen=True, slots=True)
class Attended:
    """Of everybody who joined: the sessions of the person in the middle, and in percent how many of the
    noted ones they came to (None: nothing is noted)."""

    people: Cell
    sessions: int
    percent: int | None


@dataclass(frozen=True, slots=True)
class Waited:
    """How many came from the waiting list, how many otherwise, and the weeks of the one in the middle."""

    known: Cell
    unknown: Cell
    weeks: int | None


@dataclass(frozen=True, slots=True)
class Equity:
    """One field: what it is crossed with, and for each value those counts."""

    field: str
    crossed: tuple[Crossed, ...]
    lines: tuple[tuple[str, tuple[Cell, ...]], ...]


@dataclass(frozen=True, slots=True)
class GroupEffect:
    """How much of the change in one measure is the groups': `people` in `groups`, `size` on average."""

    measure: str
    people: int
    groups: int
    size: float
    icc: float
    design_effect: float


@dataclass(frozen=True, slots=True)
class ProgrammeReport:
    """All of it; `verdicts` by each basis, `others` by each further measure of which a number is shown."""

    funnel: Funnel
    verdicts: tuple[Verdicts, ...]
    others: tuple[Verdicts, ...]
    endings: Mapping[Ending, Cell]
    attended: Attended | None
    waited: Waited
    equity: tuple[Equity, ...]
    effects: tuple[GroupEffect, ...]

    @property
    def is_empty(self) -> bool:
        """Whether nobody joined."""
        return self.funnel.joined == Cell(Mark.NUMBER)

    @property
    def says_nothing(self) -> bool:
        """Whether somebody joined, and nothing can be said but perhaps how many."""
        return not self.is_empty and not any(cell.number for cell in self._cells())

    def _cells(self) -> Iterable[Cell]:
        yield from (self.funnel.attended, self.funnel.paired, self.waited.known, *self.endings.values())
        yield from (table.people for table in (*self.verdicts, *self.others))
        yield from (cell for field in self.equity for _value, cells in field.lines for cell in cells)


def programme_report(
    courses: Sequence[Course], *, fields: Iterable[Field], measures: Mapping[str, Measure]
) -> ProgrammeReport:
    """The report on `courses`. KeyError for a course without a field or without PHQ-9 and GAD-7 in
    `measures`, ValueError for a value that a field has not."""
    judged = _judged(courses, measures)
    bases = _split(Basis, (each.basis for each in judged))
    verdicts = tuple(_verdicts(basis, bases[basis], judged) for basis in Basis if basis is not Basis.NONE)
    funnel = _funnel(len(courses), bases, judged, verdicts)
    return ProgrammeReport(
        funnel=funnel,
        verdicts=verdicts,
        others=tuple(_others(courses, measures)),
        endings=_split(Ending, (course.ending for course in courses)),
        attended=_attended(courses, funnel),
        waited=_waited(courses),
        equity=tuple(_equity(courses, judged, field, funnel) for field in fields),
        effects=tuple(_effects(courses, judged, bases)),
    )


def percent(cell: Cell, of: Cell) -> int | None:
    """A shown number as whole percents of another; None where one of them is not shown, or nobody is."""
    return round(100 * cell.number / of.number) if cell.is_shown and of.number else None


# --- Who is counted, and what became of them ---------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Judged:
    """One person's basis, what they lack without one, and their verdict with one."""

    basis: Basis
    lack: Lack | None = None
    verdict: Verdict | None = None


def _judged(courses: Sequence[Course], measures: Mapping[str, Measure]) -> list[_Judged]:
    """Everybody, in the order of the courses."""
    by_basis = {
        Basis.NHS: _by_nhs(courses),
        Basis.PHQ9: _by_measure(courses, PHQ9, measures[PHQ9]),
        Basis.GAD7: _by_measure(courses, GAD7, measures[GAD7]),
    }
    found = [_one(course, at, by_basis) for at, course in enumerate(courses)]
    number = Counter(each.basis for each in found)
    few = _Judged(Basis.NONE, Lack.SCORES)
    return [each if each.lack or number[each.basis] >= FEWEST else few for each in found]


def _one(course: Course, at: int, by_basis: Mapping[Basis, Sequence[Verdict | None]]) -> _Judged:
    if course.contacts < nhs.CONTACTS:
        return _Judged(Basis.NONE, Lack.CONTACTS)
    for basis, verdicts in by_basis.items():
        if verdict := verdicts[at]:
            return _Judged(basis, verdict=verdict)
    some = course.first.keys() & {PHQ9, GAD7}
    return _Judged(Basis.NONE, Lack.SCORES if some else Lack.ANY_SCORE)


def _by_nhs(courses: Sequence[Course]) -> list[Verdict | None]:
    phq9, phq9_end = _scores(courses, PHQ9)
    gad7, gad7_end = _scores(courses, GAD7)
    found = nhs.courses(
        phq9_before=phq9,
        phq9_after=phq9_end,
        gad7_before=gad7,
        gad7_after=gad7_end,
        contacts=[course.contacts for course in courses],
    )
    verdicts = np.array([Verdict.UNCHANGED] * len(courses), object)
    verdicts[found.deteriorated] = Verdict.DETERIORATED
    verdicts[found.reliably_improved] = Verdict.IMPROVED
    verdicts[found.reliably_recovered] = Verdict.RECOVERED
    verdicts[~found.counted] = None
    return list(verdicts)


def _by_measure(courses: Sequence[Course], id: str, measure: Measure) -> list[Verdict | None]:
    first, last = _scores(courses, id)
    found = classify(before=first, after=last, rule=measure.rule, cutoff=measure.cutoff).outcomes()
    return [
        _verdict(outcome) if course.contacts >= nhs.CONTACTS else None
        for course, outcome in zip(courses, found, strict=True)
    ]


def _verdict(outcome: Outcome | None) -> Verdict | None:
    if outcome is None:
        return None
    return Verdict.DETERIORATED if outcome is Outcome.HARMED else Verdict(outcome.value)


def _scores(courses: Sequence[Course], id: str) -> tuple[list[float], list[float]]:
    return [c.first.get(id, np.nan) for c in courses], [c.last.get(id, np.nan) for c in courses]


# --- Columns -----------------------------------------------------------------------------------------------


def _split(kinds: type[Kind], seen: Iterable[Kind | None]) -> dict[Kind, Cell]:
    """How many are of each kind, as a column in the order of the kinds; the last is the first held back."""
    number = Counter(seen)
    return dict(zip(kinds, column([number[kind] for kind in kinds]), strict=True))


def _within(cell: Cell, kinds: type[Kind], seen: Iterable[Kind | None]) -> dict[Kind, Cell]:
    """A column of those whom `cell` counts; nothing of it where that cell is not shown."""
    return _split(kinds, seen) if cell.is_shown else dict.fromkeys(kinds, HIDDEN)


def _verdicts(basis: Basis, people: Cell, judged: Iterable[_Judged]) -> Verdicts:
    cells = _within(people, Verdict, (each.verdict for each in judged if each.basis is basis))
    return Verdicts(basis, people, cells)


def _total(number: int) -> Cell:
    return Cell(Mark.FEW) if 0 < number < FEWEST else Cell(Mark.NUMBER, number)


def _sum(cells: Iterable[Cell]) -> Cell:
    """What follows from shown cells; hidden where one of them is."""
    parts = list(cells)
    return Cell(Mark.NUMBER, sum(c.number for c in parts)) if all(c.is_shown for c in parts) else HIDDEN


def _without(whole: Cell, part: Cell) -> Cell:
    """What is left of a shown cell without a shown part of it."""
    return Cell(Mark.NUMBER, whole.number - part.number) if whole.is_shown and part.is_shown else HIDDEN


def _funnel(
    people: int, bases: Mapping[Basis, Cell], judged: Iterable[_Judged], verdicts: Sequence[Verdicts]
) -> Funnel:
    joined, uncounted = _total(people), bases[Basis.NONE]
    lacks = _within(uncounted, Lack, (each.lack for each in judged if each.lack))
    return Funnel(
        joined=joined,
        attended=_without(joined, lacks[Lack.CONTACTS]),
        paired=_without(joined, uncounted),
        verdicts={kind: _sum(table.cells[kind] for table in verdicts) for kind in Verdict},
        lacks=lacks,
    )


def _others(courses: Sequence[Course], measures: Mapping[str, Measure]) -> Iterable[Verdicts]:
    """A table for each further measure of which it can be told how many people it counts.

    Whom it does not count is the last row of its column, and so the first that is held back.
    """
    for id in measures.keys() - {PHQ9, GAD7}:
        number = Counter(_by_measure(courses, id, measures[id]))
        *cells, uncounted = column([number[kind] for kind in (*Verdict, None)])
        people = _without(_total(len(courses)), uncounted)
        if people.number:
            yield Verdicts(id, people, dict(zip(Verdict, cells, strict=True)))


# --- Attendance and waiting --------------------------------------------------------------------------------


def _attended(courses: Sequence[Course], funnel: Funnel) -> Attended | None:
    """Where the step "came at least twice" is shown: a median bounds how many did not."""
    if not (funnel.joined.number and funnel.attended.is_shown):
        return None
    noted, came = sum(c.noted for c in courses), sum(c.contacts for c in courses)
    typical = int(median(c.contacts for c in courses))
    return Attended(funnel.joined, typical, round(100 * came / noted) if noted else None)


def _waited(courses: Sequence[Course]) -> Waited:
    weeks = [course.weeks_waited for course in courses if course.weeks_waited is not None]
    known, unknown = column([len(weeks), len(courses) - len(weeks)])
    return Waited(known, unknown, int(median(weeks)) if known.number else None)


# --- Fields ------------------------------------------------------------------------------------------------


def _equity(courses: Sequence[Course], judged: Sequence[_Judged], field: Field, funnel: Funnel) -> Equity:
    """The field crossed with as much as nobody can be found in."""
    values = [field.values.index(course.values[field.code]) for course in courses]
    rows = range(len(field.values))
    for kinds, kind_of in _crossings(funnel):
        number = Counter(zip(values, map(kind_of, judged), strict=True))
        if all(count >= FEWEST for count in number.values()):
            cells = [tuple(Cell(Mark.NUMBER, number[at, kind]) for kind in kinds) for at in rows]
            return Equity(field.code, kinds, tuple(zip(field.values, cells, strict=True)))
    alone = Counter(values)
    joined = zip(column([alone[at] for at in rows]))
    return Equity(field.code, (Crossed.JOINED,), tuple(zip(field.values, joined, strict=True)))


def _crossings(funnel: Funnel) -> Iterable[tuple[tuple[Crossed, ...], Callable[[_Judged], Crossed]]]:
    """What a field may be crossed with, the finest first: that of which the funnel shows the totals."""
    better = _sum((funnel.verdicts[Verdict.RECOVERED], funnel.verdicts[Verdict.IMPROVED]))
    if better.is_shown and funnel.paired.number:
        yield (Crossed.BETTER, Crossed.NOT_BETTER, Crossed.NOT_COUNTED), _how_it_went
    if funnel.paired.number:
        yield (Crossed.COUNTED, Crossed.NOT_COUNTED), _whether_counted


def _how_it_went(judged: _Judged) -> Crossed:
    if judged.verdict is None:
        return Crossed.NOT_COUNTED
    better = judged.verdict in (Verdict.RECOVERED, Verdict.IMPROVED)
    return Crossed.BETTER if better else Crossed.NOT_BETTER


def _whether_counted(judged: _Judged) -> Crossed:
    return Crossed.NOT_COUNTED if judged.verdict is None else Crossed.COUNTED


# --- Groups ------------------------------------------------------------------------------------------------


def _effects(
    courses: Sequence[Course], judged: Sequence[_Judged], bases: Mapping[Basis, Cell]
) -> Iterable[GroupEffect]:
    """For PHQ-9 and GAD-7, where it is shown how many people have both scores."""
    for basis in (Basis.PHQ9, Basis.GAD7):
        counted = [c for c, each in zip(courses, judged, strict=True) if each.basis in (Basis.NHS, basis)]
        if _sum((bases[Basis.NHS], bases[basis])).is_shown and (found := _effect(counted, basis)):
            yield found


def _effect(courses: Sequence[Course], measure: str) -> GroupEffect | None:
    """None with too few groups, and where no two people differ."""
    groups = [course.group for course in courses]
    if len(set(groups)) < GROUPS:
        return None
    changes = [course.last[measure] - course.first[measure] for course in courses]
    try:
        icc, found = icc1(scores=changes, groups=groups), analysis_of_variance(scores=changes, groups=groups)
    except Refused:
        return None
    effect = design_effect(size=found.size, icc=max(0.0, icc))
    return GroupEffect(measure, len(courses), found.groups, found.size, icc, effect)
