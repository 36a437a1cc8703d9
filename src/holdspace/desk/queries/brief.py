"""The brief: everything that a leader should know before a session, gathered once and read in a minute."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from holdspace.agreements.queries import unsigned
from holdspace.desk.queries.seats import drawn
from holdspace.desk.rules.glance import LOOKED_BACK, Measured, OneGlance, Presence, cut, newest
from holdspace.groups.queries import Leader, SeatedMember, leaders
from holdspace.kernel.actors import Actor
from holdspace.measures import catalogue
from holdspace.measures.queries import trajectories
from holdspace.measures.rules.taken import Taken
from holdspace.outcomes.queries import LowSession, low_session
from holdspace.safety.models import Concern
from holdspace.safety.queries import unclosed_in
from holdspace.sessions.models import Attendance, GroupSession
from holdspace.sessions.queries import Brought, Seen, attendance_of, brought_to, group_ratings, history_of
from holdspace.sessions.rules.climate import GroupRating
from holdspace.sessions.rules.rating import QUESTIONS
from holdspace.ui.rules.circle import Seat


@dataclass(frozen=True, slots=True)
class Person:
    """One member in the brief."""

    seated: SeatedMember
    glance: OneGlance
    seen: Seen
    concern: bool
    unsigned: bool

    @property
    def is_absent(self) -> bool:
        """Whether it is known that they do not come."""
        return self.seen.attendance is not None and self.seen.attendance.status == Attendance.Status.ABSENT


@dataclass(frozen=True, slots=True)
class LastRating:
    """How the last rated session was for the group: the questions with their means, 0 to 10."""

    session: GroupSession
    rating: GroupRating

    @property
    def lines(self) -> list[tuple[str, float]]:
        return [
            (_(question.text), self.rating.means[question.key])
            for question in QUESTIONS
            if question.key in self.rating.means
        ]


@dataclass(frozen=True, slots=True)
class Brief:
    """One session, ready to be read."""

    session: GroupSession
    leaders: list[Leader]
    people: list[Person]
    seats: list[Seat]
    concerns: list[Concern]
    rating: LastRating | None
    low: LowSession | None
    has_met: bool

    @property
    def members(self) -> set[UUID]:
        """Whose record stands on the page."""
        return {person.seated.member_id for person in self.people} | {
            each.member_id for each in self.concerns
        }

    @property
    def checked_in(self) -> int:
        return sum(person.glance.checked_in for person in self.people)

    @property
    def newcomers(self) -> list[Person]:
        """Who comes for the first time; nobody at a group's first session."""
        return [p for p in self.people if self.has_met and p.glance.presence.is_new]

    @property
    def announced_absent(self) -> list[Person]:
        return [p for p in self.people if p.is_absent]

    @property
    def away(self) -> list[Person]:
        return [p for p in self.people if p.glance.presence.asks_for_attention]

    @property
    def worse(self) -> list[tuple[str, str]]:
        """Name and measures of those who are reliably worse than last time."""
        return [(p.seated.name, _by(p.glance.worse)) for p in self.people if p.glance.worse]

    @property
    def better(self) -> list[tuple[str, str]]:
        """Name and measures of those who are reliably better than last time."""
        return [(p.seated.name, _by(p.glance.better)) for p in self.people if p.glance.better]

    @property
    def without_signature(self) -> list[str]:
        return [p.seated.name for p in self.people if p.unsigned]

    @property
    def nothing_stands_out(self) -> bool:
        noticed = (self.newcomers, self.announced_absent, self.away, self.worse, self.better)
        return not any(noticed) and not self.without_signature and self.low is None


def _by(measured: Iterable[Measured]) -> str:
    """ "PHQ-9 by 7, GAD-7 by 5"."""
    return ", ".join(
        _("%(measure)s by %(points)s") % {"measure": each.short_name, "points": each.points}
        for each in measured
    )


def brief(session: GroupSession, actor: Actor) -> Brief:
    """Gather the brief of a session that the actor may read clinically; the number of queries is constant.

    The caller records the read, for all of `members` at once.
    """
    group, seen = session.group, attendance_of(session)
    ids = [each.member_id for each in seen]
    history = history_of(group, ids, before=session.starts_at, limit=LOOKED_BACK)
    concerns = unclosed_in(actor, [group.pk])
    gathered = _Gathered(
        history={member: Presence(tuple(statuses)) for member, statuses in history.items()},
        brought={each.member_id: each for each in brought_to(actor, session)},
        measured=_measured(actor, session, ids),
        concerned=frozenset(each.member_id for each in concerns),
        unsigned=unsigned(group, ids),
    )
    people = [gathered.person(each) for each in seen]
    led = leaders(group)
    return Brief(
        session=session,
        leaders=led,
        people=people,
        seats=_seats(led, people),
        concerns=concerns,
        rating=_last_rating(session, actor),
        low=low_session(group, actor, before=session.starts_at),
        has_met=any(history.values()),
    )


@dataclass(frozen=True, slots=True)
class _Gathered:
    """What was read, by member."""

    history: Mapping[UUID, Presence]
    brought: Mapping[UUID, Brought]
    measured: Mapping[UUID, tuple[Measured, ...]]
    concerned: frozenset[UUID]
    unsigned: frozenset[UUID]

    def person(self, seen: Seen) -> Person:
        member = seen.member_id
        brought = self.brought.get(member)
        glance = OneGlance(
            presence=self.history.get(member, Presence(())),
            checked_in=brought is not None,
            shared=brought is None or brought.shared,
            brings=cut(brought.brings) if brought and brought.brings else None,
            openness=brought.openness if brought else None,
            measured=self.measured.get(member, ()),
        )
        return Person(seen.person, glance, seen, member in self.concerned, member in self.unsigned)


def _measured(actor: Actor, session: GroupSession, ids: list[UUID]) -> dict[UUID, tuple[Measured, ...]]:
    """For each member what they answered since the session before this one."""
    since = _session_before(session, actor)
    found = trajectories(actor, ids, group_id=session.group_id, latest=2)
    return {member: _new_ones(series, since) for member, series in found.items()}


def _new_ones(series: Mapping[str, list[Taken]], since: datetime | None) -> tuple[Measured, ...]:
    each = (newest(catalogue.instrument(id), series[id], since=since) for id in sorted(series, reverse=True))
    return tuple(measured for measured in each if measured is not None)


def _session_before(session: GroupSession, actor: Actor) -> datetime | None:
    rows = GroupSession.clinical_to(actor).filter(group=session.group_id, starts_at__lt=session.starts_at)
    held = rows.exclude(status=GroupSession.Status.CANCELLED).order_by("-starts_at")
    return held.values_list("starts_at", flat=True).first()


def _last_rating(session: GroupSession, actor: Actor) -> LastRating | None:
    """The rating of the last session before this one, where enough people answered to show it."""
    earlier = [
        pair for pair in group_ratings(session.group, actor=actor, limit=2) if pair[0].pk != session.pk
    ]
    rated, rating = earlier[-1] if earlier else (None, None)
    return LastRating(rated, rating) if rated is not None and rating is not None else None


def _seats(led: list[Leader], people: list[Person]) -> list[Seat]:
    by_id = {person.seated.member_id: person for person in people}
    return drawn(led, [person.seated for person in people], lambda seated: _seat(by_id[seated.member_id]))


def _seat(person: Person) -> Seat:
    """The seat in the brief: what asks most for attention decides how it looks, and says so in words."""
    state, words, tone = _state(person)
    return Seat(
        key=str(person.seated.member_id),
        name=person.seated.name,
        state=state,
        state_words=words,
        tone=tone,  # type: ignore[arg-type]
        url=f"#member-{person.seated.member_id}",
    )


def _state(person: Person) -> tuple[str, str, str]:
    presence = person.glance.presence
    if person.concern:
        return "concern", _("concern"), "concern"
    if person.is_absent:
        return "absent", _("does not come"), "absent"
    if presence.asks_for_attention:
        return "away", _("missed the last %(n)s") % {"n": presence.away_in_a_row}, "waiting"
    if person.glance.checked_in:
        return "checked_in", _("checked in"), "present"
    return "expected", _("expected"), "quiet"
