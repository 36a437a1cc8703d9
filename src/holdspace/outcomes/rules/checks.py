"""What a number has to be before anything is computed with it; a refusal says so in a sentence."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable

from holdspace.kernel.refusals import Refused
from holdspace.kernel.words import gettext_noop, say

RELIABILITY = gettext_noop("A reliability lies between 0 and 1, below 1 itself; here it is %(value)s.")
SPREAD = gettext_noop("A standard deviation is above 0; here it is %(value)s.")
CRITICAL = gettext_noop("A critical value is above 0; here it is %(value)s.")
POINTS = gettext_noop("A smallest difference that counts is above 0; here it is %(value)s.")
SHARE = gettext_noop("A share lies between 0 and 1, above 0 itself; here it is %(value)s.")
CORRELATION = gettext_noop("A correlation lies between -1 and 1; here it is %(value)s.")
OPTIONS = gettext_noop("A question has at least 2 answers to choose from; here it has %(value)s.")


def check_reliability(*values: float) -> None:
    """Refused unless every value is at least 0 and below 1: at 1, there is no noise to exceed."""
    _refuse_unless(RELIABILITY, values, lambda value: 0 <= value < 1)


def check_spread(*values: float) -> None:
    """Refused unless every standard deviation is a number above 0."""
    _refuse_unless(SPREAD, values, _positive)


def check_critical(*values: float) -> None:
    """Refused unless every critical value is a number above 0."""
    _refuse_unless(CRITICAL, values, _positive)


def check_points(*values: float) -> None:
    """Refused unless every difference in points is a number above 0."""
    _refuse_unless(POINTS, values, _positive)


def check_share(*values: float) -> None:
    """Refused unless every share is above 0 and at most 1."""
    _refuse_unless(SHARE, values, lambda value: 0 < value <= 1)


def check_correlation(*values: float) -> None:
    """Refused unless every correlation lies between -1 and 1."""
    _refuse_unless(CORRELATION, values, lambda value: -1 <= value <= 1)


def check_options(*values: int) -> None:
    """Refused unless every question has at least two answers to choose from."""
    _refuse_unless(OPTIONS, values, lambda value: value >= 2)


def _positive(value: float) -> bool:
    return value > 0 and math.isfinite(value)


def _refuse_unless(sentence: str, values: Iterable[float], right: Callable[[float], bool]) -> None:
    for value in values:
        if not right(value):
            raise Refused(say(sentence, value=f"{value:g}"))
