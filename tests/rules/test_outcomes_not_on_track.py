"""When to look again: Ana gets worse, Bo stays where he was, Chidi stays away; each rule says why."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from holdspace.kernel.refusals import Refused
from holdspace.measures.rules.instrument import Better
from holdspace.outcomes.rules import Anchor, Method, Percentage, ReliableChange, Sample
from holdspace.outcomes.rules.nhs import PHQ9_CHANGE
from holdspace.outcomes.rules.not_on_track import (
    AlertAnswer,
    Course,
    Reason,
    absences_in_a_row,
    alert_item,
    no_reliable_gain,
    rating_drop,
    reliable_deterioration,
    speaks_again,
    worst_first,
)


def phq(baseline: float, latest: float, *, sessions: int = 5) -> Course:
    return Course("phq-9", "PHQ-9", baseline, latest, sessions)


@pytest.mark.parametrize(
    ("latest", "level"), [(4, None), (15, None), (16, 1), (18, 1), (19, 2), (21, 2), (22, 3), (25, 4)]
)
def test_ana_got_worse_by_half_a_threshold_after_another(latest: float, level: int | None) -> None:
    reason = reliable_deterioration(course=phq(10, latest), rule=PHQ9_CHANGE)
    assert (reason.level if reason else None) == level


def test_a_deterioration_says_its_numbers_and_its_rule() -> None:
    reason = reliable_deterioration(course=phq(10, 17), rule=PHQ9_CHANGE)
    assert reason is not None
    assert (reason.key, reason.numbers) == ("deterioration:phq-9", {"before": 10, "after": 17})
    assert str(reason.words) == (
        "Reliably worse than at the start on the PHQ-9. From 10 to 17: 7 points worse. A change of at least 6 "
        "points counts (NHS Talking Therapies manual)."
    )


def test_where_more_is_better_less_is_a_deterioration() -> None:
    """SD 7.5, r .80: more than 9.3 points. 40 → 30 is 1.08 of it, 40 → 25 is 1.61."""
    rule = ReliableChange(sample=Sample(sd=7.5), reliability=0.8, better=Better.HIGHER)
    levels = [reliable_deterioration(course=phq(40, latest), rule=rule) for latest in (31, 30, 25, 50)]
    assert [each.level if each else None for each in levels] == [None, 1, 2, None]


def test_a_percentage_of_nothing_still_has_levels() -> None:
    rule = Percentage(share=0.5, source="agreed here")
    levels = [reliable_deterioration(course=phq(0, latest), rule=rule) for latest in (0, 1, 2)]
    assert [each.level if each else None for each in levels] == [None, 1, 3]


def test_a_method_that_grades_against_everybody_else_raises_no_alert() -> None:
    rule = ReliableChange(sample=Sample(sd=3, mean=20, mean_after=10), reliability=0.8, method=Method.HLL)
    with pytest.raises(Refused, match="cannot say that they got worse"):
        reliable_deterioration(course=phq(20, 20), rule=rule)


@pytest.mark.parametrize(
    ("latest", "sessions", "level"), [(12, 5, None), (12, 6, 1), (12, 11, 1), (12, 12, 2), (8, 12, None)]
)
def test_bo_is_where_he_was_after_six_sessions(latest: float, sessions: int, level: int | None) -> None:
    reason = no_reliable_gain(course=phq(14, latest, sessions=sessions), rule=PHQ9_CHANGE, by_session=6)
    assert (reason.level if reason else None) == level


def test_no_gain_says_its_numbers() -> None:
    reason = no_reliable_gain(course=phq(14, 12, sessions=8), rule=PHQ9_CHANGE, by_session=6)
    assert reason is not None
    assert str(reason.words) == (
        "No reliable gain on the PHQ-9 after 8 sessions. From 14 to 12: 2 points better. A change of at least 6 "
        "points counts (NHS Talking Therapies manual)."
    )
    with pytest.raises(Refused):
        no_reliable_gain(course=phq(14, 12), rule=PHQ9_CHANGE, by_session=0)


def test_each_answer_to_a_safety_question_is_a_reason_of_its_own() -> None:
    first = alert_item(AlertAnswer("phq-9", "PHQ-9", "harm", "a1", 1))
    later = alert_item(AlertAnswer("phq-9", "PHQ-9", "harm", "b2", 1))
    assert first.key != later.key
    assert str(first.words) == "A safety question of the PHQ-9 was answered with 1."


@pytest.mark.parametrize(
    ("came", "level"),
    [("", None), ("0", None), ("00", 1), ("1100", 1), ("000", 2), ("0001", None), ("0010", None)],
)
def test_chidi_did_not_come_twice_in_a_row(came: str, level: int | None) -> None:
    reason = absences_in_a_row([mark == "1" for mark in came])
    assert (reason.level if reason else None) == level


def test_absences_say_how_many() -> None:
    reason = absences_in_a_row([True, False, False])
    assert reason is not None
    assert str(reason.words) == "Did not come 2 times in a row."


@pytest.mark.parametrize(
    ("ratings", "level"),
    [
        ([], None),
        ([3], None),
        # SD 2, r .75: SEM 1. After one rating z·√2 = 2.77 points, after three z·√(4/3) = 2.26.
        ([8, 5.3], None),
        ([8, 5.2], 1),
        ([8, 8, 8, 5.8], None),
        ([8, 8, 8, 5.7], 1),
        ([8, 8, 8, 4.6], 2),
        ([0, 8, 8, 8, 5.7], 1),  # only the last three count
        ([8, 8, 8, 10], None),
    ],
)
def test_a_drop_in_the_session_rating(ratings: list[float], level: int | None) -> None:
    reason = rating_drop(ratings=ratings, sd=2, reliability=0.75)
    assert (reason.level if reason else None) == level


def test_a_drop_says_the_noise_that_it_exceeds() -> None:
    reason = rating_drop(ratings=[8, 9, 4], sd=2, reliability=0.75)
    assert reason is not None
    assert str(reason.words) == (
        "Rated the last session 4, after 8.5 on average. A drop of more than 2.4 points is beyond the noise of "
        "these answers (reliability 0.75, standard deviation 2, z 1.96)."
    )


def test_one_rating_before_is_jacobson_and_truax() -> None:
    rule = ReliableChange(sample=Sample(sd=2), reliability=0.75, better=Better.HIGHER)
    for last in (5.3, 5.2):
        told = rating_drop(ratings=[8, last], sd=2, reliability=0.75)
        assert (told is None) == (reliable_deterioration(course=phq(8, last), rule=rule) is None)


def test_a_drop_has_to_exceed_the_noise() -> None:
    noise = 1.96 * math.sqrt(2)
    assert rating_drop(ratings=[noise, 0], sd=2, reliability=0.75) is None
    assert rating_drop(ratings=[noise + 1e-9, 0], sd=2, reliability=0.75) is not None


def test_noise_that_cannot_be_is_refused() -> None:
    for given_numbers in ({"sd": 0, "reliability": 0.5}, {"sd": 1, "reliability": 1}):
        with pytest.raises(Refused):
            rating_drop(ratings=[8, 2], **given_numbers)
    with pytest.raises(Refused):
        rating_drop(ratings=[8, 2], sd=1, reliability=0.5, z=0)


def test_a_silenced_reason_comes_back_when_it_gets_worse() -> None:
    silenced = reliable_deterioration(course=phq(10, 17), rule=PHQ9_CHANGE)
    same = reliable_deterioration(course=phq(10, 18), rule=PHQ9_CHANGE)
    worse = reliable_deterioration(course=phq(10, 19), rule=PHQ9_CHANGE)
    assert silenced is not None
    assert same is not None
    assert worse is not None
    assert silenced.key == same.key == worse.key
    assert speaks_again(None, silenced)
    assert not speaks_again(silenced.level, same)
    assert speaks_again(silenced.level, worse)


@given(
    baseline=st.integers(0, 27),
    latest=st.integers(0, 27),
    rule=st.one_of(
        st.builds(Anchor, points=st.integers(1, 9), source=st.just("")),
        st.builds(
            ReliableChange,
            sample=st.just(Sample(sd=6, mean=15, sd_after=7, mean_after=10, correlation=0.3)),
            reliability=st.just(0.8),
            method=st.sampled_from([each for each in Method if each is not Method.HLL]),
        ),
    ),
)
def test_who_gets_worse_never_reaches_a_lower_level(
    baseline: int, latest: int, rule: Anchor | ReliableChange
) -> None:
    now = reliable_deterioration(course=phq(baseline, latest), rule=rule)
    then = reliable_deterioration(course=phq(baseline, latest + 1), rule=rule)
    assert (now.level if now else 0) <= (then.level if then else 0)


def test_the_worst_comes_first() -> None:
    alert = alert_item(AlertAnswer("phq-9", "PHQ-9", "harm", "a1", 1))
    away, longer = absences_in_a_row([False] * 2), absences_in_a_row([False] * 4)
    assert worst_first([away, None, longer, alert]) == [alert, longer, away]
    assert all(isinstance(each, Reason) for each in worst_first([None, away]))
