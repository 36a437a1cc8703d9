"""What is told about how many others carry something: by table, and whoever the others are."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from holdspace.circle.rules.telling import (
    Answered,
    Band,
    Given,
    Said,
    Sitting,
    band,
    comes_after,
    counted_until,
    may_share_unnamed,
    release_after,
    several,
    several_do,
    stretch_began,
)

LONDON = "Europe/London"
MONDAY = datetime(2026, 11, 2, 6, 0, tzinfo=UTC)  # the release of a Monday morning
WEEK, DAY = timedelta(weeks=1), timedelta(days=1)
LONG_AGO = MONDAY - 20 * WEEK
ME, *OTHERS = (UUID(int=number) for number in range(1, 9))
SITTINGS = [Sitting(each, LONG_AGO) for each in (ME, *OTHERS)]  # eight, seven of them others
SHAME = frozenset({"shame"})


def said(person: UUID, *, named: bool = False, themes: frozenset[str] = SHAME, days: int = 1) -> Said:
    """Written some days after Monday, shown with the release after it."""
    written = MONDAY + days * DAY + timedelta(hours=9)
    return Said(person, named, themes, written, release_after(written, LONDON))


def told(
    posts: list[Said], *, sittings: list[Sitting] | None = None, weeks: int = 1, reader: UUID = ME
) -> bool:
    at = MONDAY + weeks * WEEK + timedelta(hours=1)
    return several(reader, "shame", posts, sittings or SITTINGS, at=at, zone=LONDON)


@pytest.mark.parametrize(
    ("unnamed", "named", "expected"),
    [
        (2, 0, False),
        (3, 0, True),
        (5, 0, True),
        (6, 0, False),  # of seven others at least two have to be spared
        (7, 0, False),
        (0, 2, False),
        (0, 3, True),  # whoever is told could have counted the names
        (2, 2, False),  # never added up
        (1, 2, False),
        (2, 3, True),
    ],
)
def test_several_from_three_on_and_never_everybody(unnamed: int, named: int, expected: bool) -> None:
    posts = [said(each) for each in OTHERS[:unnamed]]
    posts += [said(each, named=True) for each in OTHERS[len(OTHERS) - named :]]
    assert told(posts) is expected


def test_one_person_who_writes_often_is_one_person() -> None:
    assert not told([said(OTHERS[0]), said(OTHERS[0], days=2), said(OTHERS[1]), said(OTHERS[1], days=3)])


def test_ones_own_words_do_not_count_for_oneself() -> None:
    posts = [said(ME), *(said(each) for each in OTHERS[:2])]
    assert not told(posts)
    assert told([*posts, said(OTHERS[2])])
    assert told(posts, reader=OTHERS[6])  # for another, three


def test_other_themes_do_not_count() -> None:
    assert not told([said(each, themes=frozenset({"anger"})) for each in OTHERS[:4]])


def test_it_is_counted_on_mondays_only() -> None:
    posts = [said(each, days=3) for each in OTHERS[:3]]
    for moment, expected in ((MONDAY + 6 * DAY, False), (MONDAY + WEEK, True)):
        assert several(ME, "shame", posts, SITTINGS, at=moment, zone=LONDON) is expected


def test_whoever_joins_or_leaves_makes_the_circle_begin_anew() -> None:
    posts = [said(each) for each in OTHERS[:3]]
    joined = [*SITTINGS, Sitting(UUID(int=99), MONDAY + 3 * DAY)]
    assert not told(posts, sittings=joined)
    left = [replace(SITTINGS[-1], until=MONDAY + 3 * DAY), *SITTINGS[:-1]]
    assert not told(posts, sittings=left)
    assert told([said(each, days=4) for each in OTHERS[:3]], sittings=left)
    came_back = [*left, Sitting(SITTINGS[-1].person, MONDAY + 5 * DAY)]
    assert not told([said(each, days=4) for each in OTHERS[:3]], sittings=came_back)


def test_in_a_circle_of_five_nothing_without_a_name_is_ever_told() -> None:
    five = SITTINGS[:5]
    for count in range(5):
        assert not told([said(each) for each in OTHERS[:count]], sittings=five)


POSTS = st.lists(
    st.builds(
        said,
        st.sampled_from([ME, *OTHERS]),
        named=st.booleans(),
        themes=st.sampled_from([SHAME, frozenset({"anger"}), SHAME | {"anger"}]),
        days=st.integers(0, 13),
    ),
    max_size=12,
)


@given(POSTS, st.permutations(OTHERS))
def test_what_is_told_of_unnamed_posts_does_not_depend_on_who_the_others_are(
    posts: list[Said], renamed: list[UUID]
) -> None:
    """The heart of the argument: whoever may ask whatever, the others stay interchangeable."""
    unnamed = [each for each in posts if not each.named]
    other = {**dict(zip(OTHERS, renamed, strict=True)), ME: ME}
    swapped = [replace(each, person=other[each.person]) for each in unnamed]
    assert told(unnamed, weeks=2) == told(swapped, weeks=2)


@given(POSTS)
def test_names_and_posts_without_a_name_are_never_added_up(posts: list[Said]) -> None:
    apart = [told([each for each in posts if each.named is named], weeks=2) for named in (True, False)]
    assert told(posts, weeks=2) == any(apart)


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        (datetime(2026, 11, 2, 5, 59, tzinfo=UTC), datetime(2026, 11, 2, 6, 0, tzinfo=UTC)),
        (datetime(2026, 11, 2, 6, 0, tzinfo=UTC), datetime(2026, 11, 3, 6, 0, tzinfo=UTC)),
        (datetime(2026, 11, 2, 22, 0, tzinfo=UTC), datetime(2026, 11, 3, 6, 0, tzinfo=UTC)),
        (datetime(2026, 3, 28, 12, 0, tzinfo=UTC), datetime(2026, 3, 29, 5, 0, tzinfo=UTC)),  # clocks go on
        (datetime(2026, 10, 24, 12, 0, tzinfo=UTC), datetime(2026, 10, 25, 6, 0, tzinfo=UTC)),  # and back
    ],
)
def test_what_has_no_name_appears_with_the_morning(written: datetime, shown: datetime) -> None:
    assert release_after(written, LONDON) == shown


def test_the_week_is_counted_from_monday_morning() -> None:
    assert counted_until(MONDAY, LONDON) == MONDAY
    assert counted_until(MONDAY - timedelta(seconds=1), LONDON) == MONDAY - WEEK
    assert counted_until(MONDAY + 6 * DAY, LONDON) == MONDAY


def test_a_stretch_begins_with_the_last_change() -> None:
    assert stretch_began([], MONDAY) is None
    assert stretch_began(SITTINGS, MONDAY) == LONG_AGO
    ends = [replace(SITTINGS[0], until=MONDAY + DAY)]
    assert stretch_began(ends, MONDAY) == LONG_AGO
    assert stretch_began(ends, MONDAY + WEEK) == MONDAY + DAY


@pytest.mark.parametrize(("seated", "offered"), [(0, False), (3, False), (4, True), (12, True)])
def test_a_small_circle_shares_with_names_alone(seated: int, offered: bool) -> None:
    assert may_share_unnamed(seated) is offered


@pytest.mark.parametrize(("others", "expected"), [(2, False), (3, True), (4, True), (5, False)])
def test_several_do_this_too_by_the_same_rule_and_its_writer_could_not(others: int, expected: bool) -> None:
    answered = [Answered(each, MONDAY + DAY) for each in OTHERS[:others]]
    assert several_do(ME, answered, SITTINGS, at=MONDAY + WEEK, zone=LONDON) is expected
    assert not several_do(ME, answered, SITTINGS, at=MONDAY + 2 * DAY, zone=LONDON)


def consent(number: int, group: int, *, weeks: int = 10) -> Given:
    return Given(
        UUID(int=100 + number), UUID(int=1000 + group), SHAME, MONDAY - weeks * WEEK - timedelta(hours=2)
    )


def banded(consents: list[Given], met: dict[UUID, datetime] | None = None, *, weeks: int = 0) -> Band | None:
    known = {ME: LONG_AGO, **(met or {})}
    return band("shame", consents, reader=ME, met=known, at=MONDAY + weeks * WEEK, zone=LONDON)


@pytest.mark.parametrize(
    ("people", "expected"), [(4, None), (5, Band.FIVE), (9, Band.FIVE), (10, Band.TEN), (20, Band.TWENTY)]
)
def test_bands_from_five_people_on(people: int, expected: Band | None) -> None:
    assert banded([consent(number, number % 2) for number in range(people)]) is expected


def test_a_band_needs_two_groups_and_consents_that_stood() -> None:
    assert banded([consent(number, 0) for number in range(8)]) is None
    fresh = [consent(number, number % 2, weeks=3) for number in range(8)]
    assert banded(fresh) is None
    assert banded(fresh, weeks=1) is Band.FIVE


@pytest.mark.parametrize(
    ("met", "expected"),
    [
        (LONG_AGO, None),  # on the reader's first day: never in a number that they see
        (MONDAY - 7 * WEEK, None),  # before the consent, of ten weeks ago, had stood for four
        (MONDAY - 6 * WEEK - DAY, None),  # on the day before it was counted for the first time
        (MONDAY - 6 * WEEK + DAY, Band.FIVE),  # a stranger when it began to count, and so for good
        (MONDAY, Band.FIVE),
    ],
)
def test_whom_one_knew_is_left_out_and_whom_one_comes_to_know_changes_nothing(
    met: datetime, expected: Band | None
) -> None:
    five = [consent(number, number % 2) for number in range(5)]
    assert banded(five, {five[0].person: met}) is expected


def test_what_was_written_before_the_first_release_of_a_stretch_does_not_count() -> None:
    """On Wednesday at noon somebody joined: what appears on Thursday may be from before."""
    joined = [*SITTINGS, Sitting(UUID(int=99), MONDAY + 2 * DAY + timedelta(hours=6))]
    assert not told([said(each, days=2) for each in OTHERS[:3]], sittings=joined)
    assert told([said(each, days=3) for each in OTHERS[:3]], sittings=joined)


WRITER = OTHERS[0]


def sits(person: UUID, since: int, until: int | None = None) -> Sitting:
    """From one day after Monday until another."""
    return Sitting(person, MONDAY + since * DAY, None if until is None else MONDAY + until * DAY)


@pytest.mark.parametrize(
    ("circles", "released", "expected"),
    [
        ([[sits(ME, 9), sits(WRITER, 0, 5)]], 7, True),  # the writer had left before I came
        ([[sits(ME, 9), sits(WRITER, 0, 9)]], 7, True),  # on that very day
        ([[sits(ME, 9), sits(WRITER, 0, 10)]], 7, False),  # we sat there together for a day
        ([[sits(ME, 9), sits(WRITER, 0, 10)]], 30, False),  # also when it was released long afterwards
        ([[sits(ME, 9), sits(WRITER, 0)]], 7, False),  # and sits there still
        ([[sits(ME, 0, 5), sits(WRITER, 9)]], 12, True),  # I had left before the writer came
        ([[sits(ME, 0)], [sits(ME, 20), sits(WRITER, 0)]], 7, True),  # found before we met: not taken away
        ([[sits(ME, 9), sits(WRITER, 0, 5), sits(WRITER, 20)]], 7, True),  # came back: not taken away either
        ([[sits(ME, 9), sits(WRITER, 0, 5), sits(WRITER, 20)]], 25, False),  # released once we had met
        ([[sits(WRITER, 0)]], 7, False),  # I sit nowhere
        ([], 7, False),
    ],
)
def test_who_comes_after_is_a_stranger_to_the_writer(
    circles: list[list[Sitting]], released: int, expected: bool
) -> None:
    assert comes_after(ME, WRITER, circles, released=MONDAY + released * DAY) is expected


@st.composite
def comings_and_goings(draw: st.DrawFn) -> list[list[Sitting]]:
    """Two circles in which a few people come and go; spells of one person in one circle never overlap."""
    circles: list[list[Sitting]] = [[], []]
    for person in (ME, WRITER, OTHERS[1]):
        for circle in circles:
            days = sorted(draw(st.lists(st.integers(0, 60), max_size=6, unique=True)))
            for since, until in zip(days[::2], [*days[1::2], None], strict=False):
                circle.append(sits(person, since, until))
    return circles


@given(comings_and_goings(), st.integers(0, 60), st.integers(0, 60), st.integers(0, 60))
def test_nothing_that_was_found_vanishes_because_somebody_comes_or_goes(
    circles: list[list[Sitting]], released: int, earlier: int, more: int
) -> None:
    """Otherwise the day on which it vanishes would say whose it was."""

    def known(day: int) -> list[list[Sitting]]:
        """Who sat where, as far as it had happened by then."""
        at = MONDAY + day * DAY
        return [
            [
                replace(each, until=each.until if each.until and each.until <= at else None)
                for each in circle
                if each.since <= at
            ]
            for circle in circles
        ]

    earlier = max(earlier, released)
    moment = MONDAY + released * DAY
    if comes_after(ME, WRITER, known(earlier), released=moment):
        assert comes_after(ME, WRITER, known(earlier + more), released=moment)
