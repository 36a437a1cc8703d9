"""Not on track: five rules that say when to look at somebody's course again, each with its reason.

Nothing is predicted and nothing is weighed: no open expected-recovery curves exist (science.md B4), so a rule
either applies or does not, and says by which numbers. A reason is for the clinician, who decides.

Each reason has a stable `key`, under which it can be silenced, and a `level` that grows as things get worse:
`speaks_again` says when a silenced one comes back.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import takewhile

import numpy as np

from holdspace.kernel.refusals import Refused
from holdspace.kernel.words import Words, gettext_noop, say
from holdspace.measures.rules.instrument import Better
from holdspace.outcomes.rules.change import standard_error_of_measurement
from holdspace.outcomes.rules.checks import check_critical
from holdspace.outcomes.rules.classification import moved
from holdspace.outcomes.rules.cutoffs import sign
from holdspace.outcomes.rules.reliable import Method, ReliableChange
from holdspace.outcomes.rules.verdicts import Rule, plain

DETERIORATION = gettext_noop("Reliably worse than at the start on the %(measure)s. %(moved)s %(rule)s")
NO_GAIN = gettext_noop("No reliable gain on the %(measure)s after %(sessions)s sessions. %(moved)s %(rule)s")
ALERT = gettext_noop("A safety question of the %(measure)s was answered with %(points)s.")
ALERT_OPEN = gettext_noop("A safety question of the %(measure)s was left open.")
ABSENCES = gettext_noop("Did not come %(times)s times in a row.")
RATING = gettext_noop(
    "Rated the last session %(now)s, after %(before)s on average. A drop of more than %(points)s points is "
    "beyond the noise of these answers (reliability %(reliability)s, standard deviation %(sd)s, z %(z)s)."
)
WORSE_IN_SHORT = gettext_noop(
    "is reliably worse than at the start: %(measure)s from %(before)s to %(after)s."
)
NO_GAIN_IN_SHORT = gettext_noop(
    "has no reliable gain after %(sessions)s sessions: %(measure)s from %(before)s to %(after)s."
)
ALERT_IN_SHORT = gettext_noop("answered a safety question of the %(measure)s with %(points)s.")
ALERT_OPEN_IN_SHORT = gettext_noop("left a safety question of the %(measure)s open.")
ABSENCES_IN_SHORT = gettext_noop("has missed the last %(times)s sessions.")
RATING_IN_SHORT = gettext_noop("rated the last session %(now)s, after %(before)s on average.")
NOT_FOR_ALERTS = gettext_noop(
    "This method compares somebody with everybody else's change: it cannot say that they got worse."
)
WAIT = gettext_noop("A gain is waited for at least 1 session; here it is %(sessions)s.")

ENOUGH_ABSENCES = 2
RECENT_RATINGS = 3
"""So many earlier ratings make the level that the last one is held against."""


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason to look again. `numbers` are those in the sentence, for who wants to compute with them.

    `words` say all of it; `in_short` is the end of one sentence that begins with somebody's name.
    """

    key: str
    level: int
    words: Words
    in_short: Words
    numbers: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Course:
    """Somebody's scores on one measure: at the start, and the last one, given after `sessions` sessions.

    `measure` is its name for people, `instrument` its key.
    """

    instrument: str
    measure: str
    baseline: float
    latest: float
    sessions: int


@dataclass(frozen=True, slots=True)
class AlertAnswer:
    """An answer that an instrument calls an alert: `points` to question `item`, given on `occasion` (any text
    that is different each time the form is filled in). None: left open, which some forms call an alert."""

    instrument: str
    measure: str
    item: str
    occasion: str
    points: int | None


def speaks_again(silenced_at_level: int | None, now: Reason) -> bool:
    """Whether a reason is to be shown: never silenced (None), or worse than when it was."""
    return silenced_at_level is None or now.level > silenced_at_level


def reliable_deterioration(*, course: Course, rule: Rule) -> Reason | None:
    """Worse than at the start by `rule`.

    Level 1 at the least loss that counts, and one more for each further half of it. Refused for Hsu, Linn and
    Lord's method, which grades somebody against everybody else's change.
    """
    if isinstance(rule, ReliableChange) and rule.method is Method.HLL:
        raise Refused(say(NOT_FOR_ALERTS))
    if _verdict(course, rule) >= 0:
        return None
    return Reason(
        key=f"deterioration:{course.instrument}",
        level=_level(rule.severity(course.baseline, course.latest)),
        words=_told(DETERIORATION, course, rule),
        in_short=_in_short(WORSE_IN_SHORT, course),
        numbers={"before": course.baseline, "after": course.latest},
    )


def no_reliable_gain(*, course: Course, rule: Rule, by_session: int) -> Reason | None:
    """After at least `by_session` sessions the last score is not better than the first by `rule`.

    Level 1, and one more for each further `by_session` sessions. Refused for less than one session.
    """
    if by_session < 1:
        raise Refused(say(WAIT, sessions=by_session))
    if course.sessions < by_session or _verdict(course, rule) > 0:
        return None
    return Reason(
        key=f"no-gain:{course.instrument}",
        level=course.sessions // by_session,
        words=_told(NO_GAIN, course, rule, sessions=course.sessions),
        in_short=_in_short(NO_GAIN_IN_SHORT, course, sessions=course.sessions),
        numbers={"before": course.baseline, "after": course.latest, "sessions": course.sessions},
    )


def alert_item(answer: AlertAnswer) -> Reason:
    """A safety question answered above its threshold (`measures.rules.scoring`); level = points, 0 left open.

    Every occasion has its own key: what was silenced last week says nothing about this week's answer.
    """
    said = {"measure": answer.measure, "points": answer.points}
    is_open = answer.points is None
    return Reason(
        key=f"alert:{answer.instrument}:{answer.item}:{answer.occasion}",
        level=answer.points or 0,
        words=say(ALERT_OPEN, measure=answer.measure) if is_open else say(ALERT, **said),
        in_short=say(ALERT_OPEN_IN_SHORT, measure=answer.measure) if is_open else say(ALERT_IN_SHORT, **said),
        numbers={} if answer.points is None else {"points": answer.points},
    )


def absences_in_a_row(came: Sequence[bool]) -> Reason | None:
    """Two or more absences up to the last session held; `came` in order of time, excused or not.

    Level 1 for two, and one more for each further one.
    """
    missed = sum(1 for _ in takewhile(lambda there: not there, reversed(came)))
    if missed < ENOUGH_ABSENCES:
        return None
    in_short = say(ABSENCES_IN_SHORT, times=missed)
    return Reason("absences", missed - 1, say(ABSENCES, times=missed), in_short, {"times": missed})


def rating_drop(
    *,
    ratings: Sequence[float],
    sd: float,
    reliability: float,
    z: float = 1.96,
    better: Better = Better.HIGHER,
) -> Reason | None:
    """The last session rating lies reliably below the mean of the (up to) three before it.

    A mean of n ratings carries less noise than one: z·SEM·√(1 + 1/n), which is Jacobson and Truax's test for
    n = 1. `sd` and `reliability` are this practice's own: the rating has no published ones. Level 1, and one
    more for each further half of the threshold. `ratings` in order of time; Refused as by `change`.
    """
    check_critical(z)
    error = standard_error_of_measurement(sd=sd, reliability=reliability)
    recent = ratings[-1 - RECENT_RATINGS : -1]
    if not recent:
        return None
    level_before = math.fsum(recent) / len(recent)
    least = z * error * math.sqrt(1 + 1 / len(recent))
    drop = -_gain(level_before, ratings[-1], better)
    if drop <= least:
        return None
    said = {"now": ratings[-1], "before": level_before, "points": least}
    inputs = {"reliability": reliability, "sd": sd, "z": z}
    words = say(RATING, **{name: plain(number) for name, number in (said | inputs).items()})
    in_short = say(RATING_IN_SHORT, now=plain(ratings[-1]), before=plain(level_before))
    return Reason("rating", _level(drop / least), words, in_short, said)


def worst_first(reasons: Iterable[Reason | None]) -> list[Reason]:
    """The reasons that there are: alerts first, then by level, then by key."""
    there = [reason for reason in reasons if reason is not None]
    return sorted(there, key=lambda each: (not each.key.startswith("alert:"), -each.level, each.key))


def _gain(before: float, after: float, better: Better) -> float:
    return sign(better) * (after - before)


def _verdict(course: Course, rule: Rule) -> int:
    return int(rule.verdicts(np.array([course.baseline], float), np.array([course.latest], float))[0])


def _level(severity: float) -> int:
    """1 for a loss that only just counts (severity 1), and one more for each further half of that."""
    return max(1, math.floor(2 * severity) - 1)


def _in_short(template: str, course: Course, **more: object) -> Words:
    before, after = plain(course.baseline), plain(course.latest)
    return say(template, measure=course.measure, before=before, after=after, **more)


def _told(template: str, course: Course, rule: Rule, **more: object) -> Words:
    gain = _gain(course.baseline, course.latest, rule.better)
    return say(
        template,
        measure=course.measure,
        moved=moved(course.baseline, course.latest, gain),
        rule=rule.words(course.baseline, course.latest),
        **more,
    )
