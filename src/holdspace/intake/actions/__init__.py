"""What changes in intake: referrals, the waiting list, screenings, who must not meet, the vocabulary."""

from __future__ import annotations

from holdspace.intake.actions.meeting import (
    keep_apart,
    know_somebody,
    lift,
    note_acquaintances_read,
    note_apart_read,
    note_person_read,
    note_strangers,
    refresh_likenesses,
    settle,
)
from holdspace.intake.actions.reading import note_fairness_read
from holdspace.intake.actions.referring import (
    LONGEST_SAID,
    Referred,
    agree_to_contact,
    forget_sendings,
    import_referrals,
    open_door,
    person_of,
    refer,
    refer_here,
    take_up,
    turn_away,
)
from holdspace.intake.actions.screening import decide, note_read, save_and_decide, save_screening
from holdspace.intake.actions.vocabulary import add_term, bring_back_term, put_away_term
from holdspace.intake.actions.waiting import (
    Wish,
    change_wait,
    close_as_joined,
    end_wait,
    put_back_on_list,
    put_on_list,
    set_return_rule,
)

__all__ = [
    "LONGEST_SAID",
    "Referred",
    "Wish",
    "add_term",
    "agree_to_contact",
    "bring_back_term",
    "change_wait",
    "close_as_joined",
    "decide",
    "end_wait",
    "forget_sendings",
    "import_referrals",
    "keep_apart",
    "know_somebody",
    "lift",
    "note_acquaintances_read",
    "note_apart_read",
    "note_fairness_read",
    "note_person_read",
    "note_read",
    "note_strangers",
    "open_door",
    "person_of",
    "put_away_term",
    "put_back_on_list",
    "put_on_list",
    "refer",
    "refer_here",
    "refresh_likenesses",
    "save_and_decide",
    "save_screening",
    "set_return_rule",
    "settle",
    "take_up",
    "turn_away",
]
