"""What changes in intake: referrals, the waiting list, screenings, who must not meet, the vocabulary."""

from __future__ import annotations

from holdspace.intake.actions.meeting import keep_apart, know_somebody, lift, refresh_likenesses, settle
from holdspace.intake.actions.reading import note_fairness_read
from holdspace.intake.actions.referring import Referred, open_door, refer, take_up, turn_away
from holdspace.intake.actions.screening import decide, note_read, save_screening
from holdspace.intake.actions.vocabulary import add_term, bring_back_term, put_away_term
from holdspace.intake.actions.waiting import Wish, change_wait, close_as_joined, end_wait, put_on_list

__all__ = [
    "Referred",
    "Wish",
    "add_term",
    "bring_back_term",
    "change_wait",
    "close_as_joined",
    "decide",
    "end_wait",
    "keep_apart",
    "know_somebody",
    "lift",
    "note_fairness_read",
    "note_read",
    "open_door",
    "put_away_term",
    "put_on_list",
    "refer",
    "refresh_likenesses",
    "save_screening",
    "settle",
    "take_up",
    "turn_away",
]
