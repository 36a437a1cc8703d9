"""What the ids of the engine are called, for one reader: nobody reads a name here that is not theirs to know.

A coordinator keeps the list and knows everybody by their full name. A clinician knows who waits, and who sits
in the groups that they lead; somebody in another group is “somebody who is there”.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from uuid import UUID

from django.utils.translation import gettext as _

from holdspace.forming.queries.question import Question
from holdspace.forming.rules.hours import parse
from holdspace.forming.rules.telling import named
from holdspace.intake.queries import every_word, names_of
from holdspace.intake.rules.vocabulary import Kind
from holdspace.kernel.actors import Actor
from holdspace.kernel.words import Words
from holdspace.members.models import Member
from holdspace.members.queries import language_name
from holdspace.practice.models import Room, Staff
from holdspace.practice.roles import Permission
from holdspace.ui.rules.week import DAY_NAMES, DAYS
from holdspace.vault import keyring
from holdspace.vault.roots import Domain


class Names:
    """The names of everybody and everything in a question, as `actor` may read them; at most six queries."""

    def __init__(self, actor: Actor, now: Question) -> None:
        self.now = now
        self.vocabulary = every_word(actor)
        members = {_member(person.id) for person in now.asked.people}
        self.people = _people(actor, members)
        self.staff = dict(Staff.visible_to(actor).values_list("pk", "display_name"))
        self.rooms = dict(Room.visible_to(actor).values_list("pk", "name"))
        self._several = _several(now)
        self._groups = {group.pk: group.name for group in now.groups.values()}

    def person(self, identifier: str) -> str:
        """What somebody is called, or that there is somebody."""
        return self.people.get(_member(identifier), "") or _("somebody who is there")

    def place(self, identifier: str) -> str:
        """A group; with its hour where several are possible."""
        group = self.now.groups.get(identifier)
        if group is None:
            return identifier
        if group.pk in self._several:
            return _("%(group)s (%(hour)s)") % {
                "group": group.name,
                "hour": hour_words(self.now.starts[identifier]),
            }
        return group.name

    def theme(self, code: str) -> str:
        return self.vocabulary.words(Kind.THEME, code)

    def trait(self, code: str) -> str:
        return self.vocabulary.words(Kind.TRAIT, code)

    def need(self, code: str) -> str:
        return self.vocabulary.words(Kind.NEED, code)

    def anything(self, identifier: str) -> str:
        """A person, a place, a leader or a room, whichever has this id."""
        if identifier in self.now.groups:
            return self.place(identifier)
        found = _uuid(identifier)
        if found is None:
            return identifier
        others = (self.staff.get(found), self.rooms.get(found), self._groups.get(found))
        return next(filter(None, others), "") or self.person(identifier)

    def say(self, words: Words) -> str:
        """A sentence of the engine with names in it."""
        return str(named(words, self._by_parameter))

    @property
    def _by_parameter(self) -> Mapping[str, Callable[[str], str]]:
        return {
            "person": self.person,
            "people": self.person,
            "one": self.anything,
            "other": self.anything,
            "group": self.place,
            "groups": self.place,
            "leader": self.anything,
            "room": self.anything,
            "offer": self.anything,
            "what": self._each_word,
            "theme": self.theme,
            "themes": self.theme,
            "trait": self.trait,
            "need": self.need,
            "needs": self.need,
            "slot": hour_words,
            "slots": hour_words,
            "hours": hour_words,
            "language": language_name,
        }

    def _each_word(self, text: str) -> str:
        return " ".join(self.anything(word) for word in text.split(" "))


def hour_words(code: str) -> str:
    """`tue-18:30` as “Tuesday 18:30”."""
    start = parse(code)
    return f"{_(DAY_NAMES[DAYS.index(start.day)])} {start.clock}"


def _people(actor: Actor, member_ids: Iterable[UUID]) -> dict[UUID, str]:
    wanted = set(member_ids)
    if not actor.may(Permission.ROSTER_READ):
        return names_of(actor, wanted)
    members = list(Member.visible_to(actor).filter(id__in=wanted))
    keyring.warm((member.pk for member in members), Domain.IDENTITY)
    return {member.pk: member.full_name for member in members}


def _several(now: Question) -> set[UUID]:
    keys = [group.pk for group in now.groups.values()]
    return {pk for pk in keys if keys.count(pk) > 1}


def _member(identifier: str) -> UUID:
    return UUID(identifier.partition("/")[0])


def _uuid(text: str) -> UUID | None:
    try:
        return _member(text)
    except ValueError:
        return None
