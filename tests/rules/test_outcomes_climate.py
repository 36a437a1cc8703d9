"""Tuesday's climate: means that give nobody away, a drop that may be a rupture, and whether it was repaired."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from holdspace.kernel.refusals import Refused
from holdspace.outcomes.rules.climate import Climate, Repair, climate, ruptures, session_climate

answers = st.lists(st.one_of(st.none(), st.integers(0, 10)), max_size=12)


def at(mean: float, *, spread: float = 1.0, answered: int = 6) -> Climate:
    return Climate(answered=answered, mean=mean, spread=spread, agreement=0.9)


def course(*means: float | None) -> list[Climate | None]:
    return [None if mean is None else at(mean) for mean in means]


def found(*means: float | None) -> list[tuple[int, Repair, int | None]]:
    all_of_them = ruptures(sessions=course(*means), lowest=0, highest=10)
    return [(each.session, each.repair, each.repaired_after) for each in all_of_them]


def test_a_climate_by_hand() -> None:
    """6, 8, 10: mean 8, SD 2; eleven options have the variance 10 by chance, so r_wg is 1 − 4/10."""
    seen = climate(answers=[6, None, 8, 10], options=11)
    assert seen is not None
    assert (seen.answered, seen.mean, seen.spread) == (3, 8, 2)
    assert seen.agreement == pytest.approx(0.6)


@given(answers)
def test_nothing_is_said_under_three_answers(answers: list[int | None]) -> None:
    given_answers = [each for each in answers if each is not None]
    seen = climate(answers=answers, options=11)
    assert (seen is None) == (len(given_answers) < 3)
    if seen is not None:
        assert min(given_answers) <= seen.mean <= max(given_answers)
        assert 0 <= seen.agreement <= 1


def test_a_scale_of_one_option_is_refused() -> None:
    with pytest.raises(Refused):
        climate(answers=[1, 1, 1], options=1)


def test_a_sessions_climate_moves_in_the_steps_of_its_rating() -> None:
    ratings = [{"overall": 6, "heard": 9}, {"overall": 8, "heard": None}, {"overall": 10}, {"overall": 0}]
    seen = session_climate(ratings)
    assert set(seen) == {"overall"}
    assert (seen["overall"].answered, seen["overall"].mean) == (3, 8)
    assert session_climate(ratings[:2]) == {}


@pytest.mark.parametrize(
    ("means", "expected"),
    [
        ((8, 8, 8, 8), []),
        ((8,), []),
        ((), []),
        ((8, None, 8, 5), [(3, Repair.OPEN, None)]),
        ((8, 8, 8, 5, 7), [(3, Repair.REPAIRED, 1)]),
        ((8, 8, 8, 5, 6.4, None, 6.5), [(3, Repair.REPAIRED, 2)]),  # half of the drop, not before
        ((8, 8, 8, 5, 5, 6), [(3, Repair.OPEN, None)]),
        ((8, 8, 8, 5, 5, 6, 6), [(3, Repair.NOT_REPAIRED, None)]),
        ((8, 8, 8, 5, 8, 8, 5), [(3, Repair.REPAIRED, 1), (6, Repair.OPEN, None)]),
        ((8, 8, 8, 5, 5, 5, 2), [(3, Repair.NOT_REPAIRED, None), (6, Repair.OPEN, None)]),
        ((8, 8, 8, 2, 4.5, 4.5, 3.2), [(3, Repair.NOT_REPAIRED, None), (6, Repair.OPEN, None)]),
        ((5, 8, 8, 8), []),  # getting better is no rupture
    ],
)
def test_ruptures_and_repairs(
    means: tuple[float | None, ...], expected: list[tuple[int, Repair, int | None]]
) -> None:
    assert found(*means) == expected


def test_the_drop_has_to_exceed_what_the_answers_own_spread_explains() -> None:
    """Before: 8 in three sessions of six. SE = SD · √(1/18 + 1/6) = .4714 · SD; with SD 2, 1.96 · SE = 1.848."""
    before = [at(8, spread=2)] * 3
    for mean, ruptured in ((6.16, False), (6.15, True)):
        assert bool(ruptures(sessions=[*before, at(mean, spread=2)], lowest=0, highest=10)) is ruptured


def test_answers_that_all_agree_do_not_make_every_step_a_rupture() -> None:
    before = [at(8, spread=0)] * 3
    for mean, ruptured in ((7.1, False), (7.0, True)):
        assert bool(ruptures(sessions=[*before, at(mean, spread=0)], lowest=0, highest=10)) is ruptured


def test_a_rupture_says_what_was_seen_and_what_came_of_it() -> None:
    seen = "A possible rupture: the mean fell from 8 to 5, more than the answers' own spread explains."
    for after, ending in (
        ((), "The next sessions will show whether it was repaired."),
        ((7,), "Repaired: in the next session at least half of the drop was regained."),
        ((5, 7), "Repaired: 2 sessions later at least half of the drop was regained."),
        ((5, 5, 5), "Not repaired: in three sessions less than half of the drop was regained."),
    ):
        (rupture,) = ruptures(sessions=course(8, 8, 8, 5, *after), lowest=0, highest=10)
        assert str(rupture.words) == f"{seen} {ending}"


means = st.lists(st.one_of(st.none(), st.integers(0, 100).map(lambda tenths: tenths / 10)), max_size=14)


@given(means)
def test_a_rupture_is_a_drop_that_was_shown(means: list[float | None]) -> None:
    seen = ruptures(sessions=course(*means), lowest=0, highest=10)
    assert [each.session for each in seen] == sorted({each.session for each in seen})
    for each in seen:
        assert means[each.session] == each.now
        assert each.before - each.now >= 1
        assert (each.repair is Repair.REPAIRED) == (each.repaired_after is not None)


@given(means)
def test_a_session_that_is_not_shown_changes_nothing(means: list[float | None]) -> None:
    places = [place for place, mean in enumerate(means) if mean is not None]
    only_shown = found(*(mean for mean in means if mean is not None))
    assert found(*means) == [(places[place], repair, after) for place, repair, after in only_shown]
