"""Who gives to whom: what was said in sessions and could be thanked for, and what one gave and received."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from django.db import models
from django.utils.timezone import localtime

from holdspace.circle.models import Post, Thanks
from holdspace.circle.rules import reciprocity as rules
from holdspace.circle.rules.reciprocity import (
    Exchange,
    Kind,
    Month,
    Own,
    Picture,
    Seat,
    Window,
    months,
    picture,
)
from holdspace.circle.rules.standing import Standing
from holdspace.feedback.queries import exchanges as feedback_exchanges
from holdspace.groups.models import Group, Membership
from holdspace.groups.queries import circle
from holdspace.kernel import clock
from holdspace.kernel.actors import Actor, system_actor
from holdspace.members.models import Member
from holdspace.sessions.models import Attendance, GroupSession
from holdspace.sessions.policies import IN_THE_ROOM
from holdspace.ui.days import week_day

WORDS_BACK = timedelta(weeks=26)
"""How far back one's own giving and receiving is told."""

_BEGINNING = datetime(2000, 1, 1, tzinfo=UTC)
"""Before any circle of this house."""

LAST_SESSIONS = 3
"""How many sessions back something said can be thanked for."""


@dataclass(frozen=True, slots=True)
class SaidThere:
    """Somebody who was in the same session: it may be they who said what helped."""

    session: GroupSession
    helper: Member
    name: str

    @property
    def code(self) -> str:
        return f"{self.session.pk}:{self.helper.pk}"

    @property
    def words(self) -> str:
        """ "Bo, on Tuesday 3 November"."""
        return f"{self.name}, {week_day(localtime(self.session.starts_at))}"


def said_in_sessions(actor: Actor, group: Group) -> list[SaidThere]:
    """Everybody of the circle who was with a member in one of its last sessions; four queries."""
    sessions = GroupSession.visible_to(actor).filter(group=group, status=GroupSession.Status.HELD)
    last = list(sessions.order_by("-starts_at")[:LAST_SESSIONS])
    names = {each.member_id: each.name for each in circle(group)}
    there = _there(group, last)
    members = {each.pk: each for each in _members(group, names)}
    return [
        SaidThere(session, members[person], names[person])
        for session in last
        if actor.person_id in there[session.pk]
        for person in names
        if person in there[session.pk] and person != actor.person_id and person in members
    ]


@dataclass(frozen=True, slots=True)
class Reciprocity:
    """Who gives to whom in a circle, drawn and in words."""

    picture: Picture
    months: tuple[Month, ...]
    people: frozenset[UUID]


def reciprocity_of(actor: Actor, group: Group, window: Window, kinds: Collection[Kind]) -> Reciprocity:
    """Encouragement, help and feedback between the seats of a circle, for its leaders; seven queries."""
    seats, sat = _seats(group), _all_seats(group)
    today = clock.today(group.practice.time_zone)
    went = [*exchanges_in(actor, group), *_feedback(group)]
    return Reciprocity(
        picture=picture(went, seats, window=window, today=today, kinds=kinds),
        months=months([each for each in went if each.kind in kinds], sat, today=today),
        people=frozenset(UUID(seat.key) for seat in sat),
    )


def exchanges_in(actor: Actor, group: Group) -> list[Exchange]:
    """Encouragement and help in a circle, as far as the actor may see it."""
    return [*_encouragement(actor, group), *_help(Thanks.visible_to(actor).filter(group=group))]


def own_words(actor: Actor, group: Group, *, names: Mapping[str, str] | None = None) -> Own:
    """What a member gave and received in their circle, for that member; `names` as `named_in` gives them.

    Thanks that were given without a name, and thanks for something without a name, tell of nobody here.
    """
    me = actor.person_id
    names = named_in(actor, group) if names is None else names
    thanks = Thanks.visible_to(actor).filter(group=group).exclude(helper_id=me, named=False)
    thanks = thanks.exclude(giver_id=me, post__named=False)
    since = _day(clock.now() - WORDS_BACK)
    went = [*_encouragement(actor, group), *_help(thanks)]
    return rules.own_words([each for each in went if each.on >= since], str(me), names)


def named_in(actor: Actor, group: Group) -> dict[str, str]:
    """What the others of a circle are called, by seat."""
    return {str(each.member_id): each.name for each in circle(group) if each.member_id != actor.person_id}


def _feedback(group: Group) -> list[Exchange]:
    """Feedback that was released; for leaders alone, since a member may not have opened it yet."""
    given = feedback_exchanges(group, _BEGINNING, clock.now())
    return [Exchange(str(giver), str(receiver), Kind.FEEDBACK, _day(at)) for giver, receiver, at in given]


def _encouragement(actor: Actor, group: Group) -> list[Exchange]:
    rows = Post.visible_to(actor).filter(group=group, kind=Post.Kind.ENCOURAGEMENT, author__isnull=False)
    rows = rows.filter(standing=Standing.SHOWN)
    return [
        Exchange(str(giver), str(to) if to else None, Kind.ENCOURAGEMENT, _day(at))
        for giver, to, at in rows.values_list("author_id", "to_id", "shown_at")
        if at
    ]


def _help(rows: models.QuerySet[Thanks]) -> list[Exchange]:
    return [
        Exchange(str(helper), str(giver), Kind.HELP, _day(at))
        for helper, giver, at in rows.values_list("helper_id", "giver_id", "at")
    ]


def member_of(group: Group, text: str) -> Member | None:
    """The member of a circle whose id a form sent; None for nobody."""
    try:
        pk = UUID(text)
    except ValueError:
        return None
    return _members(group, [pk]).filter(memberships__group=group).distinct().first()


def _there(group: Group, sessions: list[GroupSession]) -> dict[UUID, set[UUID]]:
    """Who was in each session. Everybody in the room saw it; so the system may say it to them."""
    rows = Attendance.visible_to(system_actor(group.practice_id)).filter(
        session__in=sessions, status__in=IN_THE_ROOM
    )
    found: dict[UUID, set[UUID]] = {session.pk: set() for session in sessions}
    for session_id, member_id in rows.values_list("session_id", "member_id"):
        found[session_id].add(member_id)
    return found


def _day(at: datetime) -> date:
    return localtime(at).date()


def _seats(group: Group) -> list[Seat]:
    return [Seat(str(each.member_id), each.name, _day(each.since)) for each in circle(group)]


def _all_seats(group: Group) -> list[Seat]:
    """Everybody who sits or sat here, without a name for who has left."""
    rows = Membership.visible_to(system_actor(group.practice_id)).filter(group=group)
    here = {each.key: each.name for each in _seats(group)}
    return [
        Seat(str(member), here.get(str(member), ""), _day(since), _day(until) if until else None)
        for member, since, until in rows.values_list("member_id", "starts_at", "ends_at")
    ]


def _members(group: Group, ids: Iterable[UUID]) -> models.QuerySet[Member]:
    return Member.visible_to(system_actor(group.practice_id)).filter(pk__in=ids)
