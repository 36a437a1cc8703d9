"""What still waits for a signature: for the Today page. Counts only: no text is opened here."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias
from uuid import UUID

from django.db.models import Count, Exists, IntegerField, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from holdspace.groups.models import Facilitation, Membership
from holdspace.kernel import clock
from holdspace.kernel.actors import Actor
from holdspace.notes.models import GroupNote, MemberNote
from holdspace.practice.spells import running
from holdspace.sessions.models import Attendance, GroupSession

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


def unsigned(actor: Actor) -> list[UnsignedSession]:
    """The sessions that the actor led and whose notes are not all signed, the oldest first. One query."""
    rows = (
        _led_and_over(actor)
        .annotate(
            members=_without_signature(actor), group_signed=Exists(_group_note(signed_at__isnull=False))
        )
        .filter(Q(members__gt=0) | Q(group_signed=False))
        .order_by("starts_at", "id")
        .values_list("id", "group__name", "starts_at", "members", "group_signed")
    )
    return [
        UnsignedSession(session, name, starts, members + (0 if signed else 1))
        for session, name, starts, members, signed in rows
    ]


def to_cosign(actor: Actor) -> list[CosignableSession]:
    """The sessions in the actor's reach with notes of somebody in training that the actor may co-sign."""
    asked = Q(needs_cosignature=True, cosigned_at__isnull=True) & ~Q(signed_by=actor.person_id)
    rows = (
        GroupSession.clinical_to(actor)
        .annotate(
            members=_count(MemberNote.visible_to(actor).filter(asked, session=OuterRef("pk")), "session"),
            of_group=_count(GroupNote.visible_to(actor).filter(asked, session=OuterRef("pk")), "session"),
        )
        .filter(Q(members__gt=0) | Q(of_group__gt=0))
        .order_by("starts_at", "id")
        .values_list("id", "group__name", "starts_at", "members", "of_group")
    )
    return [CosignableSession(pk, name, starts, members + group) for pk, name, starts, members, group in rows]


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
