"""Bo stays away without a word: Ruth is asked to reach out, says what she did; and Bo is welcome when he is back."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from django.test import Client
from django.urls import reverse

from holdspace.kernel.refusals import Missing, Refused
from holdspace.preparation.actions.missing import say_what_was_done, set_rule
from holdspace.preparation.models import Reaching
from holdspace.preparation.queries.absence import to_reach
from tests.cast import Cast
from tests.contexts.circle.tuesdays import as_
from tests.contexts.desk.story import text_of
from tests.contexts.preparation.newcomer import after, met

pytestmark = pytest.mark.django_db
Browsers = Callable[[str], Client]
WELCOME = "Good that you are here. Nothing has to be explained."


def weeks(cast: Cast, *of_bo: str) -> None:
    """What Bo did in each of the weeks from now on: came, or a reason ("" for none)."""
    for week, what in enumerate(of_bo):
        if what == "came":
            met(cast, week, "ana", "bo", "chidi")
        else:
            met(cast, week, "ana", "chidi", absent=("bo",), reason=what)


@contextmanager
def later(cast: Cast, week: int) -> Iterator[None]:
    """An hour after the session of that week."""
    with after(met(cast, week)):
        yield


def waiting(cast: Cast, name: str = "ruth") -> list[tuple[str, int]]:
    with as_(cast, name) as who:
        return [(each.name, each.times) for each in to_reach(who, [cast.groups["tuesday"].pk])]


def done(cast: Cast, name: str = "ruth", note: str = "Left a message.") -> Reaching:
    with as_(cast, name) as who:
        bo = cast.members["bo"].pk
        return say_what_was_done(group=cast.groups["tuesday"], member_id=bo, done="called", note=note, by=who)


@pytest.mark.parametrize(
    ("of_bo", "expected"),
    [
        (("no_word",), []),
        (("no_word", "no_word"), [("Bo", 2)]),
        (("no_word", ""), [("Bo", 2)]),
        (("no_word", "ill"), []),
        (("no_word", "ill", "no_word"), [("Bo", 2)]),
        (("no_word", "no_word", "came"), []),
    ],
)
def test_two_without_a_word_ask_for_it(
    cast: Cast, of_bo: tuple[str, ...], expected: list[tuple[str, int]]
) -> None:
    weeks(cast, *of_bo)
    with later(cast, len(of_bo) - 1):
        assert waiting(cast) == expected


def test_the_practice_says_after_how_many(cast: Cast) -> None:
    weeks(cast, "no_word")
    with later(cast, 0):
        with as_(cast, "olu") as olu:
            set_rule(after=1, by=olu)
        assert waiting(cast) == [("Bo", 1)]
        with as_(cast, "olu") as olu:
            set_rule(after=3, by=olu)
        assert waiting(cast) == []


@pytest.mark.parametrize("after_so_many", [0, 7])
def test_a_rule_out_of_bounds_is_refused(cast: Cast, after_so_many: int) -> None:
    with as_(cast, "olu") as olu, pytest.raises(Refused):
        set_rule(after=after_so_many, by=olu)


def test_nobody_but_owners_sets_the_rule(cast: Cast) -> None:
    for name in ("ruth", "ines", "ana"):
        with as_(cast, name) as who, pytest.raises(Missing):
            set_rule(after=3, by=who)


def test_what_was_done_ends_it_until_another_session_is_missed(cast: Cast) -> None:
    weeks(cast, "no_word", "no_word")
    with later(cast, 1):
        assert done(cast).note == "Left a message."
        assert waiting(cast) == []
        with pytest.raises(Refused):
            done(cast)
    weeks_more = met(cast, 2, "ana", absent=("bo",), reason="no_word")
    with after(weeks_more):
        assert waiting(cast) == [("Bo", 3)]


def test_nobody_says_it_for_a_group_that_they_do_not_lead(cast: Cast) -> None:
    weeks(cast, "no_word", "no_word")
    with later(cast, 1):
        for name in ("kit", "ines", "olu", "ana", "bo"):
            with pytest.raises(Missing):
                done(cast, name)


def test_ruths_day_asks_and_her_page_takes_the_answer(cast: Cast, client_of: Browsers) -> None:
    weeks(cast, "no_word", "no_word")
    with later(cast, 1):
        ruth = client_of("ruth")
        address = reverse("preparation:reach", args=[cast.groups["tuesday"].pk, cast.members["bo"].pk])
        assert "missed 2 in a row without word" in text_of(ruth, "/today/")
        assert ruth.post(address, {"note": "No answer."}).status_code == 422
        assert ruth.post(address, {"done": "called", "note": "No answer."}).status_code == 302
        assert "Reach out to" not in text_of(ruth, "/today/")
        assert "No answer." in text_of(ruth, address)
        assert "Reach out to" not in text_of(client_of("kit"), "/today/")


def test_back_again_he_is_welcome_and_nothing_is_counted(cast: Cast, client_of: Browsers) -> None:
    weeks(cast, "no_word", "ill", "came", "came")
    with later(cast, 2):
        assert WELCOME in text_of(client_of("bo"), "/home/")
        assert WELCOME not in text_of(client_of("ana"), "/home/")
        page = text_of(client_of("ruth"), reverse("desk:brief", args=[met(cast, 3).pk]))
        assert "<strong>Bo</strong> is back after 2 sessions away." in page
    with later(cast, 3):
        assert WELCOME not in text_of(client_of("bo"), "/home/")


def test_one_session_away_is_no_return(cast: Cast, client_of: Browsers) -> None:
    weeks(cast, "no_word", "came")
    with later(cast, 1):
        assert WELCOME not in text_of(client_of("bo"), "/home/")
