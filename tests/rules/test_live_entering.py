"""When members are asked where they are."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from holdspace.live.rules.entering import asks_where

STARTS = datetime(2026, 10, 25, 0, 30, tzinfo=UTC)  # the night in which clocks go back
ENDS = STARTS + timedelta(minutes=90)


@pytest.mark.parametrize(
    ("modality", "minutes", "expected"),
    [
        ("online", -121, False),
        ("online", -120, True),
        ("online", 0, True),
        ("online", 90, True),
        ("online", 91, False),
        ("hybrid", 10, True),
        ("room", 10, False),
        ("", 10, False),
    ],
)
def test_only_at_a_distance_and_near_the_hour(modality: str, minutes: int, expected: bool) -> None:
    now = STARTS + timedelta(minutes=minutes)
    assert asks_where(modality, STARTS, ENDS, now=now) is expected
