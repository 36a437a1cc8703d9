"""What a note should know of goals before it is written: the goals in use, each where the note links to
one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from uuid import UUID

from django.utils.translation import gettext as _

from holdspace.kernel.actors import Actor
from holdspace.notes.queries import Known
from holdspace.outcomes.models import Goal
from holdspace.sessions.models import GroupSession


def goals_in_use(session: GroupSession, members: Sequence[UUID], actor: Actor) -> dict[UUID, Sequence[Known]]:
    """The goals of each member in the group of a session that were there by its end; one query."""
    rows = Goal.visible_to(actor).filter(
        group=session.group_id, member__in=members, put_away_at=None, written_at__lte=session.ends_at
    )
    told: dict[UUID, list[Known]] = defaultdict(list)
    for row in rows.order_by("written_at", "id"):
        if row.words:
            told[row.member_id].append(Known(_("Goal"), row.words, fills="goal"))
    return dict(told)
