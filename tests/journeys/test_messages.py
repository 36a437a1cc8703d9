"""No acknowledged message is lost, doubled or out of order, nor read from outside one's own time (R23)."""

from __future__ import annotations

import pytest

from tests.journeys.house import House
from tests.journeys.messages import Away, Seen, run, wrong

SENT = {"ana": ["ana-1", "ana-2"], "bo": ["bo-1"]}
WELL = [(3, "ana-2"), (2, "bo-1"), (1, "ana-1")]
GONE = {"bo": Away(range(2, 3), range(2, 3))}


def test_four_write_while_the_server_is_killed_and_one_is_away(house: House) -> None:
    tally = run(house, kills=2, seed=5)
    assert tally.wrong == []
    assert tally.acknowledged > 20
    assert tally.away > 0


def test_the_checker_is_content_with_what_is_well() -> None:
    assert wrong(SENT, {"ana": WELL, "bo": WELL}, {}) == []
    assert wrong(SENT, {"ana": WELL, "bo": WELL[:1] + WELL[2:]}, GONE) == []


@pytest.mark.parametrize(
    ("seen", "complaint"),
    [
        ([(3, "ana-2"), (1, "ana-1")], "bo lacks bo-1"),
        ([(4, "ana-2"), *WELL], "bo sees ana-2 2 times"),
        ([(3, "ana-1"), (2, "bo-1"), (1, "ana-2")], "bo sees the words of ana out of order"),
        ([(2, "bo-1"), (3, "ana-2"), (1, "ana-1")], "bo sees positions out of order"),
    ],
)
def test_the_checker_notices_what_is_planted(seen: Seen, complaint: str) -> None:
    assert complaint in wrong(SENT, {"ana": WELL, "bo": seen}, {})


def test_the_checker_notices_what_is_read_from_while_away() -> None:
    assert wrong(SENT, {"ana": WELL, "bo": WELL}, GONE) == ["bo sees bo-1 from while away"]
