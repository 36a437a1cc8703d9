"""Reciprocity: lines between seats, how each stands, months beside each other, and one's own in words."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from holdspace.circle.rules.reciprocity import (
    Exchange,
    Kind,
    Seat,
    Standing,
    Window,
    first_day,
    how_often,
    months,
    own_words,
    picture,
    weight,
)
from holdspace.ui.rules.circle import Chord

TODAY = date(2026, 6, 17)
LONG_AGO = date(2025, 9, 1)
ANA, BO, CHIDI, EVE = (Seat(name.lower(), name, LONG_AGO) for name in ("Ana", "Bo", "Chidi", "Eve"))
CIRCLE = (ANA, BO, CHIDI)
CHEER, HELP, FEEDBACK = Kind.ENCOURAGEMENT, Kind.HELP, Kind.FEEDBACK


def gift(giver: Seat, receiver: Seat | None, days_ago: int = 1, kind: Kind = CHEER) -> Exchange:
    return Exchange(giver.key, receiver.key if receiver else None, kind, TODAY - timedelta(days=days_ago))


def on(day: date, giver: Seat, receiver: Seat | None) -> Exchange:
    return Exchange(giver.key, receiver.key if receiver else None, CHEER, day)


def standings(
    *exchanges: Exchange, seats: tuple[Seat, ...] = CIRCLE, window: Window = Window.FOUR_WEEKS
) -> list[str]:
    found = picture(exchanges, seats, window=window, today=TODAY)
    return [standing.value for _seat, standing in found.standings]


@pytest.mark.parametrize(
    ("exchanges", "expected"),
    [
        ([], ["outside", "outside", "outside"]),
        ([gift(ANA, BO)], ["given", "received", "outside"]),
        ([gift(ANA, BO), gift(BO, ANA, kind=FEEDBACK)], ["both", "both", "outside"]),
        ([gift(ANA, BO), gift(BO, CHIDI), gift(CHIDI, ANA)], ["both", "both", "both"]),
        ([gift(ANA, None)], ["given", "outside", "outside"]),
        ([gift(ANA, ANA)], ["outside", "outside", "outside"]),
        ([gift(ANA, BO, 27)], ["given", "received", "outside"]),
        ([gift(ANA, BO, 28)], ["outside", "outside", "outside"]),
        ([gift(ANA, BO, -1)], ["outside", "outside", "outside"]),
        ([gift(ANA, EVE)], ["given", "outside", "outside"]),
    ],
)
def test_how_each_stands_in_the_last_four_weeks(exchanges: list[Exchange], expected: list[str]) -> None:
    assert standings(*exchanges) == expected


@pytest.mark.parametrize(
    ("window", "joined_days_ago", "expected"),
    [
        (Window.FOUR_WEEKS, 27, "outside"),
        (Window.FOUR_WEEKS, 26, "new"),
        (Window.TWELVE_WEEKS, 83, "outside"),
        (Window.TWELVE_WEEKS, 82, "new"),
        (Window.ALL, 27, "outside"),
        (Window.ALL, 26, "new"),
    ],
)
def test_who_came_within_the_window_is_new_and_not_outside(
    window: Window, joined_days_ago: int, expected: str
) -> None:
    newcomer = Seat("dee", "Dee", TODAY - timedelta(days=joined_days_ago))
    assert standings(seats=(newcomer,), window=window) == [expected]


def test_a_newcomer_who_gave_has_given() -> None:
    newcomer = Seat("dee", "Dee", TODAY)
    assert standings(gift(newcomer, ANA, 0), seats=(newcomer, ANA)) == ["given", "received"]


def test_lines_have_a_direction_a_weight_and_words() -> None:
    exchanges = [gift(ANA, BO), gift(ANA, BO, 3), gift(ANA, BO, 9, FEEDBACK), gift(BO, ANA, 2, HELP)]
    found = picture(exchanges, CIRCLE, window=Window.FOUR_WEEKS, today=TODAY)
    assert found.chords == (
        Chord("ana", "bo", 3, "Ana to Bo: encouragement (a few times), feedback (once)"),
        Chord("bo", "ana", 1, "Bo to Ana: something that helped (once)"),
    )


def test_no_line_goes_to_all_or_to_who_has_left() -> None:
    found = picture([gift(ANA, None), gift(ANA, EVE)], CIRCLE, window=Window.ALL, today=TODAY)
    assert found.chords == ()
    assert found.who(Standing.GIVEN) == (ANA,)


def test_one_kind_alone_can_be_looked_at() -> None:
    exchanges = [gift(ANA, BO, kind=HELP), gift(BO, CHIDI, kind=FEEDBACK)]
    found = picture(exchanges, CIRCLE, window=Window.ALL, today=TODAY, kinds={FEEDBACK})
    assert [(chord.giver, chord.receiver) for chord in found.chords] == [("bo", "chidi")]
    assert found.who(Standing.OUTSIDE) == (ANA,)


@pytest.mark.parametrize(
    ("times", "expected"), [(1, 1), (2, 2), (3, 3), (4, 3), (5, 4), (7, 4), (8, 5), (100, 5)]
)
def test_a_line_is_as_strong_as_what_went_along_it(times: int, expected: int) -> None:
    assert weight(times) == expected


def test_windows_begin_so_many_whole_weeks_ago() -> None:
    assert first_day(Window.FOUR_WEEKS, TODAY) == date(2026, 5, 21)
    assert first_day(Window.TWELVE_WEEKS, TODAY) == date(2026, 3, 26)


def test_months_beside_each_other() -> None:
    exchanges = [
        on(date(2026, 4, 3), ANA, BO),
        on(date(2026, 4, 20), BO, ANA),
        on(date(2026, 5, 31), BO, CHIDI),
        on(date(2026, 6, 2), CHIDI, BO),
    ]
    april, may, june = months(exchanges, CIRCLE, today=TODAY, count=3)
    assert (april.first, april.connected, april.pairs, april.finished) == (date(2026, 4, 1), 1, 3, True)
    assert (april.came_in, april.went_out) == ((ANA, BO), ())
    assert (may.connected, may.came_in, may.went_out) == (1, (CHIDI,), (ANA,))
    assert (june.connected, june.finished, june.went_out) == (1, False, ())
    assert june.share == pytest.approx(1 / 3)


def test_who_came_or_left_in_between_has_neither_come_in_nor_gone_out() -> None:
    left = Seat("eve", "Eve", LONG_AGO, left=date(2026, 5, 10))
    came = Seat("dee", "Dee", date(2026, 5, 11))
    exchanges = [on(date(2026, 4, 3), ANA, left), on(date(2026, 5, 20), ANA, came)]
    (may,) = months(exchanges, (ANA, left, came), today=date(2026, 5, 31), count=1)
    assert may.finished
    assert (may.came_in, may.went_out) == ((), ())
    assert (may.connected, may.pairs) == (1, 2)  # Eve and Dee never met


def test_a_circle_of_one_has_no_share() -> None:
    (june,) = months([gift(ANA, None)], (ANA,), today=TODAY, count=1)
    assert june.share is None


def test_months_reach_over_the_turn_of_the_year() -> None:
    found = months([], CIRCLE, today=date(2026, 1, 5), count=3)
    assert [month.first for month in found] == [date(2025, 11, 1), date(2025, 12, 1), date(2026, 1, 1)]


def test_what_ana_gave_and_received_in_words() -> None:
    exchanges = [
        *(gift(ANA, BO, day) for day in range(5)),
        gift(ANA, None),
        gift(ANA, CHIDI, kind=FEEDBACK),
        gift(BO, ANA, kind=HELP),
        gift(BO, ANA, 2, HELP),
        gift(BO, CHIDI),
        gift(EVE, ANA),
    ]
    own = own_words(exchanges, "ana", {"bo": "Bo", "chidi": "Chidi"})
    assert [str(words) for words in own.given] == [
        "You encouraged Bo often.",
        "You gave Chidi feedback once.",
        "You encouraged the whole circle once.",
    ]
    assert [str(words) for words in own.received] == ["What Bo said helped you a few times."]


def test_what_never_happened_has_no_word() -> None:
    with pytest.raises(ValueError, match="never"):
        how_often(0)


SEATS = st.sampled_from([*CIRCLE, EVE])
EXCHANGES = st.lists(
    st.builds(gift, SEATS, st.none() | SEATS, st.integers(0, 120), st.sampled_from(Kind)), max_size=40
)


@given(EXCHANGES, st.sampled_from(Window))
def test_lines_and_standings_agree(exchanges: list[Exchange], window: Window) -> None:
    found = picture(exchanges, CIRCLE, window=window, today=TODAY)
    ends = [(chord.giver, chord.receiver) for chord in found.chords]
    assert len(set(ends)) == len(ends)
    assert all(giver != receiver for giver, receiver in ends)
    assert [seat for seat, _standing in found.standings] == list(CIRCLE)
    where = {seat.key: standing for seat, standing in found.standings}
    for giver, receiver in ends:
        assert where[giver] in {Standing.BOTH, Standing.GIVEN}
        assert where[receiver] in {Standing.BOTH, Standing.RECEIVED}


@given(EXCHANGES)
def test_a_wider_window_loses_no_line(exchanges: list[Exchange]) -> None:
    lines = [
        {(chord.giver, chord.receiver): chord.weight for chord in found.chords}
        for found in (picture(exchanges, CIRCLE, window=window, today=TODAY) for window in Window)
    ]
    for narrow, wide in pairwise(lines):
        assert all(wide[ends] >= strength for ends, strength in narrow.items())


@given(EXCHANGES)
def test_months_are_shares_of_one(exchanges: list[Exchange]) -> None:
    for month in months(exchanges, CIRCLE, today=TODAY):
        assert month.share is not None
        assert 0 <= month.share <= 1
        assert not set(month.came_in) & set(month.went_out)


@given(EXCHANGES)
def test_own_words_hold_no_number_and_nobody_else(exchanges: list[Exchange]) -> None:
    """What went between others changes nothing in what Ana reads."""
    names = {"bo": "Bo", "chidi": "Chidi"}
    own = own_words(exchanges, "ana", names)
    mine = [each for each in exchanges if "ana" in {each.giver, each.receiver}]
    assert own == own_words(mine, "ana", names)
    assert not any(letter.isdigit() for words in (*own.given, *own.received) for letter in str(words))
