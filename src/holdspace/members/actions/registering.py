"""A coordinator registers somebody, or changes what is kept of them; the same rules hold as for a roster."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from holdspace.audit.log import record
from holdspace.kernel import clock
from holdspace.kernel.actors import Actor
from holdspace.kernel.refusals import Conflict, Refused
from holdspace.members import policies
from holdspace.members.actions import writing
from holdspace.members.models import Contact, EmergencyContact, Identifier, Member, identifier_index
from holdspace.members.queries import namesakes
from holdspace.members.rules.roster import RosterPerson, faults, normal
from holdspace.practice.models import Practice


@transaction.atomic
def register_member(
    *, person: RosterPerson, time_zone: str = "", is_somebody_else: bool = False, by: Actor
) -> Member:
    """Somebody new on the roster.

    Refused for what a roster would be refused for, with a sentence per field (names of the columns of
    `rules.roster_csv`); and where somebody has the same name and birth date, unless `is_somebody_else`.
    """
    policies.check_can_edit(by)
    practice = Practice.visible_to(by).get()
    person = _checked(person, practice)
    _check_numbers_are_free(person, by)
    if not is_somebody_else and namesakes(person, by):
        sentence = _("Somebody with this name and birth date is on the roster already.")
        raise Refused(sentence, fields={"is_somebody_else": _("Is this another person? Then say so here.")})
    [member] = writing.create([person], practice_id=practice.pk, time_zone=time_zone)
    record("members.registered", by=by, on=member, about=[member.pk])
    return member


@transaction.atomic
def change_member(
    *, member: Member, person: RosterPerson, status: Member.Status, time_zone: str, version: int, by: Actor
) -> Member:
    """Keep exactly what `person` says; what is empty there is forgotten. Identifiers stay as they are.

    Refused as `register_member`; Conflict when somebody changed the member after `version`.
    """
    policies.check_can_edit(by, member)
    person = _checked(person, Practice.visible_to(by).get())
    member = Member.visible_to(by).select_for_update().get(pk=member.pk)
    if member.version != version:
        sentence = _(
            "Somebody else changed this in the meantime. Your words are still here: compare, and save."
        )
        raise Conflict(sentence, newest=member.version)
    said = writing.spoken(person) | {
        "language": writing.kept_language(person),
        "time_zone": time_zone,
        "status": status.value,
    }
    news = writing.different(member, said)
    changes = writing.Changes()
    reached = changes.reach(member, person, _reach(member, by), exactly=True)
    if news or reached:
        changes.renew(member, news)
        changes.write()
        changed = sorted(news) + (["contacts"] if reached else [])
        record("members.changed", by=by, on=member, about=[member.pk], detail={"fields": changed})
    return member


@transaction.atomic
def note_read(*, member: Member, by: Actor) -> None:
    """Somebody opened a person's page: the person can see who did."""
    record("members.read", by=by, on=member, about=[member.pk])


def _reach(member: Member, by: Actor) -> writing.Reach:
    return writing.Reach(
        list(Contact.visible_to(by).filter(member=member)),
        list(EmergencyContact.visible_to(by).filter(member=member)),
    )


def _checked(person: RosterPerson, practice: Practice) -> RosterPerson:
    """The person in normal form; Refused with one sentence per field for everything that is wrong."""
    person = normal(person, region=practice.region)
    wrong = {
        problem.field: str(problem.reason)
        for problem in faults(person, today=clock.today(practice.time_zone))
    }
    if wrong:
        raise Refused(_("Something here needs another look."), fields=wrong)
    return person


def _check_numbers_are_free(person: RosterPerson, by: Actor) -> None:
    indexes = [identifier_index(each.system, each.value) for each in person.identifiers]
    held = Identifier.visible_to(by).filter(practice_id=by.practice_id, index__in=indexes)
    if indexes and held.exists():
        sentence = _("Somebody on the roster has this number already.")
        raise Refused(sentence, fields={"identifier": sentence})
