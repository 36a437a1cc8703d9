"""Who missed sessions without a word, and waits for a leader to reach out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from holdspace.groups.models import Group, Membership
from holdspace.kernel import clock
from holdspace.kernel.actors import Actor
from holdspace.kernel.refusals import Missing
from holdspace.practice.spells import running
from holdspace.preparation.models import AbsenceRule, Reaching
from holdspace.preparation.policies import NOT_HERE
from holdspace.preparation.rules.absence import DEFAULT, asks_to_reach, missed
from holdspace.sessions.models import Attendance, GroupSession
from holdspace.sessions.queries import status_of
from holdspace.sessions.rules.attendance import Status
from holdspace.vault import keyring
from holdspace.vault.roots import Domain

LOOKED_BACK = timedelta(weeks=12)
"""How far back it is looked for who is missed."""

REMEMBERED = 12
"""How many things that were done about an absence stand on a page."""


@dataclass(frozen=True, slots=True)
class Missed:
    """Somebody who did not come for some sessions, and said nothing."""

    group: Group
    member_id: UUID
    name: str
    times: int
    last: GroupSession


def rule_of(practice_id: UUID) -> int:
    """After how many sessions without a word a leader is asked to reach out; one query."""
    rows = AbsenceRule.unscoped.filter(practice_id=practice_id)
    return rows.values_list("after", flat=True).first() or DEFAULT


def to_reach(actor: Actor, group_ids: Iterable[UUID]) -> list[Missed]:
    """Who of these groups is missed, and of whom nobody has said yet what was done; six queries or fewer."""
    spells = _sitting(actor, group_ids)
    seen = _seen(actor, spells)
    after = rule_of(actor.practice_id) if seen else DEFAULT
    found = [each for spell in spells if (each := _missed(spell, seen.get(_key(spell), []), after))]
    done = Reaching.visible_to(actor).filter(session__in=[each.last for each in found])
    answered = set(done.values_list("session", "member")) if found else set()
    return [each for each in found if (each.last.pk, each.member_id) not in answered]


def is_missed(actor: Actor, group: Group, member_id: UUID) -> Missed | None:
    """The same for one; None where nobody waits for anything."""
    return next((each for each in to_reach(actor, [group.pk]) if each.member_id == member_id), None)


def seat_of(actor: Actor, group: Group, member_id: UUID) -> Membership:
    """The seat of somebody who sits in a group that the actor found through a scope; Missing otherwise."""
    rows = Membership.visible_to(actor).filter(running(), group=group, member_id=member_id)
    found = rows.select_related("member").first()
    if found is None:
        raise Missing(NOT_HERE)
    return found


def reached(actor: Actor, group: Group, member_id: UUID) -> list[Reaching]:
    """What was done about somebody's absences in a group, newest first; two queries."""
    rows = Reaching.visible_to(actor).filter(group=group, member_id=member_id)
    found = list(rows.select_related("by", "session")[:REMEMBERED])
    keyring.warm({row.member_id for row in found}, Domain.PROGRESS)
    return found


def _sitting(actor: Actor, group_ids: Iterable[UUID]) -> list[Membership]:
    rows = Membership.visible_to(actor).filter(running(), group__in=list(group_ids))
    found = list(rows.select_related("member", "group").order_by("group__name", "seat", "id"))
    keyring.warm({row.member_id for row in found}, Domain.IDENTITY)
    return found


def _seen(actor: Actor, spells: list[Membership]) -> dict[tuple[UUID, UUID], list[Attendance]]:
    """What is noted of each of them, newest first."""
    rows = Attendance.visible_to(actor).filter(
        session__group__in={spell.group_id for spell in spells},
        member__in=[spell.member_id for spell in spells],
        session__starts_at__gte=clock.moved(-LOOKED_BACK),
        session__starts_at__lte=clock.now(),
    )
    rows = rows.exclude(session__status=GroupSession.Status.CANCELLED).select_related("session")
    found: dict[tuple[UUID, UUID], list[Attendance]] = {}
    for row in rows.order_by("-session__starts_at", "-pk"):
        found.setdefault((row.session.group_id, row.member_id), []).append(row)
    return found


def _key(spell: Membership) -> tuple[UUID, UUID]:
    return spell.group_id, spell.member_id


def _missed(spell: Membership, rows: list[Attendance], after: int) -> Missed | None:
    own = [row for row in rows if row.session.ends_at > spell.starts_at]
    statuses = [status_of(row) for row in own]
    if not asks_to_reach(statuses, after):
        return None
    last = own[statuses.index(Status.MISSED)].session
    return Missed(spell.group, spell.member_id, spell.member.chosen_name or "", missed(statuses), last)
