"""The session's screen: the newest state, with the names of those who sit in the circle."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from uuid import UUID

from holdspace.agreements.models import Agreement
from holdspace.agreements.policies import kept_out
from holdspace.agreements.queries import newest, unsigned_under
from holdspace.groups.queries import Leader, SeatedMember, circle, leaders
from holdspace.kernel.actors import Actor
from holdspace.live.models import Floor, Speaking, Whisper
from holdspace.live.rules import speaking
from holdspace.live.rules.session_flow import Role, SeatState, SessionState, begin, from_json
from holdspace.live.rules.speaking import Tally
from holdspace.preparation.queries import newcomers_at
from holdspace.sessions.models import GroupSession
from holdspace.vault.scope import current_actor


@dataclass(frozen=True, slots=True)
class Screen:
    """Everything that the screen of a session shows."""

    session: GroupSession
    state: SessionState
    people: dict[UUID, SeatedMember | Leader]
    agreement: Agreement | None
    """The version that holds."""

    unsigned: frozenset[UUID] = frozenset()
    kept_out: frozenset[UUID] = frozenset()
    """Who comes for the first time and has to sign the agreement before that."""
    new: dict[UUID, int] = field(default_factory=dict)
    """For the leaders: for whom it is one of the first three sessions in a group that had met before."""

    def name(self, person: UUID) -> str:
        """How somebody is called in this circle."""
        return self.people[person].name if person in self.people else ""


def screen(session: GroupSession) -> Screen:
    """The screen of a session that the caller was allowed to see."""
    drawn = _drawn(session)
    members = [person for person, each in drawn.people.items() if isinstance(each, SeatedMember)]
    waiting = unsigned_under(drawn.agreement, members)
    kept = kept_out(session, waiting)
    return replace(drawn, unsigned=waiting, kept_out=kept, new=newcomers_at(session))


def member_screen(session: GroupSession) -> Screen:
    """The same for a member: whose signature is missing is not for them, but for their own."""
    return replace(_drawn(session), kept_out=kept_out(session, [current_actor().person_id]))


def _drawn(session: GroupSession) -> Screen:
    seated, leading = circle(session.group), leaders(session.group)
    people: dict[UUID, SeatedMember | Leader] = {person.staff_id: person for person in leading}
    people |= {person.member_id: person for person in seated}
    state = newest_state(session.pk) or first_state(session, seated, leading)
    return Screen(session, state, people, newest(session.group))


def newest_state(session_id: UUID) -> SessionState | None:
    """The newest state of a session, None before anything happened in it; one query."""
    floor = Floor.unscoped.filter(session_id=session_id).first()
    return from_json(floor.state) if floor and floor.version else None


def keeps_voice_off(session: GroupSession, member_id: UUID) -> bool:
    """Whether the member switched the measuring of their voice off in the group's last session by screens."""
    rows = Floor.unscoped.filter(session__group=session.group_id, session__starts_at__lt=session.starts_at)
    floor = rows.order_by("-session__starts_at").first()
    seat = from_json(floor.state).seat(member_id) if floor and floor.version else None
    return seat is not None and seat.voice_off


def tally_of(actor: Actor, session: GroupSession) -> Tally:
    """Who spoke in a session, for those who may read of it; one query."""
    found = Speaking.visible_to(actor).filter(session=session).first()
    return speaking.from_json(found.tally) if found else Tally()


def tallies_of(actor: Actor, session: GroupSession, most: int) -> list[tuple[GroupSession, Tally]]:
    """The same of this session and the last ones of its group before it, the oldest first; one query."""
    rows = Speaking.visible_to(actor).filter(
        session__group=session.group_id, session__starts_at__lte=session.starts_at
    )
    found = list(rows.select_related("session").order_by("-session__starts_at")[:most])
    return [(each.session, speaking.from_json(each.tally)) for each in reversed(found)]


def whispers(actor: Actor, session: GroupSession) -> list[Whisper]:
    """The words between the leaders of a session, oldest first; one query."""
    return list(Whisper.visible_to(actor).filter(session=session).select_related("author"))


def practices_with_whispers(before: datetime) -> list[UUID]:
    """The practices in which a word was said before that moment and not kept; the system asks."""
    rows = Whisper.unscoped.filter(kept=False, said_at__lt=before)
    return sorted(rows.values_list("practice_id", flat=True).distinct())


def first_state(
    session: GroupSession, seated: Iterable[SeatedMember], leading: Iterable[Leader]
) -> SessionState:
    """The state before anything happened: leaders at the top, then the members in their order."""
    seats = [SeatState(member_id=leader.staff_id, role=Role.LEADER) for leader in leading]
    seats += [SeatState(member_id=member.member_id) for member in seated]
    return begin(scheduled_start=session.starts_at, scheduled_end=session.ends_at, seats=seats)
