"""Where "unwell" ends and "well" begins, in the instrument's points: Jacobson & Truax (1991).

All are Refused for a standard deviation that is not above 0.
"""

from __future__ import annotations

from holdspace.measures.rules.instrument import Better
from holdspace.outcomes.rules.checks import check_spread


def cutoff_a(*, mean_clinical: float, sd_clinical: float, better: Better = Better.LOWER) -> float:
    """Outside the unwell: two of *their* standard deviations from their mean, on the better side.

    For instruments about which nothing but the unwell is known; the strictest of the three when the two
    populations overlap.
    """
    check_spread(sd_clinical)
    return mean_clinical + sign(better) * 2 * sd_clinical


def cutoff_b(*, mean_functional: float, sd_functional: float, better: Better = Better.LOWER) -> float:
    """Within the well: two of *their* standard deviations from their mean, on the worse side.

    The published definition. The R package clinicalsignificance (2.1) takes the clinical standard deviation
    instead, which shows only where the two differ.
    """
    check_spread(sd_functional)
    return mean_functional - sign(better) * 2 * sd_functional


def cutoff_c(
    *, mean_clinical: float, sd_clinical: float, mean_functional: float, sd_functional: float
) -> float:
    """Nearer the well than the unwell: the point equally many standard deviations from both means.

    The one to choose whenever norms of both populations are known.
    """
    check_spread(sd_clinical, sd_functional)
    return (sd_clinical * mean_functional + sd_functional * mean_clinical) / (sd_clinical + sd_functional)


def sign(better: Better) -> int:
    """+1 where a higher score is better, -1 where a lower one is."""
    return 1 if better is Better.HIGHER else -1
