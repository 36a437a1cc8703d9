"""What is read of correspondence: calendar feeds, devices, and who is to be told what."""

from __future__ import annotations

from holdspace.correspondence.queries.devices import device_of, devices_of
from holdspace.correspondence.queries.feeds import actor_behind, entries_for, feed_behind, feed_of, feeds_of
from holdspace.correspondence.queries.letters import Letter, letter_of
from holdspace.correspondence.queries.links import named_by, way_of
from holdspace.correspondence.queries.reminders import waiting_again, wanted
from holdspace.correspondence.queries.wishes import choice_of, has_device

__all__ = [
    "Letter",
    "actor_behind",
    "choice_of",
    "device_of",
    "devices_of",
    "entries_for",
    "feed_behind",
    "feed_of",
    "feeds_of",
    "has_device",
    "letter_of",
    "named_by",
    "waiting_again",
    "wanted",
    "way_of",
]
