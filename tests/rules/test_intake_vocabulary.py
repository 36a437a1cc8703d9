"""The words of a screening: every code once, a practice's own after ours, what is put away still readable."""

from __future__ import annotations

import re

import pytest

from holdspace.intake.rules.vocabulary import OPEN_KINDS, Kind, Term, Vocabulary, parse, refusal_of_own
from holdspace.intake.words import shipped

SMALL = """
[[themes]]
of = "Loss"
terms = [{ code = "home", words = "a home left behind" }, { code = "death", words = "somebody died" }]
[[themes]]
of = "Self"
terms = [{ code = "shame", words = "shame" }]
[[needs]]
of = "Access"
terms = [{ code = "home", words = "a meeting at home" }]
"""
SEA = Term(Kind.THEME, "own-sea", "life at sea", own=True)


def test_what_ships_has_every_kind_and_forty_themes() -> None:
    known = shipped()
    assert all(known.of(kind) for kind in Kind)
    assert len(known.of(Kind.THEME)) >= 40
    assert [term.code for term in known.of(Kind.STYLE)] == ["PA", "BC", "DE", "FG", "HI", "JK", "LM", "NO"]


@pytest.mark.parametrize("kind", list(Kind))
def test_codes_last_and_words_tell_terms_apart(kind: Kind) -> None:
    terms = shipped().of(kind)
    shape = r"[A-Z]{2}" if kind is Kind.STYLE else r"[a-z0-9]+(-[a-z0-9]+)*"
    assert [term.code for term in terms if not re.fullmatch(shape, term.code) or len(term.code) > 40] == []
    assert len({term.words.casefold() for term in terms}) == len(terms)


def test_terms_keep_their_order_under_their_headings() -> None:
    assert parse(SMALL).headed(Kind.THEME) == [
        ("Loss", [("home", "a home left behind"), ("death", "somebody died")]),
        ("Self", [("shame", "shame")]),
    ]


def test_a_code_may_mean_something_else_in_another_list() -> None:
    known = parse(SMALL)
    assert known.words(Kind.NEED, "home") == "a meeting at home"
    assert known.words(Kind.THEME, "home") == "a home left behind"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[[moods]]\nof = "x"\nterms = []', "moods"),
        (
            SMALL + '[[themes]]\nof = "Again"\nterms = [{ code = "shame", words = "shame again" }]',
            "shame stands twice",
        ),
        ("[[themes", "(?i)expected"),
    ],
)
def test_a_file_that_cannot_be_meant_is_an_error(text: str, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        parse(text)


def test_own_words_come_after_ours_and_what_is_put_away_is_gone() -> None:
    ours = parse(SMALL)
    practices = ours.with_own([SEA], [(Kind.THEME, "shame")])
    assert practices.headed(Kind.THEME)[-1] == ("Our own", [("own-sea", "life at sea")])
    assert not practices.knows(Kind.THEME, "shame")
    assert practices.knows(Kind.NEED, "home")
    assert ours.knows(Kind.THEME, "shame")  # what ships is not changed by it


def test_a_code_that_nobody_knows_any_more_is_shown_as_it_is() -> None:
    known = parse(SMALL)
    assert known.words(Kind.THEME, "lost-word") == "lost-word"
    assert known.all_words(Kind.THEME, ["lost-word", "shame", "home"]) == [
        "a home left behind",
        "shame",
        "lost-word",
    ]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("", "Write a few words."),
        ("   ", "Write a few words."),
        (" Shame ", "These words are there already, in use or put away."),
        ("x" * 61, "Keep it under 60 characters: it stands in lists."),
    ],
)
def test_own_words_that_cannot_stand_are_refused_with_a_sentence(words: str, said: str) -> None:
    assert str(refusal_of_own(words, parse(SMALL), Kind.THEME)) == said


@pytest.mark.parametrize("words", ["life at sea", "x" * 60])
def test_other_words_can_be_added(words: str) -> None:
    assert refusal_of_own(words, parse(SMALL), Kind.THEME) is None


def test_the_same_words_may_stand_in_two_lists() -> None:
    assert refusal_of_own("shame", parse(SMALL), Kind.NEED) is None


def test_the_octants_stay_eight() -> None:
    assert Kind.STYLE not in OPEN_KINDS
    assert set(OPEN_KINDS) == set(Kind) - {Kind.STYLE}


def test_an_empty_vocabulary_knows_nothing() -> None:
    assert Vocabulary({}).of(Kind.THEME) == []
    assert not Vocabulary({}).knows(Kind.THEME, "shame")
