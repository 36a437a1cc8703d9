"""What is read of correspondence: calendar feeds, devices, and who is to be told what."""

from __future__ import annotations

from holdspace.correspondence.queries.devices import device_of, devices_of
from holdspace.correspondence.queries.feeds import actor_behind, entries_for, feed_behind, feed_of, feeds_of
from holdspace.correspondence.queries.reminders import Letter, letter_of, waiting_again, wanted

__all__ = [
    "Letter",
    "actor_behind",
    "device_of",
    "devices_of",
    "entries_for",
    "feed_behind",
    "feed_of",
    "feeds_of",
    "letter_of",
    "waiting_again",
    "wanted",
]
