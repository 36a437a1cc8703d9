"""What changes across rooms from a page of the desk: a member checks in, takes their path along."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID

from django.db import transaction

from holdspace.audit.log import record
from holdspace.kernel.actors import Actor
from holdspace.measures.actions import record_administration
from holdspace.measures.queries import answered_for
from holdspace.members.models import Member
from holdspace.safety.actions import heed
from holdspace.sessions.actions import save_check_in
from holdspace.sessions.models import GroupSession
from holdspace.sessions.policies import check_can_check_in
from holdspace.sessions.queries import check_in_of, own_member
from holdspace.skills.actions import bring

Answers = Mapping[str, int | None]


@dataclass(frozen=True, slots=True)
class Brings:
    """What a member brings: words, who may read them, how open they want to be, and their questionnaires.

    `version` is the version that stood before their eyes, 0 for none; `answers` are instrument → question →
    points; `tried` is what of the week stood on the page, and what of that is brought; `sent_key` is that of
    a device which had no network when it was written.
    """

    text: str
    share: str
    openness: int | None
    version: int
    answers: Mapping[str, Answers] = field(default_factory=dict)
    tried: tuple[frozenset[UUID], frozenset[UUID]] = (frozenset(), frozenset())
    sent_key: UUID | None = None


@transaction.atomic
def check_in(*, session: GroupSession, brings: Brings, by: Actor) -> None:
    """Keep a member's check-in, words and questionnaires together or nothing of it; its words are heeded.

    Sending the same twice is the same as once, also when it was changed in between. Raises Conflict when
    another device saved something else since, Refused after the end of the session.
    """
    member = own_member(by)
    if _arrived_before(session, brings, by):
        return
    check_can_check_in(by, session, member)
    if not _is_kept_already(session, brings, by):
        saved = save_check_in(
            session=session,
            member=member,
            brings=brings.text,
            openness=brings.openness,
            share=brings.share,
            version=brings.version,
            sent_key=brings.sent_key,
            by=by,
        )
        heed(text=brings.text, member=member, group=session.group, source_id=saved.pk, by=by)
    _keep_answers(session, member, brings.answers, by)
    offered, kept = brings.tried
    bring(offered=offered, kept=kept, by=by)


@transaction.atomic
def note_path_taken(*, by: Actor) -> None:
    """A member takes their own path along; Missing for everybody else."""
    member = own_member(by)
    record("desk.path_taken", by=by, about=[member.pk])


def _arrived_before(session: GroupSession, brings: Brings, by: Actor) -> bool:
    """Whether the device that sends this sent it before, and the answer was lost on its way."""
    kept = check_in_of(by, session)
    return kept is not None and brings.sent_key is not None and kept.sent_key == brings.sent_key


def _is_kept_already(session: GroupSession, brings: Brings, by: Actor) -> bool:
    kept = check_in_of(by, session)
    if kept is None:
        return False
    same = (kept.brings or "", kept.openness, kept.share) == (
        brings.text.strip(),
        brings.openness,
        brings.share,
    )
    return same and kept.version != brings.version


def _keep_answers(session: GroupSession, member: Member, answers: Mapping[str, Answers], by: Actor) -> None:
    """A questionnaire that was left empty is not kept, unless its answers are being taken back."""
    earlier = answered_for(member.pk, session)
    for instrument_id, given in answers.items():
        if instrument_id in earlier or any(value is not None for value in given.values()):
            record_administration(
                member=member,
                group=session.group,
                session=session,
                instrument_id=instrument_id,
                answers=given,
                by=by,
            )
