"""What a note should know of what was tried, before it is written: which skill, and on which day.

Names alone, as with questionnaires: what somebody wrote about it stands in the brief and on the group's page
of skills for those who may read it, and is not copied into a note.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from uuid import UUID

from django.utils.dateformat import format as date_format
from django.utils.translation import gettext as _

from holdspace.kernel.actors import Actor
from holdspace.notes.queries import Known
from holdspace.sessions.models import GroupSession
from holdspace.skills.queries.bringing import between
from holdspace.skills.queries.shelf import names_of

MOST = 3
"""How many of them stand beside one member's note: the newest, the oldest of these first."""


def tried_since(session: GroupSession, members: Sequence[UUID], actor: Actor) -> dict[UUID, Sequence[Known]]:
    """What each member tried since the session before and did not leave out of this one; one query, and
    another where some skill is the practice's own."""
    rows = between(actor, session).filter(brought=True, member__in=members)
    found: dict[UUID, list[tuple[str, object]]] = defaultdict(list)
    for member, code, day in rows.values_list("member", "code", "tried_on"):
        found[member].append((code, day))
    names = names_of(actor, {code for tried in found.values() for code, _day in tried})
    return {member: _lines(tried, names) for member, tried in found.items()}


def _lines(tried: list[tuple[str, object]], names: dict[str, str]) -> list[Known]:
    said = [f"{names[code]} ({date_format(day, 'j F')})" for code, day in tried if code in names]  # type: ignore[arg-type]
    return [Known(_("Tried since last time"), ", ".join(said[-MOST:]))] if said else []
