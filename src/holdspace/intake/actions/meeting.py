"""Who must not meet: noted by clinicians, told by members, hinted at by what two people have in common."""

from __future__ import annotations

from collections.abc import Collection

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from holdspace.audit.log import record
from holdspace.intake import policies
from holdspace.intake.models import Acquaintance, Apart, Asked, Likeness
from holdspace.intake.queries.meeting import shared_kinds
from holdspace.intake.rules.likeness import likenesses
from holdspace.kernel import clock
from holdspace.kernel.actors import Actor
from holdspace.kernel.refusals import Missing, Refused
from holdspace.members.models import Contact, Member
from holdspace.vault import keyring
from holdspace.vault.models import Tombstone
from holdspace.vault.roots import Domain

LONGEST_WORDS = 500
"""Characters in which a member says whom they know."""
AT_ONCE = 500
"""People whose likenesses one turn brings up to date."""


@transaction.atomic
def keep_apart(*, one: Member, other: Member, kind: str, by: Actor) -> Apart:
    """These two must not meet. Forming holds to it from now on."""
    policies.check_can_pair(by, one, other)
    if kind not in Apart.Kind.values:
        sentence = _("Say what they are to each other.")
        raise Refused(sentence, fields={"kind": sentence})
    first, second = _in_order(one, other)
    if Apart.unscoped.filter(member=first, other=second, lifted_at__isnull=True).exists():
        raise Refused(_("It is noted already that these two must not meet."))
    apart = Apart.unscoped.create(
        practice_id=by.practice_id, member=first, other=second, kind=kind, noted_by_id=by.staff_id
    )
    record("intake.kept_apart", by=by, on=apart, about=[first.pk, second.pk])
    return apart


@transaction.atomic
def lift(*, apart: Apart, by: Actor) -> Apart:
    """It does not hold any more."""
    policies.check_can_screen(by)
    if not Apart.visible_to(by).filter(pk=apart.pk, lifted_at__isnull=True).exists():
        raise Missing(_("This page does not exist."))
    apart.lifted_at, apart.lifted_by_id = clock.now(), by.staff_id
    apart.save(update_fields=["lifted_at", "lifted_by"])
    record("intake.apart_lifted", by=by, on=apart, about=[apart.member_id, apart.other_id])
    return apart


@transaction.atomic
def note_strangers(*, one: Member, other: Member, by: Actor) -> None:
    """These two do not know each other: what they have in common is chance, and is not asked about again."""
    policies.check_can_pair(by, one, other)
    first, second = _in_order(one, other)
    for kind in shared_kinds(by, first, second):
        Asked.unscoped.get_or_create(
            practice_id=by.practice_id,
            member=first,
            other=second,
            kind=kind,
            defaults={"asked_by_id": by.staff_id},
        )
    record("intake.strangers_noted", by=by, on=first, about=[first.pk, second.pk])


@transaction.atomic
def note_person_read(*, member: Member, by: Actor) -> None:
    """Somebody looked up whom a person must not meet: the person can see who did."""
    record("intake.person_read", by=by, on=member, about=[member.pk])


@transaction.atomic
def note_apart_read(*, apart: Apart, by: Actor) -> None:
    """Somebody looked at why two people must not meet, before they lift it."""
    record("intake.apart_read", by=by, on=apart, about=[apart.member_id, apart.other_id])


@transaction.atomic
def note_acquaintances_read(*, found: Collection[Acquaintance], by: Actor) -> None:
    """Somebody read what these members told about whom they know."""
    if found:
        record("intake.acquaintances_read", by=by, about={said.member_id for said in found})


@transaction.atomic
def know_somebody(*, words: str, by: Actor) -> Acquaintance:
    """A member says that they know somebody here; their words are for therapists, and may be empty."""
    if not by.is_member:
        raise Missing(_("This page does not exist."))
    if len(words) > LONGEST_WORDS:
        sentence = _("Please keep it under 500 characters; the rest can be told when you meet.")
        raise Refused(sentence, fields={"words": sentence})
    said = Acquaintance.unscoped.create(
        practice_id=by.practice_id, member_id=by.person_id, words=words.strip() or None
    )
    record("intake.knows_somebody", by=by, on=said, about=[by.person_id])
    return said


@transaction.atomic
def settle(*, said: Acquaintance, outcome: str, by: Actor) -> Acquaintance:
    """A therapist has talked with them about whom they know."""
    said = Acquaintance.unscoped.select_for_update().get(pk=said.pk)
    policies.check_can_settle(by, said)
    if outcome not in Acquaintance.Outcome.values:
        sentence = _("Say what came of it.")
        raise Refused(sentence, fields={"outcome": sentence})
    said.outcome, said.settled_at, said.settled_by_id = outcome, clock.now(), by.staff_id
    said.save(update_fields=["outcome", "settled_at", "settled_by"])
    record("intake.acquaintance_settled", by=by, on=said, about=[said.member_id])
    return said


@transaction.atomic
def refresh_likenesses(*, by: Actor) -> int:
    """Index anew whoever is new or has changed; returns how many people that were. For the worker.

    Of somebody who was erased no hash stays: a surname can be guessed.
    """
    if not by.is_system:
        raise Missing(_("This page does not exist."))
    erased = Tombstone.objects.values("person_id")
    Likeness.unscoped.filter(member__in=erased).exclude(index="").delete()
    fresh = Likeness.unscoped.filter(member=OuterRef("pk"), of_version=OuterRef("version"))
    stale = list(Member.visible_to(by).filter(~Exists(fresh)).order_by("id")[:AT_ONCE])
    keyring.warm([member.pk for member in stale], Domain.IDENTITY)
    contacts: dict[object, list[Contact]] = {}
    for contact in Contact.visible_to(by).filter(member__in=stale):
        contacts.setdefault(contact.member_id, []).append(contact)
    Likeness.unscoped.filter(member__in=stale).delete()
    Likeness.unscoped.bulk_create(
        row for member in stale for row in _rows(member, contacts.get(member.pk, []))
    )
    return len(stale)


def _in_order(one: Member, other: Member) -> tuple[Member, Member]:
    first, second = sorted((one, other), key=lambda member: member.pk)
    return first, second


def _rows(member: Member, contacts: list[Contact]) -> list[Likeness]:
    """At least one row for everybody, so that whoever has nothing to index is not looked at again."""
    of = {kind: [c.value or "" for c in contacts if c.kind == kind] for kind in Contact.Kind.values}
    alike = likenesses(
        surname=member.family_name or "",
        phones=of[Contact.Kind.PHONE],
        emails=of[Contact.Kind.EMAIL],
        addresses=of[Contact.Kind.ADDRESS],
    )
    rows = [(kind.value, keyring.blind_index(f"likeness-{kind.value}", text)) for kind, text in alike]
    return [
        Likeness(
            practice_id=member.practice_id,
            member_id=member.pk,
            kind=kind,
            index=index,
            of_version=member.version,
        )
        for kind, index in rows or [("surname", "")]
    ]
