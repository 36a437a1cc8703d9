"""Goal Attainment Scaling: how far somebody came with goals of their own."""

from __future__ import annotations

import math
from collections.abc import Sequence

from holdspace.kernel.refusals import Refused
from holdspace.kernel.words import gettext_noop, say
from holdspace.outcomes.rules.checks import check_correlation

LEVELS = range(-2, 3)
"""From much less (-2) over as expected (0) to much more than expected (+2)."""

NO_GOALS = gettext_noop("There is no goal yet.")
OFF_SCALE = gettext_noop("A goal is attained at one of the levels from -2 to 2; here it is %(level)s.")
WEIGHTS = gettext_noop("Every goal needs a weight above 0.")


def goal_attainment_t(
    *, levels: Sequence[int], weights: Sequence[float] | None = None, correlation: float = 0.3
) -> float:
    """Kiresuk & Sherman (1968, Community Ment. Health J. 4:443–453): T, 50 when all went as expected, SD 10.

    50 + 10·Σwx / √((1 − ρ)·Σw² + ρ·(Σw)²), for goals at `levels` x with `weights` w (None: all alike) and
    the usual correlation ρ = .3 between goals. Refused for no goals, a level off the scale, other than one
    positive weight for each goal, or a correlation outside -1 to 1 or too negative for so many goals.
    """
    given = [1.0] * len(levels) if weights is None else list(weights)
    _check(levels, given)
    check_correlation(correlation)
    spread = (1 - correlation) * sum(w * w for w in given) + correlation * sum(given) ** 2
    if spread <= 0:
        raise Refused(say(NOT_TOGETHER))
    return 50 + 10 * sum(w * x for w, x in zip(given, levels, strict=True)) / math.sqrt(spread)


def _check(levels: Sequence[int], weights: Sequence[float]) -> None:
    if not levels:
        raise Refused(say(NO_GOALS))
    if len(weights) != len(levels) or any(not w > 0 for w in weights):
        raise Refused(say(WEIGHTS))
    for level in levels:
        if level not in LEVELS:
            raise Refused(say(OFF_SCALE, level=f"{level:g}"))


NOT_TOGETHER = gettext_noop("So many goals cannot all go against each other this much.")
