"""The way through the waiting list: what may follow what, and how many may send a referral."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from holdspace.intake.rules.sending import (
    MOST_IN_A_DAY,
    MOST_IN_AN_HOUR,
    check_not_too_many,
    network_of,
)
from holdspace.intake.rules.stages import (
    AFTER,
    Decision,
    Ending,
    Stage,
    check_look_again,
    check_may_follow,
    weeks_waited,
)
from holdspace.kernel.refusals import Refused

TODAY = date(2026, 6, 2)


@pytest.mark.parametrize("before", Stage)
@pytest.mark.parametrize("after", Stage)
def test_every_stage_can_be_left_for_every_other(before: Stage, after: Stage) -> None:
    """Nobody is stuck on the list: a clinician may decide anew from wherever somebody stands."""
    check_may_follow(before, after)


def test_each_decision_leads_somewhere() -> None:
    assert {decision: AFTER[decision] for decision in Decision} == {
        Decision.IN_FAVOUR: Stage.READY,
        Decision.NOT_NOW: Stage.NOT_NOW,
        Decision.AGAINST: Ending.REFERRED_ON,
    }


@pytest.mark.parametrize("again", [None, TODAY, date(2026, 6, 1)])
def test_not_now_needs_a_day_on_which_somebody_looks_again(again: date | None) -> None:
    with pytest.raises(Refused) as refused:
        check_look_again(Decision.NOT_NOW, again, today=TODAY)
    assert "look_again_on" in refused.value.fields
    check_look_again(Decision.NOT_NOW, date(2026, 6, 3), today=TODAY)
    check_look_again(Decision.IN_FAVOUR, again, today=TODAY)


@pytest.mark.parametrize(("days", "weeks"), [(0, 0), (6, 0), (7, 1), (20, 2), (21, 3), (-3, 0)])
def test_a_wait_is_counted_in_whole_weeks(days: int, weeks: int) -> None:
    since = datetime(2026, 6, 2, 12, tzinfo=UTC)
    assert weeks_waited(since, since + timedelta(days=days)) == weeks


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("203.0.113.7", "203.0.113.7"),
        (" 203.0.113.7 ", "203.0.113.7"),
        ("::ffff:203.0.113.7", "203.0.113.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:aaaa::1", "2001:db8:1:2::/64"),
        ("", ""),
        ("unix:", ""),
    ],
)
def test_one_home_is_one_sender(address: str, network: str) -> None:
    assert network_of(address) == network


@given(st.ip_addresses(v=6), st.integers(min_value=0, max_value=2**64 - 1))
def test_the_half_of_an_address_that_changes_counts_for_nothing(address: object, changed: int) -> None:
    from ipaddress import IPv6Address

    assert isinstance(address, IPv6Address)
    other = IPv6Address((int(address) >> 64 << 64) | changed)
    if address.ipv4_mapped is None and other.ipv4_mapped is None:
        assert network_of(str(address)) == network_of(str(other))


@pytest.mark.parametrize(
    ("from_there", "to_practice", "taken"),
    [
        (0, 0, True),
        (MOST_IN_AN_HOUR - 1, MOST_IN_A_DAY - 1, True),
        (MOST_IN_AN_HOUR, 0, False),
        (0, MOST_IN_A_DAY, False),
    ],
)
def test_five_from_a_network_in_an_hour_and_a_hundred_a_day(
    from_there: int, to_practice: int, taken: bool
) -> None:
    assert (MOST_IN_AN_HOUR, MOST_IN_A_DAY) == (5, 100)
    if taken:
        check_not_too_many(from_there=from_there, to_practice=to_practice)
        return
    with pytest.raises(Refused, match="still here"):
        check_not_too_many(from_there=from_there, to_practice=to_practice)
