"""What is known of safety plans: the one that holds, what stood in it before, and whom to call."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db import models
from django.utils.translation import gettext_lazy as _

from holdspace.groups.queries import member_for_clinician
from holdspace.kernel.actors import Actor
from holdspace.kernel.refusals import Missing
from holdspace.kernel.words import Words
from holdspace.members.models import Member
from holdspace.safety import policies
from holdspace.safety.models import SafetyPlan
from holdspace.safety.queries.concerns import numbers_for
from holdspace.safety.rules.crisis_lines import CrisisLine
from holdspace.safety.rules.safety_plan import TITLES, PlanContact, PlanStep, from_stored
from holdspace.vault import keyring
from holdspace.vault.roots import Domain

NONE = _("There is no such safety plan.")


@dataclass(frozen=True, slots=True)
class Section:
    """One step as it is read. `numbers` are those that everybody can call, under the services."""

    step: PlanStep
    title: Words
    lines: tuple[str, ...]
    contacts: tuple[PlanContact, ...]
    numbers: tuple[CrisisLine, ...]

    @property
    def is_empty(self) -> bool:
        """Whether nothing stands under it."""
        return not (self.lines or self.contacts or self.numbers)


@dataclass(frozen=True, slots=True)
class OpenPlan:
    """One version, opened, with its six steps."""

    row: SafetyPlan
    sections: list[Section]
    reason: str

    @property
    def written_by(self) -> str:
        """With whom it was written; empty where nobody is named."""
        return self.row.written_by.display_name if self.row.written_by else ""


@dataclass(frozen=True, slots=True)
class PlanPage:
    """A member's plan as their clinicians see it: the version that is shown, and every version there is."""

    member: Member
    plan: OpenPlan | None
    versions: list[SafetyPlan]
    may_write: bool


@dataclass(frozen=True, slots=True)
class PlanDoor:
    """What another page needs to lead here: whether there is a plan, and whether one may be written."""

    stands: bool
    may_write: bool


def has_plan(actor: Actor) -> bool:
    """Whether a member has a plan of their own; one query, none for anybody else."""
    return actor.is_member and _current(actor).exists()


def own_plan(actor: Actor) -> OpenPlan | None:
    """A member's own plan, with the numbers to call under it; None where none was written."""
    row = _current(actor).select_related("written_by").first()
    return _opened(actor, row) if row else None


def current_plan(actor: Actor, member_id: UUID) -> SafetyPlan | None:
    """The version that holds now, as far as `actor` may read it. The caller records the read."""
    return _current(actor).filter(member_id=member_id).first()


def plan_door(actor: Actor, member_id: UUID) -> PlanDoor:
    """Whether a page about a member leads to their plan."""
    stands = _current(actor).filter(member_id=member_id).exists()
    return PlanDoor(stands, policies.can_write_plan(actor, member_id))


def plan_page(actor: Actor, member_id: UUID) -> PlanPage:
    """A member's plan and its versions; Missing where there is nothing that the actor may read or write.

    The caller records the read.
    """
    member, versions = member_for_clinician(actor, member_id), _versions(actor, member_id)
    may_write = policies.can_write_plan(actor, member_id)
    if not (versions or may_write):
        raise Missing(NONE)
    return PlanPage(member, _shown(actor, versions[:1]), versions, may_write)


def version_page(actor: Actor, pk: UUID) -> PlanPage:
    """One version among the others; Missing where the actor may not read it. The caller records the read."""
    row = SafetyPlan.visible_to(actor).filter(pk=pk).only("member_id").first()
    if row is None:
        raise Missing(NONE)
    versions = _versions(actor, row.member_id)
    shown = _shown(actor, [each for each in versions if each.pk == pk])
    return PlanPage(member_for_clinician(actor, row.member_id), shown, versions, may_write=False)


def _current(actor: Actor) -> models.QuerySet[SafetyPlan]:
    return SafetyPlan.visible_to(actor).filter(ended_at__isnull=True)


def _versions(actor: Actor, member_id: UUID) -> list[SafetyPlan]:
    rows = SafetyPlan.visible_to(actor).filter(member_id=member_id)
    return list(rows.select_related("written_by").order_by("-number"))


def _shown(actor: Actor, rows: list[SafetyPlan]) -> OpenPlan | None:
    return _opened(actor, rows[0]) if rows else None


def _opened(actor: Actor, row: SafetyPlan) -> OpenPlan:
    keyring.warm([row.member_id], Domain.IDENTITY, Domain.PROGRESS)
    contents = from_stored(row.contents)
    own, countries = numbers_for(actor)
    numbers = (*own, *(countries[0].lines if countries else ()))
    sections = [
        Section(
            step=step,
            title=TITLES[step],
            lines=contents.lines.get(step, ()),
            contacts=contents.contacts.get(step, ()),
            numbers=numbers if step is PlanStep.SERVICES else (),
        )
        for step in PlanStep
    ]
    return OpenPlan(row, sections, contents.reason)
