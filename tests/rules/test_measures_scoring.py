"""Ana fills in her forms: totals, bands, missing answers, the safety question, and change."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from holdspace.kernel.refusals import Refused
from holdspace.measures.catalogue import instrument
from holdspace.measures.rules.scoring import Direction, change, score

PHQ, GAD, RATING = instrument("phq-9"), instrument("gad-7"), instrument("session-rating")
KEYS = [item.key for item in PHQ.scored_items]


def phq(*points: int | None) -> dict[str, int | None]:
    return dict(zip(KEYS, points, strict=True))


def spread(total: int, places: int) -> list[int]:
    """Answers 0–3 in `places` questions that add up to `total`, the safety question last."""
    return [min(3, max(0, total - 3 * place)) for place in range(places)]


def test_the_us_core_example_adds_up_to_its_published_total() -> None:
    """HL7 US Core's PHQ-9 response: nine answers, total 12 (science.md B2)."""
    result = score(PHQ, phq(2, 2, 2, 1, 1, 1, 1, 1, 1))
    assert (result.total, result.answered, result.missing, result.prorated) == (12, 9, 0, False)


@pytest.mark.parametrize(
    ("total", "band", "case"),
    [  # Kroenke et al. (2001): 0–4, 5–9, 10–14, 15–19, 20–27; NHS: a case from 10
        (0, "minimal", False), (4, "minimal", False), (5, "mild", False), (9, "mild", False),
        (10, "moderate", True), (14, "moderate", True), (15, "moderately-severe", True),
        (19, "moderately-severe", True), (20, "severe", True), (27, "severe", True),
    ],
)  # fmt: skip
def test_phq_9_bands_and_caseness(total: int, band: str, case: bool) -> None:
    result = score(PHQ, phq(*spread(total, 9)))
    assert result.total == total
    assert result.band is not None
    assert (result.band.key, result.case) == (band, case)


@pytest.mark.parametrize(
    ("total", "band", "case"),
    [  # Spitzer et al. (2006): 5, 10, 15; NHS: a case from 8
        (0, "minimal", False), (4, "minimal", False), (5, "mild", False), (7, "mild", False),
        (8, "mild", True), (9, "mild", True), (10, "moderate", True), (14, "moderate", True),
        (15, "severe", True), (21, "severe", True),
    ],
)  # fmt: skip
def test_gad_7_bands_and_caseness(total: int, band: str, case: bool) -> None:
    answers = dict(zip([item.key for item in GAD.items], spread(total, 7), strict=True))
    result = score(GAD, answers)
    assert result.band is not None
    assert (result.total, result.band.key, result.case) == (total, band, case)


@pytest.mark.parametrize(
    ("answers", "total"),
    [  # by hand: sum × 9 / answered, half up
        ((1, 1, 1, 1, 1, 1, 1, None, 0), 8),  # 7 × 9/8 = 7.875
        ((1, 1, 1, 1, 0, 0, 0, None, 0), 5),  # 4 × 9/8 = 4.5 rounds up, into the next band
        ((1, 1, 1, None, 0, 0, 0, None, 0), 4),  # 3 × 9/7 = 3.857
        ((3, 3, 3, 3, 3, 3, 3, 3, None), 27),
        ((0, 0, 0, 0, 0, 0, 0, None, None), 0),
        ((3, 3, 3, 3, 3, 3, None, None, None), None),
        ((None,) * 9, None),
    ],
)
def test_up_to_two_missing_answers_take_the_mean_of_the_rest(
    answers: tuple[int | None, ...], total: int | None
) -> None:
    result = score(PHQ, phq(*answers))
    assert result.total == total
    assert result.prorated == (total is not None)
    assert result.missing == answers.count(None)
    if total is None:
        assert (result.band, result.case) == (None, None)


def test_item_nine_above_zero_raises_a_concern_whatever_the_total() -> None:
    lonely = score(PHQ, phq(0, 0, 0, 0, 0, 0, 0, 0, 1))
    assert (lonely.total, lonely.alerts, lonely.alerts_unanswered) == (1, ("self-harm",), ())
    unscorable = score(PHQ, {"self-harm": 2})
    assert (unscorable.total, unscorable.alerts) == (None, ("self-harm",))


def test_an_open_item_nine_is_told_apart_and_never_guessed() -> None:
    result = score(PHQ, phq(3, 3, 3, 3, 3, 3, 3, 3, None))
    assert (result.alerts, result.alerts_unanswered) == ((), ("self-harm",))
    assert score(PHQ, phq(0, 0, 0, 0, 0, 0, 0, 0, 0)).alerts_unanswered == ()


def test_the_difficulty_question_is_never_scored() -> None:
    with_it = score(PHQ, phq(*[1] * 9) | {"difficulty": 3})
    assert with_it == score(PHQ, phq(*[1] * 9)) == score(PHQ, phq(*[1] * 9) | {"difficulty": None})


@pytest.mark.parametrize("wrong", [4, -1, True, 1.0, "1"])
def test_an_answer_that_is_not_offered_is_refused_with_its_question(wrong: object) -> None:
    with pytest.raises(Refused) as refused:
        score(PHQ, {"mood": wrong})  # type: ignore[dict-item]
    assert list(refused.value.fields) == ["mood"]
    with pytest.raises(Refused, match="not on this form"):
        score(PHQ, {"moood": 1})


def test_our_rating_has_a_total_only_when_all_four_are_answered() -> None:
    answers = {"heard": 9, "mattered": 7, "together": 8, "overall": 8}
    assert (score(RATING, answers).total, score(RATING, answers).band, score(RATING, answers).case) == (
        32,
        None,
        None,
    )
    assert score(RATING, answers | {"overall": None}).total is None


@pytest.mark.parametrize(
    ("form", "rule", "before", "after", "reliable"),
    [  # NHS: PHQ-9 falls by 6 or more, GAD-7 by 4 or more; deterioration is the mirror; Bischoff: 6
        (PHQ, None, 16, 10, "improved"), (PHQ, None, 16, 11, "none"), (PHQ, None, 10, 16, "worse"),
        (PHQ, None, 10, 15, "none"), (PHQ, None, 10, 10, "none"), (GAD, None, 12, 8, "improved"),
        (GAD, None, 12, 9, "none"), (GAD, None, 8, 12, "worse"), (GAD, "bischoff", 12, 8, "none"),
        (GAD, "bischoff", 14, 8, "improved"), (GAD, "bischoff", 8, 14, "worse"),
    ],
)  # fmt: skip
def test_change_by_its_rule(form: object, rule: str | None, before: int, after: int, reliable: str) -> None:
    result = change(form, before, after, rule=rule)  # type: ignore[arg-type]
    assert (result.points, result.reliable) == (after - before, reliable)
    assert ("Bischoff" in result.source) == (rule == "bischoff")


def test_without_a_rule_no_change_is_called_reliable() -> None:
    with pytest.raises(Refused):
        change(RATING, 20, 40)
    with pytest.raises(Refused):
        change(PHQ, 20, 4, rule="bischoff")


ANSWERS = st.lists(st.one_of(st.none(), st.integers(0, 3)), min_size=9, max_size=9)


@given(ANSWERS)
def test_a_score_stays_within_the_form_and_agrees_with_the_plain_sum(answers: list[int | None]) -> None:
    result, given_ = score(PHQ, phq(*answers)), [a for a in answers if a is not None]
    assert result.answered + result.missing == 9
    assert (result.total is None) == (result.missing > 2)
    assert bool(result.alerts) == bool(answers[8])
    if result.total is not None:
        assert sum(given_) <= result.total <= 27
        assert result.prorated or result.total == sum(given_)


@given(ANSWERS, st.integers(0, 8))
def test_a_worse_answer_never_lowers_the_total(answers: list[int | None], place: int) -> None:
    before, answer = score(PHQ, phq(*answers)), answers[place]
    if before.total is None or answer in (None, 3):
        return
    after = score(PHQ, phq(*answers[:place], (answer or 0) + 1, *answers[place + 1 :]))
    assert after.total is not None
    assert after.total >= before.total


@given(st.integers(0, 27), st.integers(0, 27))
def test_change_there_and_back_is_the_mirror(before: int, after: int) -> None:
    mirror = {Direction.IMPROVED: Direction.WORSE, Direction.WORSE: Direction.IMPROVED}
    there, back = change(PHQ, before, after), change(PHQ, after, before)
    assert there.points == -back.points
    assert mirror.get(there.reliable, Direction.NONE) == back.reliable
