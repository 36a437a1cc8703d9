"""Nobody and no room is in two places at once."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest

from holdspace.sessions.rules.clashes import Booking, Reason, first_clash

SIX = datetime(2027, 3, 2, 18, tzinfo=UTC)
TUESDAY, THURSDAY, BLUE, GREEN, RUTH, KIT = (uuid4() for _ in range(6))


def booking(
    group: UUID = TUESDAY, start: int = 0, room: UUID | None = None, leaders: tuple[UUID, ...] = ()
) -> Booking:
    """Ninety minutes from `start` minutes after six."""
    begins = SIX + timedelta(minutes=start)
    return Booking(group, begins, begins + timedelta(minutes=90), room, frozenset(leaders))


@pytest.mark.parametrize(
    ("taken", "reason"),
    [
        (booking(TUESDAY, 30), Reason.GROUP),
        (booking(THURSDAY, 30, BLUE), Reason.ROOM),
        (booking(THURSDAY, 89, BLUE), Reason.ROOM),
        (booking(THURSDAY, 90, BLUE), None),
        (booking(THURSDAY, -90, BLUE), None),
        (booking(THURSDAY, 30, GREEN), None),
        (booking(THURSDAY, 30, None), None),
        (booking(THURSDAY, 30, GREEN, (RUTH, KIT)), Reason.LEADER),
        (booking(THURSDAY, 30, GREEN, (KIT,)), None),
        (booking(THURSDAY, 30, BLUE, (RUTH,)), Reason.ROOM),
    ],
)
def test_what_clashes(taken: Booking, reason: Reason | None) -> None:
    clash = first_clash([booking(room=BLUE, leaders=(RUTH,))], [taken])
    assert (clash.reason if clash else None) is reason


def test_the_earliest_clash_is_told() -> None:
    wanted = [booking(start=200), booking(start=0)]
    taken = [booking(start=210), booking(start=10)]
    clash = first_clash(wanted, taken)
    assert clash is not None
    assert (clash.wanted.starts_at, clash.taken.starts_at) == (SIX, SIX + timedelta(minutes=10))


def test_two_groups_without_a_room_do_not_share_one() -> None:
    assert first_clash([booking(TUESDAY)], [booking(THURSDAY)]) is None


@pytest.mark.parametrize("turned", [False, True])
def test_of_two_clashes_at_one_moment_the_groups_own_is_told(turned: bool) -> None:
    taken = [booking(TUESDAY, 10), booking(THURSDAY, 10, BLUE)]
    clash = first_clash([booking(room=BLUE)], taken[::-1] if turned else taken)
    assert clash is not None
    assert clash.reason is Reason.GROUP
