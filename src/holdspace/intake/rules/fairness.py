"""Who waits and who is placed, counted so that nobody can be found in the counts.

A column of a table (one outcome of one field) is a list of counts. What is published of it keeps a promise:
**whoever knows these rules, every other number and the exact total of the column still has to hold every
number from 1 to 4 for possible in each cell that is said to be few.** Totals may then be shown, and it does
no harm that the tables of all fields add up to the same one.

*Primary suppression*: a cell of 1 to 4 people is `FEW`. Nobody is not few: 0 is shown, for it speaks of no
person, and where nobody is placed is what this report is for.

*Complementary suppression*, with p few cells that hold S people together and f = 5 people from which on a
number is shown:

- Several few cells can hide each other. Each may be anything from 1 to 4 exactly when
  p + f - 2 ≤ S ≤ (f - 1)p - (f - 2): the others can then be so few that one of them is 4, and so many that
  one is 1. A single one never can.
- Otherwise further cells are `HELD` back, from the last row upwards, until all k of them together with the
  few hold more than (f - 1)p + f·k. Then the few may be anything: with 4 in each of them there still are f
  for each of the others, and fewer would not have been enough, for 4 in each and f in each stay within that
  bound. The order is that of the rows and never that of the numbers, which would tell whose is the smaller.
- Where that never comes true, nothing of the column is shown, not even its zeros. Nobody can then say which
  cells are few. (Of a total below five, which is not shown either, at least two numbers stay possible.)

Every question above is about S and about which cells are few, which a reader may know; none is about how the
people lie in them. That is why knowing the rules does not help.

*Medians* of weeks are of at least five people, and stand only beside a count that is shown.

*Two days*: a report of now, read before and after somebody comes, tells what that person is. Hence the
numbers stand still for a month: they are as of the end of the last one (`period_before`), and an age is that
of the day on which somebody came onto the list, so that no birthday moves anybody. Between two months people
come and go, and most numbers hide how many did. Even who knows by other means that it was one person keeps
three numbers for possible in a cell that stays few. But they can see in which row a shown number rose, or
that four became five; no suppression prevents that. Nor does it hide a wait that is written in afterwards, or
corrected, from who looks before and after.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from statistics import median
from typing import Final

FEWEST: Final = 5
"""People from which on a number is shown; of 1 to 4 only that they are few."""

BANDS: Final = {"-24": 0, "25-39": 25, "40-64": 40, "65-": 65}
"""Bands of age and where each begins."""

UNKNOWN: Final = ""
"""The value of whom a field says nothing about."""


class Outcome(StrEnum):
    """How it stands with somebody: they wait, have got a seat, or left the list in another way."""

    WAITS = "waits"
    PLACED = "placed"
    LEFT = "left"


class Mark(StrEnum):
    """What is said of a count."""

    NUMBER = "number"
    FEW = "few"
    HELD = "held"


@dataclass(frozen=True, slots=True)
class Case:
    """One person with one outcome: after how many weeks, and what they are in each field. No name, no id."""

    outcome: Outcome
    weeks: int
    values: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Field:
    """Something by which people are counted: every value it can have, in the order of the rows.

    The values must not depend on who waits: a row that stands there because of one person would tell of them.
    """

    code: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Cell:
    """A count as it is shown; `number` is 0 unless it is a `NUMBER`, so that nothing hidden is handed on."""

    mark: Mark
    number: int = 0

    @property
    def is_shown(self) -> bool:
        return self.mark is Mark.NUMBER


@dataclass(frozen=True, slots=True)
class Line:
    """One value of a field; `weeks_waiting` and `weeks_until_placed` are medians; None: not shown."""

    value: str
    waits: Cell
    placed: Cell
    left: Cell
    weeks_waiting: int | None
    weeks_until_placed: int | None


@dataclass(frozen=True, slots=True)
class Table:
    """One field: its lines, one for each value."""

    field: str
    lines: tuple[Line, ...]

    @property
    def says_nothing(self) -> bool:
        """Whether not a single number above 0 is shown."""
        cells = (cell for line in self.lines for cell in (line.waits, line.placed, line.left))
        return not any(cell.number for cell in cells)


@dataclass(frozen=True, slots=True)
class Fairness:
    """The report: a table for each field, and how many people each column counts in all."""

    tables: tuple[Table, ...]
    waits: Cell
    placed: Cell
    left: Cell

    @property
    def is_empty(self) -> bool:
        """Whether there is nobody to count."""
        return all(total == Cell(Mark.NUMBER) for total in (self.waits, self.placed, self.left))

    @property
    def says_nothing(self) -> bool:
        """Whether there are people, and too few to show any number of."""
        return not self.is_empty and all(table.says_nothing for table in self.tables)


def fairness(cases: Collection[Case], fields: Iterable[Field]) -> Fairness:
    """The report on `cases`. KeyError for a case without a field, ValueError for a value that it has not."""
    totals = {outcome: _total(_with(cases, outcome)) for outcome in Outcome}
    tables = tuple(_table(cases, field) for field in fields)
    return Fairness(tables, totals[Outcome.WAITS], totals[Outcome.PLACED], totals[Outcome.LEFT])


def column(counts: Sequence[int]) -> tuple[Cell, ...]:
    """What is shown of one column; see above for what it promises."""
    few = [at for at, count in enumerate(counts) if 0 < count < FEWEST]
    held = _held(counts, few)
    if held is None:
        return tuple(Cell(Mark.HELD) for _ in counts)
    marks = dict.fromkeys(few, Mark.FEW) | dict.fromkeys(held, Mark.HELD)
    return tuple(
        Cell(marks[at]) if at in marks else Cell(Mark.NUMBER, count) for at, count in enumerate(counts)
    )


def _held(counts: Sequence[int], few: Sequence[int]) -> list[int] | None:
    """The cells that are held back for the sake of the few; None when all of them cannot hide these."""
    hidden, held = sum(counts[at] for at in few), list[int]()
    if not few or _hide_each_other(len(few), hidden):
        return held
    for at in reversed(range(len(counts))):
        if counts[at] >= FEWEST:
            held.append(at)
            hidden += counts[at]
            if hidden > (FEWEST - 1) * len(few) + FEWEST * len(held):
                return held
    return None


def _hide_each_other(few: int, people: int) -> bool:
    return few + FEWEST - 2 <= people <= (FEWEST - 1) * few - (FEWEST - 2)


def _total(cases: Collection[Case]) -> Cell:
    return Cell(Mark.FEW) if 0 < len(cases) < FEWEST else Cell(Mark.NUMBER, len(cases))


def _with(cases: Iterable[Case], outcome: Outcome) -> list[Case]:
    return [case for case in cases if case.outcome is outcome]


def _table(cases: Iterable[Case], field: Field) -> Table:
    weeks = {outcome: _weeks_by_value(_with(cases, outcome), field) for outcome in Outcome}
    cells = {outcome: column([len(each) for each in weeks[outcome]]) for outcome in Outcome}
    typical = {
        outcome: [_median(*both) for both in zip(cells[outcome], weeks[outcome], strict=True)]
        for outcome in (Outcome.WAITS, Outcome.PLACED)
    }
    columns = (*cells.values(), *typical.values())
    return Table(field.code, tuple(Line(*line) for line in zip(field.values, *columns, strict=True)))


def _weeks_by_value(cases: Iterable[Case], field: Field) -> list[list[int]]:
    weeks: list[list[int]] = [[] for _ in field.values]
    for case in cases:
        weeks[field.values.index(case.values[field.code])].append(case.weeks)
    return weeks


def _median(cell: Cell, weeks: Sequence[int]) -> int | None:
    """Whole weeks, as everywhere; None for few people, and where it would tell that a cell is not few."""
    return int(median(weeks)) if cell.is_shown and len(weeks) >= FEWEST else None


def period_before(today: date) -> tuple[date, date]:
    """The twelve months that have ended last: from the first day on, until just before the second."""
    until = today.replace(day=1)
    return until.replace(year=until.year - 1), until


def band(born: date | None, on: date) -> str:
    """The band of somebody's age on a day."""
    if born is None or born > on:
        return UNKNOWN
    age = on.year - born.year - ((on.month, on.day) < (born.month, born.day))
    return [name for name, begins in BANDS.items() if age >= begins][-1]
