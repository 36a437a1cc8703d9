"""Money: decimals of two places, rounded half away from zero, as invoices are."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

CENT: Final = Decimal("0.01")
ZERO: Final = Decimal("0.00")


def money(value: Decimal | str | int) -> Decimal:
    """`value` with two places: 12.345 is 12.35, and -12.345 is -12.35."""
    return Decimal(value).quantize(CENT, rounding=ROUND_HALF_UP)


def part(amount: Decimal, per_cent: Decimal) -> Decimal:
    """`per_cent` of an amount, rounded once."""
    return money(amount * per_cent / 100)


def total(amounts: Iterable[Decimal]) -> Decimal:
    """The sum, with two places; of nothing, 0.00."""
    return sum(amounts, ZERO)
