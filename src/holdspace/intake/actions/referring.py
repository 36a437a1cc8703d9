"""Referrals: they come in, and become somebody on the waiting list, or are turned away and forgotten."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Final
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.translation import gettext as _

from holdspace.audit.log import record
from holdspace.intake import policies
from holdspace.intake.actions.waiting import Wish, put_on_list
from holdspace.intake.models import IntakeDoor, Modality, Referral, ReferralWords, Sending, Waiting
from holdspace.intake.rules.sending import check_not_too_many, network_of
from holdspace.kernel import clock
from holdspace.kernel.actors import Actor, system_actor
from holdspace.kernel.refusals import Missing, Refused
from holdspace.members.actions import register_member
from holdspace.members.models import Member
from holdspace.members.rules.roster import RosterPerson, faults, normal
from holdspace.practice.models import Practice
from holdspace.vault import keyring
from holdspace.vault.roots import Domain
from holdspace.vault.scope import acting_as

LONGEST_SAID: Final = 4000
"""Characters of what brings somebody; a page and a half."""
AT_ONCE: Final = 200
"""Referrals of a file that are written in one go."""


@dataclass(frozen=True, slots=True)
class Referred:
    """What a referral says. `said` is for clinicians, everything else for the coordinator as well.

    `received_on` is the day on which it came, where that was not just now.
    """

    person: RosterPerson
    available: Collection[str] = ()
    modality: str = Modality.ANY.value
    funding: str = ""
    referrer: str = ""
    said: str = ""
    may_contact: bool = False
    may_leave_word: bool = False
    received_on: date | None = None


@transaction.atomic
def refer(*, practice_id: UUID, referred: Referred, source: str, by: Actor) -> Referral:
    """Keep what came in: from anybody on the public page, from a coordinator who has a letter, from a file.

    Refused with a sentence per field for what cannot stand, and where the practice takes no referrals.
    """
    if source != Referral.Source.SELF:
        policies.check_can_keep_list(by)
        practice_id = by.practice_id
    with acting_as(system_actor(practice_id)) as system:
        practice = Practice.visible_to(system).first()
        if practice is None:
            raise Missing(_("This page does not exist."))
        if source == Referral.Source.SELF:
            check_door(practice_id)
        referral = _referral(practice, _checked(referred, practice, source), source)
        referral.save(force_insert=True)
        ReferralWords.unscoped.bulk_create(_words(referral, referred))
        record("intake.referral_received", by=by if by.is_staff else system, on=referral)
    return referral


@transaction.atomic
def refer_here(*, practice_id: UUID, referred: Referred, address: str, by: Actor) -> Referral:
    """Keep what somebody sent on the public page, from this network `address`.

    Refused as `refer`, and after too many from one network or to one practice.
    """
    with acting_as(system_actor(practice_id)) as system:
        _count(practice_id, address, system)
        return refer(practice_id=practice_id, referred=referred, source=Referral.Source.SELF, by=by)


def _count(practice_id: UUID, address: str, system: Actor) -> None:
    """One more from there; the practice's row is held meanwhile, so that two at once are counted as two."""
    if Practice.visible_to(system).select_for_update().first() is None:
        raise Missing(_("This page does not exist."))
    forget_sendings(by=system)
    index = keyring.blind_index("referral-sender", network_of(address))
    today = Referral.visible_to(system).filter(
        source=Referral.Source.SELF, received_at__gt=clock.moved(-timedelta(days=1))
    )
    check_not_too_many(
        from_there=Sending.visible_to(system).filter(sender_index=index).count(), to_practice=today.count()
    )
    Sending.unscoped.create(practice_id=practice_id, sender_index=index, at=clock.now())


def forget_sendings(*, by: Actor) -> int:
    """Whoever sent a referral an hour ago is counted no more; returns how many rows went."""
    gone, _each = Sending.visible_to(by).filter(at__lte=clock.moved(-timedelta(hours=1))).delete()
    return gone


def check_door(practice_id: UUID) -> None:
    """Missing where a practice takes no referrals on its page."""
    if IntakeDoor.unscoped.filter(practice_id=practice_id, is_open=False).exists():
        raise Missing(_("This page does not exist."))


@transaction.atomic
def import_referrals(*, referrals: Sequence[Referred], digest: str, by: Actor) -> int:
    """Keep every referral of a file that was checked (`rules.referral_csv`), or none; returns how many.

    `digest` is the SHA-256 of the file, for the audit.
    """
    policies.check_can_keep_list(by)
    practice = Practice.visible_to(by).get()
    with acting_as(system_actor(by.practice_id)):
        source = Referral.Source.IMPORT
        rows = [_referral(practice, _checked(each, practice, source), source) for each in referrals]
        words = [word for pair in zip(rows, referrals, strict=True) for word in _words(*pair)]
        with keyring.prepared((row.pk for row in rows), Domain.IDENTITY, Domain.NARRATIVE):
            Referral.unscoped.bulk_create(rows, batch_size=AT_ONCE)
            ReferralWords.unscoped.bulk_create(words, batch_size=AT_ONCE)
    record("intake.referrals_imported", by=by, detail={"referrals": len(rows), "sha256": digest})
    return len(rows)


@transaction.atomic
def open_door(*, is_open: bool, by: Actor) -> IntakeDoor:
    """The public page takes referrals, or does not exist for now."""
    policies.check_can_keep_list(by)
    door, _made = IntakeDoor.unscoped.get_or_create(practice_id=by.practice_id)
    door.is_open = is_open
    door.save(update_fields=["is_open"])
    record("intake.door_opened" if is_open else "intake.door_closed", by=by, on=door)
    return door


@transaction.atomic
def take_up(
    *, referral: Referral, by: Actor, member: Member | None = None, is_somebody_else: bool = False
) -> Waiting:
    """Put the person on the roster (or recognise `member`) and on the waiting list.

    What the referral held is then empty here: the roster has who they are, the screening what was said.
    Refused for somebody with the same name and birth date on the roster, unless `is_somebody_else`.
    """
    policies.check_can_keep_list(by, referral)
    referral = Referral.unscoped.select_for_update().get(pk=referral.pk)
    policies.check_is_new(referral)
    policies.check_may_contact(referral)
    if member is None:
        member = register_member(person=person_of(referral), is_somebody_else=is_somebody_else, by=by)
    waiting = put_on_list(
        member=member, wish=wish_of(referral), said=_said(referral), since=referral.received_at, by=by
    )
    referral.member = member
    _settle(referral, Referral.State.TAKEN_UP, by)
    record("intake.referral_taken_up", by=by, on=referral, about=[member.pk])
    return waiting


@transaction.atomic
def turn_away(*, referral: Referral, why: str, by: Actor) -> Referral:
    """Nobody is put on the list; what the referral said cannot be read any more."""
    policies.check_can_keep_list(by, referral)
    if why not in Referral.Why.values:
        sentence = _("Say why.")
        raise Refused(sentence, fields={"why": sentence})
    referral = Referral.unscoped.select_for_update().get(pk=referral.pk)
    policies.check_is_new(referral)
    referral.why = why
    _settle(referral, Referral.State.TURNED_AWAY, by)
    record("intake.referral_turned_away", by=by, on=referral, detail={"why": why})
    return referral


@transaction.atomic
def agree_to_contact(*, referral: Referral, by: Actor) -> Referral:
    """They have agreed meanwhile that we get in touch: now they can be taken up."""
    policies.check_can_keep_list(by, referral)
    referral = Referral.unscoped.select_for_update().get(pk=referral.pk)
    policies.check_is_new(referral)
    referral.may_contact = True
    referral.save(update_fields=["may_contact"])
    record("intake.contact_agreed", by=by, on=referral)
    return referral


def _said(referral: Referral) -> str:
    """What only clinicians read; handed from one sealed row to the next by the system."""
    with acting_as(system_actor(referral.practice_id)) as system:
        words = ReferralWords.visible_to(system).filter(referral=referral).first()
        return (words.said or "") if words else ""


def person_of(referral: Referral) -> RosterPerson:
    """Who is referred, in the words of a roster."""
    born = referral.birth_date or ""
    return RosterPerson(
        given=referral.given_name or "",
        family=referral.family_name or "",
        chosen_name=referral.chosen_name or "",
        pronouns=referral.pronouns or "",
        birth_date=datetime.fromisoformat(born).date() if born else None,
        languages=(referral.language,) if referral.language else (),
        phones=(referral.phone,) if referral.phone else (),
        emails=(referral.email,) if referral.email else (),
        address=tuple((referral.address or "").splitlines()),
        access_needs=referral.access_needs or "",
    )


def wish_of(referral: Referral) -> Wish:
    """When and how they can come."""
    return Wish(
        available=referral.available or (),
        languages=(referral.language,) if referral.language else (),
        modality=referral.modality,
        funding=referral.funding,
    )


def _checked(referred: Referred, practice: Practice, source: str) -> Referred:
    person = normal(referred.person, region=practice.region)
    today = clock.today(practice.time_zone)
    wrong: dict[str, object] = {
        problem.field: problem.reason for problem in faults(person, today=today) if problem.field != "name"
    }
    wrong |= _missing(person) | _out_of_bounds(referred, today)
    if source == Referral.Source.SELF and not referred.may_contact:
        wrong["may_contact"] = _("Without this we may not answer, so nothing has been sent.")
    if wrong:
        raise Refused(_("Something here needs another look."), fields=wrong)
    return replace(referred, person=person)


def _missing(person: RosterPerson) -> dict[str, object]:
    wrong: dict[str, object] = {}
    if not person.chosen_name:
        wrong["chosen_name"] = _("A name is needed; any by which to be called.")
    if not (person.phones or person.emails or person.address):
        wrong["phone"] = _("Leave a telephone number, an e-mail or an address, so that somebody can answer.")
    return wrong


def _out_of_bounds(referred: Referred, today: date) -> dict[str, object]:
    wrong: dict[str, object] = {}
    if len(referred.said) > LONGEST_SAID:
        wrong["said"] = _("Please keep it under 4000 characters; the rest can be told when you meet.")
    if referred.received_on is not None and referred.received_on > today:
        wrong["received_on"] = _("This day lies in the future.")
    return wrong


def _moment(day: date | None, time_zone: str) -> datetime:
    """The middle of a day that has passed, now otherwise."""
    if day is None:
        return clock.now()
    return min(datetime.combine(day, time(12), ZoneInfo(time_zone)), clock.now())


def _referral(practice: Practice, referred: Referred, source: str) -> Referral:
    person = referred.person
    return Referral(
        practice=practice,
        source=source,
        given_name=person.given or None,
        family_name=person.family or None,
        chosen_name=person.chosen_name or None,
        pronouns=person.pronouns or None,
        birth_date=person.birth_date.isoformat() if person.birth_date else None,
        phone=next(iter(person.phones), None),
        email=next(iter(person.emails), None),
        address="\n".join(person.address) or None,
        access_needs=person.access_needs or None,
        referrer=referred.referrer.strip() or None,
        available=sorted(referred.available),
        language=next(iter(person.languages), ""),
        modality=referred.modality,
        funding=referred.funding,
        may_contact=referred.may_contact,
        may_leave_word=referred.may_leave_word,
        received_at=_moment(referred.received_on, practice.time_zone),
    )


def _words(referral: Referral, referred: Referred) -> list[ReferralWords]:
    """What is for clinicians alone, as a row of its own; none where nothing was said."""
    said = referred.said.strip()
    return [ReferralWords(practice_id=referral.practice_id, referral=referral, said=said)] if said else []


def _settle(referral: Referral, state: Referral.State, by: Actor) -> None:
    """Settle it and destroy the keys of what it held."""
    referral.state, referral.settled_at, referral.settled_by_id = state, clock.now(), by.staff_id
    referral.save(update_fields=["state", "why", "member", "settled_at", "settled_by"])
    keyring.shred(referral.pk)
