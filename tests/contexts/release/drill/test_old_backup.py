"""The drill (security.md, R15): shred somebody, put yesterday's backup back, start. On either engine."""

from __future__ import annotations

from pathlib import Path

from django.db import transaction

from holdspace.audit.verify import verify_chain
from holdspace.kernel.actors import system_actor
from holdspace.members.models import Member
from holdspace.project import erasing
from holdspace.release import actions
from holdspace.sessions.models import CheckIn
from holdspace.vault import keyring
from holdspace.vault.models import PersonKey, Tombstone
from holdspace.vault.scope import acting_as
from tests.cast import Cast, build_cast
from tests.furnishing import furnish
from tests.scratch import scratch_database


def words_of(cast: Cast, name: str) -> set[str | None]:
    """Everything of somebody that can be read in this database, keys looked for anew."""
    keyring.forget()
    with acting_as(system_actor(cast.practice.pk)) as system, transaction.atomic():
        member = Member.visible_to(system).get(pk=cast.members[name].pk)
        brought = CheckIn.visible_to(system).filter(member=member)
        return {member.chosen_name, member.family_name, *(each.brings for each in brought)}


def erase(cast: Cast, name: str) -> None:
    member = cast.members[name]
    with acting_as(cast.system), transaction.atomic():
        member.status = Member.Status.LEFT
        member.save()
    with acting_as(cast.actor("ines")) as ines:
        erasure = actions.ask_for_erasure(member=member, reason="She asked for it in writing.", by=ines)
    for who in ("olu", "sam"):
        with acting_as(cast.actor(who)) as somebody:
            actions.approve_erasure(erasure=erasure, by=somebody)
    assert erasing.erase(str(member.pk)) >= 3


def test_an_old_backup_brings_nobody_back(transactional_db: str, tmp_path: Path) -> None:
    cast = build_cast()
    furnish(cast)
    here = tmp_path / "live"
    here.mkdir()
    with scratch_database(here):  # from here on the database goes on; what was copied is yesterday's backup
        erase(cast, "ana")
        assert words_of(cast, "ana") == {None}
        assert verify_chain().problems == []
    assert "Ana" in words_of(cast, "ana"), "the backup does hold her, keys and all"
    assert not Tombstone.objects.exists()

    assert erasing.replay() == 1

    assert words_of(cast, "ana") == {None}
    assert "Bo" in words_of(cast, "bo")
    assert not PersonKey.objects.filter(person_id=cast.members["ana"].pk).exists()
    assert verify_chain().problems == []
    assert erasing.replay() == 0
