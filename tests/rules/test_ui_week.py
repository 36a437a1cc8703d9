"""The hours of a week. Expected spans and words are written by hand, as one would say them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from holdspace.ui.rules.week import (
    DAYS,
    HOURS,
    NOTHING,
    Hour,
    Span,
    cell,
    clock,
    describe,
    in_order,
    parse,
    spans,
)

CELLS = [
    f"{day}-{hour}" for day in ("mon", "tue", "wed", "thu", "fri", "sat", "sun") for hour in range(8, 22)
]
EVENINGS = {"thu-12", "tue-20", "tue-18", "tue-19"}
weeks = st.frozensets(st.sampled_from(CELLS))


def test_a_week_has_seven_days_of_fourteen_hours_from_eight_to_ten_at_night() -> None:
    assert [cell(day, hour) for day in DAYS for hour in HOURS] == CELLS
    assert (HOURS[0], HOURS[-1]) == (8, 21)


@given(st.sampled_from(DAYS), st.sampled_from(HOURS))
def test_an_hour_survives_being_written_and_read(day: str, hour: int) -> None:
    read = parse(cell(day, hour))
    assert read == Hour(DAYS.index(day), hour)
    assert str(read) == cell(day, hour)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "tue",
        "tue-",
        "tue-7",
        "tue-22",
        "tue-08",
        "tue-8.5",
        "tue-٩",
        "Tue-18",
        "tus-18",
        "tue-18 ",
        "tue--8",
        "-18",
    ],
)
def test_what_is_no_hour_of_the_week_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="hour"):
        parse(text)
    with pytest.raises(ValueError, match="hour"):
        spans(["mon-8", text])


@given(st.text())
def test_nothing_but_the_hours_of_the_week_is_read(text: str) -> None:
    try:
        read = parse(text)
    except ValueError:
        assert text not in CELLS
    else:
        assert str(read) == text


@pytest.mark.parametrize(("day", "hour"), [("tue", 7), ("tue", 22), ("Tuesday", 18), ("", 8)])
def test_no_hour_is_written_that_the_week_does_not_have(day: str, hour: int) -> None:
    with pytest.raises(ValueError, match="hour"):
        cell(day, hour)


def test_hours_are_sorted_by_the_week_and_not_by_the_alphabet() -> None:
    assert in_order(["sun-8", "mon-10", "fri-9", "mon-9", "mon-9"]) == ("mon-9", "mon-10", "fri-9", "sun-8")


@pytest.mark.parametrize(
    ("cells", "joined"),
    [
        ([], ()),
        (["tue-18"], (Span(1, 18, 19),)),
        (EVENINGS, (Span(1, 18, 21), Span(3, 12, 13))),
        (["mon-8", "mon-10"], (Span(0, 8, 9), Span(0, 10, 11))),
        (["mon-21", "tue-8"], (Span(0, 21, 22), Span(1, 8, 9))),
        ([f"sat-{hour}" for hour in range(8, 22)], (Span(5, 8, 22),)),
    ],
)
def test_neighbours_of_a_day_are_joined(cells: list[str], joined: tuple[Span, ...]) -> None:
    assert spans(cells) == joined


@given(weeks)
def test_every_hour_stands_in_exactly_one_span(cells: frozenset[str]) -> None:
    within = [each for span in spans(cells) for each in span.cells]
    assert within == list(in_order(cells))
    assert set(within) == cells
    assert len(within) == len(cells)


@given(weeks)
def test_no_two_spans_could_be_one(cells: frozenset[str]) -> None:
    joined = spans(cells)
    ends, starts = (
        {(span.day, at) for span in joined for at in (getattr(span, side),)} for side in ("end", "start")
    )
    assert not ends & starts
    assert all(span.start < span.end for span in joined)


@given(weeks)
def test_the_order_in_which_hours_are_given_does_not_matter(cells: frozenset[str]) -> None:
    assert spans(sorted(cells)) == spans(sorted(cells, reverse=True))


@pytest.mark.parametrize(
    ("cells", "words"),
    [
        (EVENINGS, "Tuesday 18:00–21:00; Thursday 12:00–13:00"),
        (["mon-8", "mon-10", "mon-21"], "Monday 08:00–09:00, 10:00–11:00, 21:00–22:00"),
        ([], "No hours are marked."),
    ],
)
def test_the_hours_in_words(cells: list[str], words: str) -> None:
    assert describe(cells) == words


def test_the_words_begin_with_monday() -> None:
    assert describe(["sun-9", "mon-9"]) == "Monday 09:00–10:00; Sunday 09:00–10:00"


def test_words_are_filled_in_after_their_translation() -> None:
    spanish = {
        "Tuesday": "martes",
        "{start}–{end}": "de {start} a {end}",
        "{before}; {next}": "{before} y {next}",
    }
    words = describe(["tue-18", "mon-9"], lambda text: spanish.get(text, text))
    assert words == "Monday de 09:00 a 10:00 y martes de 18:00 a 19:00"
    assert describe([], {NOTHING: "Nada."}.__getitem__) == "Nada."


def test_the_clock_has_two_digits() -> None:
    assert (clock(8), clock(22)) == ("08:00", "22:00")
