"""What changes in members: a roster is taken over, people are registered, changed and invited."""

from __future__ import annotations

from holdspace.members.actions.importing import import_roster
from holdspace.members.actions.inviting import invite_member
from holdspace.members.actions.registering import change_member, note_read, register_member

__all__ = ["change_member", "import_roster", "invite_member", "note_read", "register_member"]
