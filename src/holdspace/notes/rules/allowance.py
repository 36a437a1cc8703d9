"""When psychotherapy notes may be given to somebody: by an authorisation that is about them alone.

45 CFR 164.508: (a)(2) they leave only by an authorisation, with narrow exceptions; (b)(3)(ii) it is part of
no other one; (b)(5) it can be revoked; (c)(1) it says what, who gives it, to whom, what for, until when, and
is signed and dated.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from holdspace.kernel.refusals import Refused
from holdspace.kernel.words import Words, say

LONGEST = 200
"""The most characters of a receiver, a purpose or a name: one line each."""


@dataclass(frozen=True, slots=True)
class Allowance:
    """From when until when it counts, and for notes of which days: both ends are included, None is open."""

    signed_on: date
    ends_on: date
    withdrawn: bool = False
    notes_from: date | None = None
    notes_until: date | None = None

    def counts(self, day: date) -> bool:
        """Whether anything may leave by it on a day."""
        return not self.withdrawn and self.signed_on <= day <= self.ends_on

    def covers(self, written: date) -> bool:
        """Whether it is about a note that was written on a day."""
        return (self.notes_from is None or self.notes_from <= written) and (
            self.notes_until is None or written <= self.notes_until
        )


def check_allowance(allowance: Allowance, *, recipient: str, purpose: str, today: date) -> None:
    """Refused with a sentence for each field that is missing or does not fit."""
    wrong: dict[str, Words] = {}
    if not recipient.strip():
        wrong["recipient"] = say("Say to whom the notes may go.")
    if not purpose.strip():
        wrong["purpose"] = say("Say what they are needed for.")
    for name, text in (("recipient", recipient), ("purpose", purpose)):
        if len(text.strip()) > LONGEST:
            wrong[name] = say("Two hundred characters at most.")
    wrong |= _dates(allowance, today)
    if wrong:
        raise Refused(next(iter(wrong.values())), fields=wrong)


def _dates(allowance: Allowance, today: date) -> dict[str, Words]:
    wrong: dict[str, Words] = {}
    if allowance.signed_on > today:
        wrong["signed_on"] = say("This day is still to come. Nothing was signed on it yet.")
    if allowance.ends_on < allowance.signed_on:
        wrong["expires_on"] = say("An authorisation ends after it was signed.")
    first, last = allowance.notes_from, allowance.notes_until
    if first is not None and last is not None and last < first:
        wrong["notes_until"] = say("This day is before the first one.")
    return wrong
