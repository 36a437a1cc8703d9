"""Rules of the model as sentences for clinicians. They may name others: a member never sees them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from holdspace.forming.rules.asked import Asked
from holdspace.forming.rules.formulation import Kind, RuleAt
from holdspace.forming.rules.seating import Seating
from holdspace.kernel.words import Words, say

Seat = tuple[str, str]


def in_words(asked: Asked, where: Seating, rules: Sequence[RuleAt], seat: Seat | None) -> Iterator[Words]:
    """A sentence for each rule, and one for all who would have to keep a place.

    `seat` is the (person, group) that was asked for: it tells whose company is missing.
    """
    for rule in rules:
        if rule.kind is not Kind.KEEP:
            yield _WORDS[rule.kind](asked, where, rule)
    kept = [rule.person for rule in rules if rule.kind is Kind.KEEP]
    if kept:
        yield say("Otherwise one of these would lose a seat: %(people)s.", people=", ".join(kept))


def _most(asked: Asked, where: Seating, rule: RuleAt) -> Words:
    group, there = asked.group[rule.group], len(asked.members[rule.group])
    return say(
        "%(group)s has %(free)s free seats of %(most)s.",
        group=group.id,
        free=group.most - there,
        most=group.most,
    )


def _least(asked: Asked, where: Seating, rule: RuleAt) -> Words:
    return say(
        "%(group)s needs at least %(least)s people.", group=rule.group, least=asked.group[rule.group].least
    )


def _company(asked: Asked, where: Seating, rule: RuleAt) -> Words:
    person = asked.by_id[rule.person]
    themes = ", ".join(sorted(person.themes)) or "–"
    here = [q for q in asked.waiting if rule.group in where.could[q.id] and q.id != person.id]
    anybody = any(person.themes & q.themes for q in (*here, *asked.members[rule.group]))
    if not anybody:
        return say(
            "%(person)s lists only %(themes)s; nobody who can join %(group)s shares it.",
            person=person.id,
            themes=themes,
            group=rule.group,
        )
    return say(
        "%(person)s must share %(themes)s with at least %(company)s in %(group)s.",
        person=person.id,
        themes=themes,
        company=asked.limits.company,
        group=rule.group,
    )


def _alone(asked: Asked, where: Seating, rule: RuleAt) -> Words:
    about = {"person": rule.person, "trait": rule.what, "group": rule.group}
    here = [q for q in asked.waiting if rule.group in where.could[q.id] and q.id != rule.person]
    if not any(rule.what in q.traits for q in here):
        return say(
            "%(person)s would be the only one with “%(trait)s” in %(group)s; "
            "nobody else who can join shares it.",
            **about,
        )
    return say("%(person)s must not be the only one with “%(trait)s” in %(group)s.", **about)


def _strength(asked: Asked, where: Seating, rule: RuleAt) -> Words:
    there = [member.strength for member in asked.members[rule.group]]
    widest = max(asked.limits.widest, max(there) - min(there) if there else 0)
    return say("Strength in %(group)s may span %(widest)s points.", group=rule.group, widest=widest)


def _apart(asked: Asked, where: Seating, rule: RuleAt) -> Words:
    return say("%(one)s and %(other)s must not meet.", one=rule.person, other=rule.what)


def _risk(asked: Asked, where: Seating, rule: RuleAt) -> Words:
    return say(
        "%(group)s may hold %(most)s people at high risk.", group=rule.group, most=asked.limits.most_at_risk
    )


def _leader(asked: Asked, where: Seating, rule: RuleAt) -> Words:
    return say("%(leader)s can lead only one group at %(slot)s.", leader=rule.person, slot=rule.what)


def _room(asked: Asked, where: Seating, rule: RuleAt) -> Words:
    return say("Room %(room)s can hold one group at a time.", room=rule.what)


def _caseload(asked: Asked, where: Seating, rule: RuleAt) -> Words:
    most = next(leader.most_groups for leader in asked.leaders if leader.id == rule.person)
    return say("%(leader)s leads at most %(most)s groups.", leader=rule.person, most=most)


def _offer(asked: Asked, where: Seating, rule: RuleAt) -> Words:
    return say("“%(offer)s” opens at one hour only.", offer=rule.what)


def _pin(asked: Asked, where: Seating, rule: RuleAt) -> Words:
    if asked.promised.get(rule.person) == rule.group:
        return say("%(person)s keeps the promised seat in %(group)s.", person=rule.person, group=rule.group)
    return say("%(person)s is pinned to %(group)s.", person=rule.person, group=rule.group)


_WORDS: dict[Kind, Callable[[Asked, Seating, RuleAt], Words]] = {
    Kind.MOST: _most,
    Kind.LEAST: _least,
    Kind.COMPANY: _company,
    Kind.ALONE: _alone,
    Kind.STRENGTH: _strength,
    Kind.APART: _apart,
    Kind.RISK: _risk,
    Kind.LEADER: _leader,
    Kind.ROOM: _room,
    Kind.CASELOAD: _caseload,
    Kind.OFFER: _offer,
    Kind.PIN: _pin,
}
