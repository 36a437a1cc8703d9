"""What changes: releases from asking to handing over, corrections, holds and erasures."""

from __future__ import annotations

from holdspace.release.actions.apart import begin_apart, prepare_apart, take_back_authorisation
from holdspace.release.actions.asking import ask_for_copy, begin_release, decline, withdraw
from holdspace.release.actions.correcting import answer_correction, ask_for_correction, disagree
from holdspace.release.actions.erasing import (
    approve_erasure,
    ask_for_erasure,
    carry_out,
    carry_out_due,
    withdraw_erasure,
)
from holdspace.release.actions.handing_over import approve, download, expire_due, seal
from holdspace.release.actions.keeping import (
    lift_hold,
    place_hold,
    protect_group,
    set_keeping,
    unprotect_group,
)
from holdspace.release.actions.preparing import leave_out, let_stand, prepare, take_back

__all__ = [
    "answer_correction",
    "approve",
    "approve_erasure",
    "ask_for_copy",
    "ask_for_correction",
    "ask_for_erasure",
    "begin_apart",
    "begin_release",
    "carry_out",
    "carry_out_due",
    "decline",
    "disagree",
    "download",
    "expire_due",
    "leave_out",
    "let_stand",
    "lift_hold",
    "place_hold",
    "prepare",
    "prepare_apart",
    "protect_group",
    "seal",
    "set_keeping",
    "take_back",
    "take_back_authorisation",
    "unprotect_group",
    "withdraw",
    "withdraw_erasure",
]
