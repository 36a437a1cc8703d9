"""What staff did with a member's record, in words for the member.

Keys are the audit's acts. Acts that are not here are shown as `OTHER`, so that a new act is never hidden.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from holdspace.kernel.words import Words, say

IN_WORDS: Final[Mapping[str, Words]] = {
    "desk.brief_read": say("read the page that prepares a session"),
    "desk.today_read": say("read the concerns of the day"),
    "desk.member_read": say("opened your page"),
    "intake.referral_taken_up": say("took up your referral"),
    "intake.put_on_list": say("put you on the waiting list"),
    "intake.wait_changed": say("changed when and how you can come"),
    "intake.wait_ended": say("took you off the waiting list"),
    "intake.screening_read": say("read what was written in your first meeting"),
    "intake.screening_saved": say("wrote about your first meeting"),
    "intake.screening_decided": say("decided something after your first meeting"),
    "intake.person_read": say("opened your page of the waiting list"),
    "intake.acquaintances_read": say("read that you know somebody here"),
    "intake.acquaintance_settled": say("settled that you know somebody here"),
    "forming.board_read": say("looked at circles in which you could sit"),
    "forming.seat_moved": say("moved your seat in a proposed circle"),
    "forming.pinned": say("decided that you belong in a group"),
    "forming.vetoed": say("decided that a group does not fit you"),
    "forming.decision_lifted": say("took back what was decided about your seat"),
    "forming.circle_accepted": say("offered you a place in a group"),
    "forming.place_taken": say("noted that you take a place"),
    "forming.place_declined": say("noted that you do not take a place"),
    "forming.place_withdrawn": say("took an offered place back"),
    "safety.read": say("read a concern about you"),
    "safety.concern_raised": say("noted a concern about you"),
    "safety.concern_acknowledged": say("took on a concern about you"),
    "safety.crisis_begun": say("began to help you in a crisis"),
    "safety.crisis_step": say("noted what was done to help you"),
    "safety.crisis_ended": say("noted that a crisis was over"),
    "safety.incident_noted": say("wrote down an incident with you"),
    "safety.incident_written": say("wrote about an incident with you"),
    "safety.incident_signed": say("signed what was written about an incident with you"),
    "safety.incident_read": say("read what was written about an incident with you"),
    "safety.incidents_read": say("read a list of incidents on which you stand"),
    "safety.concern_judged": say("said whether words of yours were meant so"),
    "safety.concern_closed": say("closed a concern about you"),
    "safety.plan_read": say("read your safety plan"),
    "safety.plan_written": say("wrote your safety plan with you"),
    "outcomes.path_read": say("looked at how your answers changed over time"),
    "outcomes.group_read": say("looked at how the answers of your group changed over time"),
    "outcomes.goals_read": say("read your goals"),
    "outcomes.goal_written": say("wrote down a goal of yours"),
    "outcomes.goal_put_away": say("put a goal of yours away"),
    "outcomes.goals_rated": say("kept how far you came with your goals"),
    "outcomes.silenced": say("wrote down why something in your course need not be looked at again for now"),
    "measures.answered": say("kept your answers to a questionnaire"),
    "measures.entered": say("entered your answers from a form on paper or from a talk"),
    "measures.handed_over": say("handed you a device with questions"),
    "measures.own_chosen": say("chose what you are asked"),
    "measures.own_lifted": say("let you be asked what your group is asked"),
    "notes.read": say("read notes about you"),
    "notes.note_read": say("read a note about you"),
    "notes.member_note_saved": say("wrote a note about you"),
    "notes.member_note_signed": say("signed a note about you"),
    "notes.member_note_cosigned": say("co-signed a note about you"),
    "notes.member_note_amended": say("added to a signed note about you"),
    "notes.name_left_standing": say("let somebody's name stand in a note about you, and wrote down why"),
    "circle.space_read": say("read what you shared with your circle"),
    "circle.themes_read": say("looked at what your circle carries"),
    "circle.reciprocity_read": say("looked at who gives to whom in your circle"),
    "circle.accepted": say("let something of yours go on to the circle"),
    "circle.given_back": say("gave something of yours back to you"),
    "circle.hidden": say("took something of yours out of the circle"),
    "circle.shown_again": say("put something of yours back into the circle"),
    "circle.tagged": say("changed what something of yours is about"),
    "circle.released_beyond": say("released something of yours to those who come after"),
    "circle.report_settled": say("answered a report of yours"),
    "circle.member_held": say("chose whether your words are read before they appear"),
    "feedback.read": say("read feedback that you gave or received"),
    "feedback.released": say("let feedback go on that you gave or that waits for you"),
    "feedback.given_back": say("gave feedback back to you, with a word"),
    "feedback.words_put_together": say("put your picture together"),
    "feedback.pictures_shown": say("let you see your picture"),
    "feedback.picture_read": say("read your picture"),
    "feedback.answer_released": say("let an answer to feedback go on"),
    "agreements.signed_on_paper": say("noted that you signed the agreement on paper"),
    "groups.member_admitted": say("gave you a seat in a group"),
    "groups.membership_ended": say("ended your seat in a group"),
    "groups.member_proposed": say("proposed you for a group"),
    "groups.proposal_declined": say("answered that a group does not fit for now"),
    "sessions.attendance_recorded": say("noted whether you came to a session"),
    "sessions.attendance_cleared": say("took back whether you came to a session"),
    "sessions.attendance_exported": say("took out a list of who came to sessions"),
    "safety.concern_repeated": say("noted a concern about you once more"),
    "members.registered": say("wrote you into the practice's list"),
    "members.invited": say("invited you to sign in"),
    "members.changed": say("changed your contact details"),
    "members.read": say("read your contact details"),
}

OTHER: Final = say("opened or changed something in your record")


def in_words(act: str) -> Words:
    """What was done."""
    return IN_WORDS.get(act, OTHER)
