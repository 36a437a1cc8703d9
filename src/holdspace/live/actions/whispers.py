"""Words between the leaders of a session while it runs."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from holdspace.audit.log import record
from holdspace.kernel.actors import Actor
from holdspace.kernel.refusals import Missing, Refused
from holdspace.live import announcing, policies
from holdspace.live.models import Whisper
from holdspace.sessions.models import GroupSession

LONGEST_WHISPER: Final = 500
"""Characters."""

WHISPERS_KEPT: Final = timedelta(hours=24)


@transaction.atomic
def whisper(*, session: GroupSession, text: str, key: UUID, by: Actor) -> None:
    """A word to the other leaders of this session; sent twice with the same key it is said once."""
    policies.check_can_hold(by, session)
    if not text.strip():
        raise Refused(_("There is nothing to say yet."))
    if len(text) > LONGEST_WHISPER:
        raise Refused(_("This is too long for a word between you. Write it into the notes."))
    _made, is_new = Whisper.unscoped.get_or_create(
        session=session,
        key=key,
        defaults={"practice_id": session.practice_id, "author_id": by.person_id, "text": text.strip()},
    )
    if is_new:
        record("live.whispered", by=by, on=session, group_id=session.group_id)
        announcing.leaders_whisper(session.pk)


@transaction.atomic
def keep_whisper(*, session: GroupSession, whisper_id: UUID, by: Actor) -> None:
    """Keep one of the words between the leaders with the session; the others are forgotten a day later."""
    policies.check_can_hold(by, session)
    found = Whisper.unscoped.filter(session=session, pk=whisper_id).first()
    if found is None:
        raise Missing(_("There is no such word."))
    found.kept = True
    found.save(update_fields=["kept"])
    record("live.whisper_kept", by=by, on=session, group_id=session.group_id)
    announcing.leaders_whisper(session.pk)


@transaction.atomic
def forget_whispers(*, now: datetime, by: Actor) -> int:
    """Drop the words between leaders that nobody kept, a day after they were said; returns how many."""
    return Whisper.visible_to(by).filter(kept=False, said_at__lt=now - WHISPERS_KEPT).delete()[0]
