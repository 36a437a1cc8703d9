"""Which sessions are the last ones, how much notice is asked, who writes to whom, where a word stands."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from holdspace.endings.rules.last_sessions import earliest, in_words, left_after
from holdspace.endings.rules.neutral_sentences import SENTENCES, sentence
from holdspace.endings.rules.standing import Standing, written
from holdspace.endings.rules.ways import receivers

TUESDAYS = [datetime(2026, 3, 3, 18, tzinfo=UTC) + timedelta(weeks=week) for week in range(5)]
"""The third, tenth, seventeenth, twenty-fourth and thirty-first of March."""
UNTIL = TUESDAYS[3] + timedelta(minutes=90)


@pytest.mark.parametrize(
    ("week", "left", "words"),
    [
        (0, 3, None),
        (1, 2, "the last session but two"),
        (2, 1, "the last session but one"),
        (3, 0, "the last session"),
        (4, None, None),
    ],
)
def test_the_last_three_sessions_are_marked(week: int, left: int | None, words: str | None) -> None:
    found = left_after(TUESDAYS[week], TUESDAYS, UNTIL)
    assert found == left
    assert (str(in_words(found)) if in_words(found) else None) == words


def test_a_session_that_does_not_take_place_does_not_count() -> None:
    """The seventeenth was cancelled: the tenth is now the last but one."""
    without = [start for start in TUESDAYS if start != TUESDAYS[2]]
    assert left_after(TUESDAYS[1], without, UNTIL) == 1


@pytest.mark.parametrize(
    ("notice", "first"), [(1, TUESDAYS[0]), (3, TUESDAYS[2]), (5, TUESDAYS[4]), (6, None), (0, TUESDAYS[0])]
)
def test_the_first_possible_last_session_leaves_the_notice(notice: int, first: datetime | None) -> None:
    assert earliest(TUESDAYS[::-1], notice) == first


@given(st.integers(1, 8), st.integers(1, 8))
def test_with_the_notice_kept_so_many_sessions_are_left(planned: int, notice: int) -> None:
    starts = [TUESDAYS[0] + timedelta(weeks=week) for week in range(planned)]
    first = earliest(starts, notice)
    assert (first is None) == (notice > planned)
    if first is not None:
        assert left_after(starts[0], starts, first) == notice - 1


def test_the_leaver_writes_to_each_and_each_to_the_leaver() -> None:
    circle = ["ana", "bo", "chidi"]
    assert receivers("ana", circle, "ana") == ["bo", "chidi"]
    assert receivers("bo", circle, "ana") == ["ana"]
    assert receivers("eve", circle, "ana") == []
    assert receivers("bo", circle, "eve") == []


@given(st.lists(st.integers(), unique=True, max_size=9), st.integers(), st.integers() | st.none())
def test_nobody_writes_to_themselves_or_to_who_does_not_sit_there(
    circle: list[int], giver: int, leaver: int | None
) -> None:
    found = receivers(giver, circle, leaver)
    assert giver not in found
    assert set(found) <= set(circle)


def test_when_all_part_each_writes_to_each() -> None:
    circle = ["ana", "bo", "chidi"]
    assert [receivers(each, circle, None) for each in circle] == [
        ["bo", "chidi"],
        ["ana", "chidi"],
        ["ana", "bo"],
    ]


@pytest.mark.parametrize(
    ("before", "held", "dangerous", "after"),
    [
        (None, False, False, "ready"),
        (None, True, False, "waiting"),
        (None, False, True, "waiting"),
        ("ready", True, False, "waiting"),
        ("back", False, False, "waiting"),
        ("waiting", False, False, "ready"),
    ],
)
def test_where_a_word_stands_once_it_is_written(
    before: str | None, held: bool, dangerous: bool, after: str
) -> None:
    assert written(before, held=held, dangerous=dangerous) == after


def test_what_was_handed_over_is_not_written_again() -> None:
    with pytest.raises(ValueError, match="not written again"):
        written(Standing.HANDED, held=False, dangerous=False)


@pytest.mark.parametrize("code", sorted(SENTENCES))
def test_a_neutral_sentence_names_who_left_and_gives_no_reason(code: str) -> None:
    said = str(sentence(code, "Ana"))
    assert "Ana" in said
    assert not {"because", "due", "removed", "asked", "ill", "sick"} & set(said.casefold().split())
