"""What is said in supervision about a note; it is no part of the record and goes with no release."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from holdspace.audit.log import record
from holdspace.kernel import clock
from holdspace.kernel.actors import Actor
from holdspace.kernel.refusals import Missing, Refused
from holdspace.notes import policies
from holdspace.notes.actions.writing import hold, tidy
from holdspace.notes.models import SupervisionComment
from holdspace.notes.queries.supervision import layer_of
from holdspace.sessions.models import GroupSession

LONGEST_COMMENT = 4_000
"""Characters."""


@transaction.atomic
def comment(*, session: GroupSession, key: str, text: str, by: Actor, id: UUID) -> SupervisionComment:
    """Say something about the note with this key under the id that the page gave it: sent twice, it is said
    once."""
    session = hold(session, by)
    layer, words = layer_of(by, session, key), tidy(text)
    said = SupervisionComment.visible_to(by).filter(session=session, member=layer.member_id)
    again = said.filter(pk=id, by=by.person_id).first()
    if again is not None:
        return again
    newest = said.order_by("at", "id").last()
    policies.check_comments(by, layer, policies.standing(by, session), newest is not None)
    if not 1 <= len(words) <= LONGEST_COMMENT:
        raise Refused(_("Write something, in at most 4,000 characters."))
    trainee, supervisor = _between(layer, newest, by)
    row = SupervisionComment(
        pk=id,
        practice_id=session.practice_id,
        session=session,
        member_id=layer.member_id,
        trainee_id=trainee,
        supervisor_id=supervisor,
        by_id=by.person_id,
        text=words,
    )
    row.save(force_insert=True)
    record("notes.supervision_said", by=by, on=row, group_id=session.group_id)
    return row


def _between(layer: policies.AnyLayer, newest: SupervisionComment | None, by: Actor) -> tuple[UUID, UUID]:
    """Trainee and supervisor: an answer goes to whoever spoke last."""
    if newest is not None:
        return newest.trainee_id, newest.supervisor_id
    assert layer.writer_id is not None
    return layer.writer_id, by.person_id


@transaction.atomic
def resolve(*, comment: SupervisionComment, by: Actor, delete: bool = False) -> None:
    """Say that it is settled; whoever wrote it may have it deleted at the same time."""
    row = SupervisionComment.visible_to(by).filter(pk=comment.pk).select_for_update(of=("self",)).first()
    if row is None:
        raise Missing(_("This comment does not exist."))
    if delete and row.by_id != by.person_id:
        raise Refused(_("Only whoever wrote a comment deletes it."))
    record("notes.supervision_resolved", by=by, on=row, detail={"deleted": delete})
    if delete:
        row.delete()
    elif row.resolved_at is None:
        row.resolved_at, row.resolved_by_id = clock.now(), by.person_id
        row.save(update_fields=["resolved_at", "resolved_by"])
