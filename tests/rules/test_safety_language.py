"""Words of danger: what the shipped lexicon finds in sentences that were written for it, and what it leaves.

The sentences (tests/fixtures/danger.tsv) are our own, so that they say that nothing was broken, not how much
is found in life: that is measured on others' texts (benchmarks/crisis.py).
"""

import csv
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from holdspace.safety.listening import shipped
from holdspace.safety.rules.language import Found, Sensitivity, Tier, find, parse
from holdspace.safety.rules.language.folding import Vocabulary, fold

SENTENCES = Path(__file__).parents[1] / "fixtures" / "danger.tsv"


class Row(NamedTuple):
    """A sentence, and the tier that a clinician would want it to have; `any` for either."""

    kind: str
    lang: str
    expect: str
    text: str


def rows() -> list[Row]:
    """Every sentence of the file."""
    lines = SENTENCES.read_text(encoding="utf-8").splitlines()[1:]
    return [Row(*cells) for cells in csv.reader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)]


def tier(text: str) -> str:
    """The tier of a text, in a word."""
    found = find(text, shipped())
    return found.tier.value if found else "none"


@pytest.mark.parametrize("row", rows(), ids=lambda row: f"{row.kind}-{row.lang}-{row.text[:40]}")
def test_a_sentence_has_the_tier_that_it_should_have(row: Row) -> None:
    assert tier(row.text) in (("red", "amber") if row.expect == "any" else (row.expect,))


def test_every_kind_stands_in_both_languages() -> None:
    spoken = {(row.kind, row.lang) for row in rows()}
    assert {kind for kind, lang in spoken if lang == "en"} == {kind for kind, lang in spoken if lang == "es"}


def found_in(text: str) -> Found:
    """What was found; something must have been."""
    found = find(text, shipped())
    assert found is not None
    return found


def test_it_says_which_words_led_to_it_as_they_were_written() -> None:
    found = found_in("It was a long day. I’m going to KILL   MySelf, I think.")
    assert found.tier is Tier.RED
    assert found.codes == ("suicide-en",)
    assert found.words == ("KILL   MySelf",)


def test_it_says_why_a_sign_counts_less() -> None:
    (denied,) = found_in("I would never kill myself.").reasons
    assert (denied.lowered, denied.tier) == ("denied", Tier.AMBER)
    assert str(denied) == "suicide-en (denied): “kill myself”"


def test_what_is_denied_is_never_nothing_and_what_stands_beside_it_counts_in_full() -> None:
    assert tier("I don't want to hurt myself. But I have written goodbye letters to my kids.") == "red"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Years ago I tried to kill myself, and last night I tried to kill myself again.", "red"),
        ("I used to want to die. I want to die today.", "red"),
        ("My brother hanged himself. Now I want to die too.", "red"),
        ("Haha, good one! I want to die.", "red"),
        ("The movie was fine. I want to die.", "red"),
        ("I can't stop thinking about killing myself", "red"),
        ("not sure I won't kill myself", "red"),
    ],
)
def test_what_lowers_one_sign_does_not_reach_another(text: str, expected: str) -> None:
    assert tier(text) == expected


@pytest.mark.parametrize(
    "text",
    ["suicide", "SUICIDE", "su1c1de", "s u i c i d e", "s.u.i.c.i.d.e", "su!cide", "s*icide", "suiccide"],
)
def test_a_disguised_word_is_the_word(text: str) -> None:
    assert tier(f"thinking about {text}") in ("red", "amber")


def test_whoever_wants_less_is_still_told_of_everything_red() -> None:
    assert found_in("I would never kill myself.").told(Sensitivity.PLAIN) is None
    assert found_in("I feel worthless.").told(Sensitivity.PLAIN) is not None
    for row in rows():
        if row.expect == "red":
            assert found_in(row.text).told(Sensitivity.PLAIN) is not None


ORDINARY = st.lists(
    st.sampled_from(["today", "we", "talked", "about", "the", "garden", "soup", "hoy", "hablamos", "jardin"]),
    max_size=30,
).map(" ".join)


@given(before=ORDINARY, after=ORDINARY)
def test_a_sign_is_found_wherever_it_stands(before: str, after: str) -> None:
    assert tier(f"{before}. I want to kill myself. {after}") == "red"


@given(text=st.text(max_size=300))
def test_any_text_can_be_read(text: str) -> None:
    found = find(text, shipped())
    assert found is None or all(reason.words in text for reason in found.reasons)


@given(text=st.text(max_size=200))
def test_each_folded_character_knows_where_it_stood(text: str) -> None:
    folded = fold(text, Vocabulary(frozenset({"suicide"}), frozenset({"suicide"})))
    assert len(folded.at) == len(folded.text)
    assert list(folded.at) == sorted(folded.at)
    assert all(0 <= place < len(text) for place in folded.at)


HEAD = 'version = 1\nby_others = []\nfillers = ["so"]\nmisspelt = []\n[words]\n[figures]\n[cues]\n'


@pytest.mark.parametrize(
    ("rest", "sentence"),
    [
        ('[orange]\na = ["word"]', "orange"),
        ("[red]\na = []", "a has no phrases"),
        ('[red]\na = ["two) words"]', "a bracket too many"),
        ('[red]\na = ["(two words"]', "not closed"),
        ('[red]\na = ["sign!"]', "is no word"),
    ],
)
def test_a_lexicon_that_cannot_be_read_says_why(rest: str, sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        parse(HEAD + rest)


def test_an_unknown_cue_is_refused() -> None:
    with pytest.raises(ValueError, match="no cues called mood"):
        parse(HEAD.replace("[cues]", '[cues]\nmood = ["sad"]') + '[red]\na = ["b"]')
