"""Who is to be told what by now.

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
from holdspace.correspondence.queries.wishes import wishes_of
from holdspace.correspondence.rules.timing import AHEAD, is_morning_after
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

CHANGES = timedelta(weeks=4)
"""Within four weeks people are told of a change; what lies further ahead stands in the calendar."""

AFTER = (timedelta(hours=1), timedelta(days=2))
"""From when until when after a session its questions are announced."""

TO_SIGN = timedelta(days=3)
"""How long before a session people are asked for what they have not signed."""

AGAIN = (timedelta(minutes=10), timedelta(days=1))
"""A message that could not be sent is tried again after ten minutes, and given up after a day."""

CLAIM = timedelta(minutes=10)
"""For so long a message belongs to the worker that took it: longer than any mail server is waited for."""

MISSED_WITHIN = timedelta(days=2)
"""The morning after lies within two days of a session's end, on whatever clock."""

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
    starts_at: datetime | None = None
    """The session's start, where the message is of no use afterwards."""


def wanted(system: Actor, now: datetime) -> list[Wanted]:
    """The messages of one practice that ought to have been queued by `now` and were not, by member."""
    asks: list[Callable[[Actor, datetime], Iterable[Wanted]]] = [_before, _changed, _rating, _sign]
    asks += [_afterwards, _missed]
    found = _not_yet(system, [each for ask in asks for each in ask(system, now)])
    return as_wished(system, found, now)


def as_wished(system: Actor, found: Sequence[Wanted], now: datetime) -> list[Wanted]:
    """Those that their receivers want to have, and want to have now."""
    wishes = wishes_of(system, {each.member_id for each in found})
    return [each for each in found if wishes[each.member_id].wants(each.kind, each.starts_at, now)]


def free(now: datetime) -> models.Q:
    """That nobody holds a message. A claim from further ahead than it can reach was made before the clock was
    set back."""
    over = models.Q(claimed_until__lte=now) | models.Q(claimed_until__gt=now + CLAIM)
    return models.Q(claimed_until__isnull=True) | over


def waiting_again(system: Actor, now: datetime) -> list[Reminder]:
    """What was queued and never left, and is worth another attempt."""
    rows = Reminder.visible_to(system).filter(free(now), sent_at__isnull=True)
    return list(
        rows.filter(queued_at__lte=now - AGAIN[0], queued_at__gt=now - AGAIN[1]).order_by("queued_at")
    )


def _before(system: Actor, now: datetime) -> Iterable[Wanted]:
    sessions = list(
        GroupSession.visible_to(system).filter(
            status=GroupSession.Status.PLANNED, starts_at__gt=now, starts_at__lte=now + AHEAD
        )
    )
    people = _people(system, sessions)
    for session in sessions:
        for member in people.get(session.group_id, ()):
            yield Wanted(member, session.pk, Reminder.Kind.BEFORE, state(session), session.starts_at)


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
            begins = pressing(session, now)
            yield Wanted(member, session.pk, Reminder.Kind.CHANGED, state(session), begins)


def _rating(system: Actor, now: datetime) -> Iterable[Wanted]:
    rated = SessionRating.visible_to(system).filter(
        session=models.OuterRef("session"), member=models.OuterRef("member")
    )
    rows = Attendance.visible_to(system).filter(
        ~models.Exists(rated),
        reachable(system),
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
    for spell in left_lately(system.practice_id).filter(reachable(system)):
        assert spell.ends_at is not None
        point = opened_lately(spell.ends_at.astimezone(zone).date(), today, SINCE_LEFT)
        session = _last_before(system, spell) if point else None
        if session is not None and point in follow_up_of(spell).points:
            yield Wanted(spell.member_id, session.pk, Reminder.Kind.AFTER, str(point))


def _missed(system: Actor, now: datetime) -> Iterable[Wanted]:
    """Those who missed a session yesterday without a word, where the practice wants them to hear from it."""
    if not Practice.visible_to(system).get().word_when_missed:
        return
    rows = without_word(system).filter(reachable(system), session__ends_at__gt=now - MISSED_WITHIN)
    found = list(rows.filter(sits_still(system)).select_related("session").order_by("session", "member"))
    wishes = wishes_of(system, {each.member_id for each in found})
    for each in found:
        if is_morning_after(each.session.ends_at, now, wishes[each.member_id].zone):
            yield Wanted(each.member_id, each.session_id, Reminder.Kind.MISSED, "")


def without_word(system: Actor) -> models.QuerySet[Attendance]:
    """Who was missed in a session that took place, and nobody had heard anything (as bills read it too)."""
    rows = Attendance.visible_to(system).filter(status=Attendance.Status.ABSENT)
    unheard = rows.filter(reason__in=("", Attendance.Reason.NO_WORD))
    return unheard.exclude(session__status=GroupSession.Status.CANCELLED)


def sits_still(system: Actor) -> models.Q:
    """Of attendance: whoever sits in the session's group now."""
    seats = Membership.visible_to(system).filter(running(), member=models.OuterRef("member"))
    return models.Q(models.Exists(seats.filter(group=models.OuterRef("session__group"))))


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
        running(), reachable(system), group__in={session.group_id for session in sessions}
    )
    people: dict[UUID, list[UUID]] = {}
    for group, member in rows.order_by("group", "seat").values_list("group", "member"):
        people.setdefault(group, []).append(member)
    return people


def reachable(system: Actor) -> models.Q:
    """Of rows with a `member`: active, with an account or an e-mail address."""
    mail = Contact.visible_to(system).filter(member=models.OuterRef("member"), kind=Contact.Kind.EMAIL)
    reached = models.Q(member__user__is_active=True) | models.Q(models.Exists(mail))
    return models.Q(member__status=Member.Status.ACTIVE) & reached


def state(session: GroupSession) -> str:
    """When a session is, as far as somebody can be told: its start, or that it is cancelled."""
    if session.status == GroupSession.Status.CANCELLED:
        return CANCELLED
    return session.starts_at.isoformat(timespec="minutes")


def pressing(session: GroupSession, now: datetime) -> datetime:
    """When somebody who has not heard of a change would come next: to the old time, or to the new one."""
    return min(each for each in (_original(session), session.starts_at) if each > now)


def _moved(session: GroupSession) -> bool:
    return _original(session) != session.starts_at


def _original(session: GroupSession) -> datetime:
    """Where its series put it, by the clock of the series: the practice's may have changed since."""
    zone = session.series.time_zone if session.series else session.practice.time_zone
    return localised(datetime.fromisoformat(session.original_local), ZoneInfo(zone))
