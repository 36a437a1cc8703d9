"""Which steps come before a first session, who is new, who is missed, who is back: tables and properties."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from holdspace.preparation.rules import absence, newcomers, steps
from holdspace.preparation.rules.steps import Step, is_late, path
from holdspace.sessions.rules.attendance import Status

NOW = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
#: A letter for each status, newest first: came, missed, excused, expected.
STATUS = {"c": Status.ATTENDED, "m": Status.MISSED, "x": Status.EXCUSED, "?": Status.EXPECTED}
histories = st.text(alphabet="cmx?", max_size=8)


def read(history: str) -> list[Status]:
    return [STATUS[letter] for letter in history]


@pytest.mark.parametrize(
    ("by_screen", "has_agreement", "expected"),
    [
        (True, True, ["meeting", "group_is", "hopes", "agreement", "joining", "device"]),
        (False, True, ["meeting", "group_is", "hopes", "agreement", "joining"]),
        (False, False, ["meeting", "group_is", "hopes", "joining"]),
    ],
)
def test_which_steps_apply(by_screen: bool, has_agreement: bool, expected: list[str]) -> None:
    assert list(path((), by_screen=by_screen, has_agreement=has_agreement).steps) == expected


@pytest.mark.parametrize(
    ("done", "following"),
    [
        ([], Step.GROUP_IS),  # the meeting is the practice's to note
        ([Step.GROUP_IS], Step.HOPES),
        ([Step.HOPES, Step.AGREEMENT], Step.GROUP_IS),
        ([Step.GROUP_IS, Step.HOPES, Step.AGREEMENT], Step.JOINING),
        ([Step.GROUP_IS, Step.HOPES, Step.AGREEMENT, Step.JOINING], None),
    ],
)
def test_the_next_step_is_the_first_that_a_member_could_take(
    done: list[Step], following: Step | None
) -> None:
    assert path(done, by_screen=False, has_agreement=True).next is following


def test_without_the_meeting_the_way_is_not_done() -> None:
    own = set(Step) - {Step.MEETING}
    assert path(own, by_screen=True, has_agreement=True).open == (Step.MEETING,)
    assert path(set(Step), by_screen=True, has_agreement=True).is_done


@given(st.sets(st.sampled_from(Step)), st.booleans(), st.booleans())
def test_done_and_open_are_all_the_steps_and_share_none(
    done: set[Step], by_screen: bool, has_agreement: bool
) -> None:
    way = path(done, by_screen=by_screen, has_agreement=has_agreement)
    assert way.done | set(way.open) == set(way.steps)
    assert way.done & set(way.open) == set()


@pytest.mark.parametrize(
    ("hours", "done", "late"),
    [(73, (), False), (72, (), True), (1, (), True), (-1, (), True), (1, tuple(Step), False)],
)
def test_what_is_open_three_days_before_is_late(hours: int, done: tuple[Step, ...], late: bool) -> None:
    way = path(done, by_screen=True, has_agreement=True)
    assert is_late(way, NOW + timedelta(hours=hours), NOW) is late


def test_without_a_date_nobody_is_late() -> None:
    assert not is_late(path((), by_screen=False, has_agreement=True), None, NOW)


def test_every_step_has_words() -> None:
    assert set(steps.WORDS) == set(Step)


def test_three_sessions_are_marked_and_no_fourth() -> None:
    assert [newcomers.nth(came) for came in range(5)] == [1, 2, 3, 0, 0]
    assert str(newcomers.said(2)) == "comes for the second time"


@pytest.mark.parametrize(
    ("day", "told"),
    [(None, True), (date(2026, 3, 2), True), (date(2026, 3, 3), False), (date(2026, 2, 1), True)],
)
def test_the_circle_is_told_from_the_day_that_was_chosen(day: date | None, told: bool) -> None:
    assert newcomers.is_told(day, date(2026, 3, 2)) is told


@pytest.mark.parametrize(
    ("history", "missed"),
    [
        ("", 0),
        ("c", 0),
        ("m", 1),
        ("mm", 2),
        ("mmc", 2),
        ("mcm", 1),
        ("mxm", 2),  # excused: it neither counts nor ends the row
        ("xm", 1),
        ("x", 0),
        ("?mm", 2),  # nothing noted: passed over
        ("cmm", 0),  # here again
    ],
)
def test_how_many_were_missed_without_a_word(history: str, missed: int) -> None:
    assert absence.missed(read(history)) == missed


@pytest.mark.parametrize(
    ("history", "after", "asked"), [("mm", 2, True), ("m", 2, False), ("m", 1, True), ("mm", 3, False)]
)
def test_a_leader_is_asked_after_as_many_as_the_practice_says(history: str, after: int, asked: bool) -> None:
    assert absence.asks_to_reach(read(history), after) is asked


@pytest.mark.parametrize(
    ("history", "away"),
    [
        ("c", 0),
        ("cc", 0),
        ("cmmc", 2),
        ("cxmc", 2),
        ("cmm", 2),
        ("?cmmc", 2),
        ("cm?mc", 2),
        ("mmc", 0),
        ("ccmm", 0),  # the second session after coming back
        ("", 0),
    ],
)
def test_after_how_many_somebody_is_back(history: str, away: int) -> None:
    assert absence.back_after(read(history)) == away


@given(histories)
def test_nobody_is_missed_and_back_at_once(history: str) -> None:
    assert not (absence.missed(read(history)) and absence.back_after(read(history)))


@given(histories)
def test_whoever_comes_is_missed_no_more(history: str) -> None:
    assert absence.missed([Status.ATTENDED, *read(history)]) == 0


@given(histories)
def test_what_is_not_noted_changes_nothing(history: str) -> None:
    noted = read(history.replace("?", ""))
    assert absence.missed(read(history)) == absence.missed(noted)
    assert absence.back_after(read(history)) == absence.back_after(noted)
