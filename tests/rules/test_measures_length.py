"""How long Ana's longest check-in takes."""

from __future__ import annotations

import pytest

from holdspace.measures.catalogue import asked_with_check_in, instrument
from holdspace.measures.rules.length import Length, longest


@pytest.mark.parametrize(
    ("questions", "seconds", "minutes"),
    [
        (0, 30, 0.5),  # what somebody brings, who may read it, how open they want to be
        (7, 65, 1.5),  # half a minute begun counts as one
        (10, 80, 1.5),
        (17, 115, 2.0),
        (18, 120, 2.0),
        (19, 125, 2.5),
    ],
)
def test_half_a_minute_and_five_seconds_a_question(questions: int, seconds: int, minutes: float) -> None:
    length = Length(questions)
    assert (length.seconds, length.minutes) == (seconds, minutes)


@pytest.mark.parametrize(("questions", "too_long"), [(17, False), (18, False), (19, True)])
def test_members_are_promised_two_minutes(questions: int, too_long: bool) -> None:
    assert Length(questions).is_too_long is too_long


def test_the_longest_check_in_holds_every_question_scored_or_not() -> None:
    """PHQ-9 has nine questions and one outside the total, GAD-7 seven."""
    assert longest([instrument("phq-9")]).questions == 10
    assert longest([instrument("phq-9"), instrument("gad-7")]).questions == 17
    assert longest([]).questions == 0


def test_the_usual_two_can_be_asked_in_two_minutes() -> None:
    """PHQ-9 and GAD-7 together; all that ships at once is longer, and leaders are told so."""
    assert not longest([instrument("phq-9"), instrument("gad-7")]).is_too_long
    assert longest(asked_with_check_in()).is_too_long
