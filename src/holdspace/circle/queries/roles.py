"""Who has which role in the next session, and whom rotation proposes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from holdspace.circle.models import SessionRole
from holdspace.circle.rules.rotation import Had, Role, proposed, said
from holdspace.groups.models import Group
from holdspace.groups.queries import SeatedMember, circle
from holdspace.kernel import clock
from holdspace.kernel.actors import Actor
from holdspace.preparation.queries import settled_buddy
from holdspace.sessions.models import GroupSession
from holdspace.sessions.queries import next_session

NEW_FOR = timedelta(weeks=3)
"""For so long somebody is a newcomer and has a buddy."""

LOOKED_BACK = 120
"""How many roles of the past rotation looks at: about a year of a weekly group."""


@dataclass(frozen=True, slots=True)
class Turn:
    """One role in the next session."""

    role: Role
    words: str
    person: UUID | None
    name: str
    settled: bool = False
    """Whether they were asked, and said yes: then it is not for the roles to say otherwise."""


@dataclass(frozen=True, slots=True)
class Turns:
    """The roles of the next session; `given` says whether a leader has said so, or it is only proposed."""

    session: GroupSession
    turns: list[Turn]
    people: list[SeatedMember]
    given: bool


def turns(actor: Actor, group: Group) -> Turns | None:
    """The roles of a group's next session, proposed by rotation until a leader has given them; None without
    a session. Whoever said yes to sit with a newcomer is their buddy, whatever was given. Seven queries."""
    session = next_session(group, actor=actor)
    if session is None:
        return None
    people = circle(group)
    rows = SessionRole.visible_to(actor).filter(group=group).select_related("session")
    past = list(rows.order_by("-session__starts_at")[:LOOKED_BACK])
    given = {Role(row.role): row.member_id for row in past if row.session_id == session.pk}
    roles = given or _proposed(people, [row for row in past if row.session_id != session.pk])
    buddy = settled_buddy(actor, group, [person.member_id for person in people])
    roles = roles | {Role.BUDDY: buddy} if buddy else roles
    names = {person.member_id: person.name for person in people}
    found = [
        Turn(
            role,
            str(said(role)),
            roles.get(role),
            names.get(roles.get(role, group.pk), ""),
            settled=role is Role.BUDDY and buddy is not None,
        )
        for role in Role
    ]
    return Turns(session, found, people, bool(given))


def _proposed(people: list[SeatedMember], past: list[SessionRole]) -> dict[Role, UUID]:
    had = [Had(row.member_id, Role(row.role), row.session.starts_at) for row in past]
    new = [person.member_id for person in people if person.since > clock.moved(-NEW_FOR)]
    return proposed([person.member_id for person in people], had, newcomers=new)
