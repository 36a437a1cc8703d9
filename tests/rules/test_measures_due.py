"""When Ana is asked again."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from holdspace.measures.rules.due import is_due


@pytest.mark.parametrize(
    ("number", "every", "last", "due"),
    [
        (1, 1, None, True),  # the first session
        (9, 4, None, True),  # a newcomer in session 9 gives a first value
        (2, 1, 1, True),  # every session
        (5, 4, 1, True),  # four sessions later
        (4, 4, 1, False),  # one too early
        (6, 4, 1, True),  # missed at 5, asked at 6
        (5, 4, 5, False),  # answered for this one
    ],
)
def test_who_is_asked(number: int, every: int, last: int | None, due: bool) -> None:
    assert is_due(number=number, every=every, last_number=last) is due


@given(every=st.integers(1, 12), came=st.lists(st.booleans(), max_size=60))
def test_between_two_answers_there_are_at_least_so_many_sessions(every: int, came: list[bool]) -> None:
    answered: list[int] = []
    for number, here in enumerate(came, start=1):
        if here and is_due(number=number, every=every, last_number=answered[-1] if answered else None):
            answered.append(number)
    assert all(after - before >= every for before, after in pairwise(answered))
