"""Psychotherapy notes in a package of their own: what may be in it, and until when it may lie ready."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from holdspace.kernel.refusals import Refused
from holdspace.kernel.words import Words, say
from holdspace.notes.rules.allowance import Allowance
from holdspace.release.rules.bases import LONGEST_DAYS, Basis
from holdspace.release.rules.parts import Part


def stands_alone(parts: Sequence[Part], basis: Basis) -> bool:
    """Whether psychotherapy notes are in a package of their own, or in none: never beside another part, and
    by no other ground than their own authorisation, which carries nothing else."""
    if basis is Basis.APART:
        return set(parts) <= {Part.PSYCHOTHERAPY}
    return Part.PSYCHOTHERAPY not in parts


def check_package(allowance: Allowance, *, until: date, chosen: int, today: date) -> None:
    """Refused with a sentence for each field: no note was chosen, or it would lie ready for too long.

    Nothing at all by an authorisation that does not count today.
    """
    check_counts(allowance, today)
    wrong: dict[str, Words] = {}
    if chosen == 0:
        wrong["notes"] = say("Choose at least one note.")
    if until < today:
        wrong["until"] = say("This day is over. Choose one that is still to come.")
    elif until > allowance.ends_on:
        wrong["until"] = say("The authorisation ends before this day.")
    elif (until - today).days > LONGEST_DAYS:
        wrong["until"] = say("A file lies ready for sixty days at most.")
    if wrong:
        raise Refused(say("Something here needs another look."), fields=wrong)


def check_counts(allowance: Allowance, today: date) -> None:
    """Refused where the authorisation has ended, was taken back, or was not signed yet."""
    if not allowance.counts(today):
        raise Refused(say("The authorisation does not count any more. Nothing leaves by it."))
