"""Signing, co-signing, adding to what is signed.

A note is signed when nothing is missing and nobody else is named in it; a name that has to stand is left with
a reason, which is kept. A signed note is never changed again.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial

from django.db import transaction
from django.utils.translation import gettext as _

from holdspace.audit.log import record
from holdspace.kernel import clock
from holdspace.kernel.actors import Actor
from holdspace.kernel.refusals import Conflict, Missing, Refused
from holdspace.members.models import Member
from holdspace.notes import policies
from holdspace.notes.actions.writing import LONGEST, AnyNote, hold, tidy
from holdspace.notes.models import Amendment, GroupNote, MemberNote, Override
from holdspace.notes.policies import REASON_LENGTH, Note, Standing
from holdspace.notes.queries import GROUP, Editor, Layer, Mark, editor, marks_in
from holdspace.notes.queries.rules_of import house_of
from holdspace.notes.rules.lateness import is_late
from holdspace.sessions.models import GroupSession


@dataclass(frozen=True, slots=True)
class Reason:
    """Why names stay in a note. `found` are the names that the signer was shown: only those are covered."""

    text: str
    found: frozenset[str]

    @classmethod
    def for_all(cls, text: str, marks: tuple[Mark, ...]) -> Reason:
        """One reason for everything in `marks`."""
        return cls(text, frozenset(mark.found for mark in marks))


class Unready(Refused):
    """The note cannot be signed yet: texts that are `missing`, or names in it (`marks`)."""

    def __init__(self, layer: Layer, marks: tuple[Mark, ...] = (), sentence: object = "") -> None:
        super().__init__(sentence or _why(layer, marks))
        self.key, self.missing, self.marks = layer.key, layer.missing, marks


@dataclass(frozen=True, slots=True)
class Signing:
    """What `sign_notes` did: keys of the layers that were signed, and why others were not."""

    signed: tuple[str, ...] = ()
    left: Mapping[str, Refused] = field(default_factory=dict)


@transaction.atomic
def sign_group_note(
    *, session: GroupSession, by: Actor, version: int | None = None, reason: Reason | None = None
) -> GroupNote:
    """Sign the group's note as it stands; `version` is what the signer saw (None: whatever stands now).

    Raises Unready, Refused (signed already, not entitled, session not over) or Conflict.
    """
    pen = _Pen.taken(session, by)
    return pen.sign_group(editor(pen.session, by).group, version, reason)


@transaction.atomic
def sign_member_note(
    *,
    session: GroupSession,
    member: Member,
    by: Actor,
    version: int | None = None,
    reason: Reason | None = None,
) -> MemberNote:
    """Sign one member's note as it stands. The group's note, on whose theme it rests, is signed before.

    Raises Unready, Refused (signed already, not entitled, session not over), Conflict or Missing.
    """
    pen = _Pen.taken(session, by)
    return pen.sign_member(editor(pen.session, by), str(member.pk), version, reason)


@transaction.atomic
def sign_notes(
    *,
    session: GroupSession,
    by: Actor,
    overrides: Mapping[str, Reason] | None = None,
    versions: Mapping[str, int] | None = None,
) -> Signing:
    """Sign everything that can be signed: the group's note, then each member's.

    `overrides` are reasons and `versions` what the signer saw, by key ("group", or the member's id as text).
    What cannot be signed stays a draft and is told in `left`. An absence that nobody noted is passed over.
    """
    pen = _Pen.taken(session, by)
    policies.check_signs(by, pen.session, pen.stands)
    reasons, seen = overrides or {}, versions or {}
    signed: list[str] = []
    left: dict[str, Refused] = {}

    def attempt(key: str, act: Callable[[int | None, Reason | None], object]) -> None:
        try:
            act(seen.get(key), reasons.get(key))
            signed.append(key)
        except Refused as refusal:
            left[key] = refusal

    screen = editor(pen.session, by)
    if not screen.group.is_signed:
        attempt(GROUP, partial(pen.sign_group, screen.group))
        screen = editor(pen.session, by)
    for layer in screen.members:
        if not layer.is_signed and (layer.note_id or layer.is_needed):
            attempt(layer.key, partial(pen.sign_member, screen, layer.key))
    return Signing(tuple(signed), left)


@transaction.atomic
def cosign(*, note: Note, by: Actor) -> Note:
    """Put a second signature under a signed note: the other leader, or a supervisor who opened the record."""
    session = hold(note.session, by)
    kept = _reread(note)
    policies.check_cosigns(by, kept, policies.standing(by, session))
    kept.cosigned_at, kept.cosigned_by_id = clock.now(), by.staff_id
    kept.cosigned_as = policies.licence_of(by)
    kept.save(update_fields=["cosigned_at", "cosigned_by", "cosigned_as"])
    _record(_act(kept, "cosigned"), kept, by)
    return kept


@transaction.atomic
def amend(*, note: Note, text: str, by: Actor, reason: Reason | None = None) -> Amendment:
    """Add `text` to a signed note, under one's own name. It names nobody else either, but with a reason.

    What one added last is not added again.

    Raises NamedInAmendment, Refused or Missing.
    """
    session = hold(note.session, by)
    kept, words = _reread(note), tidy(text)
    policies.check_amends(by, session, kept, policies.standing(by, session))
    if not words or len(words) > LONGEST:
        raise Refused(_("Write what is to be added, in at most 20,000 characters."))
    member_id = kept.member_id if isinstance(kept, MemberNote) else None
    marks = marks_in(words, session, member_id, by)
    if not _covered(marks, reason):
        raise NamedInAmendment(marks)
    if (again := _said_already(kept, words, by)) is not None:
        return again
    row = _amendment(kept, words, by)
    if marks and reason:
        _keep_override(kept, marks, reason, by)
    _record(_act(kept, "amended"), kept, by, amendment=row.pk)
    return row


class NamedInAmendment(Refused):
    """Somebody else's name stands in what was to be added."""

    def __init__(self, marks: tuple[Mark, ...]) -> None:
        super().__init__(_naming(marks))
        self.marks = marks


@dataclass(frozen=True, slots=True)
class _Pen:
    """Somebody about to sign notes of one session, whose row they hold."""

    session: GroupSession
    by: Actor
    stands: Standing

    @classmethod
    def taken(cls, session: GroupSession, by: Actor) -> _Pen:
        held = hold(session, by)
        return cls(held, by, policies.standing(by, held))

    def sign_group(self, layer: Layer, version: int | None, reason: Reason | None) -> GroupNote:
        note = GroupNote.unscoped.filter(session=self.session).first()
        return self._sign(note, layer, version, reason)

    def sign_member(self, screen: Editor, key: str, version: int | None, reason: Reason | None) -> MemberNote:
        layer = screen.layer(key)
        if layer is None or layer.is_group:
            raise Missing(_("This person did not sit in this session."))
        note = MemberNote.unscoped.filter(session=self.session, member=layer.member_id).first()
        if not screen.group.is_signed:
            sentence = _("Sign the group's note first: every member's note rests on its theme.")
            raise Unready(layer, sentence=sentence)
        return self._sign(note, layer, version, reason)

    def _sign(
        self, note: AnyNote | None, layer: Layer, version: int | None, reason: Reason | None
    ) -> AnyNote:
        policies.check_signs(self.by, self.session, self.stands)
        if note is None:
            raise Unready(layer, sentence=_("Nothing is written here yet."))
        policies.check_is_open(note)
        _check_seen(note, version)
        _check_ready(layer, reason)
        if layer.marks and reason:
            _keep_override(note, layer.marks, reason, self.by)
        note.signed_at, note.signed_by_id = clock.now(), self.by.staff_id
        note.needs_cosignature, note.signed_as = self.stands.in_training, self.stands.licence
        note.late_after = self._late_after(note.signed_at)
        note.save(update_fields=["signed_at", "signed_by", "needs_cosignature", "signed_as", "late_after"])
        _record(_act(note, "signed"), note, self.by, version=note.version, late=note.late_after is not None)
        return note

    def _late_after(self, signed: datetime) -> int | None:
        """The practice's rule when this signature comes later than it; None in time."""
        hours = house_of(self.by, self.session.group).late_after
        ended = self.session.finished_at or self.session.ends_at
        return hours if is_late(ended=ended, signed=signed, hours=hours) else None


def _check_seen(note: Note, version: int | None) -> None:
    if version is not None and note.version != version:
        sentence = _("This note was changed after you saw it. Read it again before you sign.")
        raise Conflict(sentence, newest=note.version)


def _check_ready(layer: Layer, reason: Reason | None) -> None:
    covered = _covered(layer.marks, reason)
    if layer.missing or not covered:
        raise Unready(layer, () if covered else layer.marks)


def _covered(marks: tuple[Mark, ...], reason: Reason | None) -> bool:
    """Whether nobody is named, or a reason stands for each name. Refused when the reason is too short."""
    if not marks:
        return True
    if reason is None or not reason.text.strip():
        return False
    if len(reason.text.strip()) < REASON_LENGTH:
        raise Refused(_("Say in at least 10 characters why the name has to stand."))
    return {mark.found for mark in marks} <= reason.found


def _keep_override(note: Note, marks: tuple[Mark, ...], reason: Reason, by: Actor) -> None:
    row = Override(
        practice_id=note.practice_id,
        session_id=note.session_id,
        member_id=note.member_id if isinstance(note, MemberNote) else None,
        found=sorted({mark.found for mark in marks}),
        reason=reason.text.strip(),
        at=clock.now(),
        by_id=by.person_id,
    )
    row.save(force_insert=True)
    _record("notes.name_left_standing", note, by, override=row.pk)


def _amendment(note: Note, text: str, by: Actor) -> Amendment:
    of = {"note": note} if isinstance(note, MemberNote) else {"group_note": note}
    row = Amendment(practice_id=note.practice_id, text=text, at=clock.now(), by_id=by.person_id, **of)
    row.save(force_insert=True)
    return row


def _said_already(note: Note, text: str, by: Actor) -> Amendment | None:
    """The newest amendment of a note when it is this very one: a request sent twice adds once."""
    newest = note.amendments.order_by("at", "id").last()
    same = newest is not None and newest.by_id == by.person_id and newest.text == text
    return newest if same else None


def _reread(note: Note) -> Note:
    """The row as it stands now that the session is held."""
    return type(note).unscoped.select_related("session").get(pk=note.pk)


def _act(note: Note, verb: str) -> str:
    return f"notes.{'member' if isinstance(note, MemberNote) else 'group'}_note_{verb}"


def _record(act: str, note: Note, by: Actor, **detail: object) -> None:
    about = [note.member_id] if isinstance(note, MemberNote) else []
    record(act, by=by, on=note, group_id=note.session.group_id, about=about, detail=detail)


def _why(layer: Layer, marks: tuple[Mark, ...]) -> str:
    if layer.missing:
        return _("Not signed yet. Still missing: %(what)s.") % {"what": ", ".join(layer.missing)}
    return _naming(marks)


def _naming(marks: tuple[Mark, ...]) -> str:
    names = ", ".join(dict.fromkeys(f"“{mark.found}”" for mark in marks))
    return _("Not signed yet. It names somebody: %(names)s. Write it without the name, or give a reason.") % {
        "names": names
    }
