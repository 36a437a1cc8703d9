"""Check the whole chain: against itself, against the index over it, and against the signed checkpoints.

The rows are read once, in order, side by side with the index, and never held in memory. On SQLite no
transaction is opened, for it would take the write lock for as long as the check runs; a row that is written
meanwhile is simply not looked at.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from holdspace.audit import checkpoints
from holdspace.audit.reading import STEP, Reading
from holdspace.audit.rules.chain import Problem, Row, check

Progress = Callable[[int], object]


@dataclass
class Report:
    """What a check found. `checkpoint_seq` is the newest entry that a signature vouches for; 0: none."""

    entries: int = 0
    problems: list[Problem] = field(default_factory=list)
    checkpoint_seq: int = 0

    def __str__(self) -> str:
        found = f"{len(self.problems)} problems" if self.problems else "no problem"
        lines = [f"{self.entries} entries, signed up to entry {self.checkpoint_seq}: {found}."]
        return "\n".join([*lines, *map(str, self.problems)])


def verify_chain(progress: Progress | None = None) -> Report:
    """Check everything; `progress` is told the number of entries read, every few thousand."""
    signed = checkpoints.read()
    report = Report(problems=list(signed.problems), checkpoint_seq=signed.newest_seq)
    reading = Reading()
    for problem in check(_counted(reading.rows(), report, progress), signed.marks):
        report.problems.append(problem)
    report.problems += reading.orphans
    report.problems.sort(key=lambda problem: problem.seq)
    return report


def _counted(rows: Iterator[Row], report: Report, progress: Progress | None) -> Iterator[Row]:
    for row in rows:
        report.entries += 1
        if progress is not None and report.entries % STEP == 0:
            progress(report.entries)
        yield row
