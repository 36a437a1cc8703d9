"""Discretion: whose name stands in this text.

Every member's note stands alone and names nobody else of the group. Holdspace knows its people, so
nothing is guessed from grammar or statistics: the text is compared with what is on record of the people
given (names, short forms, initials, contacts, numbers, accounts, addresses, workplaces), allowing for
accents, other scripts and one wrong letter; a name that is also a word (Hope, Will) must show by a capital
inside a sentence, or by what stands around it, that it is meant as a name. Telephone numbers, mail addresses
and account names of nobody on record are found as well, without a person.

What is on record of the note's own member may stand, except that the own name does not stand beside another
member's surname or initial ("Ana" is Ana, "Ana García" is not when Ana is Ana Ruiz). The gate (security.md,
R8) is held by tests/rules/test_notes_discretion.py. What nobody can find this way: descriptions ("the
nurse"). A person reads the note as well.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from holdspace.kernel.words import gettext_noop as _
from holdspace.notes.rules.contact_details import find_details
from holdspace.notes.rules.disguises import find_disguised
from holdspace.notes.rules.folding import plain, words
from holdspace.notes.rules.initials import find_initials
from holdspace.notes.rules.known_details import find_stored
from holdspace.notes.rules.known_people import Bearer
from holdspace.notes.rules.name_context import Context
from holdspace.notes.rules.names import NameSearch
from holdspace.notes.rules.ordinary_words import ordinary
from holdspace.notes.rules.places import Located, find_phrases
from holdspace.notes.rules.record import Entry, Field, Kind, Person, PersonId
from holdspace.notes.rules.recorded import Recorded, recorded

__all__ = ["Entry", "Field", "Kind", "Mention", "Person", "PersonId", "find_mentions", "finder"]


SUGGESTIONS: Mapping[Kind, tuple[str, str]] = {
    Kind.NAME: (_("another member"), _("Another member")),
    Kind.INITIALS: (_("another member"), _("Another member")),
    Kind.CONTACT: (_("a contact"), _("A contact")),
    Kind.PHONE: (_("a telephone number"), _("A telephone number")),
    Kind.MAIL: (_("a mail address"), _("A mail address")),
    Kind.HANDLE: (_("an account"), _("An account")),
    Kind.ADDRESS: (_("an address"), _("An address")),
    Kind.EMPLOYER: (_("a workplace"), _("A workplace")),
}
"""Neutral wording inside a sentence and at its start; to be translated where it is shown."""


_NEARLY = 0.6
"""How sure a number or an address on record is that is written with one sign off."""


@dataclass(frozen=True, slots=True)
class Mention:
    """Somebody found at [start, end) of the text. `certainty` is from 0 to 1, a hint for the order of
    showing.

    `person_id` is the member, or the member whose contact, number, address or workplace it is; None for a
    contact detail of nobody here. `field` is where that stands in the record, None where it cannot be told.
    """

    start: int
    end: int
    found: str
    person_id: PersonId | None
    kind: Kind
    certainty: float
    suggestion: str
    field: Field | None = None


def find_mentions(
    text: str,
    people: Sequence[Person],
    *,
    own_id: PersonId | Collection[PersonId] | None,
    region: str = "US",
    allowed: Sequence[str] = (),
) -> list[Mention]:
    """Everybody in `text` who may not stand in it, in the order of the text; mentions never overlap.

    `people` are all members of the group, the note's own member (`own_id`, or several) among them; for a
    group note, which names nobody, `own_id` is None. `region` is the practice's country (ISO 3166, for
    telephone numbers). `allowed` are names that may stand in any note: the leaders', the group's. Pure; some
    milliseconds for a long note.
    """
    return finder(people, own_id=own_id, region=region, allowed=allowed)(text)


def finder(
    people: Sequence[Person],
    *,
    own_id: PersonId | Collection[PersonId] | None,
    region: str = "US",
    allowed: Sequence[str] = (),
) -> Callable[[str], list[Mention]]:
    """`find_mentions` for many texts about the same people, who are made ready once."""
    known = recorded(people, _own(own_id), allowed)
    return lambda text: _Search(text, known, region).mentions()


def _own(own_id: PersonId | Collection[PersonId] | None) -> frozenset[PersonId]:
    if own_id is None:
        return frozenset()
    if isinstance(own_id, Collection) and not isinstance(own_id, str):
        return frozenset(own_id)
    return frozenset({own_id})


class _Search:
    """One text and what is on record of the people to look for in it."""

    def __init__(self, text: str, known: Recorded, region: str) -> None:
        self.text, self.known, self.region = text, known, region
        self.tokens = words(text)
        keys = {token.key for token in self.tokens}
        self.context = Context(text, self.tokens, ordinary(keys) & keys)

    def mentions(self) -> list[Mention]:
        names = [*self._names(), *self._initials(), *self._disguised()]
        stored, own = self._stored()
        phrases = list(find_phrases(self.text, self.known.phrases, self.context))
        own += [(each.start, each.end) for each in phrases if each.phrase.allowed]
        found = [*stored, *names, *self._phrases(phrases), *self._strangers([*stored, *names])]
        return _without_overlaps([each for each in found if not _inside(each, own)])

    def _names(self) -> Iterator[Mention]:
        for run in NameSearch(self.context, self.known.people).runs():
            yield self._of_bearer(run.start, run.end, run.bearer, Kind.NAME, run.certainty, run.field)

    def _initials(self) -> Iterator[Mention]:
        for found in find_initials(self.text, self.known.people, self.context):
            yield self._of_bearer(found.start, found.end, found.bearer, Kind.INITIALS, found.certainty, None)

    def _disguised(self) -> Iterator[Mention]:
        exact, ordinary_words = self.known.people.exact, self.context.ordinary
        for found in find_disguised(self.text, self.tokens, exact, ordinary_words):
            bearer, _rank, field = found.reading
            if not bearer.allowed:
                yield self._of_bearer(found.start, found.end, bearer, Kind.NAME, found.certainty, field)

    def _stored(self) -> tuple[list[Mention], list[tuple[int, int]]]:
        """Numbers, addresses and accounts on record, and where those stand that may."""
        written, found, own = plain(self.text), [], []
        for detail in find_stored(written.text, self.known.details, self.region):
            start, end = _trimmed(self.text, *written.span(detail.start, detail.end))
            stored = detail.stored
            if stored.allowed and detail.certainty > _NEARLY:
                own.append((start, end))
            elif not stored.allowed:
                field = stored.field
                found.append(self._mention(start, end, stored.owner, stored.kind, detail.certainty, field))
        return found, own

    def _strangers(self, names: Sequence[Mention]) -> Iterator[Mention]:
        """Contact details of nobody on record; whose name stands in one, theirs it is taken for."""
        for detail in find_details(self.text, self.region):
            inside = (each for each in names if detail.start <= each.start and each.end <= detail.end)
            named = next(inside, None)
            owner, certainty = (named.person_id, 0.97) if named else (None, 0.9)
            yield self._mention(detail.start, detail.end, owner, Kind(detail.kind), certainty, None)

    def _phrases(self, located: Sequence[Located]) -> Iterator[Mention]:
        for found in located:
            phrase = found.phrase
            if phrase.allowed:
                continue
            yield self._mention(
                found.start, found.end, phrase.owner, phrase.kind, found.certainty, phrase.field
            )

    def _of_bearer(
        self, start: int, end: int, bearer: Bearer, kind: Kind, certainty: float, field: Field | None
    ) -> Mention:
        kind = Kind.CONTACT if bearer.around else kind
        return self._mention(start, end, bearer.person_id, kind, certainty, bearer.around or field)

    def _mention(
        self, start: int, end: int, owner: PersonId | None, kind: Kind, certainty: float, field: Field | None
    ) -> Mention:
        inside, at_start = SUGGESTIONS[kind]
        token = bisect_left(self.tokens, start, key=lambda token: token.start)
        begins = token < len(self.tokens) and self.context.starts_sentence(token)
        wording = at_start if begins else inside
        return Mention(start, end, self.text[start:end], owner, kind, certainty, wording, field)


def _inside(mention: Mention, spans: Sequence[tuple[int, int]]) -> bool:
    """Whether it stands within something that may stand."""
    return any(start <= mention.start and mention.end <= end for start, end in spans)


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    found = text[start:end]
    return start + len(found) - len(found.lstrip()), end - len(found) + len(found.rstrip())


def _without_overlaps(mentions: Sequence[Mention]) -> list[Mention]:
    """In the order of the text; of two that overlap the surer one stays, then the longer one."""
    kept: list[Mention] = []
    for each in sorted(mentions, key=lambda each: (-each.certainty, each.start - each.end)):
        if all(each.end <= other.start or other.end <= each.start for other in kept):
            kept.append(each)
    return sorted(kept, key=lambda each: each.start)
