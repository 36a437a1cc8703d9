"""Discretion: whose name stands in this text.

Every member's note stands alone and names nobody else of the group. Holdspace knows its people, so
nothing is guessed from grammar or statistics: the text is compared with the names, short forms, initials
and contacts of the people given, allowing for accents, other scripts and one wrong letter; a name that is
also a word (Hope, Will) must show by a capital inside a sentence, or by what stands around it, that it is
meant as a name. Telephone numbers, mail addresses and account names are found whoever they belong to.

The own name of the note's member may stand, except beside another member's surname or initial ("Ana" is
Ana, "Ana García" is not when Ana is Ana Ruiz). The gate (security.md, R8) is held by
tests/rules/test_notes_discretion.py. What nobody can find this way: descriptions ("the nurse"). A person
reads the note as well.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from holdspace.kernel.words import gettext_noop as _
from holdspace.notes.rules.contact_details import find_details
from holdspace.notes.rules.folding import Token, fold, words
from holdspace.notes.rules.initials import ACRONYMS, find_initials
from holdspace.notes.rules.known_people import PARTICLES, Bearer, KnownPeople, Person, PersonId, Reading
from holdspace.notes.rules.name_context import Case, Context
from holdspace.notes.rules.ordinary_words import ordinary

__all__ = ["Kind", "Mention", "Person", "PersonId", "find_mentions"]


class Kind(StrEnum):
    """What was found."""

    NAME = "name"
    INITIALS = "initials"
    CONTACT = "contact"
    PHONE = "phone"
    MAIL = "mail"
    HANDLE = "handle"


SUGGESTIONS: Mapping[Kind, tuple[str, str]] = {
    Kind.NAME: (_("another member"), _("Another member")),
    Kind.INITIALS: (_("another member"), _("Another member")),
    Kind.CONTACT: (_("a contact"), _("A contact")),
    Kind.PHONE: (_("a telephone number"), _("A telephone number")),
    Kind.MAIL: (_("a mail address"), _("A mail address")),
    Kind.HANDLE: (_("an account"), _("An account")),
}
"""Neutral wording inside a sentence and at its start; to be translated where it is shown."""

INITIAL_AFTER = re.compile(r"\s([^\W\d_])(?:\.|(?!\w))")


@dataclass(frozen=True, slots=True)
class Mention:
    """Somebody found at [start, end) of the text. `certainty` is from 0 to 1, a hint for the order of
    showing.

    `person_id` is the member, or the member whose contact it is; None for a contact detail of nobody here.
    """

    start: int
    end: int
    found: str
    person_id: PersonId | None
    kind: Kind
    certainty: float
    suggestion: str


def find_mentions(
    text: str,
    people: Sequence[Person],
    *,
    own_id: PersonId | None,
    region: str = "US",
    allowed: Sequence[str] = (),
) -> list[Mention]:
    """Everybody in `text` who may not stand in it, in the order of the text; mentions never overlap.

    `people` are all members of the group, the note's own member (`own_id`) among them; for a group note,
    which names nobody, `own_id` is None. `region` is the practice's country (ISO 3166, for telephone
    numbers). `allowed` are names that may stand in any note: the leaders', the group's. Pure; a few
    milliseconds for a long note.
    """
    return _Search(text, KnownPeople(people, own_id, allowed), region).mentions()


@dataclass(frozen=True, slots=True)
class _Run:
    """Words [first, last] of the text, read together as one bearer's name."""

    first: int
    last: int
    bearer: Bearer
    rank: int


class _Search:
    """One text and the people to look for in it."""

    def __init__(self, text: str, known: KnownPeople, region: str) -> None:
        self.text, self.known, self.region = text, known, region
        self.tokens = words(text)
        self.context = Context(text, self.tokens)
        keys = {token.key for token in self.tokens}
        self.ordinary = ordinary(keys) & keys
        loose = {token.key for token in self.tokens if token.capital or token.key not in self.ordinary}
        readings = {key: known.read(key, loosely=key in loose) for key in keys}
        self.readings = [readings[token.key] for token in self.tokens]

    def mentions(self) -> list[Mention]:
        found = [*self._details(), *self._names(), *self._initials()]
        return _without_overlaps(found)

    def _details(self) -> Iterator[Mention]:
        for detail in find_details(self.text, self.known.details, self.region):
            certainty = 1.0 if detail.owner is not None else 0.9
            yield self._mention(detail.start, detail.end, detail.owner, Kind(detail.kind), certainty)

    def _names(self) -> Iterator[Mention]:
        index = 0
        while index < len(self.tokens):
            run = self._run(index)
            if run is not None:
                yield from self._judged(run)
            elif self.tokens[index].unspaced:
                yield from self._inside(self.tokens[index])
            index = run.last + 1 if run is not None else index + 1

    def _run(self, first: int) -> _Run | None:
        """The longest run of words from `first` that one bearer's names cover; the allowed win a tie."""
        if not self.readings[first] or self.context.contraction(first):
            return None
        ranks = _best_ranks(self.readings[first])
        last, index = first, self._next_in_name(first)
        while index is not None:
            further = _best_ranks(self.readings[index])
            both = {bearer: max(rank, further[bearer]) for bearer, rank in ranks.items() if bearer in further}
            if not both:
                break
            ranks, last, index = both, index, self._next_in_name(index)
        bearer = min(ranks, key=lambda each: (ranks[each], not each.allowed))
        return _Run(first, last, bearer, ranks[bearer])

    def _next_in_name(self, index: int) -> int | None:
        """The next word, if it can belong to the same name: only a space, a hyphen or "de la" between."""
        while re.fullmatch(r"[ \u00a0]|[-‐'’]", self.context.between(index)):
            index += 1
            if self.readings[index]:
                return index if self.tokens[index].capital or not self._is_word(index) else None
            if self.tokens[index].key not in PARTICLES:
                return None
        return None

    def _judged(self, run: _Run) -> Iterator[Mention]:
        if run.bearer.allowed:
            yield from self._namesake(run)
            return
        certainty = self._certainty(run)
        if certainty > 0:
            kind = Kind.CONTACT if run.bearer.is_contact else Kind.NAME
            start, end = self._start(run.first), self.tokens[run.last].end
            yield self._mention(start, end, run.bearer.person_id, kind, certainty)

    def _start(self, first: int) -> int:
        """Where the name begins: with the O of O'Brien, although it is a word of its own."""
        before = self.tokens[first - 1]
        single = first > 0 and len(before.key) == 1 and before.capital
        return (
            before.start if single and self.context.apostrophe_after(first - 1) else self.tokens[first].start
        )

    def _namesake(self, run: _Run) -> Iterator[Mention]:
        """Ana G. in the note of Ana Ruiz, when there is an Ana García: an initial that only she has."""
        end = self.tokens[run.last].end
        initial = INITIAL_AFTER.match(self.text, end)
        if initial is None or not initial[1].isupper():
            return
        pair = (self.tokens[run.first].key[0], fold(initial[1]))
        if pair in run.bearer.pairs:
            return
        for reading in self.readings[run.first]:
            if not reading.bearer.allowed and reading.rank < 2 and pair in reading.bearer.pairs:
                kind = Kind.CONTACT if reading.bearer.is_contact else Kind.NAME
                yield self._mention(
                    self.tokens[run.first].start, initial.end(), reading.bearer.person_id, kind, 0.8
                )
                return

    def _certainty(self, run: _Run) -> float:
        """How surely the run is a name; 0 when it is none."""
        if run.last > run.first:
            return 0.99 if run.rank < 2 else 0.85
        judge = (self._as_spelt, self._short_form, self._one_letter_off)[run.rank]
        return judge(run.first)

    def _as_spelt(self, index: int) -> float:
        if self._is_word(index):
            return self._named_by_context(index)
        if len(self.tokens[index].key) <= 2 and not self.tokens[index].capital:
            return 0 if self.tokens[index].key in ACRONYMS else 0.7
        return 0.95

    def _short_form(self, index: int) -> float:
        if not self.tokens[index].capital and len(self.tokens[index].key) <= 3:
            return 0.5 if self.context.says(index) else 0
        return 0.85 * self._as_spelt(index)

    def _named_by_context(self, index: int) -> float:
        """A name that is also a word."""
        case, context = self.context.case(index), self.context
        if context.titled(index):
            return 0.9
        if case is Case.LOWER:
            return 0.5 if len(self.tokens[index].key) > 2 and context.says(index) else 0
        if context.place_or_phrase(index):
            return 0
        if case is Case.CAPITAL:
            return 0.8
        if context.acts(index):
            return 0.4 if context.may_be_about_the_thing(index) else 0.6
        return 0.6 if self._beside_a_name(index) else 0

    def _beside_a_name(self, index: int) -> bool:
        """ "Hope and Ana", "Ana, Hope": a list in which another name stands."""
        return any(self._joined_to(index, step) for step in (1, -1))

    def _joined_to(self, index: int, step: int) -> bool:
        other = index + step
        if self.context.key(other) in {"and", "y", "e"}:
            other += step
        elif "," not in self.context.between(min(index, other)):
            return False
        if not 0 <= other < len(self.tokens):
            return False
        return self.tokens[other].capital and self._is_name(other)

    def _is_name(self, index: int) -> bool:
        return not self._is_word(index) and any(reading.rank < 2 for reading in self.readings[index])

    def _one_letter_off(self, index: int) -> float:
        token, case = self.tokens[index], self.context.case(index)
        if self._is_word(index):
            return 0.4 if case is Case.CAPITAL and self.context.acts(index) else 0
        if token.shouted:
            return 0.5 if len(token.key) > 4 else 0
        if case is Case.LOWER:
            return self._small_and_off(index)
        return 0.7 if case is Case.CAPITAL else 0.6

    def _small_and_off(self, index: int) -> float:
        return 0.5 if len(self.tokens[index].key) > 4 or self.context.says(index) else 0

    def _is_word(self, index: int) -> bool:
        return self.tokens[index].key in self.ordinary

    def _inside(self, token: Token) -> Iterator[Mention]:
        """Names inside a run of a script without spaces; the whole run where folding changed its length."""
        same_length = len(token.key) == len(token.text)
        for key, readings in self.known.unspaced.items():
            if any(reading.bearer.allowed for reading in readings):
                continue
            for place in _places(key, token.key):
                start = token.start + place if same_length else token.start
                end = start + len(key) if same_length else token.end
                kind = Kind.CONTACT if readings[0].bearer.is_contact else Kind.NAME
                yield self._mention(start, end, readings[0].bearer.person_id, kind, 0.95)

    def _initials(self) -> Iterator[Mention]:
        for found in find_initials(self.text, self.known, self.context):
            kind = Kind.CONTACT if found.bearer.is_contact else Kind.INITIALS
            yield self._mention(found.start, found.end, found.bearer.person_id, kind, found.certainty)

    def _mention(self, start: int, end: int, owner: PersonId | None, kind: Kind, certainty: float) -> Mention:
        inside, at_start = SUGGESTIONS[kind]
        token = bisect_left(self.tokens, start, key=lambda token: token.start)
        begins = token < len(self.tokens) and self.context.starts_sentence(token)
        return Mention(
            start, end, self.text[start:end], owner, kind, certainty, at_start if begins else inside
        )


def _best_ranks(readings: Sequence[Reading]) -> dict[Bearer, int]:
    """Each bearer of a word with the best of its readings; readings come best first."""
    ranks: dict[Bearer, int] = {}
    for reading in readings:
        ranks.setdefault(reading.bearer, reading.rank)
    return ranks


def _places(key: str, run: str) -> Iterator[int]:
    """Where `key` stands in `run`."""
    place = run.find(key)
    while place >= 0:
        yield place
        place = run.find(key, place + len(key))


def _without_overlaps(mentions: Sequence[Mention]) -> list[Mention]:
    """In the order of the text; of two that overlap the surer one stays, then the longer one."""
    kept: list[Mention] = []
    for each in sorted(mentions, key=lambda each: (-each.certainty, each.start - each.end)):
        if all(each.end <= other.start or other.end <= each.start for other in kept):
            kept.append(each)
    return sorted(kept, key=lambda each: each.start)
