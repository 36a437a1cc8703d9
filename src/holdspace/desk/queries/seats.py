"""Circles as the pages of the desk draw them: the leaders at the top, then the members in their order."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from django.utils.translation import gettext as _

from holdspace.groups.queries import Leader, SeatedMember
from holdspace.ui.rules.circle import FEWEST_SEATS, MOST_SEATS, Seat

Describe = Callable[[SeatedMember], Seat]


def drawn(leaders: Sequence[Leader], people: Sequence[SeatedMember], describe: Describe) -> list[Seat]:
    """The seats of a circle: at least three, so that it is one; too many to draw leave the leaders out."""
    seats = [_leads(leader) for leader in leaders] if len(leaders) + len(people) <= MOST_SEATS else []
    seats += [describe(person) for person in people]
    free = range(FEWEST_SEATS - len(seats))
    return seats + [Seat(f"free-{n}", _("free"), "empty", _("an open place"), tone="empty") for n in free]


def _leads(leader: Leader) -> Seat:
    return Seat(str(leader.staff_id), leader.name, "leads", leader.role_words, role="leader")
