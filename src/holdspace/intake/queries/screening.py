"""Screenings, for clinicians: of who waits, and of who sits in their groups."""

from __future__ import annotations

from uuid import UUID

from django.utils.translation import gettext as _

from holdspace.groups.queries import members_led_by
from holdspace.intake.models import Screening, Waiting
from holdspace.kernel.actors import Actor, system_actor
from holdspace.kernel.refusals import Missing
from holdspace.members.models import Member
from holdspace.practice.roles import Permission
from holdspace.practice.spells import running
from holdspace.vault import keyring
from holdspace.vault.roots import Domain


def screening_for(actor: Actor, pk: UUID) -> Screening:
    """One screening that the actor may read; Missing otherwise. The caller records the read."""
    rows = Screening.visible_to(actor).filter(pk=pk).select_related("waiting", "member", "decided_by")
    screening = rows.first()
    if screening is None:
        raise Missing(_("This page does not exist."))
    keyring.warm([screening.member_id], Domain.IDENTITY, Domain.PROGRESS, Domain.NARRATIVE)
    return screening


def screenings_of(actor: Actor, member_id: UUID) -> list[Screening]:
    """The screenings of somebody, newest first."""
    rows = Screening.visible_to(actor).filter(member=member_id).select_related("waiting", "decided_by")
    return list(rows.order_by("-waiting__starts_at", "-id"))


def somebody(actor: Actor, pk: UUID) -> Member:
    """Somebody who waits, or whom the clinician treats; Missing otherwise. The caller records the read."""
    member = next((each for each in known_to_intake(actor) if each.pk == pk), None)
    member = member or members_led_by(actor).filter(pk=pk).first()
    if member is None or not actor.may(Permission.SCREENING_WRITE):
        raise Missing(_("This page does not exist."))
    keyring.warm([member.pk], Domain.IDENTITY)
    return member


def known_to_intake(actor: Actor) -> list[Member]:
    """Everybody who waits, for who screens: the only way to them before they sit in a group."""
    if not actor.may(Permission.SCREENING_WRITE):
        return []
    waiting = Waiting.visible_to(actor).filter(running()).values("member")
    members = list(Member.visible_to(system_actor(actor.practice_id)).filter(id__in=waiting))
    keyring.warm((member.pk for member in members), Domain.IDENTITY)
    return sorted(members, key=lambda member: ((member.chosen_name or "").casefold(), member.pk))
