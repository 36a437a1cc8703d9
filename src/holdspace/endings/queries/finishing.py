"""Whose last session lies behind; for the worker, acting as the system."""

from __future__ import annotations

from uuid import UUID

from holdspace.endings.models import Closing, Leaving
from holdspace.endings.queries.ahead import last_day
from holdspace.groups.models import Membership
from holdspace.kernel import clock
from holdspace.kernel.actors import Actor
from holdspace.practice.spells import running


def practices_with_endings() -> list[UUID]:
    """The practices in which somebody is going to leave, or a group to end."""
    leaving = Leaving.unscoped.filter(running("membership__"), taken_back_at__isnull=True)
    closing = Closing.unscoped.filter(taken_back_at__isnull=True).exclude(group__phase="ended")
    found = {*leaving.values_list("practice", flat=True), *closing.values_list("practice", flat=True)}
    return sorted(found)


def over(actor: Actor) -> list[tuple[Membership, str]]:
    """The memberships that still run though their last session was yesterday or before, with how they end."""
    leaving = Leaving.visible_to(actor).filter(running("membership__"), taken_back_at__isnull=True)
    leaving = leaving.select_related("membership__group", "last_session", "practice")
    ending = {row.membership.pk: (row.membership, row.how) for row in leaving if _is_over(row)}
    for row in (
        Closing.visible_to(actor)
        .filter(taken_back_at__isnull=True)
        .select_related("last_session", "practice")
    ):
        if _is_over(row):
            seated = (
                Membership.visible_to(actor).filter(running(), group=row.group_id).select_related("group")
            )
            for spell in seated:
                ending.setdefault(spell.pk, (spell, Leaving.How.FINISHED))
    return list(ending.values())


def _is_over(row: Leaving | Closing) -> bool:
    return last_day(row) < clock.today(row.practice.time_zone)
