"""The waiting list: who waits since when, for what, and in which order they come."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _

from holdspace.groups.models import Membership
from holdspace.intake.models import ReturnRule, Screening, Waiting
from holdspace.intake.rules.stages import weeks_waited
from holdspace.kernel import clock
from holdspace.kernel.actors import Actor, system_actor
from holdspace.kernel.refusals import Missing
from holdspace.members.models import Member
from holdspace.members.queries import RosterLine, Show, roster
from holdspace.practice.models import Staff
from holdspace.practice.roles import Role
from holdspace.practice.spells import running
from holdspace.vault import keyring
from holdspace.vault.roots import Domain
from holdspace.vault.scope import acting_as


@dataclass(frozen=True, slots=True)
class WaitLine:
    """Somebody on the list: who, since when, and what an administrator may know.

    `is_due`: the day has come on which somebody wanted to look again. `screening_id` is given to who screens.
    `was_here`: they sat in a group here before; in which, not everybody may know.
    """

    waiting: Waiting
    member: Member
    weeks: int
    is_due: bool = False
    screening_id: UUID | None = None
    was_here: bool = False

    @property
    def name(self) -> str:
        """The name in one line, for who keeps the list."""
        return self.member.full_name

    @property
    def called(self) -> str:
        return self.member.chosen_name or "—"

    @property
    def hours(self) -> int:
        """How many hours of a week they can come."""
        return len(self.waiting.available or ())


def waiting_list(actor: Actor, *, stage: str = "") -> list[WaitLine]:
    """Who waits now: the highest priority first, then who has waited longest; four queries at most."""
    rows = Waiting.visible_to(actor).filter(running())
    if stage:
        rows = rows.filter(stage=stage)
    waits = list(rows.select_related("member", "screener").order_by("-priority", "starts_at", "id"))
    keyring.warm((wait.member_id for wait in waits), Domain.IDENTITY)
    screenings = Screening.visible_to(actor).filter(waiting__in=[wait.pk for wait in waits])
    of_waits = dict(screenings.values_list("waiting", "id"))
    before = were_here(actor.practice_id, {wait.member_id for wait in waits})
    return [_line(wait, actor, of_waits.get(wait.pk), was_here=wait.member_id in before) for wait in waits]


def were_here(practice_id: UUID, member_ids: Collection[UUID]) -> set[UUID]:
    """Those of them who sat in a group of the practice before; one query, asked as the system, for only that
    it was so may be told."""
    if not member_ids:
        return set()
    with acting_as(system_actor(practice_id)) as system:
        spells = Membership.visible_to(system).filter(member__in=member_ids, ends_at__lte=clock.now())
        return set(spells.values_list("member", flat=True))


def returning_come_first(practice_id: UUID) -> bool:
    """The rule of a practice for those who come back: first among equals, unless it chose otherwise."""
    return not ReturnRule.unscoped.filter(practice_id=practice_id, first_among_equals=False).exists()


def wait_for(actor: Actor, pk: UUID) -> WaitLine:
    """One running wait; Missing otherwise."""
    rows = Waiting.visible_to(actor).filter(running(), pk=pk)
    wait = rows.select_related("member", "screener").first()
    if wait is None:
        raise Missing(_("This page does not exist."))
    keyring.warm([wait.member_id], Domain.IDENTITY)
    return _line(wait, actor, was_here=bool(were_here(actor.practice_id, [wait.member_id])))


def waits_of(actor: Actor, member: Member) -> list[Waiting]:
    """When somebody waits and waited, the newest first."""
    return list(Waiting.visible_to(actor).filter(member=member).order_by("-starts_at", "-id"))


def named_on_roster(actor: Actor, sought: str, *, most: int = 20) -> list[RosterLine]:
    """Whom a coordinator could put on the list: everybody here whose name holds what is sought."""
    return list(roster(actor, search=sought, show=Show.HERE).lines[:most]) if sought else []


def _line(
    wait: Waiting, actor: Actor, screening_id: UUID | None = None, *, was_here: bool = False
) -> WaitLine:
    again, today = wait.look_again_on, clock.today(actor.practice_zone or "UTC")
    return WaitLine(
        waiting=wait,
        member=wait.member,
        weeks=weeks_waited(wait.starts_at, clock.now()),
        is_due=again is not None and again <= today,
        screening_id=screening_id,
        was_here=was_here,
    )


def screeners(actor: Actor) -> list[Staff]:
    """The therapists of the practice, by name."""
    rows = Staff.visible_to(actor).filter(
        running("role_spells__"), role_spells__role=Role.THERAPIST, practice_id=actor.practice_id
    )
    return sorted(rows.distinct(), key=lambda staff: staff.display_name.casefold())
