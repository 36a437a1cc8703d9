"""Who could sit where at all: the plain filters before any search, each with the reason kept."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from holdspace.forming.rules.asked import Asked
from holdspace.forming.rules.people import Group, Leader, Modality, Person
from holdspace.kernel.words import Words, say


class Bar(StrEnum):
    """Why somebody cannot join a group, whoever else does."""

    SLOT = "slot"
    MODALITY = "modality"
    LANGUAGE = "language"
    ACCESS = "access"
    THEME = "theme"
    EXCLUDED = "excluded"
    CLOSED = "closed"
    FULL = "full"
    APART = "apart"
    VETO = "veto"
    LEADER = "leader"  # not free when it meets
    BUSY = "busy"  # leads another group then
    CASELOAD = "caseload"  # leads as many groups as they said
    ROOM = "room"


@dataclass(frozen=True, slots=True)
class Seating:
    """`could`: for each waiting person the groups they could join; `barred`: for every other, all reasons."""

    could: Mapping[str, tuple[str, ...]]
    barred: Mapping[tuple[str, str], tuple[Bar, ...]]

    @property
    def pairs(self) -> Iterator[tuple[str, str]]:
        """Every (person, group) that is possible."""
        return ((person, group) for person, groups in self.could.items() for group in groups)


def seating(asked: Asked) -> Seating:
    """The possible seats of everybody who waits, in the order of the list."""
    shut = {group.id: tuple(_shut(asked, group)) for group in asked.groups}
    could: dict[str, tuple[str, ...]] = {}
    barred: dict[tuple[str, str], tuple[Bar, ...]] = {}
    for person in asked.waiting:
        for group in asked.groups:
            reasons = tuple(_bars(asked, person, group)) + shut[group.id]
            if reasons:
                barred[person.id, group.id] = reasons
        could[person.id] = tuple(g.id for g in asked.groups if (person.id, g.id) not in barred)
    return Seating(could, barred)


def _bars(asked: Asked, person: Person, group: Group) -> Iterator[Bar]:
    members = {member.id for member in asked.members[group.id]}
    checks = {
        Bar.SLOT: not group.cells <= person.slots,
        Bar.MODALITY: {person.modality, group.modality} >= {Modality.ROOM, Modality.ONLINE},
        Bar.LANGUAGE: group.language not in person.languages,
        Bar.ACCESS: not person.needs <= group.access,
        Bar.THEME: bool(group.theme) and group.theme not in person.themes,
        Bar.EXCLUDED: bool(group.excludes & person.themes),
        Bar.APART: bool(asked.not_with[person.id] & members),
        Bar.VETO: (person.id, group.id) in asked.vetoes,
    }
    return (bar for bar, barred in checks.items() if barred)


def _shut(asked: Asked, group: Group) -> Iterator[Bar]:
    """Why nobody at all can join `group` now."""
    if group.closed:
        yield Bar.CLOSED
    if len(asked.members[group.id]) >= group.most:
        yield Bar.FULL
    if not asked.members[group.id]:
        yield from _cannot_open(asked, group)


def _cannot_open(asked: Asked, group: Group) -> Iterator[Bar]:
    running = [other for other in asked.groups if asked.members[other.id]]
    at_once = [other for other in running if other.cells & group.cells]
    known = [leader for leader in asked.leaders if leader.id in group.leaders]
    if any(away(leader, group) for leader in known):
        yield Bar.LEADER
    if any(other.leaders & group.leaders for other in at_once):
        yield Bar.BUSY
    if any(len(leads(asked, leader.id)) >= leader.most_groups for leader in known):
        yield Bar.CASELOAD
    if group.room and any(other.room == group.room for other in at_once):
        yield Bar.ROOM
    if group.offer and any(other.offer == group.offer for other in running):
        yield Bar.CLOSED


def away(leader: Leader, group: Group) -> frozenset[str]:
    """The hours of `group` at which `leader` is not free."""
    return frozenset() if leader.slots is None else group.cells - leader.slots


def leads(asked: Asked, leader: str) -> tuple[str, ...]:
    """The groups that meet already, led by `leader`."""
    return tuple(g.id for g in asked.groups if asked.members[g.id] and leader in g.leaders)


def _when_not(person: Person, group: Group) -> Words:
    """At which hours `person` cannot come; those after its beginning when only they are in the way."""
    if group.slot not in person.slots:
        return say(
            "%(group)s meets at %(slot)s, when %(person)s cannot come.",
            group=group.id,
            slot=group.slot,
            person=person.id,
        )
    return say(
        "%(group)s also meets at %(hours)s, when %(person)s cannot come.",
        group=group.id,
        hours=", ".join(sorted(group.cells - person.slots)),
        person=person.id,
    )


_WORDS: dict[Bar, Callable[[Person, Group], Words]] = {
    Bar.SLOT: _when_not,
    Bar.MODALITY: lambda p, g: say(
        "%(group)s meets %(how)s, and %(person)s asked to come %(other)s.",
        group=g.id,
        how=how_it_meets(g.modality),
        person=p.id,
        other=how_it_meets(p.modality),
    ),
    Bar.LANGUAGE: lambda p, g: say(
        "%(group)s speaks %(language)s, which %(person)s does not.",
        group=g.id,
        language=g.language,
        person=p.id,
    ),
    Bar.ACCESS: lambda p, g: say(
        "%(person)s needs “%(needs)s”, which is not given where %(group)s meets.",
        person=p.id,
        needs=", ".join(sorted(p.needs - g.access)),
        group=g.id,
    ),
    Bar.THEME: lambda p, g: say(
        "%(group)s is about %(theme)s, which %(person)s does not list.",
        group=g.id,
        theme=g.theme,
        person=p.id,
    ),
    Bar.EXCLUDED: lambda p, g: say(
        "%(group)s is not for people who carry %(themes)s.",
        group=g.id,
        themes=", ".join(sorted(g.excludes & p.themes)),
    ),
    Bar.CLOSED: lambda p, g: say("%(group)s takes nobody new.", group=g.id),
    Bar.FULL: lambda p, g: say("%(group)s is full: all %(most)s seats are held.", group=g.id, most=g.most),
    Bar.APART: lambda p, g: say(
        "Somebody whom %(person)s must not meet is in %(group)s.", person=p.id, group=g.id
    ),
    Bar.VETO: lambda p, g: say(
        "A clinician decided against %(person)s in %(group)s.", person=p.id, group=g.id
    ),
    Bar.LEADER: lambda p, g: say("The leaders of %(group)s are not free for it.", group=g.id),
    Bar.BUSY: lambda p, g: say("A leader of %(group)s leads another group when it would meet.", group=g.id),
    Bar.CASELOAD: lambda p, g: say("A leader of %(group)s leads as many groups as they said.", group=g.id),
    Bar.ROOM: lambda p, g: say("The room of %(group)s is taken at %(slot)s.", group=g.id, slot=g.slot),
}


def in_words(bar: Bar, person: Person, group: Group) -> Words:
    """`bar` as a sentence for clinicians."""
    return _WORDS[bar](person, group)


def how_it_meets(modality: Modality) -> Words:
    """“in a room” or “online”."""
    return say("online") if modality is Modality.ONLINE else say("in a room")
