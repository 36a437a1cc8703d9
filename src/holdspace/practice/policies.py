"""Who may change who works here: the owner."""

from __future__ import annotations

from django.utils.translation import gettext as _

from holdspace.kernel.actors import Actor
from holdspace.kernel.refusals import Missing, Refused
from holdspace.practice.models import RoleSpell, Staff
from holdspace.practice.roles import Permission, Role
from holdspace.practice.spells import running


def check_can_change_people(actor: Actor) -> None:
    """Only owners change people and roles."""
    if not (actor.is_system or actor.may(Permission.PEOPLE_EDIT)):
        raise Missing(_("There is no such page."))


def check_can_open_practice(actor: Actor) -> None:
    """A practice is opened on the server, from the command line."""
    if not actor.is_system:
        raise Missing(_("There is no such page."))


def check_can_end_role(actor: Actor, spell: RoleSpell) -> None:
    """An owner's role can end only while another owner is there to go on."""
    check_can_change_people(actor)
    if spell.role != Role.OWNER:
        return
    others = RoleSpell.unscoped.filter(running(), practice=spell.practice_id, role=Role.OWNER)
    if not others.exclude(staff=spell.staff_id).exists():
        raise Refused(_("Somebody has to own the practice. Give the role to another person first."))


def can_change(actor: Actor, staff: Staff) -> bool:
    """Whether `actor` may change this person's roles."""
    try:
        check_can_change_people(actor)
    except Refused:
        return False
    return staff.practice_id == actor.practice_id
