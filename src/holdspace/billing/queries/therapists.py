"""For therapists: which of their sessions can be claimed, as far as it rests with them. No money."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from holdspace.billing.queries.facts import headcounts, leaders_of, providers_of, signed_notes
from holdspace.billing.rules.coding import MOST_IN_A_GROUP
from holdspace.billing.rules.missing import lacking_of_provider
from holdspace.billing.rules.profile import RenderingProvider
from holdspace.kernel import clock
from holdspace.kernel.actors import Actor, system_actor
from holdspace.kernel.words import Words, say
from holdspace.sessions.models import Attendance, GroupSession
from holdspace.sessions.policies import IN_THE_ROOM
from holdspace.vault.scope import acting_as

LOOKED_BACK = timedelta(days=62)
"""How far back a therapist's page goes: this month and the one before."""


@dataclass(frozen=True, slots=True)
class Billable:
    """One session: how many came, how many of their notes are signed, and what is missing."""

    session: GroupSession
    came: int
    signed: int
    lacking: tuple[Words, ...]

    @property
    def words(self) -> str:
        """Whether it can be claimed, in words."""
        return str(_("something is missing") if self.lacking else _("complete"))


def billable_sessions(actor: Actor) -> list[Billable]:
    """The sessions of the actor's groups that were held lately, the newest first."""
    since = clock.moved(-LOOKED_BACK)
    held = GroupSession.clinical_to(actor).filter(status=GroupSession.Status.HELD, starts_at__gte=since)
    sessions = list(held.select_related("group").order_by("-starts_at", "-id"))
    ids = [session.pk for session in sessions]
    with acting_as(system_actor(actor.practice_id)) as house:
        present = set(
            Attendance.visible_to(house)
            .filter(session_id__in=ids, status__in=IN_THE_ROOM)
            .values_list("session_id", "member_id")
        )
        signed, counted = signed_notes(house, ids), headcounts(house, ids)
        leaders, providers = leaders_of(house, ids), providers_of(house)
    found = []
    for session in sessions:
        leader = leaders.get(session.pk)
        provider = providers.get(leader.pk, RenderingProvider()) if leader else RenderingProvider()
        seats = {seat for seat in present if seat[0] == session.pk}
        done = len(seats & signed)
        missing = tuple(_missing(counted.get(session.pk), len(seats) - done, provider))
        found.append(Billable(session, len(seats), done, missing))
    return found


def _missing(headcount: int | None, unsigned: int, provider: RenderingProvider) -> Iterator[Words]:
    if headcount is None:
        yield say("Nobody noted who came.")
    elif headcount > MOST_IN_A_GROUP:
        yield say(
            "%(count)s people were there; it can be claimed for up to %(most)s.",
            count=headcount,
            most=MOST_IN_A_GROUP,
        )
    if unsigned:
        yield say("Members' notes that are not signed: %(count)s.", count=unsigned)
    yield from lacking_of_provider(provider)
