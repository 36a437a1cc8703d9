"""42 CFR Part 2: which of a package is protected by it, and what has to be said to whoever receives it."""

from __future__ import annotations

from datetime import date
from typing import Final

from holdspace.kernel.words import say
from holdspace.release.rules.bases import Basis
from holdspace.release.rules.parts import Purpose

PRESCRIBED: Final = "42 CFR part 2 prohibits unauthorized use or disclosure of these records."
"""The statement of 42 CFR 2.32(a)(2), word for word and in no other language: one of the two that the
regulation lets a practice choose from (as amended by 89 FR 12472, 16 February 2024)."""

IN_OUR_WORDS: Final = say(
    "This package holds records of treatment for the use of alcohol or other substances. Whoever receives it "
    "may not pass it on, nor use it against the person in any proceedings, unless the person agrees in "
    "writing, or a court orders it under that part."
)

SCOPE: Final = say("The person agreed in writing on %(day)s that it goes to the receiver named here.")
"""The explanation of the consent's scope that 42 CFR 2.32(b) asks for."""


def may_go(*, purpose: Purpose, consent_on: date | None) -> bool:
    """Whether protected records may go: to the person themselves (2.23), or with their written consent
    (2.31).

    An order under subpart E has its own procedure and notices; a package made here does not stand in for it.
    """
    return purpose is Purpose.OWN or consent_on is not None


def needs_notice(*, purpose: Purpose, basis: Basis, holds_protected: bool) -> bool:
    """Whether the notice goes with it: with every disclosure but to the person themselves."""
    return holds_protected and not (purpose is Purpose.OWN and basis is Basis.OWN_REQUEST)
