"""How much of what people score is their group's: ICC(1), ICC(2), and what that does to numbers of people.

One-way analysis of variance with groups as random effect. People of one group resemble each other, so a
programme's mean of 40 people in 5 groups is worth fewer than 40: `design_effect` says how many times.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from holdspace.kernel.refusals import Refused
from holdspace.kernel.words import gettext_noop, say

TOO_FEW = gettext_noop("At least two groups are needed, and one of them with at least two people.")
SAME = gettext_noop("All scores are the same: there is nothing that could be a group's.")
SIZE = gettext_noop("A group has at least one member; here it has %(size)s.")
SHARE = gettext_noop("A group's share lies between -1 and 1; here it is %(share)s.")


@dataclass(frozen=True, slots=True)
class Variance:
    """One-way analysis of variance: mean squares `between` and `within`, `groups`, and people per group."""

    between: float
    within: float
    groups: int
    size: float


def analysis_of_variance(*, scores: npt.ArrayLike, groups: npt.ArrayLike) -> Variance:
    """Between and within groups. `scores` (NaN = missing, left out) and `groups` are of one length; `size` is
    the mean number of people per group. Refused for fewer than two groups, or none with two people."""
    values, labels = np.asarray(scores, float), np.asarray(groups)
    values, labels = values[~np.isnan(values)], labels[~np.isnan(values)]
    _, place = np.unique(labels, return_inverse=True)
    number = np.bincount(place)
    if len(number) < 2 or len(values) == len(number):
        raise Refused(say(TOO_FEW))
    means = np.bincount(place, values) / number
    between = float((number * (means - values.mean()) ** 2).sum()) / (len(number) - 1)
    within = float(((values - means[place]) ** 2).sum()) / (len(values) - len(number))
    return Variance(between, within, len(number), len(values) / len(number))


def icc1(*, scores: npt.ArrayLike, groups: npt.ArrayLike) -> float:
    """ICC(1): the share of variance that is the groups' (Bartko 1976, Psychol. Bull. 83:762–765).

    (MSB − MSW) / (MSB + (k − 1)·MSW) with k the mean group size. Negative when members of a group differ
    more than strangers do. Refused as by `analysis_of_variance`, and when all scores are the same.
    """
    found = analysis_of_variance(scores=scores, groups=groups)
    if not (found.between or found.within):
        raise Refused(say(SAME))
    return (found.between - found.within) / (found.between + (found.size - 1) * found.within)


def icc2(*, scores: npt.ArrayLike, groups: npt.ArrayLike) -> float:
    """ICC(2): how reliably groups' means tell groups apart (Bartko 1976): (MSB − MSW) / MSB.

    Refused as by `analysis_of_variance`, and when all groups have the same mean.
    """
    found = analysis_of_variance(scores=scores, groups=groups)
    if not found.between:
        raise Refused(say(SAME))
    return (found.between - found.within) / found.between


def design_effect(*, size: float, icc: float) -> float:
    """How many times more people a mean over groups needs than one over strangers: 1 + (m − 1)·ICC.

    Kish (1965), for groups of `size` members. Divide the number of people by it. Refused for a size below 1
    and a share outside -1 to 1.
    """
    if size < 1:
        raise Refused(say(SIZE, size=f"{size:g}"))
    if not -1 <= icc <= 1:
        raise Refused(say(SHARE, share=f"{icc:g}"))
    return 1 + (size - 1) * icc
