"""What is read of intake: referrals, the waiting list, screenings, who must not meet, the vocabulary."""

from __future__ import annotations

from holdspace.intake.queries.meeting import (
    Ask,
    KeptApart,
    acquaintance_for,
    acquaintances,
    acquaintances_waiting,
    apart_for,
    aparts_of,
    asks,
    kept_apart,
    names_of,
    people_known_to,
    readers_of,
    told_by,
)
from holdspace.intake.queries.referrals import door_is_open, new_referrals, referral_for, settled_referrals
from holdspace.intake.queries.screening import known_to_intake, screening_for, screenings_of, somebody
from holdspace.intake.queries.vocabulary import every_word, put_away, term_for, vocabulary_of
from holdspace.intake.queries.waiting import WaitLine, screeners, wait_for, waiting_list

__all__ = [
    "Ask",
    "KeptApart",
    "WaitLine",
    "acquaintance_for",
    "acquaintances",
    "acquaintances_waiting",
    "apart_for",
    "aparts_of",
    "asks",
    "door_is_open",
    "every_word",
    "kept_apart",
    "known_to_intake",
    "names_of",
    "new_referrals",
    "people_known_to",
    "put_away",
    "readers_of",
    "referral_for",
    "screeners",
    "screening_for",
    "screenings_of",
    "settled_referrals",
    "somebody",
    "term_for",
    "told_by",
    "vocabulary_of",
    "wait_for",
    "waiting_list",
]
