"""Self-view beside others' view: four panes, nothing that tells one answer, and what moved between two rounds."""

from importlib import resources
from itertools import pairwise
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from holdspace.feedback.rules.adjectives import HEADINGS, LANGUAGES, MOST, SUGGESTED, parse, why_not
from holdspace.feedback.rules.panes import ENOUGH, WORDS, Move, Pane, Panes, enough, moved, panes

SHIPPED = parse((resources.files("holdspace.feedback") / "adjectives.toml").read_text(encoding="utf-8"))
KNOWN = ("steady", "curious", "direct", "gentle", "funny")

CHOICES = st.frozensets(st.sampled_from(KNOWN), max_size=len(KNOWN))
OTHERS = st.dictionaries(st.integers(0, 9), CHOICES, max_size=8)
TOLD = OTHERS.filter(enough)


def test_ana_beside_what_three_others_see() -> None:
    others = {"bo": {"steady", "funny"}, "chidi": {"steady"}, "eve": {"curious"}}
    assert panes({"steady", "gentle"}, others, KNOWN) == Panes(
        open=("steady",), blind=("curious", "funny"), hidden=("gentle",), unknown=("direct",)
    )


def test_two_answers_are_too_few() -> None:
    assert panes({"steady"}, {"bo": {"steady"}, "chidi": {"funny"}}, KNOWN) is None


def test_an_answer_without_words_lays_no_other_one_open() -> None:
    assert panes({"steady"}, {"bo": {"steady"}, "chidi": {"funny"}, "eve": set()}, KNOWN) is None


def test_an_answer_in_words_that_are_not_in_the_list_counts_for_nothing() -> None:
    assert panes(set(), {"bo": {"steady"}, "chidi": {"funny"}, "eve": {"tall"}}, KNOWN) is None


def test_who_chose_nothing_for_themself_still_sees_what_others_see() -> None:
    found = panes(set(), dict.fromkeys("abc", frozenset({"funny"})), KNOWN)
    assert found == Panes((), ("funny",), (), ("steady", "curious", "direct", "gentle"))


def test_a_word_that_others_see_became_a_word_that_both_see() -> None:
    others = dict.fromkeys("abc", frozenset({"funny", "steady"}))
    spring = panes({"gentle"}, others, KNOWN)
    autumn = panes({"funny"}, others, KNOWN)
    assert spring is not None
    assert autumn is not None
    assert moved(spring, autumn) == (
        Move("funny", Pane.BLIND, Pane.OPEN),
        Move("gentle", Pane.HIDDEN, Pane.UNKNOWN),
    )


def test_a_word_that_came_to_the_list_later_has_not_moved() -> None:
    others = dict.fromkeys("abc", frozenset({"steady"}))
    spring, autumn = panes({"steady"}, others, ("steady",)), panes({"steady", "funny"}, others, KNOWN)
    assert spring is not None
    assert autumn is not None
    assert moved(spring, autumn) == ()


def test_every_pane_has_words_of_its_own() -> None:
    assert [str(WORDS[pane]) for pane in Pane] == [
        "We both see it",
        "Others see it",
        "I keep it",
        "Nobody chose it",
    ]


@given(CHOICES, TOLD)
def test_the_panes_part_the_list(own: frozenset[str], others: dict[int, frozenset[str]]) -> None:
    found = panes(own, others, KNOWN)
    assert found is not None
    everything = [code for pane in Pane for code in found.of(pane)]
    assert sorted(everything) == sorted(KNOWN)
    assert own == {*found.open, *found.hidden}
    assert frozenset().union(*others.values()) == {*found.open, *found.blind}


@given(CHOICES, OTHERS)
def test_fewer_than_three_answers_tell_nothing(
    own: frozenset[str], others: dict[int, frozenset[str]]
) -> None:
    answered = sum(1 for chosen in others.values() if chosen)
    assert (panes(own, others, KNOWN) is None) == (answered < ENOUGH)


@given(CHOICES, TOLD, st.randoms())
def test_the_panes_do_not_tell_who_chose_what(
    own: frozenset[str], others: dict[int, frozenset[str]], random: Random
) -> None:
    """Answers given to other hands, and one of them given twice over, leave the same picture."""
    hands = list(others.values())
    random.shuffle(hands)
    dealt = dict(zip("abcdefghij", [*hands, hands[0]], strict=False))
    assert panes(own, dealt, KNOWN) == panes(own, others, KNOWN)


@given(CHOICES, TOLD, CHOICES, TOLD)
def test_going_back_moves_the_same_words_back(
    own: frozenset[str],
    others: dict[int, frozenset[str]],
    own_later: frozenset[str],
    others_later: dict[int, frozenset[str]],
) -> None:
    first, second = panes(own, others, KNOWN), panes(own_later, others_later, KNOWN)
    assert first is not None
    assert second is not None
    there = {(move.code, move.before, move.after) for move in moved(first, second)}
    back = {(move.code, move.after, move.before) for move in moved(second, first)}
    assert there == back
    still = {code for code, pane in first.where().items() if second.where()[code] is pane}
    assert still | {code for code, _before, _after in there} == set(KNOWN)


def test_what_ships() -> None:
    assert 50 <= len(SHIPPED) <= 60
    assert {adjective.of for adjective in SHIPPED} == set(HEADINGS)
    for language in LANGUAGES:
        words = [adjective.words(language) for adjective in SHIPPED]
        assert len({word.casefold() for word in words}) == len(words)
    assert SUGGESTED < MOST


def test_each_heading_stands_in_one_run() -> None:
    """A page shows them under headings, in the order of the file."""
    changes = sum(one.of != other.of for one, other in pairwise(SHIPPED))
    assert changes == len(HEADINGS) - 1


def test_no_spanish_word_says_whether_it_is_a_man_or_a_woman() -> None:
    """Single words in -o or -a, or ending in -or, would have a second form."""
    single = [each.words("es") for each in SHIPPED if " " not in each.words("es")]
    assert [word for word in single if word.endswith(("o", "a", "or", "dor"))] == []


def test_another_language_reads_english() -> None:
    assert SHIPPED[0].words("de-AT") == SHIPPED[0].words("en")


@pytest.mark.parametrize(
    ("broken", "why"),
    [
        ('[shoes]\nred = { en = "red", es = "rojo" }', "heading"),
        ('[steady]\na = { en = "a", es = "b" }\n[lively]\na = { en = "a", es = "b" }', "twice"),
        ('[steady]\na = { en = "a", es = " " }', "es"),
    ],
)
def test_a_broken_file_is_refused(broken: str, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        parse(broken)


def test_an_answer_may_be_empty_and_not_too_long() -> None:
    codes = [adjective.code for adjective in SHIPPED]
    assert why_not([], codes) is None
    assert why_not(codes[:MOST], codes) is None
    assert str(why_not(codes[: MOST + 1], codes)) == "These are more than 6. Which would you leave out?"
    assert str(why_not(["tall"], codes)) == "One of these words is not in the list."
