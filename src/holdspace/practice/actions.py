"""Who works here, in which role, from when until when."""

from __future__ import annotations

from zoneinfo import available_timezones

import phonenumbers
from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from holdspace.accounts import actions as accounts
from holdspace.audit.log import record
from holdspace.kernel import clock
from holdspace.kernel.actors import Actor, system_actor
from holdspace.kernel.refusals import Refused
from holdspace.practice import policies
from holdspace.practice.models import Practice, RoleSpell, Staff
from holdspace.practice.roles import Role
from holdspace.practice.spells import running
from holdspace.vault.scope import acting_as

LONGEST_NAME = 120
"""Characters of a practice's name."""


@transaction.atomic
def open_practice(*, name: str, time_zone: str, language: str, region: str, by: Actor) -> Practice:
    """A new practice, without anybody in it yet.

    `time_zone` is an IANA name, `language` one of the house's, `region` the country (ISO 3166-1 alpha-2) in
    which telephone numbers are read. Refused with a sentence for each that is not.
    """
    policies.check_can_open_practice(by)
    practice = Practice(
        name=name.strip(),
        time_zone=time_zone.strip(),
        language=language.strip(),
        region=region.strip().upper(),
    )
    _check_described(practice)
    practice.save(force_insert=True)
    within = system_actor(practice.pk)
    with acting_as(within):
        record("practice.opened", by=within, on=practice)
    return practice


def _check_described(practice: Practice) -> None:
    wrong = {}
    if not 0 < len(practice.name) <= LONGEST_NAME:
        wrong["name"] = _("A practice needs a name of at most %(most)s characters.") % {"most": LONGEST_NAME}
    if practice.time_zone not in available_timezones():
        wrong["time_zone"] = _("This is no time zone. One is written as Europe/London.")
    if practice.language not in dict(settings.LANGUAGES):
        wrong["language"] = _("The house does not speak this language.")
    if practice.region not in phonenumbers.SUPPORTED_REGIONS:
        wrong["region"] = _("This is no country code. One is written as GB.")
    if wrong:
        raise Refused(" ".join(wrong.values()), fields=wrong)


@transaction.atomic
def take_on(
    *, email: str, display_name: str, given_name: str, licence: str, is_trainee: bool, role: Role, by: Actor
) -> tuple[Staff, str]:
    """Somebody new on the staff, with a role from now on; returns them and their invitation's token."""
    policies.check_can_change_people(by)
    user = accounts.make_account(email=email, by=by)
    staff = Staff.unscoped.create(
        practice_id=by.practice_id,
        user=user,
        display_name=display_name,
        given_name=given_name,
        licence=licence,
        is_trainee=is_trainee,
    )
    record("practice.person_taken_on", by=by, on=staff)
    give_role(staff=staff, role=role, by=by)
    return staff, accounts.invite(user=user, by=by)


@transaction.atomic
def give_role(*, staff: Staff, role: Role, by: Actor) -> RoleSpell:
    """A role from now until further notice."""
    policies.check_can_change_people(by)
    if staff.role_spells.filter(running(), role=role).exists():
        raise Refused(_("This person has that role already."))
    spell = RoleSpell.unscoped.create(
        practice_id=staff.practice_id, staff=staff, role=role, given_by_id=by.account_id
    )
    record("practice.role_given", by=by, on=staff, detail={"role": role.value})
    return spell


@transaction.atomic
def end_role(*, spell: RoleSpell, by: Actor) -> None:
    """The role ends now: at the next request, and on open sockets within a second."""
    policies.check_can_end_role(by, spell)
    spell.ends_at = clock.now()
    spell.save(update_fields=["ends_at"])
    record("practice.role_ended", by=by, on=spell.staff, detail={"role": spell.role})


@transaction.atomic
def invite_again(*, staff: Staff, by: Actor) -> str:
    """A fresh invitation; the earlier link stops working."""
    policies.check_can_change_people(by)
    return accounts.invite(user=staff.user, by=by)
