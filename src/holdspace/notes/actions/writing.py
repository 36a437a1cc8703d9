"""Saving drafts. Two people may write at once: whoever builds on an old version is told, with both texts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from holdspace.audit.log import record
from holdspace.kernel import clock
from holdspace.kernel.actors import Actor
from holdspace.kernel.refusals import Conflict, Missing, Refused
from holdspace.members.models import Member
from holdspace.notes import policies
from holdspace.notes.models import GroupNote, MemberNote
from holdspace.notes.queries import GROUP_TEXTS, MEMBER_TEXTS, member_of, session_for, text_of
from holdspace.notes.rules.tags import as_factors, as_stage
from holdspace.sessions.models import GroupSession

LONGEST = 20_000
"""The most characters of one text."""

AnyNote = TypeVar("AnyNote", GroupNote, MemberNote)


class Crossed(Conflict):
    """Somebody else saved this note meanwhile. `theirs` are the texts that stand now, by field."""

    def __init__(self, note: GroupNote | MemberNote, theirs: Mapping[str, str]) -> None:
        super().__init__(_("Somebody else wrote in this note at the same time."), newest=note.version)
        self.theirs = dict(theirs)
        self.by = note.updated_by.display_name if note.updated_by else ""
        self.at = note.updated_at


@transaction.atomic
def save_group_note(*, session: GroupSession, fields: Mapping[str, str], version: int, by: Actor) -> int:
    """Save texts of the group's note that build on `version` (0: none yet); returns the new version.

    Raises Crossed when a newer version exists with other texts, Refused when it is signed.
    """
    session = hold(session, by)
    policies.check_writes(by, session, policies.standing(by, session))
    note = GroupNote.unscoped.filter(session=session).select_related("updated_by").first()
    note = note or GroupNote(practice_id=session.practice_id, session=session)
    return _save(note, _cleaned(fields, GROUP_TEXTS), version, by)


@transaction.atomic
def save_member_note(
    *, session: GroupSession, member: Member, fields: Mapping[str, str], version: int, by: Actor
) -> int:
    """Save texts of one member's layer that build on `version` (0: none yet); returns the new version.

    Raises Crossed when a newer version exists with other texts, Refused when it is signed, Missing when the
    member never sat in this group.
    """
    session = hold(session, by)
    policies.check_writes(by, session, policies.standing(by, session))
    member = member_of(by, session, member.pk)
    note = MemberNote.unscoped.filter(session=session, member=member).select_related("updated_by").first()
    note = note or MemberNote(practice_id=session.practice_id, session=session, member=member)
    return _save(note, _cleaned(fields, MEMBER_TEXTS), version, by)


def hold(session: GroupSession, by: Actor) -> GroupSession:
    """Take the session's row until the transaction ends: notes of one session are written one after another.

    On the embedded database every transaction that writes is alone anyway. Missing out of the actor's reach.
    """
    rows = GroupSession.clinical_to(by).filter(pk=session.pk).select_for_update(of=("self",))
    if rows.first() is None:
        raise Missing(_("This session does not exist."))
    return session_for(by, session.pk)


def _save(note: AnyNote, texts: Mapping[str, str], version: int, by: Actor) -> int:
    policies.check_is_open(note)
    stored = {name: text_of(note, name, by.staff_id) for name in texts}
    if stored == texts:
        return note.version  # nothing to do, or a repeated request whose first answer was lost
    if note.version != version:
        raise Crossed(note, {name: text_of(note, name, by.staff_id) for name in _texts_of(note)})
    for name, text in texts.items():
        _put(note, name, text, by)
    note.version += 1
    note.updated_at, note.updated_by_id = clock.now(), by.staff_id
    note.save()
    _record_saved(note, by)
    return note.version


def _put(note: GroupNote | MemberNote, name: str, text: str, by: Actor) -> None:
    if name == "part" and isinstance(note, GroupNote):
        note.parts = {**(note.parts or {}), str(by.staff_id): text}
    else:
        setattr(note, name, text)


def _record_saved(note: GroupNote | MemberNote, by: Actor) -> None:
    about = [note.member_id] if isinstance(note, MemberNote) else []
    act = "notes.member_note_saved" if about else "notes.group_note_saved"
    group_id = note.session.group_id
    record(act, by=by, on=note, group_id=group_id, about=about, detail={"version": note.version})


def _texts_of(note: GroupNote | MemberNote) -> tuple[str, ...]:
    return GROUP_TEXTS if isinstance(note, GroupNote) else MEMBER_TEXTS


def _cleaned(fields: Mapping[str, str], names: tuple[str, ...]) -> dict[str, str]:
    """The known texts, with plain line ends and without blanks around them."""
    texts = {name: tidied(name, fields[name]) for name in names if name in fields}
    if any(len(text) > LONGEST for text in texts.values()):
        raise Refused(_("This text is longer than 20,000 characters. Shorten it, or keep a part elsewhere."))
    return texts


def tidied(name: str, text: str) -> str:
    """One text of a note as it is stored; of what is chosen only known codes, in their order."""
    if name == "stage":
        return as_stage(text)
    return as_factors(text) if name == "factors" else tidy(text)


def tidy(text: str) -> str:
    """A text as it is stored: line ends as one character, nothing invisible, no blanks at its ends."""
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "").strip()
