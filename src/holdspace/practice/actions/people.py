"""Who works here, in which role, from when until when."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from holdspace.accounts import actions as accounts
from holdspace.audit.log import record
from holdspace.kernel import clock
from holdspace.kernel.actors import Actor
from holdspace.kernel.refusals import Refused
from holdspace.practice import policies
from holdspace.practice.models import RoleSpell, Staff
from holdspace.practice.roles import Role
from holdspace.practice.spells import running


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
