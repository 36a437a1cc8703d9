"""How answers become the group's: never so that one person's answer can be found by subtraction."""

from __future__ import annotations

import tomllib
from importlib import resources

import pytest
from hypothesis import given
from hypothesis import strategies as st

from holdspace.kernel.refusals import Refused
from holdspace.sessions.rules.rating import KEYS, QUESTIONS, checked_answers, in_steps, shown_rating

points = st.one_of(st.none(), st.integers(0, 10))
rating = st.fixed_dictionaries(dict.fromkeys(KEYS, points))


def test_the_questions_are_those_of_the_instrument_file() -> None:
    file = resources.files("holdspace.measures") / "instruments" / "session-rating.toml"
    items = tomllib.loads(file.read_text(encoding="utf-8"))["items"]
    assert [(q.key, q.text, q.lowest, q.highest) for q in QUESTIONS] == [
        (item["key"], item["text"]["en"], item["lowest"]["en"], item["highest"]["en"]) for item in items
    ]


def test_what_was_skipped_is_left_out() -> None:
    assert checked_answers({"heard": 0, "overall": None}) == {"heard": 0}


@pytest.mark.parametrize("answers", [{"heard": -1}, {"heard": 11}, {"heard": True}, {"heard": None}, {}])
def test_answers_off_the_scale_and_none_at_all_are_refused(answers: dict[str, int | None]) -> None:
    with pytest.raises(Refused):
        checked_answers(answers)


def test_a_question_that_does_not_exist_is_a_mistake_of_the_program() -> None:
    with pytest.raises(KeyError):
        checked_answers({"liked": 3})


@pytest.mark.parametrize(("answers", "counted"), [(0, 0), (2, 0), (3, 3), (4, 3), (5, 3), (6, 6), (8, 6)])
def test_means_move_in_steps_of_three(answers: int, counted: int) -> None:
    ratings = [{"overall": number} for number in range(answers)]
    shown = shown_rating(ratings)
    assert (shown.people if shown else 0) == counted
    if shown:
        assert shown.means["overall"] == (counted - 1) / 2  # the mean of 0, 1, … counted - 1


@given(st.lists(rating, max_size=14))
def test_between_two_pictures_at_least_three_answers_came_to_a_question(
    ratings: list[dict[str, int | None]],
) -> None:
    for key in KEYS:
        before = 0
        for number in range(len(ratings) + 1):
            counted = sum(row[key] is not None for row in in_steps(ratings[:number]))
            assert counted == before or counted - before >= 3
            before = counted
