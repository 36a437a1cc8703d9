"""Eve has left the Tuesday group a month ago, and Tuesdays ask the PHQ-9 a month after leaving."""

from __future__ import annotations

from datetime import timedelta

from django.urls import reverse

from holdspace.groups.models import Membership
from holdspace.kernel import clock
from holdspace.measures.actions import choose
from holdspace.measures.actions.links import link_follow_up
from holdspace.measures.rules.due import Plan, Point
from holdspace.vault.scope import acting_as
from tests.cast import Cast

ASKED = Plan(0, frozenset({Point.AFTER_1, Point.AFTER_3}))


def eve_left(cast: Cast, *, days: int) -> Membership:
    """Eve's membership, which ended so many days ago."""
    ends = clock.now() - timedelta(days=days)
    with acting_as(cast.system):
        rows = Membership.unscoped.filter(member=cast.members["eve"])
        rows.update(ends_at=ends, starts_at=ends - timedelta(weeks=20))
        return rows.select_related("group__practice", "member", "practice").get()


def tuesdays_ask(cast: Cast, plan: Plan = ASKED) -> None:
    with acting_as(cast.actor("ruth")) as ruth:
        choose(group=cast.groups["tuesday"], plans={"phq-9": plan}, by=ruth)


def address_of(cast: Cast, point: Point = Point.AFTER_1) -> str:
    """The address of Eve's questions, as a mail would carry it."""
    with acting_as(cast.system) as system:
        token = link_follow_up(
            member_id=cast.members["eve"].pk, group_id=cast.groups["tuesday"].pk, point=point, by=system
        )
    return reverse("aftercare:questions", args=[token])
