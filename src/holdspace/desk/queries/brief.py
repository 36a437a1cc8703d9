"""The brief: everything that a leader should know before a session, gathered once and read in a minute."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from holdspace.agreements.queries import unsigned
from holdspace.desk.queries.seats import drawn
from holdspace.desk.rules.glance import LOOKED_BACK, Measured, OneGlance, Presence, Words, cut, newest
from holdspace.endings.queries import Ahead, ahead_in
from holdspace.groups.queries import Leader, SeatedMember, leaders
from holdspace.kernel.actors import Actor
from holdspace.outcomes.queries import (
    ENDS,
    Answered,
    LowSession,
    Series,
    Signal,
    answered,
    goals_due,
    low_session,
    signals_in,
)
from holdspace.preparation.queries import newcomers_at, shares_hopes
from holdspace.preparation.rules.newcomers import said as said_of_newcomers
from holdspace.safety.models import Concern
from holdspace.safety.queries import unclosed_in
from holdspace.sessions.models import Attendance, GroupSession
from holdspace.sessions.queries import (
    Brought,
    Seen,
    attendance_of,
    brought_to,
    group_ratings,
    history_of,
    start_before,
)
from holdspace.sessions.rules.climate import GroupRating
from holdspace.sessions.rules.rating import QUESTIONS
from holdspace.skills.queries import Noted, noted_for, to_try
from holdspace.skills.queries.own import ToTry
from holdspace.ui.rules.circle import Seat

MOST_TRIED = 2
"""How many things that one member tried stand in a brief: the newest."""

TRIED_SHOWN = 160
"""How many characters of what they noted stand there; the rest can be opened."""


@dataclass(frozen=True, slots=True)
class TriedLine:
    """Something that somebody tried: what it is called, and their words, cut for the page; None where they
    wrote none, or keep them.
    """

    name: str
    words: Words | None


@dataclass(frozen=True, slots=True)
class Person:
    """One member in the brief."""

    seated: SeatedMember
    glance: OneGlance
    seen: Seen
    concern: bool
    unsigned: bool
    signals: tuple[Signal, ...] = ()
    """What asks to be looked at again and is not silent; no alert answer while a concern stands above."""
    tried: tuple[TriedLine, ...] = ()
    """What they tried since the last session, and bring."""
    goals_due: bool = False
    """Whether their goals are to be looked at together, as it was agreed."""
    nth: int = 0
    """Which of their first three sessions it is, where they joined a group that had met; else 0."""
    shares_hopes: bool = False
    """Whether they let their therapists read what they hope and fear; said while they are new."""

    @property
    def new_words(self) -> str:
        """ "comes for the second time"; empty for who is not new."""
        return str(said_of_newcomers(self.nth)) if self.nth else ""

    @property
    def is_absent(self) -> bool:
        """Whether it is known that they do not come."""
        return self.seen.attendance is not None and self.seen.attendance.status == Attendance.Status.ABSENT

    @property
    def newly_worse(self) -> list[Measured]:
        """What is reliably worse than last time, and not said by a signal."""
        said = {signal.reason.key for signal in self.signals}
        return [each for each in self.glance.worse if f"deterioration:{each.instrument.id}" not in said]


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
    to_try: list[ToTry] = field(default_factory=list)
    """What the whole circle was asked to try."""
    goodbyes: list[Ahead] = field(default_factory=list)
    """For whom this is one of the last sessions."""

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
        """Who comes for the first, second or third time; nobody where the group began together."""
        return [p for p in self.people if p.nth]

    @property
    def back(self) -> list[Person]:
        """Who is here again after some sessions away."""
        return [p for p in self.people if p.glance.presence.back_after]

    @property
    def announced_absent(self) -> list[Person]:
        return [p for p in self.people if p.is_absent]

    @property
    def signals(self) -> list[tuple[Person, Signal]]:
        """Each reason to look at somebody again, in the order of the seats."""
        return [(person, signal) for person in self.people for signal in person.signals]

    @property
    def worse(self) -> list[tuple[str, str]]:
        """Name and measures of who is reliably worse than last time, unless a signal says it already."""
        found = ((person, person.newly_worse) for person in self.people)
        return [(person.seated.name, _by(worse)) for person, worse in found if worse]

    @property
    def better(self) -> list[tuple[str, str]]:
        """Name and measures of those who are reliably better than last time."""
        return [(p.seated.name, _by(p.glance.better)) for p in self.people if p.glance.better]

    @property
    def tried(self) -> list[tuple[str, list[str]]]:
        """What was tried since the last session, and by whom, in the order of the seats."""
        found: dict[str, list[str]] = {each.name: [] for each in self.to_try}
        for person in self.people:
            for name in dict.fromkeys(line.name for line in person.tried):
                found.setdefault(name, []).append(person.seated.name)
        return list(found.items())

    @property
    def without_signature(self) -> list[str]:
        return [p.seated.name for p in self.people if p.unsigned]

    @property
    def goals_due(self) -> list[Person]:
        """With whom it was agreed to look at their goals by now."""
        return [p for p in self.people if p.goals_due]

    @property
    def nothing_stands_out(self) -> bool:
        noticed = (
            self.newcomers,
            self.back,
            self.announced_absent,
            self.signals,
            self.worse,
            self.better,
            self.goals_due,
            self.goodbyes,
        )
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
    given = answered(actor, ids, group_id=group.pk, ends=ENDS)
    gathered = _Gathered(
        history={member: Presence(tuple(statuses)) for member, statuses in history.items()},
        brought={each.member_id: each for each in brought_to(actor, session)},
        measured=_measured(given, since=start_before(actor, session)),
        concerned=frozenset(each.member_id for each in concerns),
        unsigned=unsigned(group, ids),
        signals=signals_in(actor, group, ids, known=given),
        tried=noted_for(actor, session),
        goals_due=frozenset(goals_due(actor, [group.pk]).get(group.pk, ())),
        new=newcomers_at(session),
        shared=shares_hopes(actor, group),
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
        to_try=[each for each in to_try(actor, group) if each.to_circle],
        goodbyes=ahead_in(actor, session),
    )


@dataclass(frozen=True, slots=True)
class _Gathered:
    """What was read, by member."""

    history: Mapping[UUID, Presence]
    brought: Mapping[UUID, Brought]
    measured: Mapping[UUID, tuple[Measured, ...]]
    concerned: frozenset[UUID]
    unsigned: frozenset[UUID]
    signals: Mapping[UUID, list[Signal]]
    tried: Mapping[UUID, list[Noted]]
    goals_due: frozenset[UUID]
    new: Mapping[UUID, int]
    shared: frozenset[UUID]

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
        return Person(
            seated=seen.person,
            glance=glance,
            seen=seen,
            concern=member in self.concerned,
            unsigned=member in self.unsigned,
            signals=tuple(signal for signal in self.signals[member] if self._is_said(signal)),
            tried=tuple(_tried(each) for each in self.tried.get(member, ())[-MOST_TRIED:]),
            goals_due=member in self.goals_due,
            nth=self.new.get(member, 0),
            shares_hopes=member in self.shared,
        )

    def _is_said(self, signal: Signal) -> bool:
        stands_above = signal.kind == "alert" and signal.member_id in self.concerned
        return not (signal.is_silent or stands_above)


def _tried(each: Noted) -> TriedLine:
    return TriedLine(each.name, cut(each.words, TRIED_SHOWN) if each.words else None)


def _measured(given: Answered, *, since: datetime | None) -> dict[UUID, tuple[Measured, ...]]:
    """For each member what they answered since the session before this one."""
    return {member: _new_ones(series, since) for member, series in given.items()}


def _new_ones(measures: Iterable[Series], since: datetime | None) -> tuple[Measured, ...]:
    ordered = sorted(measures, key=lambda series: series.instrument.id, reverse=True)
    found = (newest(series.instrument, series.taken[-2:], since=since) for series in ordered)
    return tuple(measured for measured in found if measured is not None)


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
