"""Who can sign in to the demonstration."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from holdspace.groups.models import Group, Membership
from holdspace.kernel import clock
from holdspace.kernel.actors import system_actor
from holdspace.members.models import Member
from holdspace.practice.models import RoleSpell
from holdspace.practice.spells import running
from holdspace.vault import keyring
from holdspace.vault.models import Installation
from holdspace.vault.roots import Domain
from holdspace.vault.scope import acting_as


@dataclass(frozen=True, slots=True)
class Door:
    """One person who can be chosen."""

    user_id: UUID
    name: str
    words: str


@dataclass(frozen=True, slots=True)
class Household:
    """People who belong together on the page."""

    title: str
    doors: list[Door]


def is_demonstration() -> bool:
    """Whether this database says of itself that it is a demonstration; it can never change its mind."""
    return Installation.objects.filter(kind=Installation.Kind.DEMO).exists()


@transaction.atomic
def who_can_sign_in() -> list[Household]:
    """The staff, then each circle, then those who have left one."""
    with acting_as(system_actor()):
        return [Household(_("Who works here"), _staff()), *_circles(), *_left()]


def _staff() -> list[Door]:
    doors: dict[UUID, Door] = {}
    for spell in RoleSpell.unscoped.filter(running()).select_related("staff").order_by("staff__created_at"):
        words = _("in training") if spell.staff.is_trainee else str(spell.get_role_display())
        doors[spell.staff_id] = Door(spell.staff.user_id, spell.staff.display_name, words)
    return list(doors.values())


def _circles() -> list[Household]:
    circles = []
    for group in Group.unscoped.order_by("created_at"):
        seats = Membership.unscoped.filter(running(), group=group, member__user__isnull=False)
        seats = seats.select_related("member").order_by("seat")
        keyring.warm([seat.member_id for seat in seats], Domain.IDENTITY)
        circles.append(Household(group.name, [_door(seat.member) for seat in seats]))
    return [circle for circle in circles if circle.doors]


def _left() -> list[Household]:
    """Who sat in a group here and sits in none now."""
    rows = Membership.unscoped.filter(ends_at__lte=clock.now(), member__user__isnull=False)
    seated = Membership.unscoped.filter(running()).values("member")
    rows = rows.exclude(member__in=seated).select_related("member").order_by("ends_at")
    members = {row.member_id: row.member for row in rows}
    keyring.warm(members, Domain.IDENTITY)
    doors = [_door(member) for member in members.values()]
    return [Household(_("Who has left"), doors)] if doors else []


def _door(member: Member) -> Door:
    assert member.user_id is not None
    return Door(member.user_id, str(member.chosen_name), str(_("member")))
