"""Who sees which rows of intake: those who keep the list, those who screen, those who treat."""

from __future__ import annotations

from typing import TypeVar

from django.db import models

from holdspace.groups.queries import members_led_by
from holdspace.intake.models.waiting import Waiting
from holdspace.kernel.actors import Actor
from holdspace.practice.roles import Permission
from holdspace.practice.spells import running
from holdspace.vault.records import Record

Row = TypeVar("Row", bound=Record)


def of_coordinators(model: type[Row], actor: Actor) -> models.QuerySet[Row]:
    """The practice's rows, for who keeps the list."""
    if not (actor.is_system or actor.may(Permission.INTAKE_EDIT)):
        return model.unscoped.none()
    return model.unscoped.filter(practice_id=actor.practice_id)


def of_screeners(model: type[Row], actor: Actor) -> models.QuerySet[Row]:
    """The practice's rows, for who screens."""
    if not (actor.is_system or actor.may(Permission.SCREENING_WRITE)):
        return model.unscoped.none()
    return model.unscoped.filter(practice_id=actor.practice_id)


def of_clinicians(model: type[Row], actor: Actor) -> models.QuerySet[Row]:
    """Rows about people who wait, for who screens; about people one treats, for who treats them."""
    own = model.unscoped.filter(practice_id=actor.practice_id)
    if actor.is_system:
        return own
    if not actor.may(Permission.CLINICAL_READ):
        return own.none()
    treated = models.Q(member__in=members_led_by(actor).values("id"))
    if not actor.may(Permission.SCREENING_WRITE):
        return own.filter(treated)
    waiting = Waiting.unscoped.filter(running(), practice_id=actor.practice_id).values("member")
    return own.filter(treated | models.Q(member__in=waiting))
