"""When a member hears that something came, and who has which role in a session."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from django.db import transaction

from holdspace.audit.log import record
from holdspace.circle import policies
from holdspace.circle.models import Rhythm, SessionRole
from holdspace.circle.rules.rotation import Role
from holdspace.groups.models import Group
from holdspace.groups.policies import check_belongs, check_holds
from holdspace.kernel import clock
from holdspace.kernel.actors import Actor
from holdspace.kernel.refusals import Missing
from holdspace.sessions.models import GroupSession


@transaction.atomic
def choose_rhythm(*, group: Group, day: int | None, by: Actor) -> None:
    """A member chooses on which day they want to hear that something came; None: never."""
    check_belongs(by, group)
    own = Rhythm.unscoped.filter(group=group, member_id=by.person_id)
    if day is None:
        own.delete()
    else:
        Rhythm.unscoped.update_or_create(
            group=group,
            member_id=by.person_id,
            defaults={"practice_id": group.practice_id, "day": Rhythm.Day(day)},
        )
    record("circle.rhythm_chosen", by=by, group_id=group.pk)


@transaction.atomic
def give_roles(*, session: GroupSession, roles: Mapping[Role, UUID | None], by: Actor) -> None:
    """The leaders say who does what in a session; None leaves a role to nobody."""
    check_holds(by, session.group)
    sitting = {str(each) for each in roles.values() if each}
    rows = session.group.memberships.filter(member_id__in=sitting, ends_at__isnull=True)
    if {str(each) for each in rows.values_list("member_id", flat=True)} != sitting:
        raise Missing(policies.NOT_HERE)
    SessionRole.unscoped.filter(session=session).delete()
    SessionRole.unscoped.bulk_create(
        SessionRole(
            practice_id=session.practice_id,
            group_id=session.group_id,
            session=session,
            role=role,
            member_id=person,
            given_by_id=by.staff_id,
            given_at=clock.now(),
        )
        for role, person in roles.items()
        if person
    )
    record("circle.roles_given", by=by, on=session, group_id=session.group_id)
