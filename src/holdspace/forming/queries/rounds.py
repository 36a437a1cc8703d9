"""Rounds of forming: the open one, which groups take part, its plans, what was decided by hand."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeVar
from uuid import UUID

from django.db import models
from django.utils.translation import gettext as _

from holdspace.forming.models import Candidate, Decision, Offer, Plan, Round
from holdspace.forming.queries.names import hour_words
from holdspace.forming.rules.hours import Start
from holdspace.groups.models import Group
from holdspace.groups.queries import Leader, leaders_of
from holdspace.kernel.actors import Actor, system_actor
from holdspace.kernel.refusals import Missing
from holdspace.sessions.queries import WeeklyMeeting, weekly_meetings
from holdspace.ui.rules.week import DAYS

Row = TypeVar("Row", bound=models.Model)


@dataclass(frozen=True, slots=True)
class CandidateLine:
    """A group that could take people: whether it takes part, when it meets or could, who leads."""

    group: Group
    candidate: Candidate | None
    leaders: tuple[Leader, ...]
    seated: int
    asked: int
    usual: tuple[str, ...]

    @property
    def meets(self) -> bool:
        """Whether it meets already, so that its hour is settled (`usual`)."""
        return bool(self.usual)

    @property
    def free(self) -> int:
        """Places that nobody has and nobody is asked about."""
        return max(0, self.group.max_size - self.seated - self.asked)

    @property
    def hours(self) -> list[str]:
        """The hours in words."""
        said = self.usual or (self.candidate.starts if self.candidate else ())
        return [hour_words(code) for code in said]


def open_round(actor: Actor) -> Round | None:
    """The round that is open now, or None."""
    rows = Round.visible_to(actor).filter(closed_at__isnull=True).select_related("opened_by")
    return rows.first()


def plans(actor: Actor, held: Round) -> list[Plan]:
    """The plans of a round, newest first."""
    rows = Plan.visible_to(actor).filter(round=held).select_related("made_by", "after")
    return list(rows.annotate(placed=models.Count("seats")).order_by("-number"))


def plan_for(actor: Actor, pk: UUID) -> Plan:
    """One plan; Missing otherwise."""
    rows = Plan.visible_to(actor).filter(pk=pk).select_related("round", "after", "made_by")
    return _first(rows)


def candidate_for(actor: Actor, pk: UUID) -> Candidate:
    """A group that takes part; Missing otherwise."""
    return _first(Candidate.visible_to(actor).filter(pk=pk).select_related("group", "round"))


def decision_for(actor: Actor, pk: UUID) -> Decision:
    """Something decided by hand that holds; Missing otherwise."""
    return _first(Decision.visible_to(actor).filter(pk=pk, lifted_at__isnull=True).select_related("round"))


def decisions(actor: Actor, held: Round) -> list[Decision]:
    """What was decided by hand and holds, oldest first."""
    rows = Decision.visible_to(actor).filter(round=held, lifted_at__isnull=True)
    return list(rows.select_related("group", "decided_by").order_by("decided_at", "id"))


def candidate_lines(actor: Actor, held: Round) -> list[CandidateLine]:
    """The groups that take part, and those that the actor knows and that could; six queries.

    Of a group that takes part everybody who forms may know its name, its hour and its free places.
    """
    system = system_actor(actor.practice_id)
    said = {row.group_id: row for row in Candidate.visible_to(actor).filter(round=held)}
    known = models.Q(pk__in=said) | models.Q(pk__in=Group.visible_to(actor).values("pk"))
    taken = models.Count("memberships", filter=models.Q(memberships__ends_at__isnull=True))
    rows = Group.visible_to(system).filter(known).exclude(phase=Group.Phase.ENDED).annotate(seated=taken)
    groups = list(rows.select_related("room").order_by("name", "id"))
    led = leaders_of(group.pk for group in groups)
    open_offers = Offer.visible_to(actor).filter(state=Offer.State.OPEN)
    asked = Counter(open_offers.values_list("group", flat=True))
    meetings: Mapping[UUID, WeeklyMeeting] = weekly_meetings(system, [group.pk for group in groups])
    lines = [
        CandidateLine(g, said.get(g.pk), tuple(led[g.pk]), g.seated, asked[g.pk], _usual(meetings.get(g.pk)))
        for g in groups
    ]
    return sorted(lines, key=lambda line: line.candidate is None)


def _usual(meeting: WeeklyMeeting | None) -> tuple[str, ...]:
    return (Start(DAYS[meeting.weekday], meeting.minute).code,) if meeting else ()


def _first(rows: models.QuerySet[Row]) -> Row:
    row = rows.first()
    if row is None:
        raise Missing(_("This page does not exist."))
    return row
