"""A group's climate, session by session; a reliable drop is a possible rupture, and the next sessions tell.

Everything here is the group's: nothing is said under three answers to a question, and answers that still
arrive count in steps of three (`sessions.rules`). The questions are our own and validated by nobody, so the
rules below are conventions, written down; they point to sessions worth talking about.

A **rupture** is possible at a session whose mean lies below the level before it by

1. more than 1.96 standard errors of the difference of the two means, from the answers' own spread, and
2. at least a tenth of the scale, so that answers which all agree do not make every small step a rupture.

The level before is the mean of all answers of the last three sessions shown. It is **repaired** at the first
of the next three sessions that has regained at least half of the drop (the mirror of how a sudden gain is
reversed: Tang & DeRubeis 1999); after three without, it is not repaired. The level then starts anew, with the
session that repaired it or else with the one after the rupture.

Rupture and repair as a shape of ratings over time: Stiles et al. (2004, J. Consult. Clin. Psychol. 72:81–92),
Strauss et al. (2006, 74:337–345). The people who answer differ from session to session, hence the difference
of independent means, which is the more cautious one.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from statistics import stdev

from holdspace.kernel.words import Words, gettext_noop, say
from holdspace.outcomes.rules.agreement import rwg
from holdspace.outcomes.rules.change import Z
from holdspace.outcomes.rules.checks import check_options
from holdspace.outcomes.rules.verdicts import plain
from holdspace.sessions.rules.climate import MINIMUM, group_rating
from holdspace.sessions.rules.rating import HIGHEST, LOWEST, in_steps

POSSIBLE = gettext_noop(
    "A possible rupture: the mean fell from %(before)s to %(now)s, "
    "more than the answers' own spread explains."
)
REPAIRED = gettext_noop("Repaired: %(sessions)s sessions later at least half of the drop was regained.")
REPAIRED_NEXT = gettext_noop("Repaired: in the next session at least half of the drop was regained.")
WAITING = gettext_noop("The next sessions will show whether it was repaired.")
NOT_REPAIRED = gettext_noop("Not repaired: in three sessions less than half of the drop was regained.")
BOTH = gettext_noop("%(rupture)s %(repair)s")
ALIKE = gettext_noop("they saw it alike")
PARTLY = gettext_noop("they saw it partly alike")
DIFFERENTLY = gettext_noop("they saw it differently")

STRONG, MODERATE = 0.7, 0.5
"""Above these an agreement is strong, or moderate: LeBreton & Senter 2008, Organ. Res. Methods 11:815–852."""

WITHIN = 3
"""So many shown sessions make the level before, and so many later ones may repair."""
STEP = 0.1
"""The smallest drop that can be a rupture, as a share of the scale."""


@dataclass(frozen=True, slots=True)
class Climate:
    """The answers of `answered` people to one question about one session, at least three.

    `mean` and `spread` (SD) are on the question's own scale; `agreement` is r_wg from 0 to 1.
    """

    answered: int
    mean: float
    spread: float
    agreement: float

    @property
    def alike(self) -> Words:
        """Whether they saw it alike, in words."""
        if self.agreement > STRONG:
            return say(ALIKE)
        return say(PARTLY if self.agreement > MODERATE else DIFFERENTLY)


class Repair(StrEnum):
    """What became of a possible rupture."""

    OPEN = "open"
    REPAIRED = "repaired"
    NOT_REPAIRED = "not repaired"


@dataclass(frozen=True, slots=True)
class Rupture:
    """A possible rupture at the session in place `session` of the list; `before` is the level before it.

    `repaired_after` counts the shown sessions until it was repaired; None otherwise.
    """

    session: int
    before: float
    now: float
    repair: Repair
    repaired_after: int | None

    @property
    def words(self) -> Words:
        """What was seen, and what came of it."""
        return say(BOTH, rupture=self.seen, repair=self.came_of_it)

    @property
    def seen(self) -> Words:
        """By how much the session lies lower than those before it."""
        return say(POSSIBLE, before=plain(self.before, 1), now=plain(self.now, 1))

    @property
    def came_of_it(self) -> Words:
        """Whether the next sessions repaired it."""
        if self.repaired_after == 1:
            return say(REPAIRED_NEXT)
        if self.repaired_after is not None:
            return say(REPAIRED, sessions=self.repaired_after)
        return say(WAITING if self.repair is Repair.OPEN else NOT_REPAIRED)


def climate(*, answers: Sequence[float | None], options: int) -> Climate | None:
    """The group's answers to one question with `options` answers one point apart; None = skipped.

    None with fewer than three answers. Refused for fewer than two options.
    """
    check_options(options)
    given = [float(answer) for answer in answers if answer is not None]
    if len(given) < MINIMUM:
        return None
    return Climate(
        answered=len(given),
        mean=math.fsum(given) / len(given),
        spread=stdev(given),
        agreement=rwg(ratings=given, options=options),
    )


def session_climate(ratings: Sequence[Mapping[str, int | None]]) -> dict[str, Climate]:
    """The climate of a session by our own rating: each question that may be shown.

    `ratings` has a mapping for each member (question → points, None = skipped), in the order of arrival.
    """
    kept = in_steps(ratings)
    rated = group_rating(kept)
    options = HIGHEST - LOWEST + 1
    found = {
        key: climate(answers=[row.get(key) for row in kept], options=options)
        for key in (rated.means if rated else ())
    }
    return {key: each for key, each in found.items() if each is not None}


def ruptures(*, sessions: Sequence[Climate | None], lowest: float, highest: float) -> list[Rupture]:
    """The possible ruptures in the climate of a group's sessions, in order of time, by the rules above.

    None in `sessions` where nothing is shown; the scale goes from `lowest` to `highest`.
    """
    shown = [(place, each) for place, each in enumerate(sessions) if each is not None]
    found: list[Rupture] = []
    start, at = 0, 1
    while at < len(shown):
        past = [each for _, each in shown[max(start, at - WITHIN) : at]]
        place, now = shown[at]
        if _dropped(past, now, (highest - lowest) * STEP):
            after = [each for _, each in shown[at + 1 : at + 1 + WITHIN]]
            found.append(_rupture(place, _level(past), now, after))
            start = at = at + (found[-1].repaired_after or 1)
        at += 1
    return found


def _dropped(past: Sequence[Climate], now: Climate, least: float) -> bool:
    drop = _level(past) - now.mean
    return drop >= least and drop > Z * _error(past, now)


def _level(past: Sequence[Climate]) -> float:
    answered = sum(each.answered for each in past)
    return sum(each.mean * each.answered for each in past) / answered


def _error(past: Sequence[Climate], now: Climate) -> float:
    """The standard error of the difference of two means, from the spread within sessions, pooled."""
    everything = [*past, now]
    squares = sum((each.answered - 1) * each.spread**2 for each in everything)
    freedom = sum(each.answered - 1 for each in everything)
    answered = sum(each.answered for each in past)
    return math.sqrt(squares / freedom * (1 / answered + 1 / now.answered))


def _rupture(place: int, before: float, now: Climate, after: Sequence[Climate]) -> Rupture:
    halfway = (before + now.mean) / 2
    for later, each in enumerate(after, 1):
        if each.mean >= halfway:
            return Rupture(place, before, now.mean, Repair.REPAIRED, later)
    repair = Repair.NOT_REPAIRED if len(after) == WITHIN else Repair.OPEN
    return Rupture(place, before, now.mean, repair, None)
