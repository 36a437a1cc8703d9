"""The circles of `benchmarks.messages`: one leader for all of them, members at their devices, some of whom
leave and come back. Works on the database of a house beside its servers, through the leaders' own actions.
"""

from __future__ import annotations

import random
import time
from collections.abc import Iterator
from dataclasses import dataclass, field

from tests.journeys.house import House
from tests.journeys.messages import Away

SETTLED = 4.0
"""Seconds after which no request is under way any more that began before somebody left or came back: what it
writes bears the moment at which it was let in, and counts as said then."""


@dataclass(frozen=True)
class Stretches:
    """Positions in any of several ranges."""

    ranges: tuple[range, ...]

    def __contains__(self, position: object) -> bool:
        return any(position in each for each in self.ranges)


@dataclass
class Circle:
    """Members by the name under which they write; `absences` is of those who left and came back."""

    group: str
    members: dict[str, str]
    absences: dict[str, list[tuple[range, range]]] = field(default_factory=dict)

    def away(self) -> dict[str, Away]:
        """For the checker."""
        return {
            name: Away(*(Stretches(ranges) for ranges in zip(*absences, strict=True)))
            for name, absences in self.absences.items()
        }

    def leave_and_return(self, name: str, seconds: float) -> None:
        """Somebody's membership ends and begins again; which positions that concerns is noted."""
        from tests.journeys.backstage import end_membership, sit

        member, before = self.members[name], self._version()
        end_membership(member)
        time.sleep(SETTLED)
        first = self._version()
        time.sleep(seconds)
        last = self._version()
        sit(member, self.group)
        time.sleep(SETTLED)
        absence = range(first + 1, last + 1), range(before + 1, self._version() + 1)
        self.absences.setdefault(name, []).append(absence)

    def _version(self) -> int:
        from holdspace.circle.models import Space
        from tests.journeys.backstage import acting

        with acting():
            found = Space.unscoped.filter(group=self.group).values_list("version", flat=True).first()
        return found or 0


def make_circles(house: House, *, circles: int, clients: int) -> list[Circle]:
    """Circles with an open space, members spread evenly; `house` knows their groups and cookies then."""
    from tests.journeys.backstage import open_space

    made = list(_circles(house, circles, clients))
    for circle in made:
        open_space(circle.group)
    return made


def _circles(house: House, circles: int, clients: int) -> Iterator[Circle]:
    from holdspace.accounts.models import User
    from holdspace.groups.models import Facilitation, Group, Membership
    from holdspace.members.models import Member
    from holdspace.practice.models import Practice, Staff
    from tests.cast import LONG_AGO
    from tests.journeys.backstage import acting, signed_in

    for number in range(circles):
        with acting():
            practice = Practice.unscoped.get()
            leads = Staff.unscoped.get(user__email="ruth@example.org")
            common = {"practice": practice, "starts_at": LONG_AGO}
            group = Group.unscoped.create(practice=practice, name=f"Circle {number}", phase="running")
            Facilitation.unscoped.create(**common, group=group, staff=leads, role="leader")
            circle = Circle(str(group.pk), {})
            for seat in range(clients // circles + (number < clients % circles)):
                name = f"c{number}m{seat}"
                user = User.objects.create(email=f"{name}@example.org", password="!")
                member = Member.unscoped.create(practice=practice, user=user, chosen_name=name)
                Membership.unscoped.create(**common, group=group, member=member, seat=seat)
                circle.members[name] = str(member.pk)
                house.cookies[name] = [signed_in(user)]
        house.ids[f"group:{circle.group}"] = circle.group
        yield circle


def somebody_goes(circles: list[Circle], chance: random.Random) -> None:
    """The first of a circle leaves for some seconds; the others stay, so that somebody reads everything."""
    circle = chance.choice(circles)
    circle.leave_and_return(next(iter(circle.members)), chance.uniform(2, 6))
