"""The account of one member: entries that are never changed, and what they come to.

A wrong charge is taken back by its opposite, and a right one written after it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Final

from holdspace.billing.rules.money import ZERO, total
from holdspace.kernel.words import gettext_noop as _


class EntryKind(StrEnum):
    """What an entry is."""

    CHARGE = "charge"
    REVERSAL = "reversal"
    PAYMENT = "payment"
    REFUND = "refund"
    WRITE_OFF = "write_off"


ENTRY_WORDS: Final = {
    EntryKind.CHARGE: _("charge"),
    EntryKind.REVERSAL: _("taken back"),
    EntryKind.PAYMENT: _("payment"),
    EntryKind.REFUND: _("paid back"),
    EntryKind.WRITE_OFF: _("written off"),
}

OWED: Final = frozenset({EntryKind.CHARGE, EntryKind.REFUND})
"""What adds to what a member owes; everything else takes from it."""


@dataclass(frozen=True, slots=True)
class Line:
    """One entry with its sign: positive is owed to the practice."""

    kind: EntryKind
    amount: Decimal


def signed(kind: EntryKind, amount: Decimal) -> Decimal:
    """An amount without a sign, as the entry holds it."""
    return amount if kind in OWED else -amount


def balance(lines: Iterable[Line]) -> Decimal:
    """What is owed after all of them."""
    return total(line.amount for line in lines)


def running(lines: Iterable[Line]) -> list[Decimal]:
    """What was owed after each."""
    owed, steps = ZERO, []
    for line in lines:
        owed += line.amount
        steps.append(owed)
    return steps
