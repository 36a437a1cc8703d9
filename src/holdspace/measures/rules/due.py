"""When a member is asked a measure again: every so many sessions, counted from when they last answered."""

from __future__ import annotations


def is_due(*, number: int, every: int, last_number: int | None) -> bool:
    """Whether somebody is asked at session `number` who last answered at session `last_number`.

    Who never answered is asked at once, so that a newcomer has a first value; who missed the session at which
    they were due is asked at the next one they come to.
    """
    return last_number is None or number - last_number >= every
