"""What the PHQ-9 and the GAD-7 say together of one person; each row is worked out by hand from the manual."""

from __future__ import annotations

import numpy as np
import pytest

from holdspace.kernel.refusals import Refused
from holdspace.outcomes.rules.nhs import Courses, courses, together


@pytest.mark.parametrize(
    ("phq9", "gad7", "said"),
    [
        ((15, 9), (6, 5), "a reliable recovery."),  # 6 points better, and both below 10 and 8
        ((10, 9), (7, 7), "a recovery, and not a reliable one."),  # over the line by one point
        ((12, 9), (1, 7), "a recovery, and not a reliable one."),  # the GAD-7 is 6 points worse
        ((20, 14), (6, 6), "a reliable improvement."),  # 6 better and still a case
        ((20, 15), (6, 6), "no recovery, improvement or deterioration."),  # 5 are not enough
        ((9, 3), (7, 7), "a reliable improvement."),  # no case at the start: nothing to recover from
        ((5, 11), (3, 3), "a deterioration."),
        ((5, 5), (3, 7), "a deterioration."),  # 4 on the GAD-7 are enough
        ((20, 10), (3, 7), "no recovery, improvement or deterioration."),  # one better, the other worse
    ],
)
def test_the_two_measures_together(phq9: tuple[int, int], gad7: tuple[int, int], said: str) -> None:
    words = together(_course(phq9, gad7, contacts=2))
    assert words is not None
    assert str(words).startswith(f"PHQ-9 and GAD-7 together: {said}")
    assert str(words).endswith("(NHS Talking Therapies manual).")


def test_who_came_once_or_lacks_a_score_is_not_counted() -> None:
    assert together(_course((15, 9), (6, 5), contacts=1)) is None
    assert together(_course((15, float("nan")), (6, 5), contacts=2)) is None


def test_it_is_said_of_one_person_at_a_time() -> None:
    many = np.array([15.0, 12.0])
    found = courses(phq9_before=many, phq9_after=many, gad7_before=many, gad7_after=many, contacts=many)
    with pytest.raises(Refused, match="one person at a time"):
        together(found)


def _course(phq9: tuple[float, float], gad7: tuple[float, float], contacts: int) -> Courses:
    return courses(
        phq9_before=phq9[0],
        phq9_after=phq9[1],
        gad7_before=gad7[0],
        gad7_after=gad7[1],
        contacts=contacts,
    )
