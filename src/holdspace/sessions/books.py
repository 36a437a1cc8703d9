"""Attendance as a file for those who keep the books: a line for each member and session, in local time."""

from __future__ import annotations

import csv
from datetime import datetime
from io import StringIO
from zoneinfo import ZoneInfo

from holdspace.sessions.models import GroupSession
from holdspace.sessions.queries.attendance import Cell, Table

HEAD = ("name", "starts", "ends", "status", "arrived", "left", "reason")
FORMULA = tuple("=+-@\t\r")
"""How a text begins that a spreadsheet would take for a formula; an apostrophe is put before it."""


def attendance_csv(table: Table, time_zone: str) -> str:
    """The table as CSV (RFC 4180); moments in ISO 8601 with their offset from UTC."""
    text = StringIO()
    lines = csv.writer(text)
    lines.writerow(HEAD)
    for row in table.rows:
        for session, cell in zip(table.sessions, row.cells, strict=True):
            if cell.state != "out":
                lines.writerow((_plain(row.name), *_line(session, cell, ZoneInfo(time_zone))))
    return text.getvalue()


def _line(session: GroupSession, cell: Cell, zone: ZoneInfo) -> tuple[str, ...]:
    times = _iso(session.starts_at, zone), _iso(session.ends_at, zone)
    row = cell.attendance
    if row is None:
        return *times, "", "", "", ""
    return *times, row.status, _iso(row.arrived_at, zone), _iso(row.left_at, zone), row.reason


def _iso(moment: datetime | None, zone: ZoneInfo) -> str:
    return moment.astimezone(zone).isoformat(timespec="minutes") if moment else ""


def _plain(name: str) -> str:
    return f"'{name}" if name.startswith(FORMULA) else name
