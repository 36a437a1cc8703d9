"""What `holdspace import-roster` does: a file is taken over for one practice, by the system."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from uuid import UUID

from django.db import DatabaseError, transaction

from holdspace.fhir.actions import Taken, take_roster
from holdspace.kernel.actors import system_actor
from holdspace.kernel.refusals import Refused
from holdspace.members.policies import RosterRefused
from holdspace.practice.queries import practices
from holdspace.vault.roots import KeyUnavailable
from holdspace.vault.scope import acting_as

MOST_LINES = 20
"""Rows left out on purpose that are named one by one; of the others only the number is said."""


class NotTaken(Exception):  # noqa: N818
    """A roster was not taken over, and nothing was changed: why, and a line for each row that is wrong."""

    def __init__(self, summary: str, lines: Sequence[str] = ()) -> None:
        super().__init__(summary)
        self.summary = summary
        self.lines = tuple(lines)


def take_over(path: Path, *, practice: str | None = None) -> str:
    """Take over the file at `path`; returns what came of it, in words without anybody's name.

    `practice` is an id, needed where there are several. Raises NotTaken.
    """
    with acting_as(system_actor(_found(practice))) as system, path.open("rb") as file:
        try:
            return "\n".join(_in_words(take_roster(stream=file, by=system)))
        except RosterRefused as refusal:
            raise _not_taken(refusal) from refusal
        except Refused as refusal:
            raise NotTaken(f"{refusal} Nothing was changed.") from refusal


def _found(asked: str | None) -> UUID:
    try:
        return _practice_id(asked)
    except (KeyUnavailable, DatabaseError) as problem:
        raise NotTaken(
            "There is no practice yet. Run `holdspace migrate` and `holdspace open-practice`."
        ) from problem


@transaction.atomic
def _practice_id(asked: str | None) -> UUID:
    """The practice that was asked for, or the only one."""
    known = {str(each.pk): each for each in practices(system_actor())}
    if not known:
        raise NotTaken("There is no practice yet. Run `holdspace open-practice` first.")
    if asked is None and len(known) == 1:
        return next(iter(known.values())).pk
    if asked in known:
        return UUID(asked)
    lines = [f"--practice {pk}  {each.name}" for pk, each in known.items()]
    raise NotTaken("Say which practice the roster belongs to, with one of the options above.", lines)


def _not_taken(refusal: RosterRefused) -> NotTaken:
    lines = [str(problem) for problem in refusal.problems]
    rows = len({problem.row for problem in refusal.problems})
    summary = f"{_counted(rows, 'row')} cannot be taken over; see above. Nothing was changed."
    if not refusal.read_to_end:
        summary += " Reading stopped there: later rows may hold more."
    return NotTaken(summary, lines)


def _in_words(taken: Taken) -> Iterator[str]:
    done = taken.imported
    yield (
        f"{_counted(done.people, 'person', 'people')}: {done.created} new, {done.changed} changed, "
        f"{done.unchanged} as they were."
    )
    for row in taken.skipped[:MOST_LINES]:
        yield f"Left out: row {row.row}. {row.reason}"
    if len(taken.skipped) > MOST_LINES:
        yield f"Left out: {_counted(len(taken.skipped) - MOST_LINES, 'row')} more."


def _counted(number: int, one: str, many: str = "") -> str:
    return f"{number:,} {one if number == 1 else many or one + 's'}"
