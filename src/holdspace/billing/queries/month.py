"""A month of the practice: who came, what it comes to, what was claimed, and what is missing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from django.utils.translation import gettext as _

from holdspace.billing.models import Charge, Claim, PracticeBilling
from holdspace.billing.queries.claims import outgoing, sent_claims
from holdspace.billing.queries.facts import billing_of, gather, name_in_lists, practice_for
from holdspace.billing.rules.claims import Frequency
from holdspace.billing.rules.fees import Kind
from holdspace.billing.rules.missing import lacking, lacking_of_practice
from holdspace.billing.rules.money import total
from holdspace.billing.rules.month import Month
from holdspace.billing.rules.month_csv import MonthLine
from holdspace.kernel.actors import Actor
from holdspace.kernel.words import Words
from holdspace.sessions.models import Attendance, GroupSession


@dataclass(frozen=True, slots=True)
class Line:
    """One charge of the month. `claim` is the newest claim about it."""

    charge: Charge
    name: str
    payer: str
    headcount: int
    lacking: tuple[Words, ...]
    claim: Claim | None

    @property
    def state(self) -> str:
        """Where it stands: to be claimed, claimed, lacking something, or for the member alone."""
        if self.claim is not None:
            return "claimed"
        if self.charge.insurer_id is None:
            return "own"
        return "lacking" if self.lacking else "ready"

    @property
    def state_words(self) -> str:
        """The same in words."""
        return {
            "claimed": _("claimed"),
            "own": _("billed to the member"),
            "lacking": _("something is missing"),
            "ready": _("ready to be claimed"),
        }[self.state]


@dataclass(frozen=True, slots=True)
class Evening:
    """One session, and its charges."""

    session: GroupSession
    lines: tuple[Line, ...]

    @property
    def amount(self) -> Decimal:
        """What it comes to."""
        return total(line.charge.amount for line in self.lines)


@dataclass(frozen=True, slots=True)
class MonthPage:
    """The month on a page. `attended` and `charged` count seats; they agree once the month is charged."""

    month: Month
    billing: PracticeBilling
    evenings: tuple[Evening, ...]
    lacking: tuple[Words, ...]
    attended: int
    not_noted: int
    corrections: tuple[Correction, ...]

    @property
    def lines(self) -> list[Line]:
        """Every charge of the month."""
        return [line for evening in self.evenings for line in evening.lines]

    @property
    def charged(self) -> int:
        """Charges for sessions that somebody attended."""
        return sum(line.charge.kind == Kind.ATTENDED for line in self.lines)

    @property
    def agrees(self) -> bool:
        """Whether every seat that somebody took is charged."""
        return self.attended == self.charged

    @property
    def amount(self) -> Decimal:
        """What the month comes to."""
        return total(line.charge.amount for line in self.lines)

    def counted(self, state: str) -> int:
        """How many charges are in a state."""
        return sum(line.state == state for line in self.lines)

    @property
    def ready(self) -> int:
        """How many can be put into a file now, corrections among them."""
        return self.counted("ready") + sum(not each.lacking for each in self.corrections)

    @property
    def waiting(self) -> int:
        """How many lack something."""
        return self.counted("lacking") + sum(bool(each.lacking) for each in self.corrections)


@dataclass(frozen=True, slots=True)
class Correction:
    """A claim that was sent and has to be taken back or replaced."""

    claim: Claim
    name: str
    is_void: bool
    lacking: tuple[Words, ...]


def month_page(actor: Actor, month: Month) -> MonthPage:
    """The month, in a constant number of queries."""
    practice = practice_for(actor)
    lines = _lines(actor, month)
    begin, end = month.moments(practice.time_zone)
    held = GroupSession.visible_to(actor).filter(
        status=GroupSession.Status.HELD, starts_at__gte=begin, starts_at__lt=end
    )
    sessions = list(held.select_related("group").order_by("starts_at", "id"))
    noted = Attendance.visible_to(actor).filter(session__in=sessions)
    by_session = list(noted.values_list("session_id", "status"))
    billing = billing_of(practice.pk)
    return MonthPage(
        month=month,
        billing=billing,
        evenings=tuple(_evening(session, lines) for session in sessions),
        lacking=tuple(lacking_of_practice(billing.values)),
        attended=sum(status != Attendance.Status.ABSENT for _id, status in by_session),
        not_noted=len({session.pk for session in sessions} - {pk for pk, _status in by_session}),
        corrections=_corrections(actor, month),
    )


def _evening(session: GroupSession, lines: Sequence[Line]) -> Evening:
    return Evening(session, tuple(line for line in lines if line.charge.session_id == session.pk))


def _lines(actor: Actor, month: Month) -> list[Line]:
    rows = Charge.visible_to(actor).filter(
        service_date__gte=month.first, service_date__lt=month.after.first, reversed_at__isnull=True
    )
    charges = list(rows.select_related("insurer"))
    found = gather(actor.practice_id, charges)
    sent = sent_claims(actor, charges)
    lines = [
        Line(
            charge=charge,
            name=name_in_lists(found.members.get(charge.member_id)),
            payer=charge.insurer.name if charge.insurer else "",
            headcount=found.headcounts.get(charge.session_id, 0),
            lacking=tuple(lacking(found.facts(charge))),
            claim=sent.get(charge.pk),
        )
        for charge in charges
    ]
    return sorted(lines, key=lambda line: (line.charge.service_date, line.name))


def _corrections(actor: Actor, month: Month) -> tuple[Correction, ...]:
    return tuple(
        Correction(
            claim=each.replaces,
            name=name_in_lists(each.found.members.get(each.charge.member_id)),
            is_void=each.frequency is Frequency.VOID,
            lacking=each.lacking,
        )
        for each in outgoing(actor, month)
        if each.replaces is not None
    )


def month_lines(actor: Actor, month: Month) -> tuple[list[MonthLine], set[UUID]]:
    """The month for a spreadsheet, and whose account it is about."""
    lines = _lines(actor, month)
    rows = [
        MonthLine(
            date=line.charge.service_date,
            account=str(line.charge.member_id),
            name=line.name,
            kind=line.charge.kind,
            code=line.charge.code,
            modifiers=line.charge.modifiers,
            place=line.charge.place,
            units=line.charge.units,
            headcount=line.headcount,
            fee=line.charge.amount,
            payer=line.payer,
            claim=line.claim.number if line.claim else "",
            state=line.state,
        )
        for line in lines
    ]
    return rows, {line.charge.member_id for line in lines}
