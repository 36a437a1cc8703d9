"""The rows behind the screen of a session's notes, fetched in a constant number of queries."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import TypeAlias
from uuid import UUID

from django.db.models import Q, prefetch_related_objects
from django.utils.translation import gettext_lazy as _

from holdspace.groups.models import Facilitation, Membership
from holdspace.kernel.actors import Actor
from holdspace.kernel.refusals import Missing
from holdspace.members.models import Member
from holdspace.notes.models import Amendment, GroupNote, MemberNote, Override, SupervisionComment
from holdspace.notes.policies import Note
from holdspace.notes.queries.known import known_of
from holdspace.notes.queries.rules_of import House, house_of
from holdspace.notes.queries.screen import Known
from holdspace.notes.rules.discretion import Person
from holdspace.sessions.models import Attendance, GroupSession
from holdspace.vault import keyring
from holdspace.vault.roots import Domain

EARLIER = 4
"""How many sessions back "last time" is looked for: longer ago it is no longer last time."""

_SIGNERS = ("updated_by", "signed_by", "cosigned_by")

Group: TypeAlias = "tuple[Membership, ...]"


@dataclass(frozen=True, slots=True)
class Material:
    """Everything fetched. `memberships` are all spells of the group, running or not, by seat."""

    session: GroupSession
    memberships: tuple[Membership, ...]
    attendance: dict[UUID, Attendance]
    group_note: GroupNote | None
    notes: dict[UUID, MemberNote]
    last_notes: dict[UUID, MemberNote]
    amendments: tuple[Amendment, ...]
    overrides: tuple[Override, ...]
    facilitations: tuple[Facilitation, ...]
    house: House
    known: dict[UUID, tuple[Known, ...]]
    comments: dict[str, int]

    def sitting(self) -> list[Member]:
        """Who belongs to this session, in the order of seats: members then, and whoever has a trace in it."""
        return _sitting(self.session, self.memberships, {*self.attendance, *self.notes})

    def leading(self) -> list[Facilitation]:
        """Who led the session, leaders first."""
        order = [role.value for role in Facilitation.Role]
        rows = [row for row in self.facilitations if overlaps(row, self.session)]
        return sorted(rows, key=lambda row: (order.index(row.role), row.starts_at, row.pk))

    def people(self) -> tuple[Person, ...]:
        """Everybody who ever sat in this group, as the discretion check knows them: two queries more, which
        a screen without an open text does not need."""
        members = {row.member_id: row.member for row in self.memberships}
        prefetch_related_objects(list(members.values()), "contacts", "emergency_contacts")
        return tuple(person_of(member) for member in members.values())

    def amendments_of(self, note: Note) -> list[Amendment]:
        """What was added to one note, the oldest first."""
        return [row for row in self.amendments if note.pk in (row.note_id, row.group_note_id)]

    def overrides_of(self, member_id: UUID | None) -> list[Override]:
        """Names left on purpose in one note; None asks for the group's note."""
        return [row for row in self.overrides if row.member_id == member_id]


def overlaps(spell: Membership | Facilitation, session: GroupSession) -> bool:
    """Whether a spell ran during some part of the session."""
    return spell.starts_at < session.ends_at and (spell.ends_at is None or spell.ends_at > session.starts_at)


def session_for(actor: Actor, pk: UUID) -> GroupSession:
    """A session whose notes the actor may read, with its group and practice; Missing otherwise."""
    rows = GroupSession.clinical_to(actor).select_related("group", "practice")
    session = rows.filter(pk=pk).first()
    if session is None:
        raise Missing(_("This session does not exist."))
    return session


def member_of(actor: Actor, session: GroupSession, pk: UUID) -> Member:
    """Somebody who ever sat in the session's group; Missing otherwise."""
    rows = Membership.visible_to(actor).filter(group=session.group_id, member=pk)
    row = rows.select_related("member").first()
    if row is None:
        raise Missing(_("This person does not exist."))
    return row.member


def gather(session: GroupSession, actor: Actor) -> Material:
    """Fetch the rows, in a number of queries that does not grow with the members; what cannot be there is not
    asked for: nothing is added to drafts, and who has signed needs no help with writing."""
    within = {"session": session}
    memberships = _memberships(session, actor)
    warm(session, (row.member_id for row in memberships))
    attendance = {row.member_id: row for row in Attendance.visible_to(actor).filter(**within)}
    group_note = GroupNote.visible_to(actor).filter(**within).select_related(*_SIGNERS).first()
    notes, last_notes = _notes(session, actor)
    signed = {member for member, note in notes.items() if note.signed_at is not None}
    has_signed = bool(signed) or (group_note is not None and group_note.signed_at is not None)
    sitting = {member.pk for member in _sitting(session, memberships, {*attendance, *notes})}
    is_open = not sitting <= signed
    return Material(
        session=session,
        memberships=memberships,
        attendance=attendance,
        group_note=group_note,
        notes=notes,
        last_notes=last_notes if is_open else {},
        amendments=_amendments(session, actor) if has_signed else (),
        overrides=_overrides(session, actor) if has_signed else (),
        facilitations=tuple(
            Facilitation.visible_to(actor).filter(group=session.group_id).select_related("staff")
        ),
        house=house_of(actor, session.group),
        known=known_of(session, memberships, attendance, actor) if is_open else {},
        comments=_comments(session, actor),
    )


def warm(session: GroupSession, member_ids: Iterable[UUID]) -> None:
    """Fetch the keys of these members and of the session in one query."""
    keyring.warm({*member_ids, session.pk}, Domain.IDENTITY, Domain.PROGRESS)


def _memberships(session: GroupSession, actor: Actor) -> tuple[Membership, ...]:
    rows = Membership.visible_to(actor).filter(group=session.group_id).select_related("member")
    return tuple(rows.order_by("seat", "starts_at", "id"))


def _sitting(
    session: GroupSession, memberships: Iterable[Membership], traced: Collection[UUID]
) -> list[Member]:
    rows = [row for row in memberships if overlaps(row, session) or row.member_id in traced]
    return list({row.member_id: row.member for row in rows}.values())


def _overrides(session: GroupSession, actor: Actor) -> tuple[Override, ...]:
    rows = Override.visible_to(actor).filter(session=session)
    return tuple(rows.select_related("by").order_by("at", "id"))


def _amendments(session: GroupSession, actor: Actor) -> tuple[Amendment, ...]:
    rows = Amendment.visible_to(actor).filter(Q(note__session=session) | Q(group_note__session=session))
    return tuple(rows.select_related("note", "group_note", "by").order_by("at", "id"))


def _comments(session: GroupSession, actor: Actor) -> dict[str, int]:
    """How many comments of supervision wait for the actor, by the key of a layer ("" for the group's)."""
    rows = SupervisionComment.visible_to(actor).filter(session=session, resolved_at=None)
    return Counter(str(member_id or "") for member_id in rows.values_list("member_id", flat=True))


def _notes(session: GroupSession, actor: Actor) -> tuple[dict[UUID, MemberNote], dict[UUID, MemberNote]]:
    """The members' notes of this session, and each one's newest of the few sessions before it; one query."""
    earlier = GroupSession.clinical_to(actor).filter(group=session.group_id, starts_at__lt=session.starts_at)
    recent = (
        earlier.exclude(status=GroupSession.Status.CANCELLED).order_by("-starts_at").values("pk")[:EARLIER]
    )
    rows = MemberNote.visible_to(actor).filter(Q(session=session) | Q(session__in=recent))
    now: dict[UUID, MemberNote] = {}
    last: dict[UUID, MemberNote] = {}
    for row in rows.select_related(*_SIGNERS).order_by("session__starts_at", "id"):
        (now if row.session_id == session.pk else last)[row.member_id] = row
    return now, last


def person_of(member: Member) -> Person:
    """A member as the discretion check knows them: what they are called, and how they are reached."""
    names = (member.chosen_name, member.given_name, member.family_name)
    contacts = [contact.value for contact in member.contacts.all()]
    for relative in member.emergency_contacts.all():
        contacts += [relative.name, relative.phone]
    return Person(member.pk, tuple(filter(None, names)), tuple(filter(None, contacts)))
