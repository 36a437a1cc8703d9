"""How long the discretion check takes for a note of 2,000 characters in a practice of thirty people.

python -m benchmarks.discretion [--tries 300]
"""

from __future__ import annotations

import argparse
import statistics
import time

from holdspace.notes.rules.discretion import find_mentions
from tests.rules.test_notes_discretion import OWN, ROSTER, long_note


def main() -> None:
    """Print the least and the median processor time of one check."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tries", type=int, default=300)
    tries = parser.parse_args().tries
    note, taken = long_note(), []
    for _ in range(tries):
        begun = time.process_time()
        find_mentions(note, ROSTER, own_id=OWN)
        taken.append(time.process_time() - begun)
    print(f"least {min(taken) * 1000:.2f} ms, median {statistics.median(taken) * 1000:.2f} ms of {tries}")


if __name__ == "__main__":
    main()
