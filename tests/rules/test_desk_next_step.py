"""What Ana's home asks for first."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from holdspace.desk.rules.next_step import Step, Waiting, next_step

TUESDAY = datetime(2026, 3, 3, 18, tzinfo=UTC)
END = TUESDAY + timedelta(minutes=90)


def waiting(**facts: object) -> Waiting:
    return Waiting(**{"starts_at": TUESDAY, "ends_at": END} | facts)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("facts", "before", "step"),
    [
        ({"to_sign": True, "to_rate": True}, timedelta(hours=1), Step.SIGN),
        ({"to_sign": True}, -timedelta(minutes=10), Step.SIGN),  # needed to take part
        ({"to_rate": True}, timedelta(hours=48), Step.CHECK_IN),
        ({"to_rate": True}, timedelta(hours=48, seconds=1), Step.RATE),
        ({"to_rate": True, "checked_in": True}, timedelta(hours=2), Step.RATE),
        ({"checked_in": True}, timedelta(hours=2), Step.NOTHING),
        ({}, timedelta(days=5), Step.NOTHING),
        ({}, timedelta(0), Step.MEET),
        ({"to_rate": True}, -timedelta(minutes=89), Step.MEET),
        ({"starts_at": None, "ends_at": None}, timedelta(0), Step.NOTHING),
        ({"starts_at": None, "ends_at": None, "to_rate": True}, timedelta(0), Step.RATE),
        ({"starts_at": None, "ends_at": None, "to_follow_up": True}, timedelta(0), Step.FOLLOW_UP),
        ({"to_follow_up": True, "to_rate": True, "checked_in": True}, timedelta(hours=2), Step.RATE),
        ({"to_follow_up": True, "checked_in": True}, timedelta(hours=2), Step.FOLLOW_UP),
        ({"to_receive": True, "to_rate": True, "checked_in": True}, timedelta(hours=2), Step.RATE),
        ({"to_receive": True, "to_give": True, "checked_in": True}, timedelta(hours=2), Step.RECEIVE),
        ({"to_receive": True}, timedelta(hours=2), Step.CHECK_IN),
        ({"to_give": True, "to_follow_up": True, "checked_in": True}, timedelta(hours=2), Step.GIVE),
        ({"to_look": True, "to_receive": True, "checked_in": True}, timedelta(hours=2), Step.RECEIVE),
        ({"to_look": True, "to_give": True, "checked_in": True}, timedelta(hours=2), Step.LOOK),
        ({"to_choose": True, "to_give": True, "checked_in": True}, timedelta(hours=2), Step.GIVE),
        ({"to_choose": True, "to_follow_up": True, "checked_in": True}, timedelta(hours=2), Step.CHOOSE),
        ({"to_choose": True}, timedelta(hours=2), Step.CHECK_IN),
        ({"to_follow_up": True}, timedelta(hours=2), Step.CHECK_IN),
        ({"to_prepare": True, "to_sign": True}, timedelta(days=9), Step.SIGN),
        ({"to_prepare": True, "to_rate": True}, timedelta(hours=2), Step.PREPARE),
        ({"to_prepare": True}, timedelta(0), Step.MEET),
    ],
)
def test_one_thing_at_a_time(facts: dict[str, object], before: timedelta, step: Step) -> None:
    assert next_step(waiting(**facts), TUESDAY - before) is step
