"""Charges of a month, from attendance: once each, however often it is asked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction

from holdspace.audit.log import record
from holdspace.billing import policies
from holdspace.billing.actions.accounts import locked_account, post, take_back
from holdspace.billing.models import Account, Charge, GroupFee, Insurer, PracticeBilling
from holdspace.billing.queries.facts import accounts_of, practice_for
from holdspace.billing.rules.coding import Coding, coding
from holdspace.billing.rules.fees import CLAIMED, Kind, Seen, fee_on, kind_of, owed
from holdspace.billing.rules.ledger import EntryKind
from holdspace.billing.rules.month import Month
from holdspace.billing.rules.profile import Profile
from holdspace.groups.models import Group
from holdspace.kernel.actors import Actor
from holdspace.practice.models import Practice
from holdspace.sessions.models import Attendance, GroupSession
from holdspace.sessions.policies import IN_THE_ROOM
from holdspace.vault import keyring
from holdspace.vault.roots import Domain

Seat = tuple[UUID, UUID]


@dataclass(frozen=True, slots=True)
class Proposed:
    """What became of a month: how many charges were made, and how many were taken back."""

    made: int
    taken_back: int


@dataclass(frozen=True, slots=True)
class Owed:
    """What somebody owes for one session, before it is written down."""

    session: GroupSession
    member_id: UUID
    day: date
    kind: Kind
    amount: Decimal
    coding: Coding
    insurer_id: UUID | None


@transaction.atomic
def charge_month(*, month: Month, by: Actor) -> Proposed:
    """Make the charges of a month's sessions from who came; take back those that attendance no longer bears.

    Asked twice, it makes nothing twice. A charge stays as it was made while what somebody did stays the same:
    a new fee holds for sessions that are charged after it.
    """
    policies.check_bills(by)
    practice = practice_for(by)
    billing = _held(practice)
    wanted = {(each.session.pk, each.member_id): each for each in _owed(practice, billing, month, by)}
    standing = {(row.session_id, row.member_id): row for row in _standing(practice, month)}
    wrong = [row for seat, row in standing.items() if not _bears(wanted.get(seat), row)]
    for row in wrong:
        take_back(locked_account(practice.pk, row.member_id), row, by=by)
    kept = set(standing) - {(row.session_id, row.member_id) for row in wrong}
    new = [each for seat, each in wanted.items() if seat not in kept]
    for each in new:
        _charge(practice, billing, each, by)
    about = {row.member_id for row in wrong} | {each.member_id for each in new}
    if about:
        detail = {"month": month.code, "made": len(new), "taken_back": len(wrong)}
        record("billing.month_charged", by=by, on=billing, about=about, detail=detail)
    return Proposed(len(new), len(wrong))


def _held(practice: Practice) -> PracticeBilling:
    """How the practice bills, locked: a month is charged by one at a time."""
    PracticeBilling.unscoped.get_or_create(practice=practice)
    return PracticeBilling.unscoped.select_for_update().get(practice=practice)


def _standing(practice: Practice, month: Month) -> Iterator[Charge]:
    rows = Charge.unscoped.filter(practice=practice, reversed_at__isnull=True)
    yield from rows.filter(service_date__gte=month.first, service_date__lt=month.after.first)


def _bears(wanted: Owed | None, row: Charge) -> bool:
    """Whether what somebody did is still what they were charged for."""
    return wanted is not None and wanted.kind == row.kind


def _owed(practice: Practice, billing: PracticeBilling, month: Month, by: Actor) -> Iterator[Owed]:
    """What everybody owes for the month's sessions; the earliest of a day first, which is the one claimed."""
    begin, end = month.moments(practice.time_zone)
    sessions = GroupSession.visible_to(by).filter(
        status=GroupSession.Status.HELD, starts_at__gte=begin, starts_at__lt=end
    )
    rows = (
        Attendance.visible_to(by)
        .filter(session__in=sessions)
        .select_related("session__group", "session__room")
    )
    noted = list(rows.order_by("session__starts_at", "session_id", "id"))
    people = {row.member_id for row in noted}
    keyring.warm(people, Domain.IDENTITY)
    ledger = _Ledger(practice, billing, accounts_of(by, people), _fees(practice), _insurers(practice))
    yield from filter(None, map(ledger.owed, noted))


def _fees(practice: Practice) -> dict[UUID, list[tuple[date, Decimal]]]:
    found: dict[UUID, list[tuple[date, Decimal]]] = {}
    for row in GroupFee.unscoped.filter(practice=practice):
        found.setdefault(row.group_id, []).append((row.starts_on, row.amount))
    return found


def _insurers(practice: Practice) -> dict[str, Insurer]:
    return {str(row.pk): row for row in Insurer.unscoped.filter(practice=practice)}


class _Ledger:
    """What one month's attendance comes to; remembers who was claimed for on which day."""

    def __init__(
        self,
        practice: Practice,
        billing: PracticeBilling,
        accounts: Mapping[UUID, Account],
        fees: Mapping[UUID, list[tuple[date, Decimal]]],
        insurers: Mapping[str, Insurer],
    ) -> None:
        self.billing, self.fees, self.insurers = billing, fees, insurers
        self.zone = ZoneInfo(practice.time_zone)
        self.profiles = {member: account.profile for member, account in accounts.items()}
        self.claimed: set[tuple[UUID, date]] = set()

    def owed(self, row: Attendance) -> Owed | None:
        """What one row of attendance costs; None where nothing is owed."""
        profile = self.profiles.get(row.member_id, Profile())
        session, policy = row.session, self.billing.policy
        day = session.starts_at.astimezone(self.zone).date()
        came = row.status in IN_THE_ROOM
        kind = kind_of(Seen(came, row.reason, session.starts_at, row.recorded_at), policy)
        fee = fee_on(day, self.fees.get(session.group_id, ()), self.billing.fee)
        amount = owed(kind, fee=fee, terms=profile.terms, policy=policy)
        if not came and not amount:
            return None
        insurer = self._insurer(row.member_id, day, kind, profile)
        coded = self._coding(session, profile, insurer)
        return Owed(session, row.member_id, day, kind, amount, coded, insurer.pk if insurer else None)

    def _insurer(self, member: UUID, day: date, kind: Kind, profile: Profile) -> Insurer | None:
        """Who is claimed from: nobody for a second session of a day, or for who did not come."""
        insurer = self.insurers.get(profile.payer)
        if insurer is None or kind not in CLAIMED or (member, day) in self.claimed:
            return None
        self.claimed.add((member, day))
        return insurer

    def _coding(self, session: GroupSession, profile: Profile, insurer: Insurer | None) -> Coding:
        where = session.group.modality
        by_video = where == Group.Modality.ONLINE or (where == Group.Modality.HYBRID and profile.by_video)
        site = str(session.room.site_id) if session.room else ""
        return coding(
            by_video=by_video,
            at_home=profile.at_home,
            office=str(self.billing.places.get(site, "")),
            telehealth_modifier=insurer.telehealth_modifier if insurer else "",
        )


def _charge(practice: Practice, billing: PracticeBilling, each: Owed, by: Actor) -> None:
    charge = Charge.unscoped.create(
        practice=practice,
        member_id=each.member_id,
        session=each.session,
        service_date=each.day,
        kind=each.kind,
        code=each.coding.code,
        modifiers=" ".join(each.coding.modifiers),
        place=each.coding.place,
        units=each.coding.units,
        amount=each.amount,
        currency=billing.currency,
        insurer_id=each.insurer_id,
    )
    post(locked_account(practice.pk, each.member_id), EntryKind.CHARGE, each.amount, by=by, charge=charge)
