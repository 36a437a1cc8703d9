"""On what ground a record may leave the house, and what each ground asks for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from holdspace.kernel.refusals import Refused
from holdspace.kernel.words import Words, say
from holdspace.release.rules.parts import Purpose


class Basis(StrEnum):
    """The legal ground of a release."""

    OWN_REQUEST = "own_request"
    AUTHORISATION = "authorisation"
    CARE = "care"
    COURT_ORDER = "court_order"
    LAW = "law"
    APART = "apart"


@dataclass(frozen=True, slots=True)
class Ground:
    """A basis in words, where it is written, and whether 45 CFR 164.528 wants it in the accounting."""

    words: Words
    source: str
    counted: bool
    purposes: frozenset[Purpose]


GROUNDS: Final[Mapping[Basis, Ground]] = {
    Basis.OWN_REQUEST: Ground(
        say("The person asked for a copy for themselves."),
        "45 CFR 164.524; GDPR Art. 15",
        counted=False,
        purposes=frozenset({Purpose.OWN}),
    ),
    Basis.AUTHORISATION: Ground(
        say("The person signed an authorisation that ends on a day."),
        "45 CFR 164.508; GDPR Art. 9(2)(a)",
        counted=False,
        purposes=frozenset({Purpose.CARE, Purpose.PAYMENT, Purpose.LEGAL, Purpose.OTHER}),
    ),
    Basis.CARE: Ground(
        say("For treatment or for payment of it, as the law allows without an authorisation."),
        "45 CFR 164.506(c); GDPR Art. 9(2)(h)",
        counted=False,
        purposes=frozenset({Purpose.CARE, Purpose.PAYMENT}),
    ),
    Basis.COURT_ORDER: Ground(
        say("A court ordered it. Only what the order names may leave."),
        "45 CFR 164.512(e)(1)(i)",
        counted=True,
        purposes=frozenset({Purpose.LEGAL}),
    ),
    Basis.LAW: Ground(
        say("A law requires it."),
        "45 CFR 164.512(a)",
        counted=True,
        purposes=frozenset({Purpose.LEGAL, Purpose.OTHER}),
    ),
    Basis.APART: Ground(
        say("The person signed an authorisation for psychotherapy notes alone."),
        "45 CFR 164.508(a)(2), (b)(3)(ii)",
        counted=False,
        purposes=frozenset(),
    ),
}

OF_THE_RECORD: Final = tuple(basis for basis in Basis if basis is not Basis.APART)
"""The grounds of packages of the record. The other one carries psychotherapy notes, and nothing besides."""


@dataclass(frozen=True, slots=True)
class Terms:
    """For whom, why and until when; `authorised_on` and `authorised_until` are those of the signed paper.

    `part2_consent_on` is the day of a written consent under 42 CFR 2.31. `reference` names an order or a law.
    """

    purpose: Purpose
    basis: Basis
    recipient: str
    why: str
    until: date
    authorised_on: date | None = None
    authorised_until: date | None = None
    reference: str = ""
    part2_consent_on: date | None = None


LONGEST_DAYS = 60
"""How long a sealed file may lie ready; a newer one is made after that."""


def check_terms(terms: Terms, *, today: date) -> None:
    """Refused with a sentence for each field that is missing or does not fit."""
    wrong = {**_ground(terms), **_dates(terms, today)}
    if not terms.recipient.strip():
        wrong["recipient"] = say("Say who receives it.")
    if not terms.why.strip():
        wrong["why"] = say("Say in a sentence what it is needed for.")
    if wrong:
        raise Refused(say("Something here needs another look."), fields=wrong)


def _ground(terms: Terms) -> dict[str, Words]:
    wrong: dict[str, Words] = {}
    if terms.purpose not in GROUNDS[terms.basis].purposes:
        wrong["basis"] = say("This ground does not carry this purpose.")
    if terms.basis in (Basis.COURT_ORDER, Basis.LAW) and not terms.reference.strip():
        wrong["reference"] = say("Name the order or the law: its number, its date.")
    if terms.basis is Basis.AUTHORISATION:
        for name in ("authorised_on", "authorised_until"):
            if getattr(terms, name) is None:
                wrong[name] = say(
                    "An authorisation has a day on which it was signed, and one on which it ends."
                )
    return wrong


def _dates(terms: Terms, today: date) -> dict[str, Words]:
    wrong: dict[str, Words] = {}
    if terms.until < today:
        wrong["until"] = say("This day is over. Choose one that is still to come.")
    elif (terms.until - today).days > LONGEST_DAYS:
        wrong["until"] = say("A file lies ready for sixty days at most.")
    for name in ("authorised_on", "part2_consent_on"):
        signed = getattr(terms, name)
        if signed is not None and signed > today:
            wrong[name] = say("This day is still to come. Nothing was signed on it yet.")
    if terms.authorised_until is not None:
        if terms.authorised_until < today:
            wrong["authorised_until"] = say("This authorisation has ended. A new one has to be signed.")
        elif terms.until > terms.authorised_until:
            wrong.setdefault("until", say("The authorisation ends before this day."))
    return wrong
