"""The one source of the present moment, so that tests and the demo's simulation can set it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

_held: ContextVar[datetime | None] = ContextVar("held_moment", default=None)


def now() -> datetime:
    """The present moment, aware, in UTC."""
    return _held.get() or datetime.now(UTC)


def today(time_zone: str) -> date:
    """Today's date where the clock on the wall shows `time_zone` (an IANA name)."""
    return now().astimezone(ZoneInfo(time_zone)).date()


@contextmanager
def held_at(moment: datetime) -> Iterator[None]:
    """Hold the clock at `moment` (aware); for tests and the demo's simulation."""
    if moment.tzinfo is None:
        raise ValueError("The clock can only be held at an aware moment.")
    token = _held.set(moment.astimezone(UTC))
    try:
        yield
    finally:
        _held.reset(token)


def moved(by: timedelta) -> datetime:
    """The present moment moved by `by`: `moved(-timedelta(hours=1))` is an hour ago."""
    return now() + by
