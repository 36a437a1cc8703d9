"""People and roles."""

from __future__ import annotations

from django.db.models import Prefetch, QuerySet

from holdspace.kernel.actors import Actor
from holdspace.practice.models import Practice, RoleSpell, Staff
from holdspace.practice.spells import running


def practice_of(actor: Actor) -> Practice:
    """The actor's practice."""
    return Practice.visible_to(actor).get()


def practices(system: Actor) -> QuerySet[Practice]:
    """Every practice of this installation; for the system alone."""
    return Practice.unscoped.order_by("created_at", "id") if system.is_system else Practice.unscoped.none()


def people(actor: Actor) -> QuerySet[Staff]:
    """Everybody who works in the practice, with their running roles as `.current_roles`."""
    current = Prefetch(
        "role_spells", RoleSpell.visible_to(actor).filter(running()).order_by("role"), to_attr="current_roles"
    )
    return Staff.visible_to(actor).select_related("user").prefetch_related(current).order_by("display_name")
