"""What a session costs somebody: the group's fee, what was agreed with the member, the attendance policy."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Final

from holdspace.billing.rules.money import ZERO, money, part
from holdspace.kernel.words import gettext_noop as _


class Kind(StrEnum):
    """What a charge is for."""

    ATTENDED = "attended"
    LATE_CANCEL = "late_cancel"
    NO_SHOW = "no_show"
    EXCUSED = "excused"


KIND_WORDS: Final = {
    Kind.ATTENDED: _("session"),
    Kind.LATE_CANCEL: _("cancelled late"),
    Kind.NO_SHOW: _("did not come"),
    Kind.EXCUSED: _("excused"),
}

CLAIMED: Final = frozenset({Kind.ATTENDED})
"""What may go to an insurer: a service that was given. Who did not come is billed privately, if at all."""


class TermsKind(StrEnum):
    """What was agreed with a member about the fee."""

    STANDARD = "standard"
    OWN = "own"
    SLIDING = "sliding"


@dataclass(frozen=True, slots=True)
class Terms:
    """What was agreed with one member: the group's fee, an own amount, or `value` per cent of the fee."""

    kind: TermsKind = TermsKind.STANDARD
    value: Decimal = ZERO


@dataclass(frozen=True, slots=True)
class Policy:
    """What is owed by who does not come. Amounts of zero mean that nothing is owed.

    Until `notice_hours` before the session a cancellation is free; an absence for illness always is.
    """

    notice_hours: int = 24
    late_cancel: Decimal = ZERO
    no_show: Decimal = ZERO


@dataclass(frozen=True, slots=True)
class Seen:
    """What is noted of one member and one session; times are aware.

    `reason` is empty or "no_word" where nobody heard anything, "ill" for illness, else another known reason.
    """

    came: bool
    reason: str
    starts_at: datetime
    noted_at: datetime


def kind_of(seen: Seen, policy: Policy) -> Kind:
    """What a note of attendance means for the bill.

    When an absence was written down before the session, that is when the practice knew of it. Written down
    afterwards with a reason, nobody knows when it was told, and the member is given the benefit.
    """
    if seen.came:
        return Kind.ATTENDED
    if seen.reason in ("", "no_word"):
        return Kind.NO_SHOW
    if seen.reason == "ill" or seen.noted_at >= seen.starts_at:
        return Kind.EXCUSED
    late = seen.starts_at - seen.noted_at < timedelta(hours=policy.notice_hours)
    return Kind.LATE_CANCEL if late else Kind.EXCUSED


def fee_on(day: date, fees: Sequence[tuple[date, Decimal]], otherwise: Decimal) -> Decimal:
    """The newest fee that holds on `day`, of pairs (from when, how much); `otherwise` before the first."""
    holding = [pair for pair in fees if pair[0] <= day]
    return max(holding)[1] if holding else otherwise


def agreed(fee: Decimal, terms: Terms) -> Decimal:
    """The fee for one member."""
    if terms.kind is TermsKind.OWN:
        return money(terms.value)
    if terms.kind is TermsKind.SLIDING:
        return part(fee, terms.value)
    return money(fee)


def owed(kind: Kind, *, fee: Decimal, terms: Terms, policy: Policy) -> Decimal:
    """What a member owes for a session; never more for staying away than for coming."""
    full = agreed(fee, terms)
    return {
        Kind.ATTENDED: full,
        Kind.LATE_CANCEL: min(full, money(policy.late_cancel)),
        Kind.NO_SHOW: min(full, money(policy.no_show)),
        Kind.EXCUSED: ZERO,
    }[kind]
