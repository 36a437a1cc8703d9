"""What Ruth is told of each member in the brief."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from holdspace.desk.rules.acts import OTHER, in_words
from holdspace.desk.rules.glance import OneGlance, Presence, cut, newest
from holdspace.measures.catalogue import instrument
from holdspace.measures.rules.taken import Taken
from holdspace.sessions.rules.attendance import Status

PHQ = instrument("phq-9")
TUESDAY = datetime(2026, 3, 3, 18, tzinfo=UTC)
CAME, MISSED, EXCUSED, OPEN = Status.ATTENDED, Status.MISSED, Status.EXCUSED, Status.EXPECTED


def taken(total: int | None, weeks_ago: int) -> Taken:
    return Taken(TUESDAY - timedelta(weeks=weeks_ago), None, total, None, None, 9, 0, False)


@pytest.mark.parametrize(
    ("newest_first", "came", "missed", "in_a_row", "attention"),
    [
        ((), 0, 0, 0, False),
        ((CAME, CAME, CAME, CAME), 4, 0, 0, False),
        ((MISSED, CAME, MISSED, CAME), 2, 2, 1, False),
        ((MISSED, MISSED, CAME, CAME), 2, 2, 2, True),
        ((EXCUSED, MISSED, CAME), 1, 2, 2, True),  # told us once: still two sessions without them
        ((OPEN, MISSED, MISSED, CAME), 1, 2, 2, True),  # nobody noted the last one
        ((CAME, MISSED, MISSED, MISSED), 1, 3, 0, False),  # back again
    ],
)
def test_attendance(
    newest_first: tuple[Status, ...], came: int, missed: int, in_a_row: int, attention: bool
) -> None:
    presence = Presence(newest_first)
    told = (presence.came, presence.missed, presence.away_in_a_row, presence.asks_for_attention)
    assert told == (came, missed, in_a_row, attention)
    assert presence.is_new is (not newest_first)


@pytest.mark.parametrize(
    ("before", "after", "signed", "worse", "reliable"),
    [  # NHS Talking Therapies: 6 points on the PHQ-9 are reliable, 5 are not
        (12, 18, "+6", True, True),
        (12, 17, "+5", False, False),
        (18, 12, "−6", False, True),
        (12, 12, "±0", False, False),
    ],
)
def test_a_change_is_told_in_points_and_in_words(
    before: int, after: int, signed: str, worse: bool, reliable: bool
) -> None:
    found = newest(PHQ, [taken(before, 4), taken(after, 0)], since=TUESDAY - timedelta(weeks=1))
    assert found is not None
    assert (found.signed_points, found.is_worse, found.is_reliable) == (signed, worse, reliable)
    glance = OneGlance(Presence(()), measured=(found,))
    assert (bool(glance.worse), bool(glance.better)) == (worse, reliable and not worse)


@pytest.mark.parametrize("series", [[], [taken(12, 2)], [taken(12, 2), taken(None, 0)]])
def test_what_was_known_last_time_is_not_told_again(series: list[Taken]) -> None:
    assert newest(PHQ, series, since=TUESDAY - timedelta(weeks=1)) is None


def test_a_first_value_stands_without_a_change() -> None:
    found = newest(PHQ, [taken(12, 0)], since=None)
    assert found is not None
    assert (found.short_name, found.change, found.signed_points) == ("PHQ-9", None, "")


@given(st.text(max_size=800), st.integers(20, 300))
def test_what_is_cut_is_still_whole(text: str, most: int) -> None:
    words = cut(text, most)
    assert words.whole == text.strip()
    assert len(words.lead) <= most + 40


def test_words_are_cut_between_words() -> None:
    words = cut("one two three four five six seven eight nine ten eleven twelve", 15)
    assert (words.lead, words.is_cut) == ("one two three", True)


def test_an_act_that_nobody_put_into_words_is_not_hidden() -> None:
    assert in_words("something.new") == OTHER
