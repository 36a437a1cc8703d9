"""How far a score moved, measured in the instrument's own noise: the Jacobson–Truax family.

Every function takes the scores before and after as two floats, or as two NumPy arrays of one shape (one
pair at each place, NaN where a score is missing), and gives an index of the same kind. The index has a sign:
it is positive when the score went up, whatever "better" is. It counts as reliable when it lies *beyond* the
critical value, 1.96 in all methods but Hageman and Arrindell's, which takes 1.645 (`reliable.Method`).

`sd` is the standard deviation of the scores before treatment, `reliability` that of the instrument, both of
the same people or of people like them. All are in the instrument's points; an index has no unit. Raised by
all: Refused, for a reliability outside 0–1 or a standard deviation that is not above 0.

The formulas are those of the sources named, in the arrangement of Hageman and Arrindell (1999, Behav. Res.
Ther. 37:1169–1193) and of Ronk, Hooke and Page (2016, Psychol. Assess. 28:1657–1670), which compare them.
"""

from __future__ import annotations

import math
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from holdspace.kernel.refusals import Refused
from holdspace.kernel.words import gettext_noop, say
from holdspace.outcomes.rules.checks import check_correlation, check_critical, check_reliability, check_spread

Scores = TypeVar("Scores", float, npt.NDArray[np.float64])
"""A score, or an array of scores."""

Z = 1.96
"""Two-sided 5 %: the critical value that Jacobson and Truax wrote (more exactly 1.95996)."""

UNUSABLE = gettext_noop(
    "By Hageman and Arrindell's method these scores hold nothing but noise: their spread is too small "
    "for a reliability this low. Another method has to be chosen."
)


def standard_error_of_measurement(*, sd: float, reliability: float) -> float:
    """How far a score lies from the true one, in points: SD·√(1 − r). Classical test theory."""
    check_spread(sd)
    check_reliability(reliability)
    return sd * math.sqrt(1 - reliability)


def standard_error_of_difference(*, sd: float, reliability: float) -> float:
    """How far two scores of an unchanged person lie apart, in points: √2 times the error of one (S_diff)."""
    return math.sqrt(2) * standard_error_of_measurement(sd=sd, reliability=reliability)


def standard_error_of_prediction(*, sd: float, reliability: float) -> float:
    """How far a second score lies from what the first predicts, in points: SD·√(1 − r²)."""
    check_spread(sd)
    check_reliability(reliability)
    return sd * math.sqrt(1 - reliability**2)


def least_reliable_change(*, sd: float, reliability: float, z: float = Z) -> float:
    """The change that has to be exceeded, in points: z·S_diff (Jacobson & Truax 1991).

    Published rules differ in z, so it belongs to every threshold: CORE-10's 6 points are z = 1.645.
    """
    check_critical(z)
    return z * standard_error_of_difference(sd=sd, reliability=reliability)


def reliable_change(*, before: Scores, after: Scores, sd: float, reliability: float) -> Scores:
    """Jacobson & Truax (1991, J. Consult. Clin. Psychol. 59:12–19), as corrected by Christensen & Mendoza
    (1986): change over the standard error of the difference."""
    return (after - before) / standard_error_of_difference(sd=sd, reliability=reliability)


def reliable_change_en(
    *, before: Scores, after: Scores, mean: float, sd: float, reliability: float
) -> Scores:
    """Edwards & Nunnally, in Speer's form (1992, J. Consult. Clin. Psychol. 60:402–408).

    The first score is drawn towards `mean` (before treatment) by as much as it is expected to be chance;
    the difference is divided by the standard error of measurement.
    """
    expected = mean + reliability * (before - mean)
    return (after - expected) / standard_error_of_measurement(sd=sd, reliability=reliability)


def reliable_change_gln(
    *, before: Scores, after: Scores, mean: float, sd: float, reliability: float
) -> Scores:
    """Gulliksen, Lord & Novick (Hsu 1989, Behav. Assess. 11:459–467): the second score against what the first
    predicts, over the standard error of prediction. `mean` is that before treatment."""
    expected = mean + reliability * (before - mean)
    return (after - expected) / standard_error_of_prediction(sd=sd, reliability=reliability)


def reliable_change_hll(
    *, before: Scores, after: Scores, mean: float, mean_after: float, sd: float, reliability: float
) -> Scores:
    """Hsu, Linn & Lord (Hsu 1989): as GLN, with the second score seen from its own mean.

    It tells who changed more or less than everybody else did, so an improving group's ordinary member stays
    near 0: never use it to say that somebody got worse.
    """
    expected = mean_after + reliability * (before - mean)
    return (after - expected) / standard_error_of_prediction(sd=sd, reliability=reliability)


def reliable_change_nk(
    *, before: Scores, after: Scores, mean: float, sd: float, reliability: float, reliability_after: float
) -> Scores:
    """Nunnally & Kotsch (1983, Br. J. Clin. Psychol. 22:83–93): as EN, with a reliability of its own after
    treatment. `mean` is that before treatment."""
    check_spread(sd)
    check_reliability(reliability, reliability_after)
    noise = sd * math.sqrt(reliability**2 * (1 - reliability) + 1 - reliability_after)
    return (after - (mean + reliability * (before - mean))) / noise


def reliable_change_ha(
    *,
    before: Scores,
    after: Scores,
    mean: float,
    mean_after: float,
    sd: float,
    sd_after: float,
    reliability: float,
    correlation: float,
) -> Scores:
    """Hageman & Arrindell (1999, Behav. Res. Ther. 37:1169–1193), RC_indiv: critical value 1.645.

    The person's change is drawn towards the mean change, by the reliability of the differences.
    `correlation` is that of the scores before and after. Refused also where that reliability is not positive.
    """
    error = standard_error_of_measurement(sd=sd, reliability=reliability)
    weight = reliability_of_differences(
        sd=sd, sd_after=sd_after, reliability=reliability, correlation=correlation
    )
    change = (after - before) * weight + (mean_after - mean) * (1 - weight)
    return change / (math.sqrt(2 * weight) * error)


def reliability_of_differences(
    *, sd: float, sd_after: float, reliability: float, correlation: float
) -> float:
    """The share of true variance in differences, from 0 to 1 (Hageman & Arrindell 1999, eq. 4).

    Refused where none is left.
    """
    check_correlation(correlation)
    true = true_spread(sd, sd=sd, reliability=reliability) ** 2
    true_after = true_spread(sd_after, sd=sd, reliability=reliability) ** 2
    shared = 2 * sd * sd_after * correlation
    if true + true_after - shared <= 0:
        raise Refused(say(UNUSABLE))
    return (true + true_after - shared) / (sd**2 + sd_after**2 - shared)


def true_spread(spread: float, *, sd: float, reliability: float) -> float:
    """The standard deviation of true scores among people whose scores have the standard deviation `spread`.

    The error of measurement, from `sd` and `reliability`, is the same for everybody (Hageman & Arrindell
    1999). Refused where the error leaves nothing of `spread`.
    """
    check_spread(spread)
    remains = spread**2 - standard_error_of_measurement(sd=sd, reliability=reliability) ** 2
    if remains <= 0:
        raise Refused(say(UNUSABLE))
    return math.sqrt(remains)
