"""Who spoke for how long: added up as it is reported, for the leaders of the session alone."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.db import transaction

from holdspace.kernel import clock
from holdspace.kernel.actors import system_actor
from holdspace.live.models import Floor, Speaking
from holdspace.live.rules import speaking
from holdspace.live.rules.session_flow import SessionState
from holdspace.live.rules.speaking import Spell, Tally
from holdspace.sessions.models import GroupSession
from holdspace.vault.scope import acting_as


def keep_spoken(*, session_id: UUID, spells: Sequence[Spell]) -> None:
    """Add to what is kept of who spoke in a session, for its leaders; not an act of anybody."""
    with acting_as(system_actor()), transaction.atomic():
        floor = Floor.unscoped.filter(session_id=session_id).first()
    if floor is not None:
        with acting_as(system_actor(floor.practice_id)), transaction.atomic():
            _add_spoken(floor.practice_id, session_id, spells)


def _add_spoken(practice_id: UUID, session_id: UUID, spells: Sequence[Spell]) -> None:
    Speaking.unscoped.get_or_create(
        session_id=session_id, defaults={"practice_id": practice_id, "tally": speaking.to_json(Tally())}
    )
    kept = Speaking.unscoped.select_for_update().get(session_id=session_id)
    kept.tally = speaking.to_json(speaking.add(speaking.from_json(kept.tally), spells))
    kept.updated_at = clock.now()
    kept.save(update_fields=["tally", "updated_at"])


def keep_touched_speaker(session: GroupSession, before: SessionState, after: SessionState) -> None:
    """In a room without screens, whose turn a leader's touch ended."""
    spoke = before.speaker
    if spoke is None or spoke == after.speaker:
        return
    ended = after.speaker.since if after.speaker is not None else clock.now()
    if ended > spoke.since:
        with acting_as(system_actor(session.practice_id)):
            _add_spoken(session.practice_id, session.pk, [Spell(spoke.member, spoke.since, ended)])
