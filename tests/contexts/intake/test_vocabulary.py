"""The practice's words: Kit adds one, puts one of ours away, and brings it back."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from holdspace.intake.models import Term
from holdspace.intake.queries import every_word, vocabulary_of
from holdspace.intake.rules.vocabulary import Kind, Vocabulary
from tests.cast import Cast, build_cast
from tests.contexts.intake.listed import acts, as_

pytestmark = pytest.mark.django_db
Browser = Callable[[str], Client]
PAGE = "/intake/vocabulary/"


def known(cast: Cast) -> Vocabulary:
    with as_(cast.actor("kit")) as kit:
        return vocabulary_of(kit)


def only_term(cast: Cast) -> Term:
    with as_(cast.system):
        return Term.unscoped.get(practice=cast.practice)


def test_a_word_of_our_own_stands_last_in_its_list(cast: Cast, client_of: Browser) -> None:
    answer = client_of("kit").post(PAGE, {"kind": "themes", "words": " life at sea "}, follow=True)
    assert "life at sea" in answer.content.decode()
    assert known(cast).of(Kind.THEME)[-1].words == "life at sea"
    assert known(cast).of(Kind.THEME)[-1].heading == "Our own"
    assert acts(cast) == ["intake.term_added"]


@pytest.mark.parametrize(
    ("kind", "words", "said"),
    [
        ("themes", "", "Write a few words."),
        ("themes", "  ", "Write a few words."),
        ("themes", "SHAME", "These words are there already, in use or put away."),
        ("needs", "x" * 61, "Keep it under 60 characters"),
        ("styles", "gentle", "Select a valid choice."),
        ("moods", "gentle", "Select a valid choice."),
    ],
)
def test_what_cannot_be_added_is_refused_with_a_sentence(
    cast: Cast, client_of: Browser, kind: str, words: str, said: str
) -> None:
    answer = client_of("kit").post(PAGE, {"kind": kind, "words": words})
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert acts(cast) == []


def test_a_word_is_put_away_and_brought_back(cast: Cast, client_of: Browser) -> None:
    kit = client_of("kit")
    kit.post(reverse("intake:put_away"), {"kind": "themes", "code": "jealousy"})
    assert not known(cast).knows(Kind.THEME, "jealousy")
    with as_(cast.actor("kit")) as actor:
        assert every_word(actor).words(Kind.THEME, "jealousy") == "jealousy"
    assert "Bring back" in kit.get(PAGE).content.decode()
    again = kit.post(PAGE, {"kind": "themes", "words": "jealousy"})
    assert again.status_code == 422  # it would stand there twice
    kit.post(reverse("intake:bring_back", args=[only_term(cast).pk]))
    assert known(cast).knows(Kind.THEME, "jealousy")
    assert "Bring back" not in kit.get(PAGE).content.decode()


def test_ones_own_word_too(cast: Cast, client_of: Browser) -> None:
    kit = client_of("kit")
    kit.post(PAGE, {"kind": "needs", "words": "a dog that stays outside"})
    code = only_term(cast).code
    kit.post(reverse("intake:put_away"), {"kind": "needs", "code": code})
    assert not known(cast).knows(Kind.NEED, code)
    kit.post(reverse("intake:bring_back", args=[only_term(cast).pk]))
    assert known(cast).words(Kind.NEED, code) == "a dog that stays outside"


@pytest.mark.parametrize(
    "sent",
    [
        {"kind": "styles", "code": "PA"},
        {"kind": "themes", "code": "unheard-of"},
        {"kind": "needs", "code": "shame"},
        {"kind": "", "code": ""},
    ],
)
def test_what_is_not_there_cannot_be_put_away(cast: Cast, client_of: Browser, sent: dict[str, str]) -> None:
    assert client_of("kit").post(reverse("intake:put_away"), sent).status_code == 404
    assert acts(cast) == []


@pytest.mark.parametrize("who", ["ines", "olu", "sam", "ana"])
def test_only_therapists_have_this_page(cast: Cast, client_of: Browser, who: str) -> None:
    browser = client_of(who)
    assert browser.get(PAGE).status_code == 404
    assert browser.post(PAGE, {"kind": "themes", "words": "x y"}).status_code == 404
    assert browser.post(reverse("intake:put_away"), {"kind": "themes", "code": "shame"}).status_code == 404


def test_each_practice_has_its_own(cast: Cast, client_of: Browser) -> None:
    other = build_cast("other-")
    client_of("kit").post(PAGE, {"kind": "themes", "words": "life at sea"})
    client_of("kit").post(reverse("intake:put_away"), {"kind": "themes", "code": "shame"})
    assert known(other).knows(Kind.THEME, "shame")
    assert "life at sea" not in [term.words for term in known(other).of(Kind.THEME)]
