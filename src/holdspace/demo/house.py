"""The demo practice while it grows: everybody in it by key, and how somebody acts or takes a seat."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from random import Random

from holdspace.agreements import actions as agreements
from holdspace.demo.people import Circle, Person
from holdspace.groups import actions as groups
from holdspace.groups.models import Group, Membership
from holdspace.kernel.actors import Actor
from holdspace.members.actors import actor_of
from holdspace.members.models import Member
from holdspace.practice.models import Practice, Room, Staff
from holdspace.vault.scope import acting_as


@dataclass
class House:
    """Everybody, by key."""

    practice: Practice
    rng: Random
    staff: dict[str, Staff] = field(default_factory=dict)
    members: dict[str, Member] = field(default_factory=dict)
    groups: dict[str, Group] = field(default_factory=dict)
    rooms: dict[str, Room] = field(default_factory=dict)

    def actor(self, key: str) -> Actor:
        """The actor of a member or somebody on the staff, as found at this moment."""
        user = self.staff[key].user if key in self.staff else self.members[key].user
        assert user is not None
        return actor_of(user)

    @contextmanager
    def acting(self, key: str) -> Iterator[Actor]:
        """Do something as this person."""
        actor = self.actor(key)
        with acting_as(actor):
            yield actor


def admit(house: House, circle: Circle, person: Person) -> Membership:
    """The leader admits somebody, who signs the agreement the same evening; if it meets already."""
    group = house.groups[circle.key]
    with house.acting(circle.leads[0][0]) as leader:
        membership = groups.admit_member(group=group, member=house.members[person.key], by=leader)
    if circle.weeks or person.key in ("rosa", "thandi"):
        with house.acting(person.key) as member:
            newest = group.agreements.order_by("-version").first()
            assert newest is not None
            agreements.sign(agreement=newest, signed_name=f"{person.given} {person.family}", by=member)
    return membership
