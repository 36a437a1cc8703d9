"""The server is killed while people write: no acknowledged write is lost (R22; `benchmarks/kill.py` does 200)."""

from __future__ import annotations

import pytest

from tests.journeys.house import House
from tests.journeys.screens import patience
from tests.journeys.storm import storm

pytestmark = pytest.mark.proof

KILLS = {"embedded": 20, "postgres": 6}
"""On PostgreSQL what is killed is not the database; fewer are enough to see that nothing is acknowledged early."""

READY = 10.0
"""Seconds within which pages are served again (R22)."""


def test_no_acknowledged_write_is_lost(house: House) -> None:
    toll = storm(house, kills=KILLS[house.engine], seed=7)
    assert toll.acknowledged > 0
    assert (toll.lost, toll.twice) == ([], [])
    assert toll.integrity == (["ok"] if house.engine == "embedded" else [])
    assert toll.audit_problems == []
    assert toll.audit_entries >= toll.acknowledged
    assert max(toll.ready) < patience(READY)
