"""Who was there, for how long, and what a member's attendance looks like over time."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import NamedTuple

from holdspace.kernel.words import gettext_noop as _

GRACE = timedelta(minutes=5)
"""Coming within five minutes of the start is on time; leaving within five of the end is staying."""


class Status(StrEnum):
    """What is known of one member and one session. Late and leaving early are told by the times."""

    EXPECTED = "expected"
    ATTENDED = "attended"
    EXCUSED = "excused"
    MISSED = "missed"


WORDS: Mapping[Status, str] = {
    Status.EXPECTED: _("expected"),
    Status.ATTENDED: _("came"),
    Status.EXCUSED: _("told us they could not come"),
    Status.MISSED: _("did not come"),
}
"""A status in words, to be translated where it is shown."""


@dataclass(frozen=True, slots=True)
class Attendance:
    """One member at one session; all times are aware. `left` is None for who stayed to the end."""

    status: Status
    session_start: datetime
    session_end: datetime
    arrived: datetime | None = None
    left: datetime | None = None


class Summary(NamedTuple):
    """A history in four numbers. `late` ones are among the `attended`."""

    attended: int
    missed: int
    excused: int
    late: int


def minutes_present(
    session_start: datetime, session_end: datetime, arrived: datetime | None, left: datetime | None
) -> int:
    """Whole minutes inside the session: nothing without an arrival, to the end without a leaving."""
    if arrived is None:
        return 0
    here_from = max(arrived, session_start)
    here_to = min(left or session_end, session_end)
    return max(timedelta(), here_to - here_from) // timedelta(minutes=1)


def late(session_start: datetime, arrived: datetime | None) -> bool:
    """Whether somebody came more than five minutes after the start."""
    return arrived is not None and arrived - session_start > GRACE


def left_early(session_end: datetime, left: datetime | None) -> bool:
    """Whether somebody left more than five minutes before the end."""
    return left is not None and session_end - left > GRACE


def missed_in_a_row(history: Sequence[Attendance]) -> int:
    """How many sessions were missed since the last one attended, whatever the order of `history`.

    An excused session neither counts nor ends the row: the member told us, and still has not been here.
    Sessions that are still expected are passed over.
    """
    missed = 0
    for each in sorted(history, key=lambda each: each.session_start, reverse=True):
        if each.status is Status.ATTENDED:
            break
        missed += each.status is Status.MISSED
    return missed


def attendance_summary(history: Iterable[Attendance]) -> Summary:
    """Count a member's sessions; those still expected are in none of the numbers."""
    past = list(history)
    attended = [each for each in past if each.status is Status.ATTENDED]
    return Summary(
        attended=len(attended),
        missed=sum(each.status is Status.MISSED for each in past),
        excused=sum(each.status is Status.EXCUSED for each in past),
        late=sum(late(each.session_start, each.arrived) for each in attended),
    )
