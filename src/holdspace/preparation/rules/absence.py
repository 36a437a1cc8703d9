"""Who is missed without a word, and who is back. Sessions come newest first."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from holdspace.sessions.rules.attendance import Status

DEFAULT: Final = 2
"""After how many sessions without a word somebody is reached out to, unless the practice says otherwise
(science.md B4: two consecutive absences)."""

FEWEST, MOST = 1, 6
"""What a practice may choose between."""


def missed(newest_first: Sequence[Status]) -> int:
    """How many sessions were missed without a word since the last one they came to.

    One for which they excused themselves neither counts nor ends the row; one of which nothing is noted is
    passed over.
    """
    row = _until_they_came(newest_first)
    return row.count(Status.MISSED)


def asks_to_reach(newest_first: Sequence[Status], after: int = DEFAULT) -> bool:
    """Whether a leader is asked to reach out."""
    return missed(newest_first) >= after


def back_after(newest_first: Sequence[Status]) -> int:
    """How many sessions somebody was away, with a word or without, before the newest, to which they came."""
    noted = [status for status in newest_first if status is not Status.EXPECTED]
    if not noted or noted[0] is not Status.ATTENDED:
        return 0
    return len(_until_they_came(noted[1:]))


def _until_they_came(newest_first: Sequence[Status]) -> list[Status]:
    row: list[Status] = []
    for status in newest_first:
        if status is Status.ATTENDED:
            break
        if status is not Status.EXPECTED:
            row.append(status)
    return row
