"""Kill the server at random moments while people write, and count what is lost (`tests/journeys/storm.py`).

    python -m benchmarks.kill [--kills 200] [--engine embedded] [--seed 1]

Ends with status 1 when anything was lost, doubled or damaged.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from pathlib import Path

from tests.journeys.house import copy_of, foundation
from tests.journeys.storm import storm


def main() -> int:
    """Run one storm and print what it left."""
    parser = argparse.ArgumentParser(description="Kill the server under load.")
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--engine", choices=("embedded", "postgres"), default="embedded")
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    began = time.monotonic()
    with (
        tempfile.TemporaryDirectory(prefix="holdspace-kill-") as home,
        foundation(asked.engine, Path(home) / "built") as built,
        copy_of(built, Path(home) / "house") as house,
    ):
        toll = storm(house, kills=asked.kills, seed=asked.seed)
    print(f"{asked.engine}: {toll}; {time.monotonic() - began:.0f} s")
    return 1 if toll.lost or toll.twice or toll.audit_problems or set(toll.integrity) - {"ok"} else 0


if __name__ == "__main__":
    sys.exit(main())
