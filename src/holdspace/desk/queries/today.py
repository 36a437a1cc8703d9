"""A clinician's day: concerns first, the groups of the day in order, unsigned notes last."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from holdspace.circle.queries.waiting import waiting_for_leaders
from holdspace.desk.queries.seats import drawn
from holdspace.groups.models import Group, clinical_reach
from holdspace.groups.queries import Leader, SeatedMember, circles, leaders_of
from holdspace.intake.queries import acquaintances_waiting
from holdspace.kernel import clock
from holdspace.kernel.actors import Actor
from holdspace.notes.queries import CosignableSession, UnsignedSession, to_cosign, unsigned
from holdspace.outcomes.queries import goals_due
from holdspace.practice.roles import Permission
from holdspace.preparation.queries import Missed, to_reach
from holdspace.safety.models import Concern
from holdspace.safety.queries import unclosed_in
from holdspace.sessions.models import CheckIn, GroupSession
from holdspace.sessions.queries import next_sessions, sessions_between
from holdspace.ui.rules.circle import Seat


@dataclass(frozen=True, slots=True)
class Meeting:
    """One session of the day; a seat says whether somebody has checked in."""

    session: GroupSession
    seats: list[Seat]
    people: list[SeatedMember]
    leaders: list[Leader]
    checked_in: int
    """How many of those who sit there have checked in."""
    goals_due: list[str] = field(default_factory=list)
    """With whom it was agreed to look at their goals by now, by name."""

    @property
    def is_over(self) -> bool:
        return self.session.ends_at <= clock.now() or self.session.finished_at is not None

    @property
    def is_on(self) -> bool:
        return not self.is_over and self.session.starts_at <= clock.now()

    @property
    def is_cancelled(self) -> bool:
        return self.session.status == GroupSession.Status.CANCELLED


@dataclass(frozen=True, slots=True)
class Ahead:
    """One of the clinician's groups, and when it meets next."""

    group: Group
    next: GroupSession | None
    to_read: int
    """How many texts and reports of its space wait for a leader."""


@dataclass(frozen=True, slots=True)
class Today:
    """The day of one clinician."""

    at: datetime
    concerns: list[Concern]
    meetings: list[Meeting]
    groups: list[Ahead]
    unsigned: list[UnsignedSession]
    to_cosign: list[CosignableSession]
    told: int
    """How many times somebody told that they know a person here, and waits for a talk."""
    missed: list[Missed]
    """Who stayed away without a word, and waits for somebody to reach out."""

    @property
    def members(self) -> set[UUID]:
        """Whose concern stands on the page."""
        return {each.member_id for each in self.concerns}

    @property
    def next(self) -> GroupSession | None:
        """The session that comes next; said on a day without one."""
        coming = [each.next for each in self.groups if each.next]
        return min(coming, key=lambda session: session.starts_at, default=None)


def today(actor: Actor) -> Today:
    """The day on the actor's own clock; a constant number of queries for any number of sessions.

    The caller records the read of the concerns.
    """
    now = clock.now()
    start, end = _day(now, actor.time_zone)
    reach = clinical_reach(actor)
    sessions = [each for each in sessions_between(actor, start, end) if each.group_id in reach]
    return Today(
        at=now,
        concerns=unclosed_in(actor, reach),
        meetings=_meetings(actor, sessions),
        groups=_groups(actor, reach),
        unsigned=unsigned(actor),
        to_cosign=to_cosign(actor),
        told=acquaintances_waiting(actor) if actor.may(Permission.SCREENING_WRITE) else 0,
        missed=to_reach(actor, reach) if actor.may(Permission.SESSION_LEAD) else [],
    )


def _day(now: datetime, zone: str) -> tuple[datetime, datetime]:
    """From midnight to midnight, which is 23 or 25 hours on the days on which the clocks change."""
    local = now.astimezone(ZoneInfo(zone))
    following = local.date() + timedelta(days=1)
    return datetime.combine(local.date(), time(), local.tzinfo), datetime.combine(
        following, time(), local.tzinfo
    )


def _meetings(actor: Actor, sessions: list[GroupSession]) -> list[Meeting]:
    ids = {session.group_id for session in sessions}
    people, led = circles(actor, ids), leaders_of(ids)
    written, due = _checked_in(actor, sessions), goals_due(actor, ids)
    return [
        _meeting(
            session,
            people.get(session.group_id, []),
            led[session.group_id],
            written[session.pk],
            due.get(session.group_id, set()),
        )
        for session in sessions
    ]


def _meeting(
    session: GroupSession, people: list[SeatedMember], led: list[Leader], written: set[UUID], due: set[UUID]
) -> Meeting:
    return Meeting(
        session=session,
        seats=drawn(led, people, lambda person: _seat(person, person.member_id in written)),
        people=people,
        leaders=led,
        checked_in=sum(person.member_id in written for person in people),
        goals_due=[person.name for person in people if person.member_id in due],
    )


def _seat(person: SeatedMember, checked_in: bool) -> Seat:
    if checked_in:
        return Seat(str(person.member_id), person.name, "checked_in", _("checked in"), tone="present")
    return Seat(str(person.member_id), person.name, "expected", _("expected"))


def _checked_in(actor: Actor, sessions: list[GroupSession]) -> dict[UUID, set[UUID]]:
    """Who has checked in for each session; nothing is opened."""
    found: dict[UUID, set[UUID]] = {session.pk: set() for session in sessions}
    rows = CheckIn.visible_to(actor).filter(session__in=list(found))
    for session_id, member_id in rows.values_list("session_id", "member_id"):
        found[session_id].add(member_id)
    return found


def _groups(actor: Actor, reach: frozenset[UUID]) -> list[Ahead]:
    """Every group whose record is open, by name; four queries."""
    coming, waiting = next_sessions(actor, reach), waiting_for_leaders(actor, reach)
    rows = Group.visible_to(actor).filter(id__in=reach).order_by("name", "id")
    return [Ahead(group, coming.get(group.pk), waiting[group.pk]) for group in rows]
