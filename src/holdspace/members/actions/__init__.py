"""What changes in members: a roster is taken over, people are registered, changed, invited and erased."""

from __future__ import annotations

from holdspace.members.actions.erasing import erase_again, erase_member
from holdspace.members.actions.importing import import_roster
from holdspace.members.actions.inviting import invite_member
from holdspace.members.actions.own import be_called
from holdspace.members.actions.registering import change_member, note_read, register_member

__all__ = [
    "be_called",
    "change_member",
    "erase_again",
    "erase_member",
    "import_roster",
    "invite_member",
    "note_read",
    "register_member",
]
