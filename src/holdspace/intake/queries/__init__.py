"""What is read of intake: referrals, the waiting list, screenings, who must not meet, the vocabulary,
and who waits and is placed in counts."""

from __future__ import annotations

from holdspace.intake.queries.fairness import AccessReport, access_report
from holdspace.intake.queries.meeting import (
    Ask,
    KeptApart,
    acquaintance_for,
    acquaintances,
    apart_for,
    aparts_of,
    asks,
    kept_apart,
    names_of,
)
from holdspace.intake.queries.referrals import door_is_open, new_referrals, referral_for, settled_referrals
from holdspace.intake.queries.screening import known_to_intake, screening_for, screenings_of
from holdspace.intake.queries.vocabulary import every_word, put_away, vocabulary_of
from holdspace.intake.queries.waiting import WaitLine, screeners, wait_for, waiting_list

__all__ = [
    "AccessReport",
    "Ask",
    "KeptApart",
    "WaitLine",
    "access_report",
    "acquaintance_for",
    "acquaintances",
    "apart_for",
    "aparts_of",
    "asks",
    "door_is_open",
    "every_word",
    "kept_apart",
    "known_to_intake",
    "names_of",
    "new_referrals",
    "put_away",
    "referral_for",
    "screeners",
    "screening_for",
    "screenings_of",
    "settled_referrals",
    "vocabulary_of",
    "wait_for",
    "waiting_list",
]
