"""Two at once on a real database: no note is overwritten unseen, and a request that comes twice has one effect.

`python -m benchmarks.notes_races` runs a thousand of each.
"""

from __future__ import annotations

from tests.journeys.house import House

ROUNDS = 12


def test_whoever_loses_a_race_keeps_their_text(house: House) -> None:
    came = house.module("tests.contexts.notes.races", "editors", str(ROUNDS))
    assert came == {"rounds": ROUNDS, "crossed": ROUNDS, "silent": 0, "lost": 0, "failed": []}


def test_a_request_that_comes_twice_has_one_effect(house: House) -> None:
    came = house.module("tests.contexts.notes.races", "twice", str(ROUNDS))
    assert (came["rounds"], came["not_once"], came["failed"]) == (ROUNDS, 0, [])
    assert len(came["by_kind"]) == 6
