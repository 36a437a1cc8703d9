"""Which devices somebody is told on, and what they have still to be told."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import models
from django.utils.translation import gettext_lazy as _

from holdspace.correspondence.models import Device
from holdspace.kernel.actors import Actor
from holdspace.kernel.refusals import Missing
from holdspace.safety.queries.telling import practices_unpushed, unpushed


def devices_of(actor: Actor) -> list[Device]:
    """The actor's own devices, the newest first."""
    return list(Device.visible_to(actor).order_by("-added_at", "-id"))


def device_of(actor: Actor, pk: UUID) -> Device:
    """One of the actor's own devices; Missing otherwise."""
    device = Device.visible_to(actor).filter(pk=pk).first()
    if device is None:
        raise Missing(_("This page does not exist."))
    return device


def practices_to_push(now: datetime) -> list[UUID]:
    """The practices in which a device has something to be told; the system asks."""
    return practices_unpushed(now, accounts=_accounts(now))


def to_push(system: Actor, now: datetime) -> list[UUID]:
    """The alerts of which a device of their person is to be told."""
    return unpushed(system, now, accounts=_accounts(now))


def awake(user_id: UUID, system: Actor, now: datetime) -> list[Device]:
    """The devices of one account whose service is not left alone for the moment."""
    rows = Device.visible_to(system).filter(user_id=user_id)
    return list(rows.exclude(rests_until__gt=now).order_by("added_at", "id"))


def _accounts(now: datetime) -> models.QuerySet[Device, UUID]:
    return Device.unscoped.exclude(rests_until__gt=now).values_list("user", flat=True)
