"""Roles rotate: whoever had one least often, and longest ago, comes next."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from holdspace.circle.rules.rotation import IN_A_SESSION, Had, Role, proposed

ANA, BO, CHIDI, FARAH = (UUID(int=number) for number in range(1, 5))
WEEK = timedelta(weeks=1)
BEGAN = datetime(2026, 9, 1, 18, 0, tzinfo=UTC)


def test_the_first_time_it_goes_by_the_seats() -> None:
    assert proposed([ANA, BO, CHIDI, FARAH], []) == {
        Role.OPENER: ANA,
        Role.TIMEKEEPER: BO,
        Role.CLOSER: CHIDI,
    }


def test_whoever_opened_last_opens_last() -> None:
    had = [Had(ANA, Role.OPENER, BEGAN), Had(BO, Role.OPENER, BEGAN + WEEK)]
    assert proposed([ANA, BO, CHIDI], had)[Role.OPENER] == CHIDI
    had.append(Had(CHIDI, Role.OPENER, BEGAN + 2 * WEEK))
    assert proposed([ANA, BO, CHIDI], had)[Role.OPENER] == ANA


def test_a_newcomer_is_looked_after_and_takes_a_role_last() -> None:
    roles = proposed([ANA, BO, CHIDI, FARAH], [], newcomers=[ANA])
    assert roles[Role.OPENER] == BO
    assert roles[Role.BUDDY] not in (ANA, None)


def test_alone_with_newcomers_nobody_looks_after_them() -> None:
    assert Role.BUDDY not in proposed([ANA], [], newcomers=[ANA])
    assert proposed([], []) == {}


@given(st.integers(3, 12), st.integers(0, 30))
def test_over_time_everybody_has_every_role_about_equally_often(people: int, weeks: int) -> None:
    seats = [UUID(int=number) for number in range(1, people + 1)]
    had: list[Had] = []
    for week in range(weeks):
        taken = proposed(seats, had)
        assert len(set(taken.values())) == len(IN_A_SESSION)  # nobody has two roles
        had += [Had(person, role, BEGAN + week * WEEK) for role, person in taken.items()]
    for role in IN_A_SESSION:
        times = [sum(each.person == person and each.role is role for each in had) for person in seats]
        assert max(times) - min(times) <= 2
