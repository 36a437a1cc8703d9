"""A programme in numbers: who filled in what, and who came how often."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from holdspace.kernel.refusals import Refused
from holdspace.kernel.words import gettext_noop, say

NOT_A_TABLE = gettext_noop("This needs a table: a row for each person, a column for each occasion.")


@dataclass(frozen=True, slots=True)
class Wave:
    """The scores of one occasion: how many people filled the form in, their mean and SD (None: too few)."""

    people: int
    mean: float | None
    sd: float | None


@dataclass(frozen=True, slots=True)
class AttendanceSummary:
    """`people` came at least once. Sessions per person (mean, SD) and people per session that took place
    (mean, fewest, most)."""

    people: int
    sessions: float
    sessions_sd: float
    per_session: float
    fewest: int
    most: int


def waves(*, scores: npt.ArrayLike) -> list[Wave]:
    """Attrition and means, occasion by occasion. `scores`: people × occasions, NaN = not filled in.

    A mean over changing people is no course of change: those who stay differ from those who left.
    """
    return [_wave(column[~np.isnan(column)]) for column in _table(scores).T]


def attendance_summary(*, came: npt.ArrayLike) -> AttendanceSummary | None:
    """`came`: people × sessions, true where somebody was there. None when fewer than two people ever came.

    People who never came, and sessions to which nobody came, are left out.
    """
    there = _table(came) > 0
    there = there[there.any(axis=1)][:, there.any(axis=0)]
    if len(there) < 2:
        return None
    each, together = there.sum(axis=1), there.sum(axis=0)
    return AttendanceSummary(
        people=len(there),
        sessions=float(each.mean()),
        sessions_sd=float(each.std(ddof=1)),
        per_session=float(together.mean()),
        fewest=int(together.min()),
        most=int(together.max()),
    )


def _table(values: npt.ArrayLike) -> npt.NDArray[np.float64]:
    table = np.asarray(values, float)
    if table.ndim != 2:
        raise Refused(say(NOT_A_TABLE))
    return table


def _wave(given: npt.NDArray[np.float64]) -> Wave:
    number = len(given)
    return Wave(
        number,
        float(given.mean()) if number else None,
        float(given.std(ddof=1)) if number > 1 else None,
    )
