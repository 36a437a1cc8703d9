"""A thousand races of two editors and a thousand requests that come twice at once
(`tests/contexts/notes/races.py`).

    python -m benchmarks.notes_races [--rounds 1000] [--engine embedded]

Ends with status 1 when a text vanished unseen, or a request had another number of effects than one.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from pathlib import Path

from tests.journeys.house import copy_of, foundation

RACES = "tests.contexts.notes.races"


def main() -> int:
    """Run both and print what came of them."""
    parser = argparse.ArgumentParser(description="Race two editors, and send requests twice.")
    parser.add_argument("--rounds", type=int, default=1000)
    parser.add_argument("--engine", choices=("embedded", "postgres"), default="embedded")
    asked = parser.parse_args()
    with (
        tempfile.TemporaryDirectory(prefix="holdspace-races-") as home,
        foundation(asked.engine, Path(home) / "built") as built,
        copy_of(built, Path(home) / "house") as house,
    ):
        began = time.monotonic()
        editors = house.module(RACES, "editors", str(asked.rounds))
        between = time.monotonic()
        twice = house.module(RACES, "twice", str(asked.rounds))
        ended = time.monotonic()
    print(f"{asked.engine}, two editors: {editors}; {between - began:.0f} s")
    print(f"{asked.engine}, sent twice: {twice}; {ended - between:.0f} s")
    bad = editors["silent"] or editors["lost"] or editors["failed"] or twice["not_once"] or twice["failed"]
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
