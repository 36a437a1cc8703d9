"""Circles as the pages of the desk draw them: the leaders at the top, then the members in their order."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from uuid import UUID

from django.utils.translation import gettext as _

from holdspace.groups.models import Membership
from holdspace.groups.queries import Leader, SeatedMember
from holdspace.kernel.actors import Actor
from holdspace.practice.spells import running
from holdspace.ui.rules.circle import FEWEST_SEATS, MOST_SEATS, Seat
from holdspace.vault import keyring
from holdspace.vault.roots import Domain

Describe = Callable[[SeatedMember], Seat]


def circles(actor: Actor, group_ids: Iterable[UUID]) -> dict[UUID, list[SeatedMember]]:
    """Who sits in each of many groups now, in the order of the seats; two queries for any number."""
    spells = list(
        Membership.visible_to(actor)
        .filter(running(), group_id__in=set(group_ids))
        .select_related("member")
        .order_by("seat", "id")
    )
    keyring.warm({spell.member_id for spell in spells}, Domain.IDENTITY)
    found: dict[UUID, list[SeatedMember]] = defaultdict(list)
    for spell in spells:
        found[spell.group_id].append(_seated(spell))
    return dict(found)


def drawn(leaders: Sequence[Leader], people: Sequence[SeatedMember], describe: Describe) -> list[Seat]:
    """The seats of a circle: at least three, so that it is one; too many to draw leave the leaders out."""
    seats = [_leads(leader) for leader in leaders] if len(leaders) + len(people) <= MOST_SEATS else []
    seats += [describe(person) for person in people]
    free = range(FEWEST_SEATS - len(seats))
    return seats + [Seat(f"free-{n}", _("free"), "empty", _("an open place"), tone="empty") for n in free]


def _leads(leader: Leader) -> Seat:
    return Seat(str(leader.staff_id), leader.name, "leads", leader.role_words, role="leader")


def _seated(spell: Membership) -> SeatedMember:
    member = spell.member
    return SeatedMember(
        member.pk, member.chosen_name or "", member.pronouns or "", spell.seat, spell.starts_at, spell.pk
    )
