"""What `holdspace erase` does: one person, named by the id that stands in the address of their page."""

from __future__ import annotations

from uuid import UUID

from django.db import DatabaseError, transaction

from holdspace.kernel.actors import system_actor
from holdspace.kernel.refusals import Refused
from holdspace.members.actions import erase_member
from holdspace.members.queries import member_for
from holdspace.practice.queries import practices
from holdspace.vault.roots import KeyUnavailable
from holdspace.vault.scope import acting_as


class NotErased(Exception):  # noqa: N818
    """Nobody was erased, and why."""


def erase(member_id: str) -> int:
    """Erase the member with this id, in whichever practice they are; returns how many keys were destroyed.

    Raises NotErased.
    """
    try:
        return _erase(UUID(member_id))
    except (KeyUnavailable, DatabaseError) as problem:
        raise NotErased("There is no practice here yet.") from problem
    except ValueError as problem:
        raise NotErased("This is no id. It stands in the address of the person's page.") from problem
    except Refused as refusal:
        raise NotErased(str(refusal)) from refusal


@transaction.atomic
def _erase(pk: UUID) -> int:
    with acting_as(system_actor()) as system:
        known = [each.pk for each in practices(system)]
    for practice in known:
        with acting_as(system_actor(practice)) as system:
            try:
                member = member_for(system, pk)
            except Refused:
                continue
            return erase_member(member=member, by=system)
    raise NotErased("There is nobody with this id.")
