"""What the contracts look at: our models and their fields."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from django.apps import apps
from django.db import models

from holdspace.kernel.privacy import FieldPrivacy, Privacy

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "holdspace"


def our_models() -> list[type[models.Model]]:
    """Every concrete model of this house, none of a library's."""
    return [model for model in apps.get_models() if model.__module__.startswith("holdspace.")]


def own_fields(model: type[models.Model]) -> list[models.Field]:  # type: ignore[type-arg]
    """The columns and the many-to-many relations that the model itself declares."""
    return [*model._meta.concrete_fields, *model._meta.local_many_to_many]


def label(model: type[models.Model], name: str) -> str:
    """`sessions.CheckIn.brings`, with the room's own name rather than Django's label."""
    room = model.__module__.removeprefix("holdspace.").split(".")[0]
    return f"{room}.{model.__name__}.{name}"


def private_fields() -> Iterator[tuple[type[models.Model], models.Field, Privacy]]:  # type: ignore[type-arg]
    """Every field that is clinical or identifying."""
    for model in our_models():
        declared: FieldPrivacy = model.privacy  # type: ignore[attr-defined]
        for field in own_fields(model):
            kind = declared.of(field.name)
            if kind in (Privacy.CLINICAL, Privacy.IDENTIFYING):
                yield model, field, kind
