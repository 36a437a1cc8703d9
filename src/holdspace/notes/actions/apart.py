"""Psychotherapy notes: written, changed and read by their author alone; and a member's own authorisation."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from holdspace.audit.log import record
from holdspace.kernel import clock
from holdspace.kernel.actors import Actor
from holdspace.kernel.refusals import Conflict, Missing, Refused
from holdspace.members.models import Member
from holdspace.notes.actions.writing import LONGEST, tidy
from holdspace.notes.models import Authorisation, PsychotherapyNote
from holdspace.notes.queries.apart import Apart, apart, treated
from holdspace.practice.models import Staff
from holdspace.sessions.models import GroupSession


class CrossedApart(Conflict):
    """The note was changed in another window meanwhile; `theirs` is what stands now."""

    def __init__(self, note: PsychotherapyNote) -> None:
        super().__init__(
            _("This note was changed in another window. Both texts are here."), newest=note.version
        )
        self.theirs = note.text or ""


@transaction.atomic
def open_apart(*, member_id: UUID, by: Actor) -> Apart:
    """What one keeps apart about a member; that it was opened is recorded about the member."""
    found = apart(by, member_id)
    record("notes.apart_read", by=by, on=found.member, about=[found.member.pk])
    return found


@transaction.atomic
def write_apart(
    *, member: Member, text: str, by: Actor, id: UUID, version: int = 0, session: GroupSession | None = None
) -> PsychotherapyNote:
    """Write a note under the id that its page gave it (`version` 0: a new one), or change it.

    The same request twice has one effect. Raises Refused, Missing, or CrossedApart with the text that stands.
    """
    treated(by, member.pk)
    words = tidy(text)
    if not 1 <= len(words) <= LONGEST:
        raise Refused(_("Write something, in at most 20,000 characters."))
    Staff.visible_to(by).select_for_update().get(pk=by.person_id)
    note = _found(id, member, by, is_new=version == 0)
    if note.text == words:
        return note
    if note.version != version:
        raise CrossedApart(note)
    note.text, note.version, note.updated_at = words, version + 1, clock.now()
    if version == 0:
        note.session = session
    note.save()
    record("notes.apart_written", by=by, on=note, about=[member.pk], detail={"version": note.version})
    return note


def _found(id: UUID, member: Member, by: Actor, *, is_new: bool) -> PsychotherapyNote:
    note = PsychotherapyNote.visible_to(by).filter(pk=id, member=member).first()
    if note is not None:
        return note
    if not is_new or PsychotherapyNote.unscoped.filter(pk=id).exists():
        raise Missing(_("This note does not exist."))
    return PsychotherapyNote(
        pk=id, practice_id=by.practice_id, author_id=by.person_id, member=member, version=0
    )


@transaction.atomic
def authorise(
    *, member: Member, recipient: str, purpose: str, signed_on: date, expires_on: date, by: Actor
) -> Authorisation:
    """Write down that a member signed an authorisation for one's psychotherapy notes, and for nothing
    else."""
    treated(by, member.pk)
    recipient, purpose = tidy(recipient), tidy(purpose)
    if not (recipient and purpose):
        raise Refused(_("An authorisation says to whom the notes may go, and what for."))
    if expires_on < signed_on:
        raise Refused(_("An authorisation ends after it was signed."))
    row = Authorisation(
        practice_id=by.practice_id,
        author_id=by.person_id,
        member=member,
        recipient=recipient,
        purpose=purpose,
        signed_on=signed_on,
        expires_on=expires_on,
    )
    row.save(force_insert=True)
    record("notes.apart_authorised", by=by, on=row, about=[member.pk])
    return row


@transaction.atomic
def withdraw_authorisation(*, authorisation: Authorisation, by: Actor) -> None:
    """The member took it back: nothing leaves the house by it any more."""
    row = Authorisation.visible_to(by).filter(pk=authorisation.pk).first()
    if row is None:
        raise Missing(_("This authorisation does not exist."))
    if row.withdrawn_at is None:
        row.withdrawn_at = clock.now()
        row.save(update_fields=["withdrawn_at"])
        record("notes.apart_authorisation_withdrawn", by=by, on=row, about=[row.member_id])
