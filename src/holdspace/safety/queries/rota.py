"""The rota as it stands: who is on call and away, and who would be told if something happened now."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db import models

from holdspace.groups.models import Group
from holdspace.kernel import clock
from holdspace.kernel.actors import Actor
from holdspace.practice.models import Staff
from holdspace.practice.queries import who_holds
from holdspace.practice.roles import Permission, roles_with
from holdspace.safety.models import Away, Duty, Escalation
from holdspace.safety.queries.telling import escalation_of, roster
from holdspace.safety.rules.escalation import Rung, Step, ladder
from holdspace.vault import keyring
from holdspace.vault.roots import Domain


@dataclass(frozen=True, slots=True)
class IfNow:
    """Who would be told of something in one group now, step by step, by name."""

    group: Group
    nearest: list[str]
    next: list[str]
    supervisors: list[str]

    @property
    def nobody(self) -> bool:
        """Whether nobody at all would be told."""
        return not (self.nearest or self.next or self.supervisors)


@dataclass(frozen=True, slots=True)
class RotaPage:
    """What runs now or comes, and what follows from it for each group."""

    duties: list[Duty]
    absences: list[Away]
    groups: list[IfNow]
    escalation: Escalation
    able: list[Staff]
    """Who may be on call or stand in, by name."""


def rota(actor: Actor) -> RotaPage:
    """The same number of queries however many people and groups there are."""
    now = clock.now()
    ahead = models.Q(ends_at__isnull=True) | models.Q(ends_at__gt=now)
    ahead &= ~models.Q(ends_at=models.F("starts_at"))  # ended before it began
    duties = Duty.visible_to(actor).filter(ahead).select_related("staff", "group")
    absences = Away.visible_to(actor).filter(ahead).select_related("staff", "cover")
    everybody = _everybody(actor)
    names = {each.pk: each.display_name for each in everybody}
    groups = list(Group.visible_to(actor).filter(phase=Group.Phase.RUNNING).order_by("name"))
    known = roster(actor.practice_id, [group.pk for group in groups], at=now)
    return RotaPage(
        duties=list(duties.order_by("starts_at")),
        absences=list(absences.order_by("starts_at")),
        groups=[_if_now(group, ladder(known.people(group.pk)), names) for group in groups],
        escalation=escalation_of(actor.practice_id),
        able=_able(everybody, actor),
    )


def who_can_answer(actor: Actor) -> list[Staff]:
    """Everybody who may be on call or stand in, by name."""
    return _able(_everybody(actor), actor)


def _able(everybody: Iterable[Staff], actor: Actor) -> list[Staff]:
    able = set(who_holds(*roles_with(Permission.CONCERN_ANSWER), practice_id=actor.practice_id))
    return [each for each in everybody if each.pk in able]


def _everybody(actor: Actor) -> list[Staff]:
    """Everybody who works here, by name."""
    people = list(Staff.visible_to(actor))
    keyring.warm({each.pk for each in people}, Domain.IDENTITY)
    return sorted(people, key=lambda each: each.display_name or "")


def _if_now(group: Group, rungs: Iterable[Rung], names: Mapping[UUID, str | None]) -> IfNow:
    steps = {rung.step: rung.people for rung in rungs}

    def named(step: Step) -> list[str]:
        return [names.get(person) or "—" for person in steps.get(step, ())]

    return IfNow(group, named(Step.NEAREST), named(Step.NEXT), named(Step.SUPERVISOR))
