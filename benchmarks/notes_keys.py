"""Keys for eight notes of one session: on one screen, and one note after another
(`tests/journeys/eight_notes.py`).

python -m benchmarks.notes_keys
"""

from __future__ import annotations

import sys

from tests.journeys.eight_notes import copied, on_one_screen, one_by_one

PER_MINUTE = 200
"""Keys in a minute: forty words of five letters, an ordinary typist."""


def main() -> int:
    """Print the counts and how long typing alone takes."""
    ways = (
        ("one screen, with the group's note", on_one_screen()),
        ("eight notes, one by one", one_by_one()),
        ("eight notes, shared texts copied", copied()),
    )
    for name, keys in ways:
        print(f"{name}: {keys} keys, {keys / PER_MINUTE:.1f} minutes of typing at {PER_MINUTE} a minute")
    return 0


if __name__ == "__main__":
    sys.exit(main())
