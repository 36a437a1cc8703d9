"""What `holdspace erase` does, and what every start does: whoever was erased stays erased, also after an old
backup was put back."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

from django.db import DatabaseError, transaction

from holdspace.kernel.actors import Actor, system_actor
from holdspace.kernel.refusals import Refused
from holdspace.members.actions import erase_again
from holdspace.members.models import Member
from holdspace.members.queries import member_for
from holdspace.practice.queries import practices
from holdspace.release.actions import carry_out
from holdspace.vault import keyring, tombstones
from holdspace.vault.roots import KeyUnavailable
from holdspace.vault.scope import acting_as


class NotErased(Exception):  # noqa: N818
    """Nobody was erased, and why."""


def erase(member_id: str) -> int:
    """Erase the member with this id, in whichever practice they are; returns how many keys were destroyed.

    Two people of the practice have approved it, and no legal hold stands. Raises NotErased.
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
    with _found(pk) as found:
        if found is None:
            raise NotErased("There is nobody with this id.")
        member, system = found
        return carry_out(member=member, by=system)


@contextmanager
def _found(pk: UUID) -> Iterator[tuple[Member, Actor] | None]:
    """Whoever has this id, in whichever practice, and its system, as which one acts meanwhile; or nobody."""
    with acting_as(system_actor()) as system:
        known = [each.pk for each in practices(system)]
    for practice in known:
        with acting_as(system_actor(practice)) as system:
            try:
                member = member_for(system, pk)
            except Refused:
                continue
            yield member, system
            return
    yield None


def replay() -> int:
    """Erase again whoever was erased and came back with an old backup; returns how many. Before anything
    opens.

    And write down whoever this database knows as erased and the list does not.
    """
    back = tombstones.come_back()
    for person in back:
        _erase_again(person)
    tombstones.keep_all()
    return len(back)


@transaction.atomic
def _erase_again(person: UUID) -> None:
    with _found(person) as found:
        if found is None:
            keyring.shred(person)
        else:
            member, system = found
            erase_again(member=member, by=system)
