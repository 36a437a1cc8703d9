"""The waiting list: who waits since when, for what, and in which order they come."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _

from holdspace.intake.models import Waiting
from holdspace.intake.rules.stages import weeks_waited
from holdspace.kernel import clock
from holdspace.kernel.actors import Actor
from holdspace.kernel.refusals import Missing
from holdspace.members.models import Member
from holdspace.practice.models import Staff
from holdspace.practice.roles import Role
from holdspace.practice.spells import running
from holdspace.vault import keyring
from holdspace.vault.roots import Domain


@dataclass(frozen=True, slots=True)
class WaitLine:
    """Somebody on the list: who, since when, and what an administrator may know."""

    waiting: Waiting
    member: Member
    weeks: int

    @property
    def name(self) -> str:
        """Given and family name, for who keeps the list; else what they are called."""
        legal = f"{self.member.given_name or ''} {self.member.family_name or ''}".strip()
        return legal or self.called

    @property
    def called(self) -> str:
        return self.member.chosen_name or "—"

    @property
    def hours(self) -> int:
        """How many hours of a week they can come."""
        return len(self.waiting.available or ())

    @property
    def is_due(self) -> bool:
        """Whether the day has come on which somebody wanted to look again."""
        again = self.waiting.look_again_on
        return again is not None and again <= clock.now().date()


def waiting_list(actor: Actor, *, stage: str = "") -> list[WaitLine]:
    """Who waits now: the highest priority first, then who has waited longest; two queries."""
    rows = Waiting.visible_to(actor).filter(running())
    if stage:
        rows = rows.filter(stage=stage)
    waits = list(rows.select_related("member", "screener").order_by("-priority", "starts_at", "id"))
    keyring.warm((wait.member_id for wait in waits), Domain.IDENTITY)
    now = clock.now()
    return [WaitLine(wait, wait.member, weeks_waited(wait.starts_at, now)) for wait in waits]


def wait_for(actor: Actor, pk: UUID) -> WaitLine:
    """One running wait; Missing otherwise."""
    rows = Waiting.visible_to(actor).filter(running(), pk=pk)
    wait = rows.select_related("member", "screener").first()
    if wait is None:
        raise Missing(_("This page does not exist."))
    keyring.warm([wait.member_id], Domain.IDENTITY)
    return WaitLine(wait, wait.member, weeks_waited(wait.starts_at, clock.now()))


def screeners(actor: Actor) -> list[Staff]:
    """The therapists of the practice, by name."""
    rows = Staff.visible_to(actor).filter(
        running("role_spells__"), role_spells__role=Role.THERAPIST, practice_id=actor.practice_id
    )
    return sorted(rows.distinct(), key=lambda staff: staff.display_name.casefold())
