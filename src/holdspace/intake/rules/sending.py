"""How many referrals may be sent on the public page: enough for a ward, too few to bury others."""

from __future__ import annotations

from ipaddress import ip_address, ip_network
from typing import Final

from holdspace.kernel.refusals import Refused
from holdspace.kernel.words import say

MOST_IN_AN_HOUR: Final = 5
"""Referrals from one network within an hour."""
MOST_IN_A_DAY: Final = 100
"""Referrals to one practice within a day, from anywhere."""

_PREFIX_OF_A_HOME: Final = 64
"""Bits of an IPv6 address that one subscriber keeps (RFC 6177); the rest changes from hour to hour."""


def network_of(address: str) -> str:
    """What is counted as one sender: an IPv4 address, a subscriber's IPv6 network; "" for what is neither."""
    try:
        known = ip_address(address.strip())
    except ValueError:
        return ""
    if known.version == 4:
        return str(known)
    mapped = known.ipv4_mapped
    return str(mapped) if mapped else str(ip_network(f"{known}/{_PREFIX_OF_A_HOME}", strict=False))


def check_not_too_many(*, from_there: int, to_practice: int) -> None:
    """Refused when as many as may be sent were sent already."""
    if from_there >= MOST_IN_AN_HOUR:
        raise Refused(
            say(
                "Several of these were sent from where you are in the last hour, so this one was not taken. "
                "What you wrote is still here: send it in an hour, or write or call us."
            )
        )
    if to_practice >= MOST_IN_A_DAY:
        raise Refused(
            say(
                "More was sent to us today than we can read, so this was not taken. "
                "What you wrote is still here: send it tomorrow, or write or call us."
            )
        )
