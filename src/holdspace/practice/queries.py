"""People and roles, sites and rooms, and how the practice's messages look outside."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db.models import F, Prefetch, Q, QuerySet

from holdspace.kernel.actors import Actor
from holdspace.kernel.ids import NOBODY
from holdspace.practice.models import Practice, RoleSpell, Room, Site, Staff
from holdspace.practice.roles import Role
from holdspace.practice.rules.neutral import Telling, telling
from holdspace.practice.spells import running


@dataclass(frozen=True, slots=True)
class Message:
    """What is seen of a message without opening it, and the address of the front door that stands in it."""

    sender: str
    subject: str
    address: str
    link: str

    @property
    def telling(self) -> Telling | None:
        """The word of the addresses that tells what the practice does. No page can change those."""
        return telling(f"{self.address} {self.link}")


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


def message(sender: str, subject: str) -> Message:
    """How a message of this installation looks with these words."""
    return Message(sender, subject, settings.DEFAULT_FROM_EMAIL, f"{settings.HOLDSPACE_BASE_URL}/")


def sites(actor: Actor) -> list[Site]:
    """Every site with its rooms as `.all_rooms`, those that are open first, then by name; two queries."""
    open_first = F("closed_at").asc(nulls_first=True)
    rooms = Prefetch("rooms", Room.visible_to(actor).order_by(open_first, "name", "id"), to_attr="all_rooms")
    return list(Site.visible_to(actor).prefetch_related(rooms).order_by(open_first, "name", "id"))


def sites_to_choose(actor: Actor, *, keep: UUID | None = None) -> QuerySet[Site]:
    """The sites that are open, and the one that is kept, by name."""
    wanted = Q(closed_at__isnull=True) | Q(pk=keep or NOBODY)
    return Site.visible_to(actor).filter(wanted).order_by("name", "id")


def rooms_to_plan(actor: Actor, *, keep: UUID | None = None) -> QuerySet[Room]:
    """The rooms in which something new may be planned, by site and name.

    `keep` is the room in which the thing that is changed stands already: it stays a choice when it is closed.
    """
    wanted = Q(closed_at__isnull=True, site__closed_at__isnull=True) | Q(pk=keep or NOBODY)
    rooms = Room.visible_to(actor).filter(wanted).select_related("site")
    return rooms.order_by("site__name", "name", "id")


def who_holds(*roles: Role, practice_id: UUID, at: datetime | None = None) -> list[UUID]:
    """The ids of those who hold any of these roles in a practice at a moment (now), each once; who has held
    one longest first.
    """
    rows = RoleSpell.unscoped.filter(running(at=at), practice_id=practice_id, role__in=roles)
    return list(dict.fromkeys(rows.order_by("starts_at", "id").values_list("staff_id", flat=True)))
