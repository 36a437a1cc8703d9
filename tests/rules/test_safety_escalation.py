"""Who is told of a concern and when: nobody twice for one step, nobody late, nobody left out."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from holdspace.safety.rules.escalation import SHORTEST, People, Rung, Step, due, ladder, present

RUTH, TOMAS, KIT, SAM, WREN = (UUID(int=number) for number in range(1, 6))
NOON = datetime(2026, 3, 3, 12, tzinfo=UTC)
QUARTER = timedelta(minutes=15)

ANYBODY = st.sampled_from((RUTH, TOMAS, KIT, SAM, WREN))
SOME = st.lists(ANYBODY, max_size=4, unique=True)
AWAY = st.dictionaries(ANYBODY, st.none() | ANYBODY, max_size=5)
PEOPLE = st.builds(People, leaders=SOME, on_call_here=SOME, on_call=SOME, supervisors=SOME, away=AWAY)


def test_leaders_first_then_who_is_on_call_then_the_supervisor() -> None:
    people = People(leaders=(RUTH, TOMAS), on_call=(KIT,), supervisors=(SAM,))
    assert ladder(people) == (
        Rung(Step.NEAREST, (RUTH, TOMAS)),
        Rung(Step.NEXT, (KIT,)),
        Rung(Step.SUPERVISOR, (SAM,)),
    )


def test_who_is_on_call_for_the_group_goes_before_its_leaders() -> None:
    people = People(leaders=(RUTH, TOMAS), on_call_here=(TOMAS,), supervisors=(SAM,))
    assert ladder(people) == (
        Rung(Step.NEAREST, (TOMAS,)),
        Rung(Step.NEXT, (RUTH,)),
        Rung(Step.SUPERVISOR, (SAM,)),
    )


def test_nobody_waits_for_an_empty_step() -> None:
    (rung,) = ladder(People(supervisors=(SAM,)))
    assert due([rung], raised_at=NOON, patience=QUARTER, now=NOON) != ()


@pytest.mark.parametrize(
    ("away", "there"),
    [
        ({}, (RUTH, TOMAS)),
        ({RUTH: KIT}, (KIT, TOMAS)),
        ({RUTH: None}, (TOMAS,)),
        ({RUTH: TOMAS}, (TOMAS,)),
        ({RUTH: KIT, KIT: SAM}, (SAM, TOMAS)),
        ({RUTH: KIT, KIT: RUTH}, (TOMAS,)),
        ({RUTH: KIT, KIT: KIT}, (TOMAS,)),
    ],
)
def test_who_stands_in(away: dict[UUID, UUID | None], there: tuple[UUID, ...]) -> None:
    assert present((RUTH, TOMAS), away) == there


def test_who_stands_in_and_is_told_already_is_not_told_again() -> None:
    people = People(leaders=(RUTH,), supervisors=(SAM,), away={SAM: RUTH})
    assert ladder(people) == (Rung(Step.NEAREST, (RUTH,)),)


THREE = ladder(People(leaders=(RUTH,), on_call=(KIT,), supervisors=(SAM,)))


@pytest.mark.parametrize(
    ("minutes", "steps"),
    [
        (0, [Step.NEAREST]),
        (14, [Step.NEAREST]),
        (15, [Step.NEAREST, Step.NEXT]),
        (29, [Step.NEAREST, Step.NEXT]),
        (30, [Step.NEAREST, Step.NEXT, Step.SUPERVISOR]),
        (10_000, [Step.NEAREST, Step.NEXT, Step.SUPERVISOR]),
        (-60, [Step.NEAREST]),  # the clock was set back
    ],
)
def test_every_quarter_of_an_hour_one_step_more(minutes: int, steps: list[Step]) -> None:
    found = due(THREE, raised_at=NOON, patience=QUARTER, now=NOON + timedelta(minutes=minutes))
    assert [each.step for each in found] == steps


def test_what_was_due_while_the_worker_was_dead_says_since_when() -> None:
    found = due(THREE, raised_at=NOON, patience=QUARTER, now=NOON + timedelta(hours=3), told={Step.NEAREST})
    assert [(each.person, each.due) for each in found] == [(KIT, NOON + QUARTER), (SAM, NOON + 2 * QUARTER)]


def test_no_practice_can_ask_for_less_than_five_minutes() -> None:
    found = due(THREE, raised_at=NOON, patience=timedelta(0), now=NOON + SHORTEST - timedelta(seconds=1))
    assert [each.step for each in found] == [Step.NEAREST]


@given(PEOPLE)
def test_nobody_stands_on_two_steps_and_no_step_is_empty(people: People) -> None:
    rungs = ladder(people)
    everybody = [person for rung in rungs for person in rung.people]
    assert len(everybody) == len(set(everybody))
    assert all(rung.people for rung in rungs)


@given(PEOPLE)
def test_nobody_who_is_away_is_told(people: People) -> None:
    assert not {person for rung in ladder(people) for person in rung.people} & set(people.away)


@given(PEOPLE)
def test_whoever_is_there_and_could_answer_stands_on_a_step(people: People) -> None:
    could = {*people.leaders, *people.on_call, *people.on_call_here, *people.supervisors} - set(people.away)
    assert could <= {person for rung in ladder(people) for person in rung.people}


@given(st.lists(st.integers(-60, 600), max_size=12))
def test_however_often_and_whenever_it_is_looked_at_nobody_is_told_twice(minutes: list[int]) -> None:
    told: list[tuple[Step, UUID]] = []
    for minute in minutes:
        now = NOON + timedelta(minutes=minute)
        steps = {step for step, _person in told}
        told += [
            (a.step, a.person) for a in due(THREE, raised_at=NOON, patience=QUARTER, now=now, told=steps)
        ]
    assert len(told) == len(set(told))
    latest = max(minutes, default=None)
    expected = 0 if latest is None else 1 + sum(latest >= 15 * n for n in (1, 2))
    assert len(told) == expected
