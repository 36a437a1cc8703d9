"""Psychotherapy notes: written, changed and read by their author alone; and a member's own authorisation."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from holdspace.audit.log import record
from holdspace.groups.queries import leaders_of_member
from holdspace.kernel import clock
from holdspace.kernel.actors import Actor, system_actor
from holdspace.kernel.refusals import Conflict, Missing, Refused
from holdspace.members.models import Member
from holdspace.notes.actions.writing import LONGEST, tidy
from holdspace.notes.models import Authorisation, PsychotherapyNote
from holdspace.notes.queries.apart import Apart, apart, treated
from holdspace.notes.rules.allowance import check_allowance
from holdspace.practice.models import Staff
from holdspace.sessions.models import GroupSession
from holdspace.vault.scope import acting_as

LONGEST_NAME = 120
"""The most characters of a name as typed under an authorisation."""


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
    *,
    member: Member,
    recipient: str,
    purpose: str,
    signed_on: date,
    expires_on: date,
    notes_from: date | None = None,
    notes_until: date | None = None,
    by: Actor,
) -> Authorisation:
    """Write down that a member signed an authorisation on paper for one's psychotherapy notes, and for
    nothing else. The sheet is the author's to keep."""
    treated(by, member.pk)
    row = Authorisation(
        practice_id=by.practice_id,
        author_id=by.person_id,
        member=member,
        recipient=tidy(recipient),
        purpose=tidy(purpose),
        signed_on=signed_on,
        expires_on=expires_on,
        notes_from=notes_from,
        notes_until=notes_until,
    )
    _check(row)
    row.save(force_insert=True)
    record("notes.apart_authorised", by=by, on=row, about=[member.pk])
    return row


@transaction.atomic
def allow(
    *,
    id: UUID,
    author_id: UUID,
    recipient: str,
    purpose: str,
    expires_on: date,
    signed_name: str,
    notes_from: date | None = None,
    notes_until: date | None = None,
    by: Actor,
) -> Authorisation:
    """A member lets what one therapist keeps apart about them go to one receiver, under their own name.

    It is written under the id that its page gave it: the same request twice has one effect.
    """
    if not by.is_member:
        raise Missing(_("This page does not exist."))
    if author_id not in {leader.staff_id for leader in leaders_of_member(by)}:
        sentence = _("Choose whose notes they are.")
        raise Refused(sentence, fields={"author_id": sentence})
    known = Authorisation.visible_to(by).filter(pk=id).first()
    if known is not None:
        return known
    with acting_as(system_actor()):
        if Authorisation.unscoped.filter(pk=id).exists():
            raise Missing(_("This authorisation does not exist."))
    name = " ".join(signed_name.split())
    if not name or len(name) > LONGEST_NAME:
        sentence = _("Type your name, as you would sign a letter.")
        raise Refused(sentence, fields={"signed_name": sentence})
    row = Authorisation(
        pk=id,
        practice_id=by.practice_id,
        author_id=author_id,
        member_id=by.person_id,
        recipient=tidy(recipient),
        purpose=tidy(purpose),
        signed_name=name,
        on_paper=False,
        signed_on=localdate(clock.now()),
        expires_on=expires_on,
        notes_from=notes_from,
        notes_until=notes_until,
    )
    _check(row)
    row.save(force_insert=True)
    record("notes.apart_allowed", by=by, on=row, about=[by.person_id])
    return row


def _check(row: Authorisation) -> None:
    check_allowance(
        row.allowance,
        recipient=row.recipient or "",
        purpose=row.purpose or "",
        today=localdate(clock.now()),
    )


@transaction.atomic
def withdraw_authorisation(*, authorisation: Authorisation, by: Actor) -> Authorisation:
    """It is taken back, by the member or as they said: nothing leaves the house by it any more."""
    row = Authorisation.visible_to(by).select_for_update(of=("self",)).filter(pk=authorisation.pk).first()
    if row is None:
        raise Missing(_("This authorisation does not exist."))
    if row.withdrawn_at is None:
        row.withdrawn_at = clock.now()
        row.save(update_fields=["withdrawn_at"])
        record("notes.apart_authorisation_withdrawn", by=by, on=row, about=[row.member_id])
    return row
