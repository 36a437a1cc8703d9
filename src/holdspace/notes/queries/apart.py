"""Psychotherapy notes as their author reads them, and what a member allowed to be given away."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from holdspace.groups.models import Membership
from holdspace.groups.queries import members_led_by
from holdspace.kernel import clock
from holdspace.kernel.actors import Actor, system_actor
from holdspace.kernel.refusals import Missing, Refused
from holdspace.members.models import Member
from holdspace.notes.models import Authorisation, PsychotherapyNote
from holdspace.notes.queries.material import person_of
from holdspace.notes.rules.belongs import KINDS, belongs_in_record
from holdspace.notes.rules.discretion import Person, find_mentions
from holdspace.practice.roles import Permission
from holdspace.sessions.models import GroupSession
from holdspace.vault import keyring
from holdspace.vault.roots import Domain
from holdspace.vault.scope import acting_as

SHOWN = 12
"""How many sessions back a note can be put beside."""
SHOWN_ALLOWED = 50
"""How many authorisations of theirs a member sees."""


@dataclass(frozen=True, slots=True)
class Kept:
    """One psychotherapy note, what in it seems to belong in the record, and whom else it names."""

    note: PsychotherapyNote
    hints: tuple[tuple[str, str], ...]
    names: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        return self.note.text or ""


@dataclass(frozen=True, slots=True)
class Apart:
    """What one therapist keeps apart about one member."""

    member: Member
    notes: list[Kept]
    authorisations: list[Authorisation]
    sessions: list[GroupSession]


def apart(actor: Actor, pk: UUID) -> Apart:
    """Everything the actor keeps apart about a member whom they treat now; Missing otherwise."""
    member = treated(actor, pk)
    rows = PsychotherapyNote.visible_to(actor).filter(member=member).select_related("session")
    given = Authorisation.visible_to(actor).filter(member=member).order_by("-signed_on", "-id")
    sessions = GroupSession.clinical_to(actor).filter(
        group__memberships__member=member, starts_at__lte=clock.now()
    )
    people = _people(actor, member)
    notes = [
        Kept(row, hints_in(row.text or ""), _names(row.text or "", people, member))
        for row in rows.order_by("-written_at", "-id")
    ]
    return Apart(member, notes, list(given), list(sessions.distinct().order_by("-starts_at")[:SHOWN]))


def treated(actor: Actor, pk: UUID) -> Member:
    """Somebody in a group that the actor leads now, if the actor may keep such notes at all; Missing
    otherwise."""
    found = (
        members_led_by(actor).select_related("practice").filter(pk=pk).first()
        if actor.may(Permission.PSYCHOTHERAPY_WRITE)
        else None
    )
    if found is None:
        raise Missing(_("This person does not exist."))
    return found


def _people(actor: Actor, member: Member) -> tuple[Person, ...]:
    """Everybody who ever sat in a group with a member, as far as the actor leads it."""
    rows = Membership.visible_to(actor).filter(group__memberships__member=member)
    rows = rows.select_related("member").prefetch_related("member__contacts", "member__emergency_contacts")
    members = {row.member_id: row.member for row in rows.distinct()}
    keyring.warm(members, Domain.IDENTITY)
    return tuple(person_of(each) for each in members.values())


def _names(text: str, people: tuple[Person, ...], member: Member) -> tuple[str, ...]:
    """Whoever else is named in a text: these notes may leave the house some day, so it is said; nothing stops
    it."""
    found = find_mentions(text, people, own_id=member.pk, region=member.practice.region)
    return tuple(dict.fromkeys(mention.found for mention in found))


def hints_in(text: str) -> tuple[tuple[str, str], ...]:
    """(what it is, the words) for what seems to belong in the record."""
    return tuple((_(KINDS[each.kind]), each.found) for each in belongs_in_record(text))


def note_apart(actor: Actor, pk: UUID) -> PsychotherapyNote:
    """One of one's own; Missing otherwise."""
    row = PsychotherapyNote.visible_to(actor).filter(pk=pk).first()
    if row is None:
        raise Missing(_("This note does not exist."))
    return row


def counts(authorisation: Authorisation, on: date | None = None) -> bool:
    """Whether an authorisation allows anything on a day (today)."""
    return authorisation.allowance.counts(on or localdate(clock.now()))


def authorisation_for(actor: Actor, pk: UUID) -> Authorisation:
    """An authorisation of one's own, or about one's own notes; Missing otherwise."""
    row = Authorisation.visible_to(actor).filter(pk=pk).select_related("author").first()
    if row is None:
        raise Missing(_("This authorisation does not exist."))
    return row


def allowed_by(actor: Actor) -> list[Authorisation]:
    """What a member allowed about psychotherapy notes, the newest first; two queries."""
    keyring.warm_for_readers(actor.person_id, Domain.PSYCHOTHERAPY)
    rows = Authorisation.visible_to(actor).select_related("author")
    return list(rows.order_by("-written_at", "-id")[:SHOWN_ALLOWED])


def still_allows(authorisation_id: UUID, practice_id: UUID, on: date) -> bool:
    """Whether an authorisation counts on a day, for whoever may not read it: asked as the system.

    The row stays as it is until the end of this transaction: nobody takes it back meanwhile.
    """
    with acting_as(system_actor(practice_id)):
        row = Authorisation.unscoped.select_for_update().get(pk=authorisation_id)
        return row.allowance.counts(on)


def none_allows(practice_id: UUID, ids: Iterable[UUID], on: date) -> set[UUID]:
    """Those of these authorisations by which nothing may leave on a day; asked as the system."""
    with acting_as(system_actor(practice_id)):
        rows = Authorisation.unscoped.filter(practice_id=practice_id, pk__in=set(ids))
        return {row.pk for row in rows if not row.allowance.counts(on)}


def released_by(
    actor: Actor, authorisation: Authorisation, on: date | None = None
) -> list[PsychotherapyNote]:
    """The notes that may leave the house by this authorisation: the only way out there is.

    Refused when it does not count any more, or belongs to somebody else's notes.
    """
    if authorisation.author_id != actor.person_id or not counts(authorisation, on):
        raise Refused(_("There is no authorisation by which these notes may be given to anybody now."))
    rows = PsychotherapyNote.visible_to(actor).filter(member=authorisation.member_id)
    allowance = authorisation.allowance
    return [
        row
        for row in rows.select_related("session").order_by("written_at", "id")
        if allowance.covers(localdate(row.written_at))
    ]
