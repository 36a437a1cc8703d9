"""Who must not meet: noted by clinicians, told by members, hinted at by what two people have in common."""

from __future__ import annotations

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from holdspace.audit.log import record
from holdspace.intake import policies
from holdspace.intake.models import Acquaintance, Apart, Likeness
from holdspace.intake.rules.likeness import likenesses
from holdspace.kernel import clock
from holdspace.kernel.actors import Actor
from holdspace.kernel.refusals import Missing, Refused
from holdspace.members.models import Contact, Member
from holdspace.vault import keyring
from holdspace.vault.roots import Domain

LONGEST_WORDS = 500
"""Characters in which a member says whom they know."""
AT_ONCE = 500
"""People whose likenesses one turn brings up to date."""


@transaction.atomic
def keep_apart(*, one: Member, other: Member, kind: str, by: Actor) -> Apart:
    """These two must not meet. Forming holds to it from now on."""
    policies.check_can_screen(by)
    if one.practice_id != by.practice_id or other.practice_id != by.practice_id:
        raise Missing(_("This person does not exist."))
    if one.pk == other.pk:
        raise Refused(_("Choose somebody else."))
    if kind not in Apart.Kind.values:
        sentence = _("Say what they are to each other.")
        raise Refused(sentence, fields={"kind": sentence})
    first, second = sorted((one, other), key=lambda member: member.pk)
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
    """Index anew whoever is new or has changed; returns how many people that were. For the worker."""
    if not by.is_system:
        raise Missing(_("This page does not exist."))
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
