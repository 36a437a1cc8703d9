"""Counts in which nobody can be found: by tables, by trying every table there is, and by an attacker."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from holdspace.intake.rules.fairness import (
    UNKNOWN,
    Case,
    Cell,
    Fairness,
    Field,
    Mark,
    Outcome,
    band,
    column,
    fairness,
    period_before,
)

AGE = Field("age", ("young", "old", UNKNOWN))
PAYS = Field("pays", ("self", "fund", "public", UNKNOWN))
FEW, HELD = Cell(Mark.FEW), Cell(Mark.HELD)


def shown(counts: Sequence[int]) -> str:
    """A column as one reads it: numbers, `f` for few, `–` for held back."""
    signs = {Mark.FEW: "f", Mark.HELD: "–"}
    return " ".join(signs.get(cell.mark, str(cell.number)) for cell in column(counts))


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        ((), ""),
        ((0, 0, 0), "0 0 0"),
        ((5, 12, 0), "5 12 0"),
        ((1, 30, 40), "f 30 –"),  # the last row is held back for the first
        ((30, 40, 1), "30 – f"),
        ((1, 30, 7), "f – –"),  # 1 + 7 = 8, of which 4 and 5 could not be
        ((1, 30, 9), "f 30 –"),  # 10 is more than 4 + 5
        ((4, 30, 5), "f – –"),  # 9 is not
        ((2, 3, 30), "f f 30"),  # 5 is 1 + 4, 2 + 3, 3 + 2 and 4 + 1
        ((1, 1, 30), "f f –"),  # 2 could only be 1 + 1
        ((4, 4, 30), "f f –"),
        ((2, 2, 2, 30), "f f f 30"),
        ((1, 1, 3, 30), "f f f –"),
        ((3, 0, 0, 0), "– – – –"),
        ((1, 5, 0), "– – –"),  # of 6 people, nothing could be hidden
        ((2, 0, 40), "f 0 –"),
    ],
)
def test_what_is_shown_of_a_column(counts: tuple[int, ...], expected: str) -> None:
    assert shown(counts) == expected


def tables(cells: int, people: int) -> Iterator[tuple[int, ...]]:
    """Every way in which so many people lie in so many cells."""
    if cells == 1:
        yield (people,)
        return
    for here in range(people + 1):
        yield from ((here, *rest) for rest in tables(cells - 1, people - here))


@pytest.mark.parametrize(("cells", "most"), [(2, 40), (3, 36), (4, 24), (5, 18)])
def test_who_knows_the_rules_and_the_total_still_knows_no_small_number(cells: int, most: int) -> None:
    """Every table that would be published alike stands in one class; no class tells a hidden number."""
    for people in range(1, most + 1):
        alike: dict[tuple[Cell, ...], list[tuple[int, ...]]] = defaultdict(list)
        for counts in tables(cells, people):
            alike[column(counts)].append(counts)
        for published, possible in alike.items():
            for at, cell in enumerate(published):
                numbers = {counts[at] for counts in possible}
                if cell == FEW:
                    assert numbers == {1, 2, 3, 4}
                if cell == HELD:
                    assert len(numbers) >= (3 if people >= 5 else 2), (people, published)


# --- An attacker who knows the report and nothing else -----------------------------------------------------


def cases(counts: dict[Outcome, dict[tuple[str, str], int]]) -> list[Case]:
    return [
        Case(outcome, weeks=1, values={"age": age, "pays": pays})
        for outcome, joint in counts.items()
        for (age, pays), number in joint.items()
        for _ in range(number)
    ]


def columns(report: Fairness, outcome: Outcome) -> list[list[Cell]]:
    """That column of every field's table."""
    return [[getattr(line, outcome.value) for line in table.lines] for table in report.tables]


def solved(cells: Sequence[Cell], total: int) -> list[set[int]]:
    """Which numbers each cell can have, by trying: few are 1 to 4, what is held back with few is 5 or more."""
    with_few = FEW in cells
    open_cells = {Mark.FEW: range(1, 5), Mark.HELD: range(5 if with_few else 0, total + 1)}
    options = [[c.number] if c.is_shown else list(open_cells[c.mark]) for c in cells]
    possible: list[set[int]] = [set() for _ in cells]
    for *first, last in ((*rest, options[-1]) for rest in product(*options[:-1])):
        if (rest := total - sum(first)) in last:
            for at, number in enumerate((*first, rest)):
                possible[at].add(number)
    return possible


JOINT = st.fixed_dictionaries(
    {
        (age, pays): st.one_of(st.integers(0, 3), st.integers(0, 14))
        for age in AGE.values
        for pays in PAYS.values
    }
)


@settings(max_examples=150)
@given(st.fixed_dictionaries(dict.fromkeys(Outcome, JOINT)))
def test_nobody_is_found_by_solving_sums(counts: dict[Outcome, dict[tuple[str, str], int]]) -> None:
    """With the total that another field's table gives away, and even with the true one."""
    report = fairness(cases(counts), (AGE, PAYS))
    for outcome in Outcome:
        total = sum(counts[outcome].values())
        for cells in columns(report, outcome):
            for cell, possible in zip(cells, solved(cells, total), strict=True):
                assert cell.is_shown or len(possible) >= (4 if cell == FEW else 2)
                assert cell.is_shown or max(possible) - min(possible) >= (3 if total >= 5 else 1)


@pytest.mark.parametrize(("cells", "most"), [(2, 30), (3, 24), (4, 16)])
def test_one_person_more_or_less_tells_no_small_number(cells: int, most: int) -> None:
    """Two months of which a reader knows that one person came, or went: while the same rows are few."""
    alike: dict[tuple[int, tuple[Cell, ...], tuple[Cell, ...]], list[tuple[int, ...]]] = defaultdict(list)
    for people in range(1, most):
        for counts in tables(cells, people):
            for at in range(cells):
                more = (*counts[:at], counts[at] + 1, *counts[at + 1 :])
                alike[people, column(counts), column(more)].append(counts)
    followed = 0
    for (_people, before, after), possible in alike.items():
        if [cell == FEW for cell in before] == [cell == FEW for cell in after]:
            hidden = [at for at, cell in enumerate(before) if cell == FEW]
            assert all(len({counts[at] for counts in possible}) >= 3 for at in hidden)
            followed += bool(hidden)
    assert followed >= 10


# --- The report --------------------------------------------------------------------------------------------


def waiting(age: str, weeks: Sequence[int], outcome: Outcome = Outcome.WAITS) -> list[Case]:
    return [Case(outcome, each, {"age": age}) for each in weeks]


def test_a_table_counts_each_outcome_by_itself() -> None:
    seen = [
        *waiting("young", (1, 2, 3, 8, 9)),
        *waiting("old", range(10)),
        *waiting("old", (4, 4, 4, 6, 20, 30), Outcome.PLACED),
        *waiting("young", (1,) * 7, Outcome.LEFT),
    ]
    report = fairness(seen, (AGE,))
    young, old, unknown = report.tables[0].lines
    assert (young.waits.number, young.placed.number, young.left.number) == (5, 0, 7)
    assert (old.waits.number, old.placed.number, unknown.waits.number) == (10, 6, 0)
    assert (young.weeks_waiting, young.weeks_until_placed) == (3, None)
    assert (old.weeks_waiting, old.weeks_until_placed) == (4, 5)  # 4½ weeks are four whole ones
    assert (report.waits.number, report.placed.number, report.left.number) == (15, 6, 7)


def test_a_median_needs_five_people_and_a_number_beside_it() -> None:
    seen = [*waiting("young", range(4)), *waiting("old", range(30)), *waiting(UNKNOWN, range(20))]
    young, old, unknown = fairness(seen, (AGE,)).tables[0].lines
    assert (young.waits, young.weeks_waiting) == (FEW, None)
    assert old.weeks_waiting == 14
    assert (unknown.waits, unknown.weeks_waiting) == (HELD, None)


def test_a_small_practice_shows_nothing_and_an_empty_one_has_nobody() -> None:
    small = fairness(waiting("young", (1, 2)), (AGE,))
    assert small.says_nothing
    assert (small.waits, small.is_empty) == (FEW, False)
    empty = fairness([], (AGE,))
    assert empty.is_empty
    assert not empty.says_nothing


def test_what_is_hidden_is_not_handed_on() -> None:
    report = fairness([*waiting("young", (1, 2)), *waiting("old", range(30))], (AGE,))
    assert "30" not in repr(report.tables)


def test_a_case_that_fits_no_row_is_an_error() -> None:
    with pytest.raises(ValueError, match="not in tuple"):
        fairness(waiting("middling", (1,)), (AGE,))


@pytest.mark.parametrize(
    ("today", "since", "until"),
    [
        (date(2026, 3, 1), date(2025, 3, 1), date(2026, 3, 1)),
        (date(2026, 3, 31), date(2025, 3, 1), date(2026, 3, 1)),
        (date(2024, 2, 29), date(2023, 2, 1), date(2024, 2, 1)),
    ],
)
def test_the_numbers_stand_still_for_a_month(today: date, since: date, until: date) -> None:
    assert period_before(today) == (since, until)


@pytest.mark.parametrize(
    ("born", "expected"),
    [
        (None, UNKNOWN),
        (date(2026, 6, 2), UNKNOWN),
        (date(2001, 6, 2), "-24"),
        (date(2001, 6, 1), "25-39"),
        (date(1986, 6, 2), "25-39"),
        (date(1986, 6, 1), "40-64"),
        (date(1961, 6, 2), "40-64"),
        (date(1961, 6, 1), "65-"),
        (date(1900, 1, 1), "65-"),
    ],
)
def test_a_band_begins_on_a_birthday(born: date | None, expected: str) -> None:
    assert band(born, date(2026, 6, 1)) == expected
