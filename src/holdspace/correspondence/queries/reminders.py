"""Who is to be told what, and whether it still holds when the message goes out.

Everything here is asked by the worker, acting as the system of one practice.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import models

from holdspace.agreements.models import Agreement, Signature
from holdspace.correspondence.models import Reminder
from holdspace.correspondence.rules.quiet import quiet
from holdspace.groups.models import Membership
from holdspace.kernel.actors import Actor
from holdspace.measures.queries import follow_up_of, left_lately
from holdspace.measures.rules.due import opened_lately
from holdspace.members.models import Contact, Member
from holdspace.practice.models import Practice
from holdspace.practice.spells import running
from holdspace.sessions.models import Attendance, GroupSession, SessionRating
from holdspace.sessions.policies import IN_THE_ROOM
from holdspace.sessions.rules.recurrence import localised
from holdspace.vault import keyring
from holdspace.vault.roots import Domain

BEFORE = timedelta(hours=26)
"""How long before a session its reminder goes out: a day, and slack for a worker that stood still."""

CHANGES = timedelta(weeks=4)
"""Within four weeks people are told of a change; what lies further ahead stands in the calendar."""

AFTER = (timedelta(hours=1), timedelta(days=2))
"""From when until when after a session its questions are announced."""

TO_SIGN = timedelta(days=3)
"""How long before a session people are asked for what they have not signed."""

AGAIN = (timedelta(minutes=10), timedelta(days=1))
"""A message that could not be sent is tried again after ten minutes, and given up after a day."""

SINCE_LEFT = timedelta(days=3)
"""For so long after questions open for somebody who has left, a message about them goes out."""

CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class Wanted:
    """One message that somebody ought to have."""

    member_id: UUID
    session_id: UUID
    kind: Reminder.Kind
    about: str


@dataclass(frozen=True, slots=True)
class Letter:
    """To whom a message goes, in which language, with the practice's own neutral words."""

    address: str
    language: str
    kind: Reminder.Kind
    subject: str
    sender: str
    path: str = "/"
    """Where it leads: to where they sign in, or to an address that opens without."""


def wanted(system: Actor, now: datetime) -> list[Wanted]:
    """The messages of one practice that ought to have been queued by `now` and were not, by member."""
    practice = Practice.visible_to(system).get()
    asks: list[Callable[[Actor, datetime], Iterable[Wanted]]] = [_before, _changed]
    if not quiet(now, practice.time_zone):
        asks += [_rating, _sign, _afterwards]
    return _not_yet(system, [each for ask in asks for each in ask(system, now)])


def waiting_again(system: Actor, now: datetime) -> list[Reminder]:
    """What was queued and never left, and is worth another attempt."""
    rows = Reminder.visible_to(system).filter(sent_at__isnull=True)
    return list(
        rows.filter(queued_at__lte=now - AGAIN[0], queued_at__gt=now - AGAIN[1]).order_by("queued_at")
    )


def letter_of(system: Actor, reminder: Reminder, now: datetime) -> Letter | None:
    """The message as it goes out now, or None when it no longer holds or reaches nobody."""
    if not _holds(system, reminder, now):
        return None
    member = Member.visible_to(system).select_related("user", "practice").get(pk=reminder.member_id)
    address = _address(system, member)
    if not address:
        return None
    user_language = member.user.language if member.user else ""
    return Letter(
        address=address,
        language=user_language or member.language or member.practice.language,
        kind=Reminder.Kind(reminder.kind),
        subject=member.practice.neutral_subject,
        sender=member.practice.sender_name,
    )


def _before(system: Actor, now: datetime) -> Iterable[Wanted]:
    sessions = list(
        GroupSession.visible_to(system).filter(
            status=GroupSession.Status.PLANNED, starts_at__gt=now, starts_at__lte=now + BEFORE
        )
    )
    people = _people(system, sessions)
    for session in sessions:
        for member in people.get(session.group_id, ()):
            yield Wanted(member, session.pk, Reminder.Kind.BEFORE, _state(session))


def _changed(system: Actor, now: datetime) -> Iterable[Wanted]:
    """Sessions to come that were cancelled, or do not stand where people last heard that they do."""
    rows = GroupSession.visible_to(system).filter(starts_at__gt=now, starts_at__lte=now + CHANGES)
    told = Reminder.visible_to(system).filter(session=models.OuterRef("pk"), kind=Reminder.Kind.CHANGED)
    sessions = [
        session
        for session in rows.annotate(told=models.Exists(told)).select_related("practice", "series")
        if session.told or _moved(session) or session.status == GroupSession.Status.CANCELLED
    ]
    people = _people(system, sessions)
    for session in sessions:
        for member in people.get(session.group_id, ()):
            yield Wanted(member, session.pk, Reminder.Kind.CHANGED, _state(session))


def _rating(system: Actor, now: datetime) -> Iterable[Wanted]:
    rated = SessionRating.visible_to(system).filter(
        session=models.OuterRef("session"), member=models.OuterRef("member")
    )
    rows = Attendance.visible_to(system).filter(
        ~models.Exists(rated),
        _reachable(system),
        status__in=IN_THE_ROOM,
        session__ends_at__gt=now - AFTER[1],
        session__ends_at__lte=now - AFTER[0],
        member__memberships__in=Membership.visible_to(system).filter(running()),
        member__memberships__group=models.F("session__group"),
    )
    for member, session in rows.values_list("member", "session").distinct().order_by("member", "session"):
        yield Wanted(member, session, Reminder.Kind.RATING, "")


def _sign(system: Actor, now: datetime) -> Iterable[Wanted]:
    sessions = list(
        GroupSession.visible_to(system).filter(
            status=GroupSession.Status.PLANNED, starts_at__gt=now, starts_at__lte=now + TO_SIGN
        )
    )
    newer = Agreement.visible_to(system).filter(
        group=models.OuterRef("group"), version__gt=models.OuterRef("version")
    )
    rows = Agreement.visible_to(system).filter(~models.Exists(newer))
    holding = {each.group_id: each for each in rows.filter(group__in=[s.group_id for s in sessions])}
    signed = set(
        Signature.visible_to(system)
        .filter(agreement__in=list(holding.values()))
        .values_list("agreement", "member")
    )
    people = _people(system, sessions)
    for session in sessions:
        agreement = holding.get(session.group_id)
        for member in people.get(session.group_id, ()) if agreement else ():
            assert agreement is not None
            if (agreement.pk, member) not in signed:
                yield Wanted(member, session.pk, Reminder.Kind.SIGN, str(agreement.pk))


def _afterwards(system: Actor, now: datetime) -> Iterable[Wanted]:
    """Questions that opened lately for who has left a group; named after its last session before that."""
    zone = ZoneInfo(Practice.visible_to(system).get().time_zone)
    today = now.astimezone(zone).date()
    for spell in left_lately(system.practice_id).filter(_reachable(system)):
        assert spell.ends_at is not None
        point = opened_lately(spell.ends_at.astimezone(zone).date(), today, SINCE_LEFT)
        session = _last_before(system, spell) if point else None
        if session is not None and point in follow_up_of(spell).points:
            yield Wanted(spell.member_id, session.pk, Reminder.Kind.AFTER, str(point))


def _last_before(system: Actor, spell: Membership) -> GroupSession | None:
    rows = GroupSession.visible_to(system).filter(group=spell.group_id, starts_at__lt=spell.ends_at)
    return rows.order_by("-starts_at", "-id").first()


def _not_yet(system: Actor, found: Sequence[Wanted]) -> list[Wanted]:
    rows = Reminder.visible_to(system).filter(session__in={each.session_id for each in found})
    known = set(rows.values_list("member", "session", "kind", "about"))
    fresh = [each for each in found if (each.member_id, each.session_id, each.kind, each.about) not in known]
    return sorted(fresh, key=lambda each: (each.member_id, each.kind))


def _people(system: Actor, sessions: Iterable[GroupSession]) -> dict[UUID, list[UUID]]:
    """Who sits in the groups of these sessions now and can be reached."""
    rows = Membership.visible_to(system).filter(
        running(), _reachable(system), group__in={session.group_id for session in sessions}
    )
    people: dict[UUID, list[UUID]] = {}
    for group, member in rows.order_by("group", "seat").values_list("group", "member"):
        people.setdefault(group, []).append(member)
    return people


def _reachable(system: Actor) -> models.Q:
    """Of rows with a `member`: active, with an account or an e-mail address."""
    mail = Contact.visible_to(system).filter(member=models.OuterRef("member"), kind=Contact.Kind.EMAIL)
    reached = models.Q(member__user__is_active=True) | models.Q(models.Exists(mail))
    return models.Q(member__status=Member.Status.ACTIVE) & reached


def _address(system: Actor, member: Member) -> str:
    """The address of the account, else the preferred e-mail contact."""
    if member.user is not None and member.user.is_active:
        return member.user.email
    keyring.warm([member.pk], Domain.IDENTITY)
    rows = Contact.visible_to(system).filter(member=member, kind=Contact.Kind.EMAIL)
    contact = rows.order_by("-preferred", "id").first()
    return (contact.value or "") if contact else ""


def _holds(system: Actor, reminder: Reminder, now: datetime) -> bool:
    """Whether the message is still true: the person still sits there, the session still stands as it says."""
    session = reminder.session
    if reminder.kind == Reminder.Kind.AFTER:
        return _is_asked_afterwards(system, reminder)
    seats = Membership.visible_to(system).filter(running(), _reachable(system), group=session.group_id)
    if not seats.filter(member=reminder.member_id).exists():
        return False
    if reminder.kind in (Reminder.Kind.BEFORE, Reminder.Kind.CHANGED):
        return session.starts_at > now and reminder.about == _state(session)
    return reminder.kind in (Reminder.Kind.RATING, Reminder.Kind.DIGEST) or session.starts_at > now


def _is_asked_afterwards(system: Actor, reminder: Reminder) -> bool:
    """Whether somebody who has left still owes the answers of which they are told."""
    rows = left_lately(system.practice_id).filter(_reachable(system), group=reminder.session.group_id)
    spell = rows.filter(member=reminder.member_id).first()
    return spell is not None and reminder.about in follow_up_of(spell).points


def _state(session: GroupSession) -> str:
    """When a session is, as far as somebody can be told: its start, or that it is cancelled."""
    if session.status == GroupSession.Status.CANCELLED:
        return CANCELLED
    return session.starts_at.isoformat(timespec="minutes")


def _moved(session: GroupSession) -> bool:
    """Whether it stands elsewhere than its series put it, by the clock of the series: the practice's may have
    changed since."""
    local = datetime.fromisoformat(session.original_local)
    zone = session.series.time_zone if session.series else session.practice.time_zone
    return localised(local, ZoneInfo(zone)) != session.starts_at
