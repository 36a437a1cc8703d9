"""The discretion check against a second corpus with every trick we know, and against sentences by hand.

The first measure of the sentences by hand, before anything was mended after them: 106 of 110 found with the right
person, 3 of 82 sentences that name nobody stopped. All forty groups are measured in `benchmarks/discretion.py`.
"""

from __future__ import annotations

from functools import cache

import pytest

from holdspace.notes.rules.discretion import Mention, find_mentions
from tests.rules.notes_attack import TRICKS, Attack, attacks
from tests.rules.notes_by_hand import LEADERS as THEIR_LEADERS
from tests.rules.notes_by_hand import PEOPLE, lines
from tests.rules.notes_rosters import LEADERS

CORPUS = attacks(seed=1, circles=14)


@cache
def found(attack: Attack) -> tuple[Mention, ...]:
    people = tuple(each.person() for each in attack.group)
    mentions = find_mentions(attack.text, people, own_id=attack.own.id, allowed=LEADERS)
    return tuple(each for each in mentions if each.person_id)


def caught(attack: Attack) -> bool:
    assert attack.person is not None
    return any(
        each.start < attack.end and attack.start < each.end and each.person_id == attack.person.id
        for each in found(attack)
    )


def share(sentences: list[Attack]) -> float:
    return sum(map(caught, sentences)) / len(sentences)


def test_of_every_trick_at_least_95_of_100_are_found_with_their_person() -> None:
    missed = {}
    for trick in TRICKS:
        sentences = [each for each in CORPUS if each.trick == trick]
        if sentences and share(sentences) < 0.9:
            missed[trick] = [each.text for each in sentences if not caught(each)]
    assert missed == {}
    assert share([each for each in CORPUS if each.person]) >= 0.995


def test_of_typing_errors_at_least_95_of_100_are_found() -> None:
    assert share([each for each in CORPUS if each.trick.startswith("typo")]) >= 0.95


@pytest.mark.parametrize(
    "kind", ["chosen", "word", "legal", "whole", "partner", "emergency", "phone", "mail", "nickname"]
)
def test_every_name_and_contact_as_it_is_on_record_is_found(kind: str) -> None:
    sentences = [each for each in CORPUS if each.trick.startswith(kind)]
    assert sentences
    assert [each.text for each in sentences if not caught(each)] == []


def test_of_sentences_that_name_nobody_at_most_5_of_100_are_stopped() -> None:
    traps = [each for each in CORPUS if each.trick == "trap"]
    stopped = {each.text for each in traps if found(each)}
    assert sum(bool(found(each)) for each in traps) <= 0.05 * len(traps), stopped


def test_what_is_on_record_of_the_own_member_may_stand() -> None:
    own = [each for each in CORPUS if each.trick == "own"]
    assert [(each.text, found(each)) for each in own if found(each)] == []


def test_sentences_by_hand() -> None:
    named = caught_by_hand = clean = stopped = 0
    for line in lines():
        mentions = find_mentions(line.text, PEOPLE, own_id=line.own, allowed=THEIR_LEADERS)
        for start, end, person in line.named:
            named += 1
            caught_by_hand += any(m.start < end and start < m.end and m.person_id == person for m in mentions)
        clean += not line.named
        stopped += not line.named and any(mention.person_id for mention in mentions)
    assert (named, clean) == (110, 82)
    assert caught_by_hand >= 109
    assert stopped <= 1
