"""A programme's report in which nobody can be found: by tables, by trying every world there is, by an attacker."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from holdspace.intake.rules.fairness import Cell, Field, Mark
from holdspace.measures.rules.instrument import Better
from holdspace.outcomes.rules.report import (
    GAD7,
    GROUPS,
    PHQ9,
    Course,
    Crossed,
    Ending,
    Measure,
    ProgrammeReport,
    Verdict,
    percent,
    programme_report,
)
from holdspace.outcomes.rules.verdicts import Anchor, Cutoff

MEASURES = {
    PHQ9: Measure(Anchor(points=6, source="NHS"), Cutoff(10, "NHS", unwell_at=True)),
    GAD7: Measure(Anchor(points=4, source="NHS"), Cutoff(8, "NHS", unwell_at=True)),
    "who-5": Measure(Anchor(points=10, source="a test", better=Better.HIGHER)),
}
PAYS = Field("pays", ("self", "fund", ""))
FEW, HELD = Mark.FEW, Mark.HELD

#: What each verdict looks like, by NHS rules of both measures and by the rules of each alone.
MOVES = {
    Verdict.RECOVERED: {PHQ9: (15, 5), GAD7: (12, 4)},
    Verdict.IMPROVED: {PHQ9: (20, 12), GAD7: (16, 11)},
    Verdict.UNCHANGED: {PHQ9: (14, 13), GAD7: (10, 10)},
    Verdict.DETERIORATED: {PHQ9: (8, 14), GAD7: (5, 9)},
}


def course(moves: Mapping[str, tuple[float, float]] | None = None, **about: object) -> Course:
    told: dict[str, object] = {
        "group": 0,
        "contacts": 8,
        "noted": 10,
        "ending": Ending.STAYS,
        "weeks_waited": 6,
        "first": {id: first for id, (first, _last) in (moves or {}).items()},
        "last": {id: last for id, (_first, last) in (moves or {}).items()},
        "values": {"pays": "self"},
    }
    return Course(**(told | about))  # type: ignore[arg-type]


def both(verdict: Verdict, **about: object) -> Course:
    return course(MOVES[verdict], **about)


def alone(id: str, verdict: Verdict, **about: object) -> Course:
    return course({id: MOVES[verdict][id]}, **about)


def report(courses: Sequence[Course], *fields: Field) -> ProgrammeReport:
    return programme_report(courses, fields=fields or (PAYS,), measures=MEASURES)


def words(cells: Mapping[object, Cell]) -> list[int | str]:
    return [cell.number if cell.is_shown else cell.mark.value for cell in cells.values()]


# --- What is counted ---------------------------------------------------------------------------------------


def test_a_funnel_from_who_joined_to_what_became_of_them() -> None:
    seen = report(
        [
            *[both(Verdict.RECOVERED)] * 10,
            *[both(Verdict.IMPROVED)] * 8,
            *[both(Verdict.UNCHANGED)] * 7,
            *[both(Verdict.DETERIORATED)] * 5,
            *[both(Verdict.RECOVERED, contacts=1)] * 6,
            *[course({PHQ9: (11, math.nan)}, last={})] * 5,
            *[course()] * 9,
        ]
    )
    funnel = seen.funnel
    assert [c.number for c in (funnel.joined, funnel.attended, funnel.paired)] == [50, 44, 30]
    assert words(funnel.verdicts) == [10, 8, 7, 5]
    assert words(funnel.lacks) == [6, 5, 9]
    assert percent(funnel.verdicts[Verdict.RECOVERED], funnel.paired) == 33
    assert [(table.basis, table.people.number) for table in seen.verdicts] == [
        ("nhs", 30),
        ("phq-9", 0),
        ("gad-7", 0),
    ]


def test_who_has_one_measure_only_is_judged_by_its_own_rule() -> None:
    seen = report(
        [
            *[both(Verdict.IMPROVED)] * 6,
            *[alone(PHQ9, Verdict.RECOVERED)] * 7,
            *[alone(PHQ9, Verdict.UNCHANGED)] * 5,
            *[alone(GAD7, Verdict.DETERIORATED)] * 8,
        ]
    )
    nhs, phq9, gad7 = seen.verdicts
    assert (words(nhs.cells), words(phq9.cells), words(gad7.cells)) == (
        [0, 6, 0, 0],
        [7, 0, 5, 0],
        [0, 0, 0, 8],
    )
    assert words(seen.funnel.verdicts) == [7, 6, 5, 8]


@pytest.mark.parametrize("few", [1, 4])
def test_rules_that_would_judge_few_judge_nobody(few: int) -> None:
    """They are among those with too few scores, and hide no other number."""
    seen = report(
        [
            *[both(Verdict.RECOVERED)] * 20,
            *[alone(PHQ9, Verdict.UNCHANGED)] * few,
            *[course(first={PHQ9: 9.0})] * 8,
        ]
    )
    assert [words(table.cells) for table in seen.verdicts] == [[20, 0, 0, 0], [0] * 4, [0] * 4]
    assert words(seen.funnel.lacks) == [0, 8 + few, 0]


def test_by_nhs_rules_one_better_and_one_worse_is_no_change() -> None:
    """Reliably better needs one measure better and neither worse."""
    seen = report([course({PHQ9: (18, 8), GAD7: (6, 11)})] * 5)
    assert words(seen.verdicts[0].cells) == [0, 0, 5, 0]


def test_who_was_well_and_got_worse_has_deteriorated() -> None:
    """By the measure's own rule this is harm (2 to 9 points, below the line before; and beyond it)."""
    assert words(report([alone(PHQ9, Verdict.DETERIORATED)] * 5).verdicts[1].cells) == [0, 0, 0, 5]


def test_a_further_measure_has_a_column_of_its_own() -> None:
    better, same = {"who-5": (40.0, 52.0)}, {"who-5": (40.0, 49.0)}
    (table,) = report([*[course(better)] * 6, *[course(same)] * 9, *[course()] * 5]).others
    assert (table.basis, table.people.number, words(table.cells)) == ("who-5", 15, [0, 6, 9, 0])


def test_a_further_measure_of_few_is_not_mentioned() -> None:
    assert report([*[course({"who-5": (40.0, 52.0)})] * 3, *[course()] * 30]).others == ()
    assert report([course()] * 30).others == ()


def test_dropout_attendance_and_waiting() -> None:
    seen = report(
        [
            *[both(Verdict.RECOVERED, ending=Ending.FINISHED, contacts=10, noted=10)] * 8,
            *[both(Verdict.RECOVERED, ending=Ending.LEFT, contacts=2, noted=8, weeks_waited=3)] * 6,
            *[both(Verdict.RECOVERED, weeks_waited=None)] * 5,
        ]
    )
    assert words(seen.endings) == [6, 8, 0, 5]
    assert seen.attended is not None
    assert (seen.attended.sessions, seen.attended.percent) == (8, 74)  # 80+12+40 of 80+48+50
    assert (seen.waited.known.number, seen.waited.unknown.number, seen.waited.weeks) == (14, 5, 6)


# --- What is not told --------------------------------------------------------------------------------------


def test_the_difference_between_two_steps_is_a_small_cell() -> None:
    """Three came less than twice: who joined is shown, and the step after it is not."""
    seen = report([*[course(contacts=1)] * 3, *[course()] * 20, *[both(Verdict.RECOVERED)] * 30])
    assert seen.funnel.joined.number == 53
    assert seen.funnel.attended.mark is HELD
    assert seen.funnel.paired.number == 30
    assert words(seen.funnel.lacks) == ["few", 0, "held"]


def test_no_verdicts_of_a_number_that_is_not_shown() -> None:
    """Two could not be counted, so nobody learns that 30 could; their verdicts would add up to it."""
    seen = report([*[course()] * 2, *[both(Verdict.RECOVERED)] * 30])
    assert seen.funnel.paired.mark is HELD
    assert words(seen.verdicts[0].cells) == ["held"] * 4
    assert set(words(seen.funnel.verdicts)) == {"held"}
    assert seen.attended is None


def test_a_small_practice_is_told_nothing_but_that() -> None:
    assert report([both(Verdict.RECOVERED)] * 4).says_nothing
    assert report([both(Verdict.RECOVERED)] * 4).funnel.joined.mark is FEW
    empty = report([])
    assert (empty.is_empty, empty.says_nothing) == (True, False)


def test_what_is_hidden_is_not_handed_on() -> None:
    seen = report([*[course()] * 2, *[both(Verdict.RECOVERED)] * 31])
    assert "31" not in repr(seen)


def payers(verdict: Verdict | None, **number: int) -> list[Course]:
    made = [(course() if verdict is None else both(verdict), pays, n) for pays, n in number.items()]
    return [
        Course(**{name: getattr(each, name) for name in each.__slots__} | {"values": {"pays": pays}})  # type: ignore[arg-type]
        for each, pays, n in made
        for _ in range(n)
    ]


def crossed(seen: ProgrammeReport) -> tuple[tuple[Crossed, ...], list[list[int | str]]]:
    (field,) = seen.equity
    return field.crossed, [words(dict(enumerate(cells))) for _value, cells in field.lines]


def test_a_field_is_crossed_with_outcomes_where_nobody_is_among_few() -> None:
    seen = report([
        *payers(Verdict.IMPROVED, self=9, fund=5),
        *payers(Verdict.UNCHANGED, self=6, fund=8),
        *payers(None, self=5),
    ])  # fmt: skip
    kinds = (Crossed.BETTER, Crossed.NOT_BETTER, Crossed.NOT_COUNTED)
    assert crossed(seen) == (kinds, [[9, 6, 5], [5, 8, 0], [0, 0, 0]])


def test_less_is_crossed_where_somebody_is() -> None:
    seen = report([
        *payers(Verdict.IMPROVED, self=9, fund=3),
        *payers(Verdict.UNCHANGED, self=6, fund=8),
        *payers(None, self=5),
    ])  # fmt: skip
    assert crossed(seen) == ((Crossed.COUNTED, Crossed.NOT_COUNTED), [[15, 5], [11, 0], [0, 0]])


def test_a_field_gives_away_no_total_that_the_funnel_keeps() -> None:
    """Two recovered. How many are better would tell it, for who improved is shown."""
    seen = report(
        [
            *payers(Verdict.RECOVERED, self=2),
            *payers(Verdict.IMPROVED, self=10, fund=10),
            *payers(Verdict.UNCHANGED, self=10, fund=5),
        ]
    )
    assert words(seen.verdicts[0].cells) == ["few", 20, "held", 0]
    assert crossed(seen) == ((Crossed.COUNTED, Crossed.NOT_COUNTED), [[22, 0], [15, 0], [0, 0]])


def test_at_last_only_who_joined_and_protected() -> None:
    seen = report([*payers(Verdict.IMPROVED, self=20, fund=3), *payers(None, self=9)])
    assert crossed(seen) == ((Crossed.JOINED,), [["held"], ["few"], [0]])


# --- Groups ------------------------------------------------------------------------------------------------


def in_groups(number: int) -> list[Course]:
    """In each group two people whose PHQ-9 falls by the group's number, and by one more."""
    return [course({PHQ9: (20.0, 20.0 - at - more)}, group=at) for at in range(number) for more in (0, 1)]


def test_an_icc_of_change_needs_ten_groups() -> None:
    assert GROUPS == 10
    assert report(in_groups(9)).effects == ()
    (effect,) = report(in_groups(10)).effects
    # By hand: MSB = 2·82.5/9 = 18.333, MSW = 10·0.5/10 = 0.5, k = 2.
    assert (effect.measure, effect.people, effect.groups, effect.size) == (PHQ9, 20, 10, 2)
    assert effect.icc == pytest.approx((55 / 3 - 0.5) / (55 / 3 + 0.5))
    assert effect.design_effect == pytest.approx(1 + effect.icc)


def test_groups_that_differ_less_than_their_members_cost_nothing() -> None:
    """An ICC below 0 is told; the design effect is never below 1."""
    courses = [course({PHQ9: (20.0, 20.0 - more)}, group=at) for at in range(10) for more in (0, 8)]
    (effect,) = report(courses).effects
    assert (effect.icc, effect.design_effect) == (pytest.approx(-1), 1)


def test_no_effect_of_people_whose_number_is_not_shown_nor_of_equals() -> None:
    assert report([*in_groups(10), *[course()] * 2]).effects == ()
    assert report([course({PHQ9: (20.0, 12.0)}, group=at) for at in range(10) for _ in (0, 1)]).effects == ()


# --- Attackers ---------------------------------------------------------------------------------------------

KINDS: tuple[tuple[str, Course], ...] = (
    ("recovered", both(Verdict.RECOVERED)),
    ("unchanged", both(Verdict.UNCHANGED)),
    ("alone", alone(PHQ9, Verdict.UNCHANGED)),
    ("one score", course(first={PHQ9: 12.0})),
    ("contacts", course(contacts=1)),
    ("scores", course()),
)


def worlds(kinds: int, people: int) -> Iterator[tuple[int, ...]]:
    """Every way in which so many people are of so many kinds."""
    if kinds == 1:
        yield (people,)
        return
    for here in range(people + 1):
        yield from ((here, *rest) for rest in worlds(kinds - 1, people - here))


def told(seen: ProgrammeReport) -> str:
    """Everything that a reader learns."""
    return repr((seen.funnel, seen.verdicts, seen.others, seen.equity, seen.attended, seen.effects))


@pytest.mark.parametrize("people", [5, 9, 12, 14])
def test_who_knows_the_rules_and_how_many_joined_still_knows_no_small_number(people: int) -> None:
    """Every world that would be published alike stands in one class; no class tells a number from 1 to 4.

    Of what lies between two steps too, and of every sum of neighbouring kinds.
    """
    alike: dict[str, list[tuple[int, ...]]] = defaultdict(list)
    for counts in worlds(len(KINDS), people):
        courses = [each for (_name, each), number in zip(KINDS, counts, strict=True) for _ in range(number)]
        alike[told(report(courses))].append(counts)
    for possible in alike.values():
        for begin, end in combinations(range(len(KINDS) + 1), 2):
            numbers = {sum(counts[begin:end]) for counts in possible}
            assert end - begin == len(KINDS) or len(numbers) > 1 or not 0 < min(numbers) < 5, possible


@pytest.mark.parametrize("people", [10, 13, 16, 19])
def test_nor_a_small_number_of_a_field(people: int) -> None:
    """Two payers, better or not: every world, with what a class leaves possible in each cell."""
    cells = list(product(("self", "fund"), (Verdict.RECOVERED, Verdict.UNCHANGED)))
    alike: dict[str, list[tuple[int, ...]]] = defaultdict(list)
    for counts in worlds(len(cells), people):
        courses = [
            both(verdict, values={"pays": pays})
            for (pays, verdict), number in zip(cells, counts, strict=True)
            for _ in range(number)
        ]
        alike[told(report(courses))].append(counts)
    for possible in alike.values():
        for at in range(len(cells)):
            numbers = {counts[at] for counts in possible}
            assert len(numbers) > 1 or not 0 < min(numbers) < 5, (people, cells[at], possible)


def solved(cells: Sequence[Cell], total: int) -> list[set[int]]:
    """Which numbers each cell of a column can have, by trying; few are 1 to 4, held beside few is 5 or more."""
    few = FEW in {cell.mark for cell in cells}
    open_cells = {FEW: range(1, 5), HELD: range(5 if few else 0, total + 1)}
    options = [[c.number] if c.is_shown else list(open_cells[c.mark]) for c in cells]
    possible: list[set[int]] = [set() for _ in cells]
    for first in product(*options[:-1]):
        rest = total - sum(first)
        if rest in options[-1]:
            for at, number in enumerate((*first, rest)):
                possible[at].add(number)
    return possible


ANYBODY = st.sampled_from([
    *(both(verdict, ending=ending) for verdict in Verdict for ending in Ending),
    *(alone(id, verdict) for id in (PHQ9, GAD7) for verdict in Verdict),
    course(contacts=1),
    course(first={PHQ9: 12.0}),
    course(),
])  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(ANYBODY, st.integers(1, 9)), max_size=9))
def test_nobody_is_found_by_solving_sums(people: list[tuple[Course, int]]) -> None:
    """Each column with the exact number of those whom it is about."""
    courses = [each for each, number in people for _ in range(number)]
    seen = report(courses)
    bases = [*(table.people for table in seen.verdicts)]
    columns = [(list(seen.endings.values()), len(courses))]
    columns += [
        (list(table.cells.values()), table.people.number) for table in seen.verdicts if table.people.is_shown
    ]
    if seen.funnel.joined.is_shown and seen.funnel.paired.is_shown:
        uncounted = seen.funnel.joined.number - seen.funnel.paired.number
        assert uncounted == 0 or uncounted >= 5
        columns += [(list(seen.funnel.lacks.values()), uncounted)]
    for cells, total in columns:
        for cell, possible in zip(cells, solved(cells, total), strict=True):
            assert cell.is_shown or len(possible) >= (4 if cell.mark is FEW else 2), (cells, total)
    assert all(cell.number == 0 or cell.number >= 5 for cell in bases)


@settings(max_examples=100, deadline=None)
@given(st.lists(st.tuples(ANYBODY, st.integers(1, 12)), max_size=12))
def test_between_any_two_shown_steps_lie_no_few(people: list[tuple[Course, int]]) -> None:
    funnel = report([each for each, number in people for _ in range(number)]).funnel
    steps = [cell.number for cell in (funnel.joined, funnel.attended, funnel.paired) if cell.is_shown]
    assert all(
        above - below == 0 or above - below >= 5
        for at, above in enumerate(steps)
        for below in steps[at + 1 :]
    )
    shown = [cell.number for cell in funnel.verdicts.values() if cell.is_shown]
    assert all(number == 0 or number >= 5 for number in shown)
    if funnel.paired.is_shown and len(shown) == len(Verdict):
        assert sum(shown) == funnel.paired.number


@given(st.lists(ANYBODY, max_size=60))
def test_the_order_of_people_tells_nothing(people: list[Course]) -> None:
    assert told(report(people)) == told(report(people[::-1]))


def test_somebody_without_a_value_of_a_field_is_an_error() -> None:
    with pytest.raises(ValueError, match="not in tuple"):
        report([course(values={"pays": "gold"})])
