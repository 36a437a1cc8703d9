"""A second pair of eyes: does a plan break a hard rule? Shares no code with the model that found it.

Written from the rules as `docs/how-to/form-groups-from-files.md` tells them, over plain dictionaries, so that
an error in the model is not repeated here. Every proposal passes through it before it is shown.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from holdspace.forming.rules.asked import Asked
from holdspace.forming.rules.people import Group, Modality, Person
from holdspace.kernel.words import Words, say


class Rule(StrEnum):
    """The hard rules."""

    SEAT = "seat"
    SIZE = "size"
    COMPANY = "company"
    ALONE = "alone"
    STRENGTH = "strength"
    APART = "apart"
    RISK = "risk"
    TIMES = "times"
    PIN = "pin"


@dataclass(frozen=True, slots=True)
class Broken:
    """One hard rule that a plan breaks: where, about whom, and in a sentence for clinicians."""

    rule: Rule
    group: str
    people: tuple[str, ...]
    words: Words


@dataclass(frozen=True, slots=True)
class _Circle:
    """One group with everybody who would sit in it."""

    asked: Asked
    group: Group
    old: tuple[Person, ...]
    new: tuple[Person, ...]

    @property
    def everybody(self) -> tuple[Person, ...]:
        return self.old + self.new


def broken_rules(asked: Asked, seats: Mapping[str, str]) -> tuple[Broken, ...]:
    """Every hard rule that `seats` (person → group) breaks; empty when the plan may be shown."""
    circles = [_circle(asked, group, seats) for group in asked.groups]
    found: list[Broken] = []
    for circle in circles:
        if circle.new:
            for check in _CHECKS:
                found.extend(check(circle))
    found.extend(_times(asked, circles))
    found.extend(_pins(asked, seats))
    return tuple(found)


def _circle(asked: Asked, group: Group, seats: Mapping[str, str]) -> _Circle:
    old = tuple(each for each in asked.people if each.member_of == group.id)
    new = tuple(each for each in asked.people if not each.member_of and seats.get(each.id) == group.id)
    return _Circle(asked, group, old, new)


def _seats(circle: _Circle) -> Iterator[Broken]:
    for person in circle.new:
        if words := _cannot_sit(circle, person):
            yield Broken(Rule.SEAT, circle.group.id, (person.id,), words)


def _cannot_sit(circle: _Circle, person: Person) -> Words | None:
    group, words = circle.group, {"person": person.id, "group": circle.group.id}
    if _hours(group) - person.slots:
        return say("%(person)s cannot come when %(group)s meets.", **words)
    if {person.modality, group.modality} == {Modality.ROOM, Modality.ONLINE}:
        return say("%(group)s does not meet the way %(person)s can come.", **words)
    if group.language not in person.languages:
        return say("%(person)s does not speak the language of %(group)s.", **words)
    if any(need not in group.access for need in person.needs):
        return say("%(group)s does not meet where what %(person)s needs is given.", **words)
    return _not_for(circle, person)


def _hours(group: Group) -> set[str]:
    """When it meets, hour by hour."""
    return set(group.hours) if group.hours else {group.slot}


def _not_for(circle: _Circle, person: Person) -> Words | None:
    group, words = circle.group, {"person": person.id, "group": circle.group.id}
    if (group.theme and group.theme not in person.themes) or group.excludes & person.themes:
        return say("%(group)s is not about what %(person)s carries.", **words)
    if group.closed:
        return say("%(group)s takes nobody new.", **words)
    if (person.id, group.id) in circle.asked.vetoes:
        return say("A clinician decided against %(person)s in %(group)s.", **words)
    return None


def _size(circle: _Circle) -> Iterator[Broken]:
    size, group = len(circle.everybody), circle.group
    if size > group.most:
        words = say("%(group)s would hold %(size)s, more than %(most)s.", **_sizes(circle))
        yield Broken(Rule.SIZE, group.id, (), words)
    if size < group.least:
        words = say("%(group)s would hold only %(size)s, fewer than %(least)s.", **_sizes(circle))
        yield Broken(Rule.SIZE, group.id, (), words)


def _sizes(circle: _Circle) -> dict[str, object]:
    group = circle.group
    return {"group": group.id, "size": len(circle.everybody), "most": group.most, "least": group.least}


def _company(circle: _Circle) -> Iterator[Broken]:
    bearers = Counter(theme for person in circle.everybody for theme in person.themes)
    for person in circle.new:
        others = max((bearers[theme] - 1 for theme in person.themes), default=0)
        if others < circle.asked.limits.company:
            words = say(
                "%(person)s would share a struggle with %(others)s others in %(group)s; %(company)s is the "
                "least.",
                person=person.id,
                others=others,
                group=circle.group.id,
                company=circle.asked.limits.company,
            )
            yield Broken(Rule.COMPANY, circle.group.id, (person.id,), words)


def _alone(circle: _Circle) -> Iterator[Broken]:
    bearers = Counter(trait for person in circle.everybody for trait in person.traits)
    for person in circle.new:
        for trait in sorted(person.not_alone_with):
            if bearers[trait] < 2:
                words = say(
                    "%(person)s would be the only one with “%(trait)s” in %(group)s.",
                    person=person.id,
                    trait=trait,
                    group=circle.group.id,
                )
                yield Broken(Rule.ALONE, circle.group.id, (person.id,), words)


def _strength(circle: _Circle) -> Iterator[Broken]:
    old = [person.strength for person in circle.old]
    widest = max(circle.asked.limits.widest, max(old) - min(old) if old else 0)
    points = [person.strength for person in circle.everybody]
    if max(points) - min(points) > widest:
        words = say(
            "Strength in %(group)s would span %(points)s points, more than %(widest)s.",
            group=circle.group.id,
            points=max(points) - min(points),
            widest=widest,
        )
        yield Broken(Rule.STRENGTH, circle.group.id, (), words)


def _apart(circle: _Circle) -> Iterator[Broken]:
    here = {person.id for person in circle.everybody}
    new = {person.id for person in circle.new}
    for pair in circle.asked.apart:
        if pair <= here and pair & new:
            one, other = sorted(pair)
            words = say(
                "%(one)s and %(other)s must not meet, and both would be in %(group)s.",
                one=one,
                other=other,
                group=circle.group.id,
            )
            yield Broken(Rule.APART, circle.group.id, (one, other), words)


def _risk(circle: _Circle) -> Iterator[Broken]:
    most = circle.asked.limits.most_at_risk
    at_risk = sum(person.high_risk for person in circle.everybody)
    if at_risk > most and any(person.high_risk for person in circle.new):
        words = say(
            "%(group)s would hold %(number)s people at high risk, more than %(most)s.",
            group=circle.group.id,
            number=at_risk,
            most=most,
        )
        yield Broken(Rule.RISK, circle.group.id, (), words)


_CHECKS = (_seats, _size, _company, _alone, _strength, _apart, _risk)


def _times(asked: Asked, circles: list[_Circle]) -> Iterator[Broken]:
    """Leaders, rooms and offers; only a group that would open anew can break these."""
    meeting = [circle.group for circle in circles if circle.everybody]
    fresh = {circle.group.id for circle in circles if circle.new and not circle.old}
    taken: dict[tuple[str, str], list[str]] = defaultdict(list)
    for group in meeting:
        for what, hour in _takes(group):
            taken[what, hour].append(group.id)
    clashes = {(what, tuple(groups)) for (what, _), groups in taken.items() if len(groups) > 1}
    for what, groups in sorted(clashes):
        if fresh & set(groups):
            words = say("%(groups)s need the same %(what)s.", groups=", ".join(groups), what=what)
            yield Broken(Rule.TIMES, groups[0], (), words)
    yield from _leaders(asked, meeting, fresh)


def _takes(group: Group) -> Iterator[tuple[str, str]]:
    """What only one group can have, and at which hour (an offer: once at all)."""
    for hour in _hours(group):
        for leader in group.leaders:
            yield f"leader {leader}", hour
        if group.room:
            yield f"room {group.room}", hour
    if group.offer:
        yield f"offer {group.offer}", ""


def _leaders(asked: Asked, meeting: list[Group], fresh: set[str]) -> Iterator[Broken]:
    for leader in asked.leaders:
        led = [group for group in meeting if leader.id in group.leaders]
        opened = [group for group in led if group.id in fresh]
        if opened and len(led) > leader.most_groups:
            words = say("%(leader)s would lead %(number)s groups.", leader=leader.id, number=len(led))
            yield Broken(Rule.TIMES, opened[0].id, (), words)
        for group in opened:
            if leader.slots is not None and _hours(group) - leader.slots:
                words = say("%(leader)s is not free when %(group)s meets.", leader=leader.id, group=group.id)
                yield Broken(Rule.TIMES, group.id, (), words)


def _pins(asked: Asked, seats: Mapping[str, str]) -> Iterator[Broken]:
    for person, group in sorted(asked.pins):
        if seats.get(person) != group:
            words = say("A clinician pinned %(person)s to %(group)s.", person=person, group=group)
            yield Broken(Rule.PIN, group, (person,), words)
