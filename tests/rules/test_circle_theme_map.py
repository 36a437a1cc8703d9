"""The theme map: weeks, who carries what, who is alone with it, what goes together, and how it moved."""

from datetime import date, timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from holdspace.circle.rules.theme_map import (
    CARRIED,
    MOVES,
    SHOWN,
    Borne,
    Link,
    Movement,
    Row,
    ThemeMap,
    theme_map,
)

TODAY = date(2026, 6, 17)  # a Wednesday
MONDAY = date(2026, 6, 15)
CIRCLE = ("ana", "bo", "chidi")


def bore(member: str, themes: str, weeks_ago: int = 0, post: str = "p") -> Borne:
    return Borne(member, frozenset(themes.split()), TODAY - timedelta(weeks=weeks_ago), post)


def mapped(*borne: Borne, themes: tuple[str, ...] = ()) -> ThemeMap:
    return theme_map(borne, CIRCLE, today=TODAY, themes=themes)


def row(found: ThemeMap, theme: str) -> Row:
    (only,) = (each for each in found.rows if each.theme == theme)
    return only


def test_nothing_was_shared_yet() -> None:
    found = mapped()
    assert (found.rows, found.links) == ((), ())
    assert (len(found.mondays), found.mondays[-1]) == (SHOWN, MONDAY)


def test_ana_is_alone_with_grief_and_shares_sleep_with_bo() -> None:
    found = mapped(bore("ana", "grief sleep"), bore("bo", "sleep", 2))
    assert row(found, "grief").alone == "ana"
    assert row(found, "sleep").bearers == ("ana", "bo")
    assert row(found, "sleep").alone is None
    assert found.links == (Link(("grief", "sleep"), ("ana",)),)
    assert [each.theme for each in found.of("bo")] == ["sleep"]


def test_themes_of_one_person_go_together_from_different_posts_too() -> None:
    found = mapped(bore("ana", "grief", 6), bore("ana", "sleep"), bore("bo", "sleep grief", 7))
    assert found.links == (Link(("grief", "sleep"), ("ana", "bo")),)


def test_somebody_who_left_bears_nothing_now_and_was_there_then() -> None:
    found = mapped(bore("eve", "grief", 1, "eves"), bore("bo", "grief"))
    assert row(found, "grief").alone == "bo"
    assert row(found, "grief").weeks[-2:] == (True, True)
    assert row(mapped(bore("eve", "grief", 1)), "grief").bearers == ()


@pytest.mark.parametrize(("weeks_ago", "carries"), [(CARRIED - 1, True), (CARRIED, False)])
def test_what_is_carried_now_stood_somewhere_within_eight_weeks(weeks_ago: int, carries: bool) -> None:
    assert row(mapped(bore("ana", "grief", weeks_ago)), "grief").bearers == (("ana",) if carries else ())


def test_posts_stand_with_their_theme_the_latest_first() -> None:
    found = mapped(
        bore("ana", "grief", 5, "first"), bore("bo", "grief", 1, "last"), bore("bo", "grief", 12, "too old")
    )
    assert row(found, "grief").posts == ("last", "first")


@pytest.mark.parametrize(
    ("weeks_ago", "expected"),
    [
        ([0], Movement.NEW),
        ([3, 0], Movement.NEW),
        ([4, 0], Movement.THERE),
        ([11, 0], Movement.THERE),
        ([12, 0], Movement.BACK),
        ([30, 3], Movement.BACK),
        ([30, 8, 0], Movement.THERE),
        ([4], Movement.QUIETER),
        ([30, 7], Movement.QUIETER),
        ([8], Movement.GONE),
        ([30, 11], Movement.GONE),
    ],
)
def test_how_a_theme_moved(weeks_ago: list[int], expected: Movement) -> None:
    found = row(mapped(*(bore("ana", "grief", week) for week in weeks_ago)), "grief")
    assert found.movement is expected
    assert found.moved == MOVES[expected]


def test_what_was_last_heard_before_the_weeks_shown_has_no_row() -> None:
    assert mapped(bore("ana", "grief", SHOWN)).rows == ()


def test_sunday_belongs_to_the_week_that_ends_with_it() -> None:
    sunday = Borne("ana", frozenset({"grief"}), MONDAY - timedelta(days=1), "p")
    assert row(mapped(sunday), "grief").weeks[-2:] == (True, False)


def test_what_lies_ahead_is_not_on_the_map() -> None:
    assert mapped(bore("ana", "grief", -1)).rows == ()


def test_rows_stand_in_the_order_of_the_list_and_never_by_how_many() -> None:
    found = mapped(bore("ana", "zeal"), bore("bo", "zeal anger sleep"), themes=("sleep", "grief", "zeal"))
    assert [each.theme for each in found.rows] == ["sleep", "zeal", "anger"]


BORNE = st.lists(
    st.builds(
        bore,
        st.sampled_from([*CIRCLE, "eve"]),
        st.sampled_from(["", "grief", "sleep", "grief sleep", "anger grief"]),
        st.integers(-1, 30),
        st.sampled_from(["p", "q", "r"]),
    ),
    max_size=30,
)


@given(BORNE)
def test_rows_bearers_and_links_agree(borne: list[Borne]) -> None:
    found = mapped(*borne)
    for each in found.rows:
        assert any(each.weeks)
        assert len(each.weeks) == SHOWN
        assert bool(each.bearers) <= any(each.weeks[-CARRIED:])
        assert set(each.bearers) <= set(CIRCLE)
        assert each.posts
        assert (each.movement is Movement.GONE) == (not any(each.weeks[-CARRIED:]))
    for link in found.links:
        for theme in link.themes:
            assert set(link.bearers) <= set(row(found, theme).bearers)


@given(BORNE, st.randoms())
def test_the_order_of_what_comes_in_changes_no_row(borne: list[Borne], random: Random) -> None:
    shuffled = [Borne(each.member, each.themes, each.on, "p") for each in borne]
    random.shuffle(shuffled)
    straight = [Borne(each.member, each.themes, each.on, "p") for each in borne]
    assert mapped(*shuffled) == mapped(*straight)
