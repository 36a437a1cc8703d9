"""Whom a sentence for the circle may not name."""

from __future__ import annotations

from holdspace.groups.models import Membership
from holdspace.kernel.actors import Actor
from holdspace.notes.queries.material import person_of
from holdspace.notes.rules.discretion import Person, find_mentions


def found_in(text: str, membership: Membership, actor: Actor) -> list[str]:
    """What in a text names anybody who ever sat in the group, but for the chosen name of the one it is about,
    or tells how somebody could be reached."""
    rows = Membership.visible_to(actor).filter(group=membership.group_id).select_related("member")
    rows = rows.prefetch_related("member__contacts", "member__emergency_contacts")
    people = list({row.member_id: person_of(row.member) for row in rows}.values())
    own = membership.member
    as_known = [
        Person(own.pk, tuple(filter(None, [own.chosen_name]))) if each.id == own.pk else each
        for each in people
    ]
    surname = Person("surname", tuple(filter(None, [own.family_name])))
    found = find_mentions(text, [*as_known, surname], own_id=own.pk, region=membership.group.practice.region)
    return list(dict.fromkeys(each.found for each in found))
