"""Why somebody is proposed for a group, and why somebody waits: only what can be recomputed is said.

These sentences name others and are for clinicians. Nothing in them may reach a member.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from holdspace.forming.rules.asked import RISING, Asked
from holdspace.forming.rules.changes import Option, smallest_changes
from holdspace.forming.rules.conflicts import contradiction
from holdspace.forming.rules.forming import Impossible, form
from holdspace.forming.rules.people import Person
from holdspace.forming.rules.proposal import Proposal
from holdspace.forming.rules.scores import better, scores
from holdspace.forming.rules.seating import in_words as bar_in_words
from holdspace.forming.rules.seating import seating
from holdspace.forming.rules.solving import Effort
from holdspace.forming.rules.what_if import Difference, Effect, move
from holdspace.forming.rules.what_if import in_words as difference_in_words
from holdspace.kernel.words import Words, say

_SHORT = Effort(seconds=4)


@dataclass(frozen=True, slots=True)
class WhyHere:
    """What somebody shares with whom in the proposed group, and what each other group would have cost.

    `shares`: theme → those who share it there; `company`: trait that they asked to be counted → those who
    bear it too; `elsewhere`: group → the effect of sitting there instead, everybody else staying put.
    """

    person: str
    group: str
    shares: Mapping[str, tuple[str, ...]]
    company: Mapping[str, tuple[str, ...]]
    elsewhere: Mapping[str, Effect]
    words: tuple[Words, ...]


class Verdict(StrEnum):
    """Why a group is not proposed to somebody who waits."""

    BARRED = "barred"  # a plain reason, whoever else comes
    IMPOSSIBLE = "impossible"  # no plan at all seats them there
    WORSE = "worse"  # a plan can, and loses more than it gains
    AS_GOOD = "as good"  # a plan can that is as good: the choice was between equals
    UNKNOWN = "unknown"  # could not be found out in the time


@dataclass(frozen=True, slots=True)
class WhyNot:
    """Why one group is not proposed to one person.

    For WORSE: who would lose their seat (`displaced`), and what each level loses. `words` says it all.
    """

    person: str
    group: str
    verdict: Verdict
    words: tuple[Words, ...]
    displaced: tuple[str, ...] = ()
    loses: tuple[Difference, ...] = ()


def why_here(asked: Asked, seats: Mapping[str, str], person: str) -> WhyHere:
    """Why `person` has the seat that `seats` gives them."""
    one, group = asked.by_id[person], seats[person]
    others = [*asked.members[group]]
    others += [asked.by_id[q] for q, where in seats.items() if where == group and q != person]
    shares = _borne(one.themes, others, lambda other: other.themes)
    company = _borne(one.not_alone_with, others, lambda other: other.traits)
    elsewhere = {
        other: move(asked, seats, person, other) for other in seating(asked).could[person] if other != group
    }
    words = tuple(_here_in_words(group, shares, company, elsewhere))
    return WhyHere(person, group, shares, company, elsewhere, words)


def _borne(
    what: Iterable[str], others: Sequence[Person], of: Callable[[Person], frozenset[str]]
) -> dict[str, tuple[str, ...]]:
    found = {each: tuple(sorted(q.id for q in others if each in of(q))) for each in sorted(what)}
    return {each: people for each, people in found.items() if people}


def _here_in_words(
    group: str,
    shares: Mapping[str, tuple[str, ...]],
    company: Mapping[str, tuple[str, ...]],
    elsewhere: Mapping[str, Effect],
) -> Iterator[Words]:
    for theme, people in shares.items():
        yield say(
            "Shares %(theme)s in %(group)s with %(people)s.",
            theme=theme,
            group=group,
            people=", ".join(people),
        )
    for trait, people in company.items():
        yield say(
            "Not the only one with “%(trait)s”: also %(people)s.", trait=trait, people=", ".join(people)
        )
    for other, effect in elsewhere.items():
        lost = [
            *(each.words for each in effect.broken),
            *(difference_in_words(d) for d in effect.changes if d.worse),
        ]
        for words in lost:
            yield say("In %(other)s instead: %(what)s", other=other, what=words)


def why_not(asked: Asked, proposal: Proposal, person: str, group: str, effort: Effort = _SHORT) -> WhyNot:
    """Why `person`, who waits or sits elsewhere, is not proposed for `group`."""
    where = seating(asked)
    bars = where.barred.get((person, group))
    if bars:
        one, there = asked.by_id[person], asked.group[group]
        return WhyNot(person, group, Verdict.BARRED, tuple(bar_in_words(bar, one, there) for bar in bars))
    impossible = contradiction(asked, where, seat=(person, group), effort=effort)
    if impossible is not None:
        return WhyNot(person, group, Verdict.IMPOSSIBLE, impossible.words)
    return _weighed(asked, proposal, person, group, effort)


def _weighed(asked: Asked, proposal: Proposal, person: str, group: str, effort: Effort) -> WhyNot:
    """There is a plan with this seat: what would it cost? Mostly the first level tells."""
    pinned = replace(asked, pins=asked.pins | {(person, group)})
    for levels in (asked.order[:1], asked.order):
        try:
            other = form(replace(pinned, order=levels), effort)
        except Impossible:
            return WhyNot(person, group, Verdict.UNKNOWN, (_not_found_out(person, group),))
        first = _first_difference(asked, proposal, other)
        if first is not None:
            return _judged(asked, proposal, other, person, group, first)
    words = say("%(group)s would be as good for %(person)s.", group=group, person=person)
    return WhyNot(person, group, Verdict.AS_GOOD, (words,))


def _judged(
    asked: Asked, proposal: Proposal, other: Proposal, person: str, group: str, first: Difference
) -> WhyNot:
    if _certain(other, first):
        return _worse(asked, proposal, other, person, group, first)
    words = (*_as_everybody_sits(asked, proposal, person, group), _not_found_out(person, group))
    return WhyNot(person, group, Verdict.UNKNOWN, words)


def _as_everybody_sits(asked: Asked, proposal: Proposal, person: str, group: str) -> Iterator[Words]:
    return (each.words for each in move(asked, proposal.seats, person, group).broken)


def _first_difference(asked: Asked, proposal: Proposal, other: Proposal) -> Difference | None:
    """The first of the levels that `other` looked at in which the two differ."""
    was, now = scores(asked, proposal.seats), scores(asked, other.seats)
    levels = [each.level for each in other.levels]
    return next((Difference(each, was[each], now[each]) for each in levels if was[each] != now[each]), None)


def _certain(other: Proposal, first: Difference) -> bool:
    """Whether no plan with that seat can be as good: what it might reach at best is worse, too."""
    upto = [each.level for each in other.levels].index(first.level)
    bound = other.levels[upto].bound
    equal = all(each.proven for each in other.levels[:upto])
    return equal and bound is not None and better(first.level, first.before, bound)


def _worse(
    asked: Asked, proposal: Proposal, other: Proposal, person: str, group: str, first: Difference
) -> WhyNot:
    """What stands in the way as everybody sits, who would have to give up a seat, and what is lost first."""
    displaced = tuple(q for q in proposal.seats if q not in other.seats and q != person)
    words = [*_as_everybody_sits(asked, proposal, person, group)]
    if displaced:
        who = {"person": person, "group": group, "people": ", ".join(displaced)}
        words.append(say("The best plan found with %(person)s in %(group)s lets %(people)s wait.", **who))
    words.append(difference_in_words(first))
    return WhyNot(person, group, Verdict.WORSE, tuple(words), displaced, (first,))


def _not_found_out(person: str, group: str) -> Words:
    return say(
        "Whether %(group)s would be as good for %(person)s was not found out in time.",
        group=group,
        person=person,
    )


@dataclass(frozen=True, slots=True)
class WhyWaiting:
    """Why somebody waits: a reason for each group, and the smallest verified changes that would seat them."""

    person: str
    groups: tuple[WhyNot, ...]
    options: tuple[Option, ...]


def least_changes(asked: Asked, proposal: Proposal, person: str) -> int:
    """1 when it is proven that `person` could not be seated in addition without any change; else 0."""
    first = proposal.levels[0] if proposal.levels else None
    counts = asked.weight(asked.by_id[person]) > 0
    return int(first is not None and first.level in RISING and first.proven and counts)


def why_waiting(asked: Asked, proposal: Proposal, person: str, effort: Effort = _SHORT) -> WhyWaiting:
    """Why `person` waits, and what would help without anybody losing a seat."""
    groups = tuple(why_not(asked, proposal, person, group.id, effort) for group in asked.groups)
    options = smallest_changes(
        asked, person, seats=proposal.seats, at_least=least_changes(asked, proposal, person), effort=effort
    )
    return WhyWaiting(person, groups, options)
