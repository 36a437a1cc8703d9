"""What was said in supervision about the notes of a session, for the two people it is between."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _

from holdspace.kernel.actors import Actor
from holdspace.kernel.refusals import Missing
from holdspace.notes.models import GroupNote, MemberNote, SupervisionComment
from holdspace.notes.policies import AnyLayer, can_comment, is_trainee, standing
from holdspace.notes.queries.material import member_of, session_for
from holdspace.notes.queries.screen import GROUP
from holdspace.sessions.models import GroupSession


@dataclass(frozen=True, slots=True)
class Talk:
    """The comments about one note: key of its layer, name on it, and whether the reader may say something."""

    key: str
    name: str
    comments: tuple[SupervisionComment, ...]
    may_comment: bool

    @property
    def open(self) -> tuple[SupervisionComment, ...]:
        return tuple(each for each in self.comments if each.resolved_at is None)


def talk(actor: Actor, session_id: UUID, key: str) -> tuple[GroupSession, Talk]:
    """What was said about one note; Missing where the session or its note is not open to the actor."""
    session = session_for(actor, session_id)
    layer = layer_of(actor, session, key)
    rows = SupervisionComment.visible_to(actor).filter(session=session, member=layer.member_id)
    comments = tuple(rows.select_related("by", "trainee", "supervisor").order_by("at", "id"))
    may = can_comment(actor, layer, standing(actor, session), bool(comments))
    if not (comments or may):
        raise Missing(_("This note does not exist."))
    return session, Talk(key, layer.name, comments, may)


def layer_of(actor: Actor, session: GroupSession, key: str) -> AnyLayer:
    """Who wrote or signed the note of a layer, as far as supervision asks."""
    if key == GROUP:
        note: GroupNote | MemberNote | None = GroupNote.visible_to(actor).filter(session=session).first()
        member_id, name = None, _("The group")
    else:
        try:
            member = member_of(actor, session, UUID(key))
        except ValueError:
            raise Missing(_("This note does not exist.")) from None
        note = MemberNote.visible_to(actor).filter(session=session, member=member).first()
        member_id, name = member.pk, member.chosen_name or _("Erased")
    if note is None:
        raise Missing(_("This note does not exist."))
    writer = note.signed_by_id or note.updated_by_id
    return AnyLayer(member_id, name, writer, note.needs_cosignature or is_trainee(writer, actor))


def comment_for(actor: Actor, pk: UUID) -> SupervisionComment:
    """A comment between the actor and somebody else; Missing otherwise."""
    row = SupervisionComment.visible_to(actor).select_related("session", "by").filter(pk=pk).first()
    if row is None:
        raise Missing(_("This comment does not exist."))
    return row
