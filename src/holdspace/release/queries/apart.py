"""Psychotherapy notes for a package of their own: gathered for their author, by one authorisation.

Of what the authorisation does not name nothing is said, not even how much there is: looking would tell.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from uuid import UUID
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import override

from holdspace.groups.models import Membership
from holdspace.groups.queries import member_for_clinician
from holdspace.kernel.actors import Actor, system_actor
from holdspace.members.models import Member
from holdspace.notes.models import PsychotherapyNote
from holdspace.practice.models import Practice
from holdspace.release.models import ProtectedGroup, Release
from holdspace.release.rules.contents import Contents, Item, Someone, Withheld, gathered
from holdspace.release.rules.part2 import may_go
from holdspace.release.rules.parts import ALWAYS, Part, Purpose, Why

ALSO_STAYS = (Why.OWN_PACKAGE, *(why for why in ALWAYS if why is not Why.PSYCHOTHERAPY))
"""What no package of psychotherapy notes ever holds, said without looking."""


def gather_apart(
    actor: Actor, release: Release, notes: Collection[PsychotherapyNote], chosen: Collection[UUID]
) -> Contents:
    """What a package may hold of these notes, which the authorisation names: those that were chosen."""
    member = member_for_clinician(actor, release.member_id)
    practice = Practice.visible_to(actor).get(pk=release.practice_id)
    taken = [note for note in notes if note.pk in chosen]
    with override(practice.language):
        items = list(_items(taken, actor, member, practice))
    goes = may_go(purpose=Purpose(release.purpose), consent_on=release.part2_consent_on)
    kept = tuple(item for item in items if goes or not item.protected)
    withheld = [Withheld(why) for why in ALSO_STAYS]
    if len(kept) < len(items):
        withheld.append(Withheld(Why.PART2, Part.PSYCHOTHERAPY))
    if len(taken) < len(notes):
        withheld.append(Withheld(Why.NOT_CHOSEN, Part.PSYCHOTHERAPY))
    return Contents(_someone(member), kept, gathered(withheld))


def _someone(member: Member) -> Someone:
    """By name alone: an authorisation for these notes asks for nothing else of the record."""
    names = (member.given_name or "", member.family_name or "", member.chosen_name or "")
    return Someone(*names, birth_date="")


def _items(
    notes: Collection[PsychotherapyNote], actor: Actor, member: Member, practice: Practice
) -> Iterator[Item]:
    protected = set(ProtectedGroup.visible_to(system_actor(practice.pk)).values_list("group_id", flat=True))
    sat = Membership.visible_to(system_actor(practice.pk)).filter(member=member, group__in=protected)
    sits_protected = bool(protected) and sat.exists()
    zone = ZoneInfo(practice.time_zone)
    for note in notes:
        at = note.written_at.astimezone(zone)
        title = _("Psychotherapy note of %(day)s") % {"day": at.date().isoformat()}
        yield Item(
            key=f"{Part.PSYCHOTHERAPY.value}:{note.pk.hex}",
            part=Part.PSYCHOTHERAPY,
            at=at.isoformat(timespec="seconds"),
            title=title,
            lines=((_("Note"), note.text or ""),),
            # Of no session in particular: from whichever of their groups it comes, it is protected with them.
            protected=note.session.group_id in protected if note.session else sits_protected,
        )
