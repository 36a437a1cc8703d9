"""What became of people: recovered, improved, unchanged, deteriorated, harmed; each with its rule.

`classify` takes any number of people at once, `status` one person, with sentences.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import numpy.typing as npt

from holdspace.kernel.refusals import Refused
from holdspace.kernel.words import Words, gettext_noop, say
from holdspace.outcomes.rules.cutoffs import sign
from holdspace.outcomes.rules.verdicts import Cutoff, Rule, paired, plain

UNKNOWN = -1
"""The code of whoever lacks a score."""


class Outcome(StrEnum):
    """What became of somebody (Jacobson & Truax 1991; "harmed" as in the R package clinicalsignificance).

    Recovered: a change for the better that counts, and that passed the cut-off. Improved: only the former.
    Harmed: a change for the worse that counts, of somebody who was not unwell before and is not well after.
    Without a cut-off nobody recovers and nobody is harmed.
    """

    RECOVERED = "recovered"
    IMPROVED = "improved"
    UNCHANGED = "unchanged"
    DETERIORATED = "deteriorated"
    HARMED = "harmed"


ORDER = tuple(Outcome)
"""The outcome of code 0, 1, …"""

_RECOVERED, _IMPROVED, _UNCHANGED, _DETERIORATED, _HARMED = range(len(ORDER))

BETTER = gettext_noop("From %(before)s to %(after)s: %(points)s points better.")
WORSE = gettext_noop("From %(before)s to %(after)s: %(points)s points worse.")
BETTER_BY_ONE = gettext_noop("From %(before)s to %(after)s: 1 point better.")
WORSE_BY_ONE = gettext_noop("From %(before)s to %(after)s: 1 point worse.")
SAME = gettext_noop("From %(before)s to %(after)s: no difference.")
WHOLE = gettext_noop("%(moved)s %(rule)s %(outcome)s")
MISSING = gettext_noop("There is no score to compare with.")

PLAIN: Mapping[Outcome, str] = {
    Outcome.RECOVERED: gettext_noop("So this is a recovery: the score passed the line at %(cutoff)s."),
    Outcome.IMPROVED: gettext_noop("So this is an improvement."),
    Outcome.UNCHANGED: gettext_noop("So this cannot be told from no change."),
    Outcome.DETERIORATED: gettext_noop("So this is a deterioration."),
    Outcome.HARMED: gettext_noop("So this is harm: somebody who was well has passed the line at %(cutoff)s."),
}
"""What an outcome says to clinicians, to be filled in and translated where it is read."""


@dataclass(frozen=True, slots=True, eq=False)
class Classified:
    """`codes` has the place in ORDER of each pair's outcome, UNKNOWN where a score is missing."""

    codes: npt.NDArray[np.int8]
    rule: Rule
    cutoff: Cutoff | None

    def counts(self) -> dict[Outcome, int]:
        """How many people came to which outcome; who lacks a score is in none."""
        return {outcome: int((self.codes == code).sum()) for code, outcome in enumerate(ORDER)}

    def outcomes(self) -> list[Outcome | None]:
        """Everybody's outcome, in the order of the scores; None where one is missing."""
        return [None if code == UNKNOWN else ORDER[code] for code in self.codes.ravel().tolist()]


@dataclass(frozen=True, slots=True)
class Status:
    """What became of one person. `gain` is in points, positive for better; `words` says all of it."""

    outcome: Outcome
    gain: float
    rule: Rule
    cutoff: Cutoff | None
    words: Words


def classify(
    *, before: npt.ArrayLike, after: npt.ArrayLike, rule: Rule, cutoff: Cutoff | None = None
) -> Classified:
    """The outcome of every pair of scores (arrays of one shape, NaN = missing), by `rule` and `cutoff`.

    Refused when the shapes differ.
    """
    first, second = paired(before, after)
    verdicts = rule.verdicts(first, second)
    codes = np.full(first.shape, _UNCHANGED, np.int8)
    codes[verdicts > 0], codes[verdicts < 0] = _IMPROVED, _DETERIORATED
    if cutoff is not None:
        recovered, harmed = rule.crossed(first, second, cutoff)
        codes[(verdicts > 0) & recovered] = _RECOVERED
        codes[(verdicts < 0) & harmed] = _HARMED
    codes[np.isnan(first) | np.isnan(second)] = UNKNOWN
    return Classified(codes, rule, cutoff)


def status(*, before: float, after: float, rule: Rule, cutoff: Cutoff | None = None) -> Status:
    """What became of one person, with the sentences that say why. Refused when a score is missing (NaN)."""
    (outcome,) = classify(before=[before], after=[after], rule=rule, cutoff=cutoff).outcomes()
    if outcome is None:
        raise Refused(say(MISSING))
    gain = sign(rule.better) * (after - before)
    line = {} if cutoff is None else {"cutoff": plain(cutoff.value)}
    words = say(
        WHOLE,
        moved=moved(before, after, gain),
        rule=rule.words(before, after),
        outcome=say(PLAIN[outcome], **line),
    )
    return Status(outcome, gain, rule, cutoff, words)


def moved(before: float, after: float, gain: float) -> Words:
    """How far a score went, and in which direction: `gain` is positive for better."""
    numbers = {"before": plain(before), "after": plain(after)}
    if gain == 0:
        return say(SAME, **numbers)
    if abs(gain) == 1:
        return say(BETTER_BY_ONE if gain > 0 else WORSE_BY_ONE, **numbers)
    return say(BETTER if gain > 0 else WORSE, points=plain(abs(gain)), **numbers)
