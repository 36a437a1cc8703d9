"""What `holdspace open-practice` does: the first practice, its owner, and the link with which they begin."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import OperationalError, transaction
from django.urls import reverse

from holdspace.kernel.actors import system_actor
from holdspace.kernel.refusals import Refused
from holdspace.practice import actions
from holdspace.practice.queries import practices
from holdspace.practice.roles import Role
from holdspace.project import install
from holdspace.vault.roots import KeyUnavailable
from holdspace.vault.scope import acting_as


class NotOpened(Exception):  # noqa: N818
    """No practice was opened, and why."""


@dataclass(frozen=True, slots=True)
class Opened:
    """A practice that stands, and the owner's invitation: it works once, for seven days."""

    practice_id: UUID
    link: str


def check_can_open(*, another: bool = False) -> None:
    """Whether this installation takes a practice now; asked before anybody is asked for words.

    Raises NotOpened in a demonstration, before `holdspace migrate`, and where a practice stands already
    (unless `another` is wanted).
    """
    try:
        empty = install.is_empty()
    except (KeyUnavailable, OperationalError) as problem:
        raise NotOpened(
            "There is no database yet. Run `holdspace init` and `holdspace migrate`."
        ) from problem
    if empty:
        raise NotOpened("The database is empty. Run `holdspace migrate` first.")
    if install.is_demo():
        raise NotOpened("This database is a demonstration. A practice is opened in a database of its own.")
    with transaction.atomic():
        stands = practices(system_actor()).exists()
    if stands and not another:
        raise NotOpened("There is a practice already. With --another a second one is opened beside it.")


@transaction.atomic
def open_practice(
    *, name: str, time_zone: str, language: str, region: str, owner: str, email: str, another: bool = False
) -> Opened:
    """Open a practice with `owner` (the name that members see) as its first person. Raises NotOpened."""
    check_can_open(another=another)
    try:
        validate_email(email.strip())
    except ValidationError as problem:
        raise NotOpened("This is no e-mail address.") from problem
    if not owner.strip():
        raise NotOpened("The owner needs a name.")
    try:
        return _open(name, time_zone, language, region, owner.strip(), email.strip())
    except Refused as refusal:
        raise NotOpened(str(refusal)) from refusal


@transaction.atomic
def _open(name: str, time_zone: str, language: str, region: str, owner: str, email: str) -> Opened:
    with acting_as(system_actor()) as system:
        practice = actions.open_practice(
            name=name, time_zone=time_zone, language=language, region=region, by=system
        )
    with acting_as(system_actor(practice.pk)) as system:
        _staff, token = actions.take_on(
            email=email,
            display_name=owner,
            given_name=owner.split()[0],
            licence="",
            is_trainee=False,
            role=Role.OWNER,
            by=system,
        )
    return Opened(practice.pk, f"{settings.HOLDSPACE_BASE_URL}{reverse('accounts:welcome', args=[token])}")
