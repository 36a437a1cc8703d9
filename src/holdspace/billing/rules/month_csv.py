"""A month for a spreadsheet: one line for each charge, nothing of what was said, no code of a diagnosis."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import astuple, dataclass, fields
from datetime import date
from decimal import Decimal
from io import StringIO
from typing import Final

FORMULA: Final = tuple("=+-@\t\r\n")
"""How a text begins that a spreadsheet would take for a formula; an apostrophe is put before it."""


@dataclass(frozen=True, slots=True)
class MonthLine:
    """One charge; the names are the headings of the file, explained in `docs/how-to/bill-a-month.md`."""

    date: date
    account: str
    name: str
    kind: str
    code: str
    modifiers: str
    place: str
    units: int
    headcount: int
    fee: Decimal
    payer: str
    claim: str
    state: str


def month_csv(lines: Iterable[MonthLine]) -> str:
    """The lines as CSV (RFC 4180), with a row of headings."""
    text = StringIO()
    rows = csv.writer(text)
    rows.writerow([column.name for column in fields(MonthLine)])
    for line in lines:
        rows.writerow([_cell(value) for value in astuple(line)])
    return text.getvalue()


def _cell(value: object) -> str:
    if isinstance(value, str):
        return f"'{value}" if value.lstrip(" ").startswith(FORMULA) else value
    return str(value)
