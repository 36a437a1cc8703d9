"""A programme's report for spreadsheets: a line for each number, with its table, line and column."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from io import StringIO

from holdspace.outcomes.queries import Programme, Sheet

HEAD = ("table", "line", "column", "value")


def programme_csv(found: Programme, tables: Iterable[Sheet]) -> str:
    """The report as CSV (RFC 4180), in the words of the page; days in ISO 8601."""
    text = StringIO()
    lines = csv.writer(text)
    lines.writerow(HEAD)
    days = {"from": found.period.since, "to": found.until_day, "as of": found.last_day}
    lines.writerows(("period", "", name, day.isoformat()) for name, day in days.items())
    for sheet in tables:
        for words, cells in sheet.lines:
            lines.writerows((sheet.code, words, *cell) for cell in zip(sheet.head, cells, strict=True))
    return text.getvalue()
