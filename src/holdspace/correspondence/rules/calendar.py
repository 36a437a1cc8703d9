"""One person's calendar as RFC 5545 text: times and neutral words, and nothing else.

No group, no name, no place: a calendar is seen by whoever holds the phone, and by those who run the calendar
service. Times are in UTC, so that no time zone has to be described. The uid of an entry stays the same for
one person as long as the session exists, and differs between people, so that two calendars do not tell that
their owners meet.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid5

from icalendar import Calendar, Event

REFRESH = timedelta(hours=6)
"""How often calendar programs are asked to look again."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One session in a calendar; moments are aware."""

    session_id: UUID
    starts_at: datetime
    ends_at: datetime
    cancelled: bool


def calendar_text(
    entries: Iterable[Entry], *, owner: UUID, title: str, summary: str, stamped: datetime
) -> bytes:
    """The calendar of `owner`. `title` names it, `summary` every entry; `stamped` is when it is made."""
    calendar = Calendar()
    calendar.add("prodid", "-//Appointments//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", title)
    calendar.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", "PT6H")
    for entry in entries:
        calendar.add_component(_event(entry, owner, summary, stamped))
    text: bytes = calendar.to_ical()
    return text


def uid(owner: UUID, session_id: UUID) -> str:
    """The uid of a session in one person's calendar."""
    return str(uuid5(owner, session_id.hex))


def _event(entry: Entry, owner: UUID, summary: str, stamped: datetime) -> Event:
    event = Event()
    event.add("uid", uid(owner, entry.session_id))
    event.add("dtstamp", stamped.astimezone(UTC))
    event.add("dtstart", entry.starts_at.astimezone(UTC))
    event.add("dtend", entry.ends_at.astimezone(UTC))
    event.add("summary", summary)
    event.add("class", "PRIVATE")
    event.add("sequence", 1 if entry.cancelled else 0)
    event.add("status", "CANCELLED" if entry.cancelled else "CONFIRMED")
    event.add("transp", "TRANSPARENT" if entry.cancelled else "OPAQUE")
    return event
