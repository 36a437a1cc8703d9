"""What changes in a practice: what is said of it, who works there, and where groups meet."""

from __future__ import annotations

from holdspace.practice.actions.people import end_role, give_role, invite_again, take_on
from holdspace.practice.actions.places import (
    add_room,
    add_site,
    change_room,
    change_site,
    set_room_open,
    set_site_open,
)
from holdspace.practice.actions.practice import change_practice, open_practice

__all__ = [
    "add_room",
    "add_site",
    "change_practice",
    "change_room",
    "change_site",
    "end_role",
    "give_role",
    "invite_again",
    "open_practice",
    "set_room_open",
    "set_site_open",
    "take_on",
]
