"""Whom the rows of a roster mean: somebody who is here already, or somebody new.

- An identifier decides. Whoever holds it is meant, whatever the names say; people with different identifiers
  are different people.
- A row with an identifier that nobody holds means somebody who was registered by hand, if exactly one person
  without any identifier has that name and that birth date; otherwise somebody new.
- A row without an identifier means the one person with that name and birth date. Without a birth date it
  means the one person who is known by that name alone: with neither birth date nor identifier.
- Where two people fit, only the practice knows who is meant: a problem. So it is when two rows mean one
  person.

By these rules every row of a file that was taken over means the same person the next time: importing a file
twice changes nothing.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import NamedTuple, TypeAlias
from uuid import UUID

from holdspace.kernel.actors import Actor
from holdspace.kernel.words import Words, say
from holdspace.members.models import Identifier, Member, identifier_index
from holdspace.members.policies import RosterRefused
from holdspace.members.queries.roster import in_parts, warm_all
from holdspace.members.rules.roster import RosterPerson, RowProblem

NameKey: TypeAlias = tuple[str, date | None]


class _Known(NamedTuple):
    """Somebody on the roster whom a name may mean."""

    member_id: UUID
    has_identifier: bool


def matched(people: Sequence[RosterPerson], by: Actor) -> list[UUID | None]:
    """For each of `people` (a checked roster) the member who is meant, or None for somebody new.

    Raises RosterRefused with every row of which that cannot be said.
    """
    matching = _Matching(people, by)
    found = [matching.who(person) for person in people]
    problems = matching.problems + list(_twice(people, found))
    if problems:
        raise RosterRefused(sorted(problems, key=lambda problem: problem.row))
    return found


def namesakes(person: RosterPerson, by: Actor) -> list[UUID]:
    """Everybody on the roster with the name and birth date of `person`."""
    return [known.member_id for known in _known_names(by)[person.name_key]]


class _Matching:
    """Looks each person up; notes what cannot be decided in `problems`."""

    def __init__(self, people: Sequence[RosterPerson], by: Actor) -> None:
        self.problems: list[RowProblem] = []
        self._by = by
        self._holders = _holders(people, by)
        self._sharing = Counter(person.name_key for person in people)
        self._names: dict[NameKey, list[_Known]] | None = None

    def who(self, person: RosterPerson) -> UUID | None:
        """The member who is meant, if any."""
        found = {self._holders[index] for index in _indexes(person) if index in self._holders}
        if len(found) > 1:
            self._undecided(person, say("These identifiers belong to different people on the roster."))
            return None
        if found:
            return found.pop()
        return self._without_number(person) if person.identifiers else self._by_name(person)

    def _without_number(self, person: RosterPerson) -> UUID | None:
        """Somebody registered by hand, to whom this row gives their first identifier."""
        if person.birth_date is None or self._sharing[person.name_key] > 1:
            return None
        named = [known for known in self._named(person) if not known.has_identifier]
        return named[0].member_id if len(named) == 1 else None

    def _by_name(self, person: RosterPerson) -> UUID | None:
        named = self._named(person)
        if person.birth_date is None:
            named = [known for known in named if not known.has_identifier]
        elif self._sharing[person.name_key] > 1:
            self._undecided(person, say("Another row has the same name and birth date, and an identifier."))
            return None
        if len(named) > 1:
            self._undecided(person, say("Several people on the roster have this name and birth date."))
            return None
        return named[0].member_id if named else None

    def _named(self, person: RosterPerson) -> list[_Known]:
        if self._names is None:
            self._names = _known_names(self._by)
        return self._names.get(person.name_key, [])

    def _undecided(self, person: RosterPerson, reason: Words) -> None:
        self.problems.append(RowProblem(person.row, person.label, "identifier", reason))


def _indexes(person: RosterPerson) -> Iterator[str]:
    return (identifier_index(each.system, each.value) for each in person.identifiers)


def _holders(people: Iterable[RosterPerson], by: Actor) -> dict[str, UUID]:
    """Who holds each of the identifiers in a roster, by its keyed hash."""
    held: dict[str, UUID] = {}
    wanted = (index for person in people for index in _indexes(person))
    for some in in_parts(wanted, 1_000):
        rows = Identifier.visible_to(by).filter(practice_id=by.practice_id, index__in=some)
        held.update(rows.values_list("index", "member_id"))
    return held


def _known_names(by: Actor) -> dict[NameKey, list[_Known]]:
    """Everybody on the roster by name and birth date; opens every name once."""
    numbered = set(Identifier.visible_to(by).values_list("member_id", flat=True))
    rows = Member.visible_to(by).only("id", "chosen_name", "given_name", "family_name", "birth_date")
    members = list(rows.order_by("id"))
    warm_all(member.pk for member in members)
    names: dict[NameKey, list[_Known]] = defaultdict(list)
    for member in members:
        if member.chosen_name or member.given_name or member.family_name:
            names[_name_key(member)].append(_Known(member.pk, member.pk in numbered))
    return names


def _name_key(member: Member) -> NameKey:
    return RosterPerson(
        given=member.given_name or "",
        family=member.family_name or "",
        chosen_name=member.chosen_name or "",
        birth_date=member.born,
    ).name_key


def _twice(people: Sequence[RosterPerson], found: Sequence[UUID | None]) -> Iterator[RowProblem]:
    """Rows about somebody whom an earlier row was about already."""
    firsts: dict[UUID, RosterPerson] = {}
    for person, member_id in zip(people, found, strict=True):
        if member_id is None:
            continue
        first = firsts.setdefault(member_id, person)
        if first is not person:
            reason = say("Row %(row)s is about the same person on the roster.", row=first.row)
            yield RowProblem(person.row, person.label, "identifier", reason)
