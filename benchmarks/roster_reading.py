"""How long it takes to read, validate and check a roster of 10,000 people, and how much memory.

This is the pure half of `holdspace import-roster`; what is left of the 60 seconds is for sealing and storing.
Each format runs in a process of its own, so that the memory is its own.

    python -m benchmarks.roster_reading [--people 10000]
"""

from __future__ import annotations

import argparse
import resource
import subprocess
import sys
import tempfile
import time
from functools import partial
from pathlib import Path

from benchmarks.roster_source import TODAY, write_all
from holdspace.fhir.reading import patients
from holdspace.fhir.rules.patients import rows_from_patients
from holdspace.members.rules.roster import Roster, check_roster
from holdspace.members.rules.roster_csv import read_csv, text_lines

CHUNK = 64 * 1024


def read(path: Path) -> Roster:
    """The checked roster in `path`, whose name says the format."""
    with path.open("rb") as file:
        if path.suffix == ".csv":
            rows = read_csv(text_lines(iter(partial(file.read, CHUNK), b"")))
            return check_roster(rows, today=TODAY, region="US")
        return check_roster(rows_from_patients(patients(file), today=TODAY), today=TODAY, region="US")


def measure(path: Path) -> None:
    began = time.perf_counter()
    roster = read(path)
    seconds = time.perf_counter() - began
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    counts = (
        f"{len(roster.people):>7} people {len(roster.skipped):>5} copies {len(roster.problems):>5} problems"
    )
    print(f"{path.name:<14} {seconds:6.1f} s  {peak:6.0f} MB {counts}", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description="Measure how a roster is read.")
    parser.add_argument("--people", type=int, default=10_000)
    parser.add_argument("--file", type=Path)
    asked = parser.parse_args()
    if asked.file:
        measure(asked.file)
        return
    with tempfile.TemporaryDirectory() as folder:
        for path in write_all(Path(folder), asked.people):
            subprocess.run(
                [sys.executable, "-m", "benchmarks.roster_reading", "--file", str(path)], check=True
            )


if __name__ == "__main__":
    main()
