"""What still waits for a signature, and for how long. Counts only: no text is opened here."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeAlias
from uuid import UUID

from django.db.models import Count, Exists, IntegerField, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from holdspace.groups.models import Facilitation, Membership, clinical_reach
from holdspace.kernel import clock
from holdspace.kernel.actors import Actor, system_actor
from holdspace.notes.models import GroupNote, MemberNote
from holdspace.notes.queries.rules_of import house_of
from holdspace.notes.rules.lateness import hours_after, is_late
from holdspace.practice.roles import Permission
from holdspace.practice.spells import running
from holdspace.sessions.models import Attendance, GroupSession
from holdspace.vault.scope import acting_as

Sessions: TypeAlias = QuerySet[GroupSession]


@dataclass(frozen=True, slots=True)
class UnsignedSession:
    """A session that is over; `missing` counts its notes without a signature, the group's among them."""

    session_id: UUID
    group_name: str
    starts_at: datetime
    missing: int


@dataclass(frozen=True, slots=True)
class CosignableSession:
    """A session with notes that wait for the actor's second signature; `waiting` counts them."""

    session_id: UUID
    group_name: str
    starts_at: datetime
    waiting: int


@dataclass(frozen=True, slots=True)
class Wait:
    """Notes of one session that wait: how many, and for how many whole hours since it ended. `is_late`: a
    signature now is a late entry. `is_open`: whether the actor can go there; a supervisor may have to open
    the record."""

    session_id: UUID
    group_id: UUID
    group_name: str
    starts_at: datetime
    count: int
    hours: int
    is_late: bool
    is_open: bool = True

    @property
    def days(self) -> int:
        return self.hours // 24


@dataclass(frozen=True, slots=True)
class Queue:
    """What waits for the actor: to be signed, to be co-signed, and to be co-signed in records that are
    closed."""

    unsigned: list[Wait]
    to_cosign: list[Wait]
    behind_doors: list[Wait]

    @property
    def is_empty(self) -> bool:
        return not (self.unsigned or self.to_cosign or self.behind_doors)


def queue(actor: Actor) -> Queue:
    """Everything that waits for the actor, the oldest first; a constant number of queries.

    Whoever may open records also hears of what waits in the groups of the practice whose record is closed to
    them: which session, how many notes and how long; not of whom, nor by whom."""
    hours = house_of(actor).late_after
    own = [_wait(row, row.members + (0 if row.group_signed else 1), hours) for row in _unsigned_rows(actor)]
    waiting = _cosignable(actor, ~Q(signed_by=actor.person_id))
    return Queue(
        own, [_wait(row, row.members + row.of_group, hours) for row in waiting], _closed(actor, hours)
    )


def _closed(actor: Actor, hours: int) -> list[Wait]:
    if not (actor.may(Permission.RECORD_OPEN) and actor.may(Permission.NOTE_COSIGN)):
        return []
    reach, system = clinical_reach(actor), system_actor(actor.practice_id)
    with acting_as(system):
        rows = list(_cosignable(system, ~Q(signed_by=actor.person_id)).exclude(group__in=reach))
    return [_wait(row, row.members + row.of_group, hours, is_open=False) for row in rows]


def _wait(row: Any, count: int, hours: int, *, is_open: bool = True) -> Wait:
    ended, moment = row.finished_at or row.ends_at, clock.now()
    late = is_late(ended=ended, signed=moment, hours=hours)
    since = hours_after(ended, moment)
    return Wait(row.pk, row.group_id, row.group.name, row.starts_at, count, since, late, is_open)


def unsigned(actor: Actor) -> list[UnsignedSession]:
    """The sessions that the actor led and whose notes are not all signed, the oldest first. One query."""
    return [
        UnsignedSession(row.pk, row.group.name, row.starts_at, row.members + (0 if row.group_signed else 1))
        for row in _unsigned_rows(actor)
    ]


def _unsigned_rows(actor: Actor) -> Any:
    signed = Exists(_group_note(signed_at__isnull=False))
    rows = _led_and_over(actor).annotate(members=_without_signature(actor), group_signed=signed)
    waiting = rows.filter(Q(members__gt=0) | Q(group_signed=False))
    return waiting.select_related("group").order_by("starts_at", "id")


def to_cosign(actor: Actor) -> list[CosignableSession]:
    """The sessions in the actor's reach with notes of somebody in training that the actor may co-sign."""
    rows = _cosignable(actor, ~Q(signed_by=actor.person_id))
    return [
        CosignableSession(row.pk, row.group.name, row.starts_at, row.members + row.of_group) for row in rows
    ]


def _cosignable(actor: Actor, by_others: Q) -> Any:
    """Sessions in the actor's reach with notes that wait for a second signature, counted."""
    asked = Q(needs_cosignature=True, cosigned_at__isnull=True) & by_others
    rows = GroupSession.clinical_to(actor).annotate(
        members=_count(MemberNote.visible_to(actor).filter(asked, session=OuterRef("pk")), "session"),
        of_group=_count(GroupNote.visible_to(actor).filter(asked, session=OuterRef("pk")), "session"),
    )
    waiting = rows.filter(Q(members__gt=0) | Q(of_group__gt=0))
    return waiting.select_related("group").order_by("starts_at", "id")


def _led_and_over(actor: Actor) -> Sessions:
    """Sessions held, or past and not cancelled, within a running spell of the actor as one of the leaders."""
    spell = Facilitation.visible_to(actor).filter(
        running(), staff_id=actor.person_id, group=OuterRef("group"), starts_at__lte=OuterRef("ends_at")
    )
    over = Q(status=GroupSession.Status.HELD) | Q(
        status=GroupSession.Status.PLANNED, ends_at__lte=clock.now()
    )
    return GroupSession.clinical_to(actor).filter(over, Exists(spell))


def _without_signature(actor: Actor) -> Coalesce:
    """How many who sat in the group then and were not marked absent have no signed note."""
    absent = Attendance.visible_to(actor).filter(
        session=OuterRef(OuterRef("pk")), member=OuterRef("member"), status=Attendance.Status.ABSENT
    )
    signed = MemberNote.unscoped.filter(
        session=OuterRef(OuterRef("pk")), member=OuterRef("member"), signed_at__isnull=False
    )
    seated = Membership.visible_to(actor).filter(
        Q(ends_at__isnull=True) | Q(ends_at__gt=OuterRef("starts_at")),
        ~Exists(absent),
        ~Exists(signed),
        group=OuterRef("group"),
        starts_at__lt=OuterRef("ends_at"),
    )
    return _count(seated, "group", "member")


def _count(rows: QuerySet[object], by: str, what: str = "pk") -> Coalesce:  # type: ignore[type-var]
    counted = rows.order_by().values(by).annotate(n=Count(what, distinct=True)).values("n")
    return Coalesce(Subquery(counted, output_field=IntegerField()), Value(0))


def _group_note(**condition: object) -> QuerySet[GroupNote]:
    return GroupNote.unscoped.filter(session=OuterRef("pk"), **condition)
