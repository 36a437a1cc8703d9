"""Intake: what came in, who waits since when and for what, what a screening found, who must not meet."""

from __future__ import annotations

from holdspace.intake.models.meeting import Acquaintance, Apart, Asked, Likeness, Screening
from holdspace.intake.models.referring import IntakeDoor, Referral, ReferralWords, Sending
from holdspace.intake.models.vocabulary import Term
from holdspace.intake.models.waiting import Funding, Modality, ReturnRule, Waiting

__all__ = [
    "Acquaintance",
    "Apart",
    "Asked",
    "Funding",
    "IntakeDoor",
    "Likeness",
    "Modality",
    "Referral",
    "ReferralWords",
    "ReturnRule",
    "Screening",
    "Sending",
    "Term",
    "Waiting",
]
