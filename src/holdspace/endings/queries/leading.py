"""Goodbyes as those who lead a group see them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from holdspace.endings.models import Closing, Departure, Farewell, Leaving, Unsaid
from holdspace.endings.policies import NOT_HERE
from holdspace.endings.queries.ahead import Ahead, ahead, notice_of
from holdspace.endings.queries.own import said_of
from holdspace.groups.models import Group, Membership, clinical_reach
from holdspace.kernel.actors import Actor
from holdspace.kernel.refusals import Missing
from holdspace.vault import keyring
from holdspace.vault.roots import Domain

SUDDEN = (Membership.Ending.LEFT, Membership.Ending.REMOVED)
"""How memberships end of which the circle may not know why."""


@dataclass(frozen=True, slots=True)
class Line:
    """A goodbye ahead with its farewell, if it was opened; `leaving` is None for the whole circle's."""

    ahead: Ahead
    leaving: Leaving | None
    farewell: Farewell | None


@dataclass(frozen=True, slots=True)
class Left:
    """Somebody who left without a goodbye: what the circle reads, and whether somebody reached out."""

    departure: Departure
    name: str
    sentence: str


@dataclass(frozen=True, slots=True)
class GroupEndings:
    """Everything on a group's page of goodbyes."""

    notice: int
    lines: list[Line]
    closing: Closing | None
    not_handed: list[Farewell]
    """Farewells whose goodbye is over and whose words nobody has handed over."""
    untold: list[Membership]
    """Who left lately, and the circle has read nothing of it."""
    left: list[Left]


@dataclass(frozen=True, slots=True)
class Unspoken:
    """Words unsaid that a leader may read."""

    unsaid: Unsaid
    by: str


def group_endings(actor: Actor, group: Group) -> GroupEndings:
    """The goodbyes of a group; as many queries for many as for few."""
    found = ahead(actor, [group.pk]).get(group.pk, [])
    leavings = {row.pk: row for row in Leaving.visible_to(actor).filter(pk__in=[each.pk for each in found])}
    closing = Closing.visible_to(actor).filter(group=group, taken_back_at__isnull=True).first()
    farewells = list(Farewell.visible_to(actor).filter(group=group).select_related("leaving__membership"))
    of = {row.leaving_id or row.closing_id: row for row in farewells}
    lines = [Line(each, leavings.get(each.pk), of.get(each.pk)) for each in found]
    shown = {line.farewell.pk for line in lines if line.farewell}
    departures = list(Departure.visible_to(actor).filter(group=group).select_related("member"))
    return GroupEndings(
        notice=notice_of(actor, group),
        lines=lines,
        closing=closing,
        not_handed=[row for row in farewells if row.is_open and row.pk not in shown],
        untold=_untold(actor, group, departures),
        left=_left(departures),
    )


def membership_for(actor: Actor, pk: UUID) -> Membership:
    """A membership of a group whose record is open to the actor; Missing otherwise."""
    rows = Membership.visible_to(actor).filter(group__in=clinical_reach(actor), pk=pk)
    row = rows.select_related("group__practice", "member").first()
    if row is None:
        raise Missing(NOT_HERE)
    return row


def leaving_of(actor: Actor, membership: Membership) -> Leaving | None:
    """What was said of a membership's end, and not taken back."""
    rows = Leaving.visible_to(actor).filter(membership=membership, taken_back_at__isnull=True)
    return rows.first()


def departure_of(actor: Actor, membership: Membership) -> Departure | None:
    """What the circle reads of a membership that ended without a goodbye."""
    return Departure.visible_to(actor).filter(membership=membership).first()


def closing_for(actor: Actor, pk: UUID) -> Closing:
    """The end of a group that the actor may know of; Missing otherwise."""
    row = Closing.visible_to(actor).filter(pk=pk).select_related("group").first()
    if row is None:
        raise Missing(NOT_HERE)
    return row


def unsaid_for(actor: Actor, pk: UUID) -> Unsaid:
    """Words unsaid that the actor may read; Missing otherwise."""
    row = Unsaid.visible_to(actor).filter(pk=pk).select_related("group").first()
    if row is None:
        raise Missing(NOT_HERE)
    return row


def unspoken(actor: Actor, departure: Departure) -> list[Unspoken]:
    """The words unsaid that their writers let leaders read; three queries. The caller records the read."""
    rows = list(Unsaid.visible_to(actor).filter(departure=departure).select_related("member"))
    keyring.warm({row.member_id for row in rows}, Domain.NARRATIVE, Domain.IDENTITY)
    return [Unspoken(row, row.member.chosen_name or "—") for row in rows]


def _untold(actor: Actor, group: Group, departures: Iterable[Departure]) -> list[Membership]:
    """Who left or was asked to leave without a goodbye that the circle knew of, the newest first."""
    told = [row.membership_id for row in departures]
    said = Leaving.visible_to(actor).filter(group=group, taken_back_at__isnull=True, to_circle=True)
    rows = Membership.visible_to(actor).filter(group=group, ending__in=SUDDEN).exclude(pk__in=told)
    rows = rows.exclude(pk__in=said.values("membership")).select_related("member").order_by("-ends_at")
    found = list(rows[:12])
    keyring.warm({row.member_id for row in found}, Domain.IDENTITY)
    return found


def _left(departures: list[Departure]) -> list[Left]:
    keyring.warm({row.member_id for row in departures}, Domain.NARRATIVE, Domain.IDENTITY)
    return [Left(row, row.called or "—", said_of(row)) for row in departures]
