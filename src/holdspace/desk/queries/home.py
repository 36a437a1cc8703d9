"""What a member's home, check-in and circle show."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from django.utils.translation import gettext as _

from holdspace.agreements.models import Agreement
from holdspace.agreements.queries import to_sign
from holdspace.desk.queries.seats import drawn
from holdspace.desk.rules.next_step import Step, Waiting, next_step
from holdspace.feedback.queries import portraits_waiting, waiting_for
from holdspace.forming.queries import OfferLine, own_offers
from holdspace.groups.models import Group, circles_of
from holdspace.groups.queries import Leader, SeatedMember, circles, groups_of, leaders_of
from holdspace.kernel import clock
from holdspace.kernel.actors import Actor
from holdspace.live.policies import can_say_where
from holdspace.measures.queries import follow_ups
from holdspace.preparation import queries as preparation
from holdspace.safety.queries.whereabouts import said_where
from holdspace.sessions.models import CheckIn, GroupSession
from holdspace.sessions.queries import next_sessions, own_member, sessions_between, to_rate
from holdspace.ui.lists import and_all
from holdspace.ui.rules.circle import Seat

SHOWN_SESSIONS = 4
"""How many coming sessions a member sees of each circle."""


@dataclass(frozen=True, slots=True)
class Upcoming:
    """A member's next session in one circle, and whether they have checked in for it; whether it is asked
    where they are, and they said it.
    """

    session: GroupSession
    checked_in: bool
    leaders: list[Leader]
    asks_where: bool
    said_where: bool

    @property
    def leader_names(self) -> str:
        """Who will read what is brought, as part of a sentence."""
        return names_in_words([leader.name for leader in self.leaders])


@dataclass(frozen=True, slots=True)
class Home:
    """One thing to do, and the next sessions in order of time."""

    name: str
    step: Step
    to_sign: Agreement | None
    to_rate: GroupSession | None
    upcoming: list[Upcoming]
    offers: list[OfferLine]
    arriving: preparation.OnHome
    """The steps before a first session, who joins, who is asked to sit with them."""
    spaces: list[Group]
    """The circles whose therapists hold a space between sessions."""

    @property
    def next(self) -> Upcoming | None:
        return self.upcoming[0] if self.upcoming else None

    @property
    def later(self) -> list[Upcoming]:
        """The next sessions of further circles."""
        return self.upcoming[1:]


@dataclass(frozen=True, slots=True)
class Circle:
    """One circle as its members see it."""

    group: Group
    seats: list[Seat]
    leaders: list[Leader]
    people: list[SeatedMember]
    agreement: Agreement | None
    joining: list[preparation.Joining]
    """Who joins, as far as it is told."""
    sessions: list[GroupSession]

    @property
    def next(self) -> GroupSession | None:
        """The next session that is not cancelled."""
        planned = GroupSession.Status.PLANNED
        return next((session for session in self.sessions if session.status == planned), None)

    @property
    def socket(self) -> str:
        """Where a page learns at once that a membership has ended."""
        return f"/ws/group/{self.group.pk}/"


def names_in_words(names: list[str]) -> str:
    """ "Ruth Adler and Tomás Vidal"."""
    return and_all(names)


def home(actor: Actor) -> Home:
    """What stands on a member's home: a constant number of queries, whatever the history; four more for each
    group that somebody has left lately.
    """
    member = own_member(actor)
    coming, unsigned, unrated = upcoming(actor), to_sign(actor), to_rate(actor)
    feedback, (to_choose, to_look) = waiting_for(actor), portraits_waiting(actor)
    first, arriving = coming[0] if coming else None, preparation.on_home(actor)
    waiting = Waiting(
        to_sign=bool(unsigned),
        to_prepare=arriving.next is not None,
        to_rate=bool(unrated),
        to_receive=bool(feedback.to_open),
        to_look=to_look,
        to_give=bool(feedback.to_give),
        to_choose=to_choose,
        to_follow_up=bool(follow_ups(member)),
        checked_in=first is not None and first.checked_in,
        starts_at=first.session.starts_at if first else None,
        ends_at=first.session.ends_at if first else None,
    )
    return Home(
        name=member.chosen_name or "",
        step=next_step(waiting, clock.now()),
        to_sign=unsigned[0] if unsigned else None,
        to_rate=unrated[-1] if unrated else None,
        upcoming=coming,
        offers=own_offers(actor),
        arriving=arriving,
        spaces=list(groups_of(actor).filter(contact_rule=Group.ContactRule.SPACE)),
    )


def upcoming(actor: Actor) -> list[Upcoming]:
    """The next session of each circle of a member, the nearest first."""
    ids = circles_of(actor)
    sessions = sorted(next_sessions(actor, ids).values(), key=lambda session: session.starts_at)
    written = set(_own_check_ins(actor, [session.pk for session in sessions]))
    led = leaders_of(ids)
    asked = {session.pk for session in sessions if can_say_where(session)}
    said = said_where(actor, asked)
    return [
        Upcoming(each, each.pk in written, led[each.group_id], each.pk in asked, each.pk in said)
        for each in sessions
    ]


def _own_check_ins(actor: Actor, session_ids: list[UUID]) -> list[UUID]:
    rows = CheckIn.visible_to(actor).filter(member_id=actor.person_id, session_id__in=session_ids)
    return list(rows.values_list("session_id", flat=True))


def own_circles(actor: Actor) -> list[Circle]:
    """Every circle of a member, with who sits there, what was agreed and when it meets next."""
    groups = list(groups_of(actor).select_related("room__site"))
    ids = [group.pk for group in groups]
    people, led = _shown(actor, circles(actor, ids)), leaders_of(ids)
    agreed, meeting = _agreements(actor, ids), _coming(actor, ids)
    joining = preparation.joining_in(actor, ids)
    return [
        Circle(
            group=group,
            seats=drawn(led[group.pk], people.get(group.pk, []), lambda person: _seat(person, actor)),
            leaders=led[group.pk],
            people=people.get(group.pk, []),
            agreement=agreed.get(group.pk),
            joining=joining.get(group.pk, []),
            sessions=meeting.get(group.pk, []),
        )
        for group in groups
    ]


def _shown(actor: Actor, people: dict[UUID, list[SeatedMember]]) -> dict[UUID, list[SeatedMember]]:
    """Who sits there, as the circle knows it: a newcomer has no name before they agreed to it, and no seat
    before it is told that somebody joins.
    """
    hidden = preparation.hidden_in(actor, list(people))
    return {
        group: [
            replace(each, name=_("Somebody new"), pronouns="") if each.member_id in unnamed else each
            for each in seated
            if unnamed.get(each.member_id, True)
        ]
        for group, seated in people.items()
        for unnamed in [hidden.get(group, {})]
    }


def _seat(person: SeatedMember, actor: Actor) -> Seat:
    own = person.member_id == actor.person_id
    words = _("you") if own else person.pronouns
    return Seat(str(person.member_id), person.name, "you" if own else "sits", words)


def _agreements(actor: Actor, group_ids: list[UUID]) -> dict[UUID, Agreement]:
    rows = Agreement.visible_to(actor).filter(group_id__in=group_ids).order_by("version").defer("body")
    return {row.group_id: row for row in rows}


def _coming(actor: Actor, group_ids: list[UUID]) -> dict[UUID, list[GroupSession]]:
    found: dict[UUID, list[GroupSession]] = {group_id: [] for group_id in group_ids}
    for session in sessions_between(actor, clock.now(), _far_ahead()):
        row = found.get(session.group_id)
        if row is not None and len(row) < SHOWN_SESSIONS:
            row.append(session)
    return found


def _far_ahead() -> datetime:
    """Twelve weeks: enough for four sessions of a group that meets every other week, with one left out."""
    return clock.moved(timedelta(weeks=12))
