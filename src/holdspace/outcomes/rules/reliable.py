"""Rules of reliable change: a change beyond the instrument's noise, by one of six published methods.

A rule carries its method, the sample, the reliability and z, and can say them.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

import numpy as np

from holdspace.kernel.refusals import Refused
from holdspace.kernel.words import Words, gettext_noop, say
from holdspace.measures.rules.instrument import Better
from holdspace.outcomes.rules import change
from holdspace.outcomes.rules.checks import check_critical, check_reliability
from holdspace.outcomes.rules.cutoffs import sign
from holdspace.outcomes.rules.verdicts import (
    Array,
    Cutoff,
    Flags,
    Verdicts,
    crossed_line,
    paired,
    plain,
    verdicts_of,
)

NEEDS = gettext_noop("This method also needs %(what)s.")
TOO_FEW = gettext_noop("At least two people with both scores are needed to describe a sample.")
BEYOND_NOISE = gettext_noop(
    "More than %(points)s points are beyond the measure's own noise "
    "(Jacobson and Truax; reliability %(reliability)s, standard deviation %(sd)s, z %(z)s)."
)
BY_INDEX = gettext_noop(
    "By the method of %(method)s the change is %(index)s, and more than %(z)s is beyond noise "
    "(reliability %(reliability)s, standard deviation %(sd)s)."
)


class Method(StrEnum):
    """The published ways to tell change from noise; `change` has their formulas and sources."""

    JT = "Jacobson and Truax"
    EN = "Edwards and Nunnally"
    GLN = "Gulliksen, Lord and Novick"
    HLL = "Hsu, Linn and Lord"
    NK = "Nunnally and Kotsch"
    HA = "Hageman and Arrindell"

    @property
    def z(self) -> float:
        """The critical value of its authors: 1.645 (one-sided) for HA, 1.96 for the others."""
        return 1.645 if self is Method.HA else change.Z


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """The people whose scores a method stands on, before and after, in points. Only `sd` is always needed."""

    sd: float
    mean: float | None = None
    sd_after: float | None = None
    mean_after: float | None = None
    correlation: float | None = None

    @classmethod
    def of(cls, before: Array, after: Array) -> Sample:
        """The sample of everybody with both scores; n - 1 under the variances. Refused for fewer than two."""
        before, after = paired(before, after)
        both = ~(np.isnan(before) | np.isnan(after))
        if both.sum() < 2:
            raise Refused(say(TOO_FEW))
        first, second = before[both], after[both]
        return cls(
            sd=float(first.std(ddof=1)),
            mean=float(first.mean()),
            sd_after=float(second.std(ddof=1)),
            mean_after=float(second.mean()),
            correlation=_correlation(first, second),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class ReliableChange:
    """A change beyond the instrument's noise, by one of the published methods.

    `z` None takes the method's own; `reliability_after` is for NK (None: the same). Refused, when made, for
    numbers that cannot be, and when the sample lacks what the method needs.
    """

    sample: Sample
    reliability: float
    better: Better = Better.LOWER
    method: Method = Method.JT
    z: float | None = None
    reliability_after: float | None = None
    critical: float = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "critical", self.method.z if self.z is None else self.z)
        check_critical(self.critical)
        check_reliability(self.reliability)
        self.index(np.zeros(0), np.zeros(0))

    def index(self, before: Array, after: Array) -> Array:
        """The change of each pair by this method; positive where the score went up."""
        return FORMULAS[self.method](self, before, after)

    def verdicts(self, before: Array, after: Array) -> Verdicts:
        gain = sign(self.better) * self.index(before, after)
        return verdicts_of(gain > self.critical, gain < -self.critical)

    def crossed(self, before: Array, after: Array, cutoff: Cutoff) -> tuple[Flags, Flags]:
        """HA asks for more than a score beyond the line, and knows no harm (Hageman & Arrindell 1999)."""
        if self.method is Method.HA:
            return cutoff.unwell(before) & self._surely_well(after, cutoff), np.zeros(after.shape, bool)
        return crossed_line(before, after, cutoff)

    def severity(self, before: float, after: float) -> float:
        return -sign(self.better) * self._index_of(before, after) / self.critical

    def words(self, before: float, after: float) -> Words:
        numbers = {"reliability": plain(self.reliability), "sd": plain(self.sample.sd)}
        z = plain(self.critical, 3)
        if self.method is Method.JT:
            return say(BEYOND_NOISE, points=plain(self.least), z=z, **numbers)
        index = plain(self._index_of(before, after))
        return say(BY_INDEX, method=self.method.value, index=index, z=z, **numbers)

    @property
    def least(self) -> float:
        """The change in points that has to be exceeded by Jacobson and Truax's method."""
        return change.least_reliable_change(sd=self.sample.sd, reliability=self.reliability, z=self.critical)

    def _index_of(self, before: float, after: float) -> float:
        return float(self.index(np.array([before], float), np.array([after], float))[0])

    def _surely_well(self, after: Array, cutoff: Cutoff) -> Flags:
        """CS_indiv: the true score, as estimated, lies beyond the line by more than its own error."""
        sd, mean = _need(self.sample.sd_after, "sd_after"), _need(self.sample.mean_after, "mean_after")
        trust = (change.true_spread(sd, sd=self.sample.sd, reliability=self.reliability) / sd) ** 2
        error = change.standard_error_of_measurement(sd=self.sample.sd, reliability=self.reliability)
        estimated = mean + (after - mean) * trust
        beyond = sign(self.better) * (estimated - cutoff.value) / (math.sqrt(trust) * error)
        return np.asarray(beyond > self.critical)


def _correlation(first: Array, second: Array) -> float | None:
    if not (first.std() and second.std()):
        return None
    return float(np.corrcoef(first, second)[0, 1])


#: What a method can lack, for people.
WHAT: Mapping[str, str] = {
    "mean": gettext_noop("the mean before treatment"),
    "mean_after": gettext_noop("the mean after treatment"),
    "sd_after": gettext_noop("the standard deviation after treatment"),
    "correlation": gettext_noop("the correlation of the scores before and after"),
}


def _need(value: float | None, what: str) -> float:
    if value is None:
        raise Refused(say(NEEDS, what=say(WHAT[what])))
    return value


def _mean_based(
    formula: Callable[..., Array],
) -> Callable[[ReliableChange, Array, Array], Array]:
    """EN and GLN stand on the same numbers."""

    def index(rule: ReliableChange, before: Array, after: Array) -> Array:
        mean = _need(rule.sample.mean, "mean")
        return formula(before=before, after=after, mean=mean, sd=rule.sample.sd, reliability=rule.reliability)

    return index


def _jt(rule: ReliableChange, before: Array, after: Array) -> Array:
    return change.reliable_change(before=before, after=after, sd=rule.sample.sd, reliability=rule.reliability)


def _hll(rule: ReliableChange, before: Array, after: Array) -> Array:
    return change.reliable_change_hll(
        before=before,
        after=after,
        mean=_need(rule.sample.mean, "mean"),
        mean_after=_need(rule.sample.mean_after, "mean_after"),
        sd=rule.sample.sd,
        reliability=rule.reliability,
    )


def _nk(rule: ReliableChange, before: Array, after: Array) -> Array:
    later = rule.reliability if rule.reliability_after is None else rule.reliability_after
    return change.reliable_change_nk(
        before=before,
        after=after,
        mean=_need(rule.sample.mean, "mean"),
        sd=rule.sample.sd,
        reliability=rule.reliability,
        reliability_after=later,
    )


def _ha(rule: ReliableChange, before: Array, after: Array) -> Array:
    sample = rule.sample
    return change.reliable_change_ha(
        before=before,
        after=after,
        mean=_need(sample.mean, "mean"),
        mean_after=_need(sample.mean_after, "mean_after"),
        sd=sample.sd,
        sd_after=_need(sample.sd_after, "sd_after"),
        reliability=rule.reliability,
        correlation=_need(sample.correlation, "correlation"),
    )


FORMULAS: Mapping[Method, Callable[[ReliableChange, Array, Array], Array]] = {
    Method.JT: _jt,
    Method.EN: _mean_based(change.reliable_change_en),
    Method.GLN: _mean_based(change.reliable_change_gln),
    Method.HLL: _hll,
    Method.NK: _nk,
    Method.HA: _ha,
}
