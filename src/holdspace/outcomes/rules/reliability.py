"""How well the questions of an instrument hang together."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from holdspace.kernel.refusals import Refused
from holdspace.kernel.words import gettext_noop, say

TOO_FEW = gettext_noop(
    "Coefficient alpha needs at least two questions and two people who answered all of them."
)
SAME = gettext_noop("Everybody has the same total: coefficient alpha says nothing here.")


def cronbach_alpha(*, answers: npt.ArrayLike) -> float:
    """Coefficient alpha (Cronbach 1951, Psychometrika 16:297–334), at most 1; can be negative.

    `answers`: people × questions, in points after reversing; who left a question open (NaN) is left out.
    Refused for fewer than two questions or people, and when all totals are the same.
    """
    table = np.asarray(answers, float)
    if table.ndim == 2:
        table = table[~np.isnan(table).any(axis=1)]
    if table.ndim != 2 or min(table.shape) < 2:
        raise Refused(say(TOO_FEW))
    total = float(table.sum(axis=1).var(ddof=1))
    if not total:
        raise Refused(say(SAME))
    questions = int(table.shape[1])
    own = float(table.var(axis=0, ddof=1).sum())
    return questions / (questions - 1) * (1 - own / total)
