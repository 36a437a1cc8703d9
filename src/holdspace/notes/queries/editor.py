"""The screen of a session's notes, built from its rows."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cached_property
from uuid import UUID

from django.utils.dateformat import format as date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from holdspace.groups.models import Facilitation
from holdspace.kernel.actors import Actor
from holdspace.members.models import Member
from holdspace.notes import policies
from holdspace.notes.models import GroupNote
from holdspace.notes.policies import Note
from holdspace.notes.queries import demands
from holdspace.notes.queries.material import Material, gather
from holdspace.notes.queries.screen import (
    GROUP,
    Addition,
    Editor,
    Facts,
    Field,
    Kind,
    Late,
    Layer,
    Leader,
    LeftStanding,
    Mark,
    Part,
    Presence,
    Rights,
    Signature,
    State,
)
from holdspace.notes.queries.texts import absent_fields, group_fields, member_fields
from holdspace.notes.rules.discretion import Person
from holdspace.notes.rules.lateness import hours_after
from holdspace.practice.models import Staff
from holdspace.practice.roles import Permission
from holdspace.sessions.models import Attendance, GroupSession


def editor(session: GroupSession, actor: Actor) -> Editor:
    """Everything on the screen of a session's notes: ten queries where all is signed, seventeen where it
    is written, whatever the number of members.

    `session` comes from `session_for`, so that its group and practice are there. That it was read is recorded
    by `actions.open_notes`.
    """
    return _Builder(gather(session, actor), actor).editor()


def marks_in(text: str, session: GroupSession, member_id: UUID | None, actor: Actor) -> tuple[Mark, ...]:
    """Everybody else who is named in a text for the note of one member (None: of the group)."""
    return _Builder(gather(session, actor), actor).marks((Field("text", _("Amendment"), text),), member_id)


@dataclass(frozen=True)
class _Builder:
    """Turns rows into the screen of one reader."""

    material: Material
    actor: Actor

    def editor(self) -> Editor:
        group = self._group_layer()
        members = tuple(self._member_layer(member, group) for member in self.material.sitting())
        alike = demands.alike(members, self.material.last_notes)
        members = tuple(demands.with_warnings(layer, alike) for layer in members)
        may_write = policies.can_write(self.actor, self.material.session, self._standing)
        layout = self.material.house.layout
        return Editor(self.facts, group, members, may_write, layout)

    def marks(self, fields: tuple[Field, ...], member_id: UUID | None) -> tuple[Mark, ...]:
        """Everybody else who is named in the texts of one note."""
        region = self.material.session.practice.region
        fields = tuple(field for field in fields if field.kind is Kind.TEXT and field.text)
        if not fields:
            return ()
        return demands.marks(fields, self._people, member_id, self._allowed, region)

    @cached_property
    def facts(self) -> Facts:
        session, marked = self.material.session, self.material.attendance
        absent = Attendance.Status.ABSENT
        unmarked = [member for member in self.material.sitting() if member.pk not in marked]
        return Facts(
            session_id=session.pk,
            group_id=session.group_id,
            group_name=session.group.name,
            number=session.number,
            starts_at=session.began_at or session.starts_at,
            ends_at=session.finished_at or session.ends_at,
            leaders=tuple(_leader(spell) for spell in self.material.leading()),
            headcount=None if unmarked else sum(row.status != absent for row in marked.values()),
            unmarked=tuple(member.chosen_name or "" for member in unmarked),
            is_ahead=policies.is_ahead(session),
            is_over=policies.is_over(session),
            is_cancelled=session.status == GroupSession.Status.CANCELLED,
            late_after=self.material.house.late_after,
        )

    @cached_property
    def _standing(self) -> policies.Standing:
        own = (row for row in self.material.facilitations if row.staff_id == self.actor.person_id)
        return policies.standing_by(row for row in own if row.runs())

    @cached_property
    def _people(self) -> tuple[Person, ...]:
        return self.material.people()

    @cached_property
    def _allowed(self) -> tuple[str, ...]:
        """Names that may stand in every note: those of the staff who led, and the group's own."""
        staff = [row.staff for row in self.material.facilitations]
        return (
            self.material.session.group.name,
            *(name for s in staff for name in (s.display_name, s.given_name)),
        )

    def _group_layer(self) -> Layer:
        note = self.material.group_note
        open_to_writing = self._standing.leads and not (note and note.signed_at)
        fields = group_fields(note, self.actor.staff_id if open_to_writing else None)
        missing = demands.missing_in_group(self.facts, fields)
        layer = self._layer(GROUP, _("The group"), fields, note, missing, parts=self._parts(note))
        return layer if layer.is_signed else replace(layer, warnings=demands.doubtful(self.facts, fields))

    def _parts(self, note: GroupNote | None) -> tuple[Part, ...]:
        """What each leader said they did, in the order of leaders; who left since stands last."""
        written = {staff_id: text for staff_id, text in ((note.parts or {}) if note else {}).items() if text}
        spells = {
            str(spell.staff_id): spell for spell in (*self.material.facilitations, *self.material.leading())
        }
        order = [str(spell.staff_id) for spell in self.material.leading()]
        keys = [*(key for key in dict.fromkeys(order) if key in written), *(written.keys() - set(order))]
        return tuple(_part(spells[key], written[key], self.actor) for key in keys if key in spells)

    def _member_layer(self, member: Member, group: Layer) -> Layer:
        note = self.material.notes.get(member.pk)
        attendance = self.material.attendance.get(member.pk)
        presence = _presence(attendance)
        if attendance is not None and presence is Presence.ABSENT:
            fields = absent_fields(note, attendance)
        else:
            last, layout = self.material.last_notes.get(member.pk), self.material.house.layout
            fields = member_fields(note, last, layout, self.material.known.get(member.pk, ()))
        return self._layer(
            str(member.pk),
            member.chosen_name or _("Erased"),
            fields,
            note,
            demands.missing_in_member(self.facts, group, fields, presence),
            member_id=member.pk,
            full_name=" ".join(filter(None, (member.given_name, member.family_name))),
            born=_date(member.birth_date),
            pronouns=member.pronouns or "",
            presence=presence,
            presence_words=_presence_words(attendance),
            known=self.material.known.get(member.pk, ()),
        )

    def _layer(
        self,
        key: str,
        name: str,
        fields: tuple[Field, ...],
        note: Note | None,
        missing: tuple[str, ...],
        **who: object,
    ) -> Layer:
        member_id: UUID | None = who.get("member_id")  # type: ignore[assignment]
        signed = note is not None and note.signed_at is not None
        named = (*fields, *_as_fields(who.get("parts", ())))  # type: ignore[arg-type]
        marks = () if signed else self.marks(named, member_id)
        absent = who.get("presence") is Presence.ABSENT
        texts = note is not None and any(field.text for field in named)
        return Layer(
            key=key,
            name=name,
            fields=fields,
            state=_state(signed=signed, written=texts, absent=absent, named=bool(marks), missing=missing),
            missing=() if signed else missing,
            marks=marks,
            overrides=tuple(_left(row) for row in self.material.overrides_of(member_id)),
            rights=self._rights(note, member_id),
            comments=self.material.comments.get(str(member_id or ""), 0),
            **self._history(note),  # type: ignore[arg-type]
            **who,  # type: ignore[arg-type]
        )

    def _late(self, note: Note) -> Late | None:
        if note.late_after is None or note.signed_at is None:
            return None
        return Late(hours_after(self.facts.ends_at, note.signed_at), note.late_after)

    def _history(self, note: Note | None) -> dict[str, object]:
        if note is None:
            return {"version": 0}
        return {
            "version": note.version,
            "note_id": note.pk,
            "saved_at": note.updated_at,
            "saved_by": _name(note.updated_by),
            "signature": _signature(note.signed_by, note.signed_at, note.signed_as),
            "needs_cosignature": note.needs_cosignature,
            "cosignature": _signature(note.cosigned_by, note.cosigned_at, note.cosigned_as),
            "late": self._late(note),
            "amendments": tuple(
                Addition(row.text or "", _name(row.by), row.at) for row in self.material.amendments_of(note)
            ),
        }

    def _rights(self, note: Note | None, member_id: UUID | None) -> Rights:
        actor, session, stands = self.actor, self.material.session, self._standing
        writes = policies.can_write(actor, session, stands)
        beside = {
            "comment": note is not None and self._comments(note, member_id),
            "keep_apart": member_id is not None and actor.may(Permission.PSYCHOTHERAPY_WRITE),
        }
        if note is None or note.signed_at is None:
            return Rights(write=writes, sign=policies.can_sign(actor, session, stands), **beside)
        return Rights(cosign=policies.can_cosign(actor, note, stands), amend=writes, **beside)

    def _comments(self, note: Note, member_id: UUID | None) -> bool:
        writer = note.signed_by_id or note.updated_by_id
        in_training = note.needs_cosignature or writer in self._trainees
        layer = policies.AnyLayer(member_id, "", writer, in_training)
        said = str(member_id or "") in self.material.comments
        return policies.can_comment(self.actor, layer, self._standing, said)

    @cached_property
    def _trainees(self) -> frozenset[UUID]:
        rows = self.material.facilitations
        return frozenset(
            r.staff_id for r in rows if r.staff.is_trainee or r.role == Facilitation.Role.TRAINEE
        )


def _state(*, signed: bool, written: bool, absent: bool, named: bool, missing: tuple[str, ...]) -> State:
    if signed:
        return State.SIGNED
    if not written:
        return State.OPTIONAL if absent else State.EMPTY
    if named:
        return State.NAMED
    return State.DRAFT if missing else State.READY


def _presence(attendance: Attendance | None) -> Presence:
    if attendance is None:
        return Presence.UNMARKED
    return Presence.ABSENT if attendance.status == Attendance.Status.ABSENT else Presence.PRESENT


def _presence_words(attendance: Attendance | None) -> str:
    """ "came late, 18:20": attendance in a few words; nothing for somebody who was simply there."""
    if attendance is None:
        return _("attendance not marked")
    if attendance.status == Attendance.Status.PRESENT:
        return ""
    words = str(attendance.get_status_display())
    if attendance.status == Attendance.Status.ABSENT:
        return f"{words}, {attendance.get_reason_display()}" if attendance.reason else words
    late = attendance.status == Attendance.Status.LATE
    at = attendance.arrived_at if late else attendance.left_at
    return f"{words}, {date_format(localtime(at), 'H:i')}" if at else words


def _leader(spell: Facilitation) -> Leader:
    return Leader(spell.staff.display_name, str(spell.get_role_display()), spell.staff.licence)


def _part(spell: Facilitation, text: str, actor: Actor) -> Part:
    own = spell.staff_id == actor.person_id
    return Part(spell.staff.display_name, str(spell.get_role_display()), spell.staff.licence, text, own)


def _as_fields(parts: Iterable[Part]) -> tuple[Field, ...]:
    """The parts of the others as texts in which somebody may be named."""
    others = (part for part in parts if not part.is_own)
    return tuple(Field("parts", _("Part of %(name)s") % {"name": each.name}, each.text) for each in others)


def _signature(staff: Staff | None, at: datetime | None, licence: str | None) -> Signature | None:
    """Who signed, under the licence of that moment; what was signed before it was kept shows today's."""
    return Signature(staff.display_name, licence or staff.licence, at) if staff and at else None


def _left(row: object) -> LeftStanding:
    found = tuple(row.found or ())  # type: ignore[attr-defined]
    return LeftStanding(found, row.reason or "", _name(row.by), row.at)  # type: ignore[attr-defined]


def _date(text: str | None) -> date | None:
    """A date of birth, stored as text; None when it is unknown or only a year."""
    try:
        return date.fromisoformat(text or "")
    except ValueError:
        return None


def _name(staff: Staff | None) -> str:
    return staff.display_name if staff else ""
