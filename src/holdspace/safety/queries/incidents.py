"""Incidents for those who may read them, and what a leader needs at hand while somebody is in crisis."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import models

from holdspace.kernel.actors import Actor, system_actor
from holdspace.safety import policies
from holdspace.safety.models import Incident
from holdspace.safety.queries.opening import opened
from holdspace.safety.rules.session_crisis import GUIDANCE, Guidance, Step
from holdspace.vault.scope import acting_as

MOST = 100
"""How many incidents the list shows, the newest first; our own choice."""


@dataclass(frozen=True, slots=True)
class StepLine:
    """One step of the protocol on the screen."""

    step: Step
    guidance: Guidance
    at: datetime | None


def incident(actor: Actor, pk: UUID) -> Incident | None:
    """One incident with its people; None where it does not exist for `actor`. The caller records the read."""
    found = opened(_with_people(Incident.visible_to(actor).filter(pk=pk)))
    return found[0] if found else None


def other_leaders(actor: Actor, pk: UUID) -> Incident | None:
    """One that a colleague began in a session of a group that `actor` leads: enough to take it over."""
    with acting_as(system_actor(actor.practice_id)):  # nobody sees it who has not begun it
        rows = _with_people(Incident.unscoped.filter(pk=pk, practice_id=actor.practice_id))
        found = rows.defer("account", "place", "reported_to").first()
    if found is None or not policies.can_take_over(actor, found):
        return None
    return found


def incidents(actor: Actor) -> list[Incident]:
    """The newest incidents that `actor` may read. The caller records the read."""
    return opened(_with_people(Incident.visible_to(actor)).order_by("-began_at")[:MOST])


def step_lines(found: Incident) -> list[StepLine]:
    """Every step, and when it was done."""
    done = found.course.done
    return [StepLine(step, guidance, done.get(step)) for step, guidance in GUIDANCE.items()]


def _with_people(rows: models.QuerySet[Incident]) -> models.QuerySet[Incident]:
    return rows.select_related("member", "group__practice", "began_by", "taken_over_by", "signed_by")
