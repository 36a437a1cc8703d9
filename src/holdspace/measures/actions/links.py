"""Addresses that open somebody's questions after leaving without signing in: made when the mail goes out."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from holdspace.audit.log import record
from holdspace.groups.models import Membership
from holdspace.kernel import clock, ids
from holdspace.kernel.actors import Actor
from holdspace.kernel.refusals import Missing
from holdspace.measures import policies, queries
from holdspace.measures.actions import Answers, answer_afterwards
from holdspace.measures.models import Administration, FollowUpLink
from holdspace.measures.queries.links import just_answered
from holdspace.measures.rules.due import Point, window_of


@transaction.atomic
def link_follow_up(*, member_id: UUID, group_id: UUID, point: Point, by: Actor) -> str:
    """An address for what somebody who left is asked at `point`; returns its token, which is stored nowhere.

    An earlier one for the same membership ends. Missing where nothing is asked of them at this point now.
    """
    policies.check_can_link(by, by.practice_id)
    spells = queries.left_lately(by.practice_id).filter(member=member_id, group=group_id)
    spell = spells.first()
    waiting = queries.follow_up_of(spell) if spell else None
    if spell is None or waiting is None or point not in waiting.points:
        raise Missing(_("This page does not exist."))
    now, token = clock.now(), ids.new_token()
    FollowUpLink.unscoped.filter(spell=spell, ended_at__isnull=True).update(ended_at=now)
    row = FollowUpLink.unscoped.create(
        practice_id=by.practice_id,
        group_id=group_id,
        member_id=member_id,
        spell=spell,
        point=point,
        instruments=[each.id for each in waiting.instruments],
        token_hash=queries.digest(token),
        made_at=now,
        closes_at=queries.start_of(window_of(point, _left_on(spell))[1], spell.group),
    )
    record("measures.follow_up_linked", by=by, on=row, about=[member_id], detail={"point": str(point)})
    return token


def _left_on(spell: Membership) -> date:
    return (spell.ends_at or clock.now()).astimezone(ZoneInfo(spell.practice.time_zone)).date()


@transaction.atomic
def answer_by_link(*, link: FollowUpLink, answers: Mapping[str, Answers], by: Actor) -> list[Administration]:
    """Keep what somebody answered by an address: instrument → answers. Answered, it opens nothing more.

    The same form that arrives twice is kept once. Raises Missing when the address has ended meanwhile, and
    for a questionnaire that it does not open.
    """
    policies.check_can_follow_up(by, link.spell)
    locked = FollowUpLink.unscoped.select_for_update().get(pk=link.pk)
    if not (locked.opens(clock.now()) or just_answered(locked)) or not set(answers) <= set(
        locked.instruments
    ):
        raise Missing(_("This page does not exist."))
    return answer_afterwards(spell=link.spell, answers=answers, by=by)
