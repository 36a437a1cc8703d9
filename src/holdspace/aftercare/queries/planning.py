"""A plan for a harder time: one's own with every version, and what a member lets their therapists read."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from holdspace.aftercare.models import LapsePlan
from holdspace.aftercare.policies import NOT_HERE
from holdspace.aftercare.rules.lapse_plan import PARTS, TITLES, first_sign
from holdspace.groups.queries import member_for_clinician
from holdspace.kernel.actors import Actor
from holdspace.kernel.refusals import Missing
from holdspace.kernel.words import Words
from holdspace.members.models import Member
from holdspace.safety.rules.safety_plan import Contents, PlanContact, PlanStep, from_stored
from holdspace.vault import keyring
from holdspace.vault.roots import Domain


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a plan as it is read; a template of safety plans can show it too."""

    step: PlanStep
    title: Words
    lines: tuple[str, ...]
    contacts: tuple[PlanContact, ...]

    @property
    def is_empty(self) -> bool:
        """Whether nothing stands under it."""
        return not (self.lines or self.contacts)


@dataclass(frozen=True, slots=True)
class OpenPlan:
    """One version, opened, with its three parts."""

    row: LapsePlan
    sections: list[Part]
    first_sign: str


@dataclass(frozen=True, slots=True)
class OwnPlan:
    """A member's own plan: the version that is shown, and every version there is."""

    plan: OpenPlan | None
    versions: list[LapsePlan]


def own_plan(actor: Actor, number: int | None = None) -> OwnPlan:
    """One's own plan as it holds now, or a version of it; Missing for a version that does not exist."""
    versions = list(LapsePlan.visible_to(actor).filter(member_id=actor.person_id).order_by("-number"))
    shown = next((each for each in versions if number in (None, each.number)), None)
    if shown is None and number is not None:
        raise Missing(NOT_HERE)
    return OwnPlan(_opened(shown) if shown else None, versions)


def current_plan(actor: Actor) -> OpenPlan | None:
    """One's own plan as it holds now; one query beside the key."""
    row = LapsePlan.visible_to(actor).filter(member_id=actor.person_id, ended_at__isnull=True).first()
    return _opened(row) if row else None


def has_own_plan(actor: Actor) -> bool:
    """Whether a member wrote a plan for a harder time; one query."""
    rows = LapsePlan.visible_to(actor).filter(member_id=actor.person_id, ended_at__isnull=True)
    return actor.is_member and rows.exists()


def contents_of(plan: OpenPlan | None) -> Contents:
    """What a form begins with."""
    return from_stored(plan.row.contents if plan else None)


def shared_plan_stands(actor: Actor, member_id: UUID) -> bool:
    """Whether a member lets this clinician read a plan; one query."""
    return LapsePlan.visible_to(actor).filter(member_id=member_id).exists()


def shared_plan(actor: Actor, member_id: UUID) -> tuple[Member, OpenPlan]:
    """What a member lets their therapists read; Missing otherwise. The caller records the read."""
    row = LapsePlan.visible_to(actor).filter(member_id=member_id).first()
    if row is None:
        raise Missing(NOT_HERE)
    return member_for_clinician(actor, member_id), _opened(row)


def _opened(row: LapsePlan) -> OpenPlan:
    keyring.warm([row.member_id], Domain.NARRATIVE, Domain.IDENTITY)
    contents = from_stored(row.contents)
    sections = [
        Part(step, TITLES[step], contents.lines.get(step, ()), contents.contacts.get(step, ()))
        for step in PARTS
    ]
    return OpenPlan(row, sections, first_sign(contents))
