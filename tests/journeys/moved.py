"""A Holdspace whose clock the story moves: `python -m tests.journeys.moved serve --port 8000`.

Real seconds pass, and the clock jumps when the story jumps it (`benchmarks.reminders.Clock` writes by how much).
Only `kernel.clock` is moved: whatever in the house asked the machine for the time would be found out here.
"""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

from holdspace.kernel import clock

FILE = "clock"
"""Where in a house's home it stands by how many seconds its clock is ahead."""


def follow_the_clock() -> None:
    """From now on it is, for everything in this process, what the story says; before Django is set up."""
    path = Path(os.environ["HOLDSPACE_HOME"]) / FILE
    clock.now = lambda: datetime.now(UTC) + timedelta(seconds=float(path.read_text()))


if __name__ == "__main__":
    follow_the_clock()
    from holdspace.project.cli import main

    main()
