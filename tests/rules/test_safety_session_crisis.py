"""The protocol while somebody is in crisis: steps in any order, once each, and what is written afterwards."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from holdspace.kernel.refusals import Refused
from holdspace.safety.rules.session_crisis import (
    DID,
    GUIDANCE,
    Course,
    Step,
    account,
    end,
    from_json,
    mark,
    to_json,
)

SIX = datetime(2026, 11, 24, 18, 0, tzinfo=UTC)


def later(minutes: int) -> datetime:
    return SIX + timedelta(minutes=minutes)


def test_every_step_says_what_to_do_and_what_was_done() -> None:
    assert list(GUIDANCE) == list(Step) == list(DID)
    assert all(str(guidance.title) and str(guidance.do) for guidance in GUIDANCE.values())


def test_a_step_marked_twice_keeps_its_first_time() -> None:
    once = mark(Course(SIX), Step.CALL, at=later(3))
    assert mark(once, Step.CALL, at=later(9)) == once


def test_a_clock_that_was_set_back_puts_nothing_before_the_beginning() -> None:
    assert mark(Course(SIX), Step.CALL, at=later(-60)).done == {Step.CALL: SIX}
    assert end(Course(SIX), at=later(-60)).ended_at == SIX


def test_nothing_is_marked_once_it_is_over() -> None:
    over = end(mark(Course(SIX), Step.STAY, at=later(1)), at=later(20))
    assert end(over, at=later(40)) == over
    assert mark(over, Step.STAY, at=later(30)) == over
    with pytest.raises(Refused, match="This is over"):
        mark(over, Step.CALL, at=later(30))


def test_what_is_written_begins_with_the_times_in_their_order() -> None:
    course = Course(SIX)
    for minutes, step in ((2, Step.PRIVATE_CHECK), (9, Step.CALL), (4, Step.ROOM)):
        course = mark(course, step, at=later(minutes))
    course = end(course, at=later(31))
    local = {at: f"{at:%H:%M}" for at in (SIX, *course.done.values(), later(31))}
    lines = account(course, local=local).splitlines()
    assert lines[:5] == [
        "18:00 began",
        "18:02 spoke with the member alone",
        "18:04 the room was held, the group was told",
        "18:09 called for help",
        "18:31 over",
    ]
    assert "What was agreed, and with whom:" in lines


MARKS = st.lists(st.tuples(st.sampled_from(Step), st.integers(-30, 300)), max_size=20)


@given(marks=MARKS)
def test_whatever_is_marked_is_kept_once_and_survives_being_stored(marks: list[tuple[Step, int]]) -> None:
    course = Course(SIX)
    for step, minutes in marks:
        course = mark(course, step, at=later(minutes))
    assert set(course.done) == {step for step, _minutes in marks}
    assert all(at >= SIX for at in course.done.values())
    assert from_json(to_json(course.done)) == course.done
