"""What is read of intake: referrals, the waiting list, screenings, who must not meet, the vocabulary."""

from __future__ import annotations

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
from holdspace.intake.queries.referrals import (
    Alike,
    alike,
    count_new,
    door_is_open,
    has_words,
    new_referrals,
    only_practice,
    practice_that_takes,
    referral_for,
    settled_referrals,
)
from holdspace.intake.queries.screening import known_to_intake, screening_for, screenings_of
from holdspace.intake.queries.vocabulary import every_word, put_away, vocabulary_of
from holdspace.intake.queries.waiting import (
    WaitLine,
    named_on_roster,
    screeners,
    wait_for,
    waiting_list,
    waits_of,
)

__all__ = [
    "Alike",
    "Ask",
    "KeptApart",
    "WaitLine",
    "acquaintance_for",
    "acquaintances",
    "alike",
    "apart_for",
    "aparts_of",
    "asks",
    "count_new",
    "door_is_open",
    "every_word",
    "has_words",
    "kept_apart",
    "known_to_intake",
    "named_on_roster",
    "names_of",
    "new_referrals",
    "only_practice",
    "practice_that_takes",
    "put_away",
    "referral_for",
    "screeners",
    "screening_for",
    "screenings_of",
    "settled_referrals",
    "vocabulary_of",
    "wait_for",
    "waiting_list",
    "waits_of",
]
