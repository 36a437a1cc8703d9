"""Goodbyes as a member sees them: what is ahead, what can be written, what is theirs to keep."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import models

from holdspace.endings.models import Departure, Farewell, Kept, Leaving, OwnWords, Unsaid
from holdspace.endings.policies import NOT_HERE
from holdspace.endings.queries.ahead import Ahead, ahead
from holdspace.endings.rules.neutral_sentences import sentence
from holdspace.groups.models import Group, Membership, circles_of
from holdspace.groups.policies import check_belongs
from holdspace.groups.queries import groups_of
from holdspace.kernel.actors import Actor
from holdspace.kernel.refusals import Missing
from holdspace.practice.spells import running
from holdspace.sessions.models import Attendance
from holdspace.sessions.queries import own_member
from holdspace.vault import keyring
from holdspace.vault.roots import Domain


@dataclass(frozen=True, slots=True)
class Gone:
    """Somebody who left without a goodbye, as the circle reads it, with the words it was given."""

    departure: Departure
    sentence: str
    mine: Unsaid | None = None
    shown: list[tuple[str, str]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Own:
    """One circle of a member, with its goodbyes."""

    group: Group
    ahead: list[Ahead]
    leaving: Leaving | None
    farewells: list[Farewell]
    gone: list[Gone]


@dataclass(frozen=True, slots=True)
class Mine:
    """Everything on a member's page of goodbyes. `keepsakes` are ids of groups."""

    circles: list[Own]
    keepsakes: list[UUID]


@dataclass(frozen=True, slots=True)
class Waiting:
    """What of it stands on a member's home."""

    ahead: list[Ahead]
    farewells: list[Farewell]
    has_keepsake: bool


@dataclass(frozen=True, slots=True)
class Keepsake:
    """What somebody takes with them from one circle: own words, what others gave them, the first and last
    day.
    """

    group_id: UUID
    takes: list[str]
    leaves: list[str]
    words: list[tuple[str, str]]
    first: date | None
    last: date | None


def own_membership(actor: Actor, group: Group) -> Membership:
    """The member's own running membership of a circle; Missing otherwise."""
    check_belongs(actor, group)
    rows = Membership.visible_to(actor).filter(running(), group=group, member_id=actor.person_id)
    row = rows.select_related("group__practice").first()
    if row is None:
        raise Missing(NOT_HERE)
    return row


def leaving_for(actor: Actor, pk: UUID) -> Leaving:
    """A leaving that the actor may know of; Missing otherwise."""
    rows = Leaving.visible_to(actor).select_related("group__practice", "membership__group", "member")
    row = rows.filter(pk=pk).first()
    if row is None:
        raise Missing(NOT_HERE)
    return row


def own_leaving(actor: Actor, group: Group) -> Leaving | None:
    """What the member said of their own leaving, where they did not take it back."""
    rows = _own_leavings(actor).filter(group=group)
    return rows.first()


def mine(actor: Actor) -> Mine:
    """Every circle with its goodbyes, and the keepsakes, also of circles left; as many queries for many as
    for
    few."""
    groups = list(groups_of(actor))
    ids = [group.pk for group in groups]
    found = ahead(actor, ids)
    leaving = {row.group_id: row for row in _own_leavings(actor).filter(group__in=ids)}
    open_ones, left = open_farewells(actor), gone(actor, ids)
    return Mine(
        circles=[
            Own(
                group,
                found.get(group.pk, []),
                leaving.get(group.pk),
                [each for each in open_ones if each.group_id == group.pk],
                left.get(group.pk, []),
            )
            for group in groups
        ],
        keepsakes=keepsakes(actor),
    )


def on_home(actor: Actor) -> Waiting:
    """The goodbyes of which the next session is marked, farewells to write, whether there is a keepsake."""
    near = [
        each for lines in ahead(actor, circles_of(actor)).values() for each in lines if each.mark is not None
    ]
    return Waiting(near, open_farewells(actor), bool(keepsakes(actor)))


def open_farewells(actor: Actor) -> list[Farewell]:
    """The farewells in which a member can write now; one query."""
    goes = running("leaving__membership__") & models.Q(leaving__taken_back_at__isnull=True)
    of_one = models.Q(leaving__isnull=False) & goes
    of_all = models.Q(closing__isnull=False, closing__taken_back_at__isnull=True)
    rows = Farewell.visible_to(actor).filter(of_one | of_all, handed_over_at__isnull=True)
    return list(rows.select_related("leaving"))


def gone(actor: Actor, group_ids: list[UUID]) -> dict[UUID, list[Gone]]:
    """Who left without a goodbye, with what the circle may read and one's own words; three queries or
    fewer.
    """
    rows = list(Departure.visible_to(actor).filter(group__in=group_ids))
    if not rows:
        return {}
    words = list(Unsaid.visible_to(actor).filter(departure__in=rows).select_related("member"))
    people = {row.member_id for row in rows} | {row.member_id for row in words}
    keyring.warm(people, Domain.NARRATIVE, Domain.IDENTITY)
    found: dict[UUID, list[Gone]] = {}
    for row in rows:
        found.setdefault(row.group_id, []).append(_gone(actor, row, words))
    return found


def said_of(departure: Departure) -> str:
    """What the circle reads of somebody who left without a goodbye."""
    if departure.code:
        return str(sentence(departure.code, departure.called or "—"))
    return departure.sentence or ""


def departure_for(actor: Actor, pk: UUID) -> Departure:
    """A leaving without goodbye that the actor may know of; Missing otherwise."""
    row = Departure.visible_to(actor).filter(pk=pk).select_related("group__practice", "membership").first()
    if row is None:
        raise Missing(NOT_HERE)
    return row


def own_unsaid(actor: Actor, departure: Departure) -> Unsaid | None:
    """What the actor could not say to who left."""
    return Unsaid.visible_to(actor).filter(departure=departure, member_id=actor.person_id).first()


def keepsakes(actor: Actor) -> list[UUID]:
    """The groups from which a member keeps something; the ids say nothing to anybody else."""
    kept = Kept.visible_to(actor).order_by().values_list("group", flat=True)
    written = OwnWords.visible_to(actor).filter(
        models.Q(takes__isnull=False) | models.Q(leaves__isnull=False)
    )
    return sorted(kept.union(written.order_by().values_list("group", flat=True)))


def keepsake(actor: Actor, group_id: UUID) -> Keepsake:
    """What a member takes with them from a group, now or once theirs; Missing where there is nothing."""
    if not actor.is_member or group_id not in keepsakes(actor):
        raise Missing(NOT_HERE)
    own = list(OwnWords.visible_to(actor).filter(group=group_id))
    kept = Kept.visible_to(actor).filter(group=group_id)
    first, last = _days(actor, group_id)
    return Keepsake(
        group_id=group_id,
        takes=[row.takes for row in own if row.takes],
        leaves=[row.leaves for row in own if row.leaves],
        words=[(row.by_name or "—", row.text) for row in kept if row.text],
        first=first,
        last=last,
    )


def _days(actor: Actor, group_id: UUID) -> tuple[date | None, date | None]:
    """The days of the first and of the last session to which somebody came."""
    rows = Attendance.visible_to(actor).filter(member_id=actor.person_id, session__group=group_id)
    came = rows.exclude(status=Attendance.Status.ABSENT)
    found = came.aggregate(first=models.Min("session__starts_at"), last=models.Max("session__starts_at"))
    zone = ZoneInfo(own_member(actor).practice.time_zone)
    first, last = found["first"], found["last"]
    return first and first.astimezone(zone).date(), last and last.astimezone(zone).date()


def _own_leavings(actor: Actor) -> models.QuerySet[Leaving]:
    rows = Leaving.visible_to(actor).filter(member_id=actor.person_id, taken_back_at__isnull=True)
    return rows.filter(running("membership__")).select_related("last_session", "practice", "group")


def _gone(actor: Actor, row: Departure, words: list[Unsaid]) -> Gone:
    here = [each for each in words if each.departure_id == row.pk]
    return Gone(
        departure=row,
        sentence=said_of(row),
        mine=next((each for each in here if each.member_id == actor.person_id), None),
        shown=[(each.member.chosen_name or "—", each.text or "") for each in here if each.to_circle],
    )
