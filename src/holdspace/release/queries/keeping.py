"""How long whose record is kept: what falls due, what is held, what waits to be approved."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from holdspace.groups.models import Membership
from holdspace.kernel import clock
from holdspace.kernel.actors import Actor, system_actor
from holdspace.kernel.refusals import Missing
from holdspace.members.models import Member
from holdspace.practice.models import Practice
from holdspace.practice.roles import Permission
from holdspace.release import policies
from holdspace.release.models import Erasure, Keeping, LegalHold
from holdspace.release.places import places
from holdspace.release.rules.retention import Place, keep_until
from holdspace.sessions.models import Attendance
from holdspace.vault import keyring
from holdspace.vault.models import Tombstone
from holdspace.vault.roots import Domain
from holdspace.vault.scope import acting_as


@dataclass(frozen=True, slots=True)
class Gone:
    """Somebody who has left: by name only for who keeps the roster, until when they are kept, and what
    stands."""

    member_id: UUID
    name: str
    ended: date | None
    until: date | None
    due: bool
    hold: LegalHold | None
    erasure: Erasure | None
    may_approve: bool

    @property
    def short(self) -> str:
        """What names the row where no name may stand."""
        return self.member_id.hex[-6:].upper()


@dataclass(frozen=True, slots=True)
class KeepingPage:
    """The practice's rule and everybody who has left."""

    keeping: Keeping | None
    place: Place | None
    places: tuple[Place, ...]
    gone: tuple[Gone, ...]


def keeping_page(actor: Actor) -> KeepingPage:
    """What falls due, the longest gone first; a constant number of queries."""
    policies.check_keeps(actor)
    keeping = Keeping.visible_to(actor).first()
    place = places().get(keeping.place) if keeping else None
    rows = _left(actor)
    holds = {row.member_id: row for row in LegalHold.visible_to(actor).filter(lifted_at__isnull=True)}
    open_ones = [Erasure.State.ASKED, Erasure.State.APPROVED_ONCE, Erasure.State.APPROVED_TWICE]
    asked = Erasure.visible_to(actor).filter(state__in=open_ones).select_related("asked_by", "first_by")
    erasures = {row.member_id: row for row in asked}
    today = clock.today(actor.practice_zone or "UTC")
    named = actor.may(Permission.ROSTER_READ)
    gone = [
        _gone(actor, row, keeping, place, today, named, holds.get(row.member.pk), erasures.get(row.member.pk))
        for row in rows
    ]
    gone.sort(key=lambda each: (each.until is None, each.until or date.max, each.member_id))
    return KeepingPage(keeping, place, tuple(places().values()), tuple(gone))


def keep_until_of(actor: Actor, member: Member) -> date | None:
    """Until when one person's record is kept; None without a rule, or where nothing ever ended."""
    keeping = Keeping.visible_to(system_actor(actor.practice_id)).first()
    place = places().get(keeping.place) if keeping else None
    row = next((row for row in _left(actor) if row.member.pk == member.pk), None)
    if place is None or row is None or row.ended is None or keeping is None:
        return None
    return keep_until(place, ended=row.ended, born=member.born, extra_years=keeping.extra_years)


@dataclass(frozen=True, slots=True)
class _Left:
    member: Member
    ended: date | None


def _left(actor: Actor) -> list[_Left]:
    """Everybody who has left or died and was not erased, with the day of the last thing that happened."""
    with acting_as(system_actor(actor.practice_id)) as system:
        gone = [Member.Status.LEFT, Member.Status.DECEASED]
        people = list(Member.visible_to(system).filter(status__in=gone).order_by("pk"))
        ids = [each.pk for each in people]
        erased = set(Tombstone.objects.filter(person_id__in=ids).values_list("person_id", flat=True))
        keyring.warm(ids, Domain.IDENTITY)
        zone = ZoneInfo(Practice.visible_to(system).get(pk=actor.practice_id).time_zone)
        came = Attendance.visible_to(system).filter(member__in=ids).values("member")
        last = dict(came.annotate(at=Max("session__starts_at")).values_list("member", "at"))
        spells = Membership.visible_to(system).filter(member__in=ids, ends_at__isnull=False).values("member")
        ended = dict(spells.annotate(at=Max("ends_at")).values_list("member", "at"))
        found = []
        for member in people:
            moments = [at for at in (last.get(member.pk), ended.get(member.pk)) if at]
            day = max(moments, default=member.created_at).astimezone(zone).date()
            if member.pk not in erased:
                member.born  # noqa: B018 - opened while it may be
                found.append(_Left(member, day))
        return found


def _gone(
    actor: Actor,
    row: _Left,
    keeping: Keeping | None,
    place: Place | None,
    today: date,
    named: bool,
    hold: LegalHold | None,
    erasure: Erasure | None,
) -> Gone:
    until = None
    if place is not None and keeping is not None and row.ended is not None:
        until = keep_until(place, ended=row.ended, born=row.member.born, extra_years=keeping.extra_years)
    return Gone(
        member_id=row.member.pk,
        name=row.member.full_name if named else "",
        ended=row.ended,
        until=until,
        due=until is not None and until <= today,
        hold=hold,
        erasure=erasure,
        may_approve=erasure is not None and policies.can_approve_erasure(actor, erasure),
    )


def somebody_gone(actor: Actor, pk: UUID) -> Member:
    """Somebody who has left and was not erased; Missing otherwise."""
    policies.check_keeps(actor)
    row = next((row.member for row in _left(actor) if row.member.pk == pk), None)
    if row is None:
        raise Missing(_("This page does not exist."))
    return row
