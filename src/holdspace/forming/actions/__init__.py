"""What changes in forming: rounds and their groups, plans, what is decided by hand, places offered."""

from __future__ import annotations

from holdspace.forming.actions.deciding import decide_seat, lift_decision
from holdspace.forming.actions.offering import (
    accept_circle,
    answer_for,
    decline_place,
    lapse_offers,
    plan_again,
    take_place,
    withdraw_place,
)
from holdspace.forming.actions.planning import (
    ask_for_plan,
    begin_search,
    finish_search,
    keep_progress,
    move_seat,
    note_board_read,
    stop_search,
)
from holdspace.forming.actions.rounds import (
    CandidateFields,
    WishFields,
    change_wishes,
    close_round,
    leave_out,
    open_round,
    take_part,
)

__all__ = [
    "CandidateFields",
    "WishFields",
    "accept_circle",
    "answer_for",
    "ask_for_plan",
    "begin_search",
    "change_wishes",
    "close_round",
    "decide_seat",
    "decline_place",
    "finish_search",
    "keep_progress",
    "lapse_offers",
    "leave_out",
    "lift_decision",
    "move_seat",
    "note_board_read",
    "open_round",
    "plan_again",
    "stop_search",
    "take_part",
    "take_place",
    "withdraw_place",
]
