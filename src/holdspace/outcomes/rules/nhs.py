"""How NHS Talking Therapies counts: recovery, reliable improvement, reliable recovery, deterioration.

Source: NHS Talking Therapies for anxiety and depression manual and the metrics published by NHS England
(science.md B3). Caseness: PHQ-9 from 10 points on, or GAD-7 from 8 on. A change is reliable from 6 points on
the PHQ-9 and from 4 on the GAD-7; the inputs behind the two are not published. Only people with at least two
attended contacts and both scores of both measures are counted.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from holdspace.kernel.refusals import Refused
from holdspace.kernel.words import Words, gettext_noop, say
from holdspace.outcomes.rules.verdicts import Anchor, Array, Cutoff, Flags, Verdicts

SOURCE = "NHS Talking Therapies manual"
PHQ9_CASE = Cutoff(10, SOURCE, unwell_at=True)
GAD7_CASE = Cutoff(8, SOURCE, unwell_at=True)
PHQ9_CHANGE = Anchor(points=6, source=SOURCE)
GAD7_CHANGE = Anchor(points=4, source=SOURCE)
CONTACTS = 2
"""The fewest attended treatment contacts of a course that is counted."""

SHAPES = gettext_noop("There have to be as many PHQ-9 as GAD-7 scores and contacts.")
NOBODY = gettext_noop("There is nobody to count.")
ONE = gettext_noop("This is said of one person at a time.")

TOGETHER = gettext_noop("PHQ-9 and GAD-7 together: %(sentence)s (%(source)s).")
RELIABLY_RECOVERED = gettext_noop(
    "a reliable recovery. Both lie below their lines (10 and 8) after one lay above; one is reliably better"
    " (6 points on the PHQ-9, 4 on the GAD-7) and neither reliably worse"
)
RECOVERED = gettext_noop(
    "a recovery, and not a reliable one. Both lie below their lines (10 and 8) after one lay above; the"
    " change is too small to be sure of, or one is reliably worse"
)
IMPROVED = gettext_noop(
    "a reliable improvement. One is reliably better (6 points on the PHQ-9, 4 on the GAD-7) and neither"
    " reliably worse"
)
DETERIORATED = gettext_noop(
    "a deterioration. One is reliably worse (6 points on the PHQ-9, 4 on the GAD-7) and neither reliably"
    " better"
)
UNCHANGED = gettext_noop(
    "no recovery, improvement or deterioration. Neither changed enough to be sure of, or one got better and"
    " the other worse"
)


@dataclass(frozen=True, slots=True, eq=False)
class Courses:
    """What became of finished courses of treatment; flags of one shape, False wherever `counted` is."""

    counted: Flags
    case: Flags
    recovered: Flags
    reliably_improved: Flags
    reliably_recovered: Flags
    deteriorated: Flags

    def recovery_rate(self) -> float:
        """Percent of the cases at the start who were below both lines at the end."""
        return percentage(int(self.recovered.sum()), int(self.case.sum()))

    def reliable_improvement_rate(self) -> float:
        """Percent of everybody counted."""
        return percentage(int(self.reliably_improved.sum()), int(self.counted.sum()))

    def reliable_recovery_rate(self) -> float:
        """Percent of the cases at the start."""
        return percentage(int(self.reliably_recovered.sum()), int(self.case.sum()))

    def deterioration_rate(self) -> float:
        """Percent of everybody counted."""
        return percentage(int(self.deteriorated.sum()), int(self.counted.sum()))


def courses(
    *,
    phq9_before: npt.ArrayLike,
    phq9_after: npt.ArrayLike,
    gad7_before: npt.ArrayLike,
    gad7_after: npt.ArrayLike,
    contacts: npt.ArrayLike,
) -> Courses:
    """Count courses: numbers, or arrays of one shape; NaN where a score is missing.

    Reliably improved: one measure reliably better and neither reliably worse. Deteriorated: the mirror.
    Refused when the shapes differ.
    """
    phq9, phq9_end, gad7, gad7_end, attended = _arrays(
        phq9_before, phq9_after, gad7_before, gad7_after, contacts
    )
    scored = ~np.isnan(phq9 + phq9_end + gad7 + gad7_end)
    counted = scored & (attended >= CONTACTS)
    case = counted & (PHQ9_CASE.unwell(phq9) | GAD7_CASE.unwell(gad7))
    recovered = case & PHQ9_CASE.well(phq9_end) & GAD7_CASE.well(gad7_end)
    up, down = _either(PHQ9_CHANGE.verdicts(phq9, phq9_end), GAD7_CHANGE.verdicts(gad7, gad7_end))
    improved = counted & up & ~down
    return Courses(counted, case, recovered, improved, recovered & improved, counted & down & ~up)


def together(found: Courses) -> Words | None:
    """What the two measures say of one person, with the rule; None where that person is not counted.

    Refused when `found` holds more or fewer than one.
    """
    if found.counted.size != 1:
        raise Refused(say(ONE))
    if not found.counted.item():
        return None
    sentence = next((words for flag, words in _sentences(found) if flag.item()), UNCHANGED)
    return say(TOGETHER, sentence=say(sentence), source=SOURCE)


def _sentences(found: Courses) -> tuple[tuple[Flags, str], ...]:
    return (
        (found.reliably_recovered, RELIABLY_RECOVERED),
        (found.recovered, RECOVERED),
        (found.reliably_improved, IMPROVED),
        (found.deteriorated, DETERIORATED),
    )


def percentage(count: int, of: int) -> float:
    """`count` as percent of `of`, to one decimal, as NHS England publishes. Refused for `of` 0."""
    if not of:
        raise Refused(say(NOBODY))
    return round(100 * count / of, 1)


def _arrays(*values: npt.ArrayLike) -> list[Array]:
    arrays = [np.atleast_1d(np.asarray(value, float)) for value in values]
    if len({array.shape for array in arrays}) > 1:
        raise Refused(say(SHAPES))
    return arrays


def _either(one: Verdicts, other: Verdicts) -> tuple[Flags, Flags]:
    return (one > 0) | (other > 0), (one < 0) | (other < 0)
