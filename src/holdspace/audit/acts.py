"""What was done, in words: each act that is ever recorded as the end of a sentence that begins with a name.

    Ruth Adler · opened a member's page

A contract test holds that every act in the source has words here, and none is left of an act that is gone.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

WORDS: Final[Mapping[str, Promise]] = {
    "accounts.made": _("made an account"),
    "accounts.invited": _("sent an invitation to sign in"),
    "accounts.accepted": _("accepted an invitation and chose a password"),
    "accounts.closed": _("closed an account for good"),
    "accounts.preferences_changed": _("chose their own language or time zone"),
    "practice.opened": _("opened the practice"),
    "practice.changed": _("changed what is said of the practice"),
    "practice.person_taken_on": _("took somebody on as staff"),
    "practice.role_given": _("gave somebody a role"),
    "practice.role_ended": _("ended somebody's role"),
    "practice.site_added": _("added a site"),
    "practice.site_changed": _("changed what is said of a site"),
    "practice.site_closed": _("closed a site"),
    "practice.site_reopened": _("opened a site again"),
    "practice.room_added": _("added a room"),
    "practice.room_changed": _("changed what is said of a room"),
    "practice.room_closed": _("closed a room"),
    "practice.room_reopened": _("opened a room again"),
    "groups.created": _("set up a group"),
    "groups.changed": _("changed what is said of a group"),
    "groups.begun": _("let a group begin"),
    "groups.ended": _("ended a group"),
    "groups.staff_appointed": _("appointed somebody to lead a group"),
    "groups.facilitation_ended": _("ended somebody's leading of a group"),
    "groups.member_proposed": _("proposed somebody for a group"),
    "groups.proposal_declined": _("declined a proposal"),
    "groups.proposal_withdrawn": _("withdrew a proposal"),
    "members.registered": _("wrote somebody into the roster"),
    "members.changed": _("changed who somebody is and how to reach them"),
    "members.invited": _("invited a member to sign in"),
    "members.erased": _("erased somebody: nobody can read what was kept of them"),
    "members.read": _("opened somebody's page in the roster"),
    "members.roster_imported": _("took over a roster"),
    "groups.member_admitted": _("gave somebody a seat in a group"),
    "groups.membership_ended": _("ended somebody's seat in a group"),
    "groups.record_opened": _("opened a group's record for a reason"),
    "groups.record_closed": _("closed a group's record again"),
    "groups.opening_reviewed": _("reviewed why a group's record was opened"),
    "safety.read": _("read a concern"),
    "safety.concern_raised": _("raised a concern"),
    "safety.concern_repeated": _("raised a concern again"),
    "safety.concern_acknowledged": _("took on a concern"),
    "safety.concern_closed": _("closed a concern"),
    "sessions.series_planned": _("planned a series of sessions"),
    "sessions.series_extended": _("added the next sessions of a series"),
    "sessions.series_ended": _("ended a series of sessions"),
    "sessions.cancelled": _("cancelled a session"),
    "sessions.moved": _("moved a session"),
    "sessions.attendance_exported": _("took out a list of who came to sessions"),
    "sessions.attendance_recorded": _("noted who came to a session"),
    "sessions.attendance_cleared": _("took back who came to a session"),
    "sessions.checked_in": _("checked in to a session"),
    "sessions.rated": _("said how a session was"),
    "agreements.published": _("published a group agreement"),
    "agreements.signed": _("signed a group agreement"),
    "agreements.signed_on_paper": _("noted a signature on paper under a group agreement"),
    "measures.scheduled": _("chose how often a group is asked a questionnaire"),
    "measures.unscheduled": _("stopped asking a group a questionnaire"),
    "measures.answered": _("answered a questionnaire"),
    "notes.read": _("read the notes of a session"),
    "notes.note_read": _("read one note"),
    "notes.member_note_saved": _("wrote a note about a member"),
    "notes.group_note_saved": _("wrote a group note"),
    "notes.member_note_signed": _("signed a note about a member"),
    "notes.member_note_cosigned": _("co-signed a note about a member"),
    "notes.member_note_amended": _("added to a signed note about a member"),
    "notes.group_note_signed": _("signed a group note"),
    "notes.group_note_cosigned": _("co-signed a group note"),
    "notes.group_note_amended": _("added to a signed group note"),
    "notes.name_left_standing": _("left a name standing in a note, with a reason"),
    "correspondence.feed_opened": _("opened a calendar feed"),
    "correspondence.feed_revoked": _("revoked a calendar feed"),
    "correspondence.reminders_queued": _("queued reminders"),
    "live.moved": _("moved a running session on"),
    "desk.today_read": _("read the concerns of the day"),
    "desk.brief_read": _("read the page that prepares a session"),
    "desk.member_read": _("opened a member's page"),
}


def words_of(act: str) -> str:
    """The words of an act; its own code for one that an older release recorded and nobody knows any more."""
    return str(WORDS.get(act, act))
