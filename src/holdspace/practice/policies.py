"""Who may change the practice and who works here: the owner; where groups meet: also a coordinator."""

from __future__ import annotations

from django.utils.translation import gettext as _

from holdspace.kernel.actors import Actor
from holdspace.kernel.refusals import Missing, Refused
from holdspace.practice.models import Practice, RoleSpell, Room, Site, Staff
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


def check_can_change_practice(actor: Actor, practice: Practice) -> None:
    """Only owners change the practice, each their own."""
    may = actor.is_system or actor.may(Permission.PRACTICE_EDIT)
    if not may or practice.pk != actor.practice_id:
        raise Missing(_("There is no such page."))


def check_can_change_places(actor: Actor, place: Site | Room | None = None) -> None:
    """Owners and coordinators change sites and rooms, each of their own practice."""
    if not (actor.is_system or actor.may(Permission.PLACES_EDIT)):
        raise Missing(_("There is no such page."))
    if place is not None and place.practice_id != actor.practice_id:
        raise Missing(_("This place does not exist."))


def check_is_offered(room: Room) -> None:
    """Nothing new is planned in a room that is closed, or at a site that is. What was planned there stays."""
    if not room.is_offered:
        sentence = _("This room is closed. Choose another one, or open it again first.")
        raise Refused(sentence, fields={"room": sentence})


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
