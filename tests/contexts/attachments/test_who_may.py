"""Who brings, opens and takes out which kind of file. Every line of the tables is said by hand."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import transaction

from holdspace.attachments import policies
from holdspace.attachments.rules.kinds import KINDS
from holdspace.groups.models import Facilitation, Membership, RecordOpening
from holdspace.kernel import clock
from holdspace.kernel.refusals import Missing, Refused
from holdspace.vault.scope import acting_as
from tests.cast import Cast, signed_in_client
from tests.contexts.attachments.tuesday import WITHIN, bring

pytestmark = pytest.mark.django_db

EVERY = {kind.code for kind in KINDS}
OFFICE = {"referral", "insurance", "form"}
OWN = {"insurance", "form", "drawing"}

#: Who may read which kinds of Ana's files, and bring them. Sam supervises and has opened no record.
READS = {"ruth": EVERY, "tomas": EVERY, "ines": OFFICE, "ana": OWN}
BRINGS = {"ruth": EVERY, "tomas": EVERY, "ines": OFFICE}
EVERYBODY = ("ruth", "tomas", "kit", "ines", "sam", "olu", "ana", "bo", "eve", "dana")


@pytest.mark.parametrize("kind", sorted(EVERY))
def test_a_file_is_handed_out_to_exactly_these_people(cast: Cast, kind: str) -> None:
    kept = bring(cast, "ruth", kind)
    for name in EVERYBODY:
        answer = signed_in_client(cast.users[name]).get(f"/attachments/{kept.pk}/file/")
        assert (answer.status_code == 200) is (kind in READS.get(name, ())), name
        assert (WITHIN in answer.content) is (answer.status_code == 200), name
        if answer.status_code != 200:
            assert answer.status_code == 404, name


@pytest.mark.parametrize("name", EVERYBODY)
def test_these_people_bring_these_kinds(cast: Cast, name: str) -> None:
    for kind in sorted(EVERY):
        try:
            bring(cast, name, kind, content=kind.encode())
            done = True
        except Refused:
            done = False
        assert done is (kind in BRINGS.get(name, ())), kind


def test_whoever_may_not_bring_anything_finds_no_form(cast: Cast) -> None:
    for name in EVERYBODY:
        answer = signed_in_client(cast.users[name]).get(f"/attachments/members/{cast.members['ana'].pk}/new/")
        assert (answer.status_code == 200) is (name in BRINGS), name


@pytest.mark.parametrize("kind", ["drawing", "form"])
def test_who_takes_a_file_out(cast: Cast, kind: str) -> None:
    kept = bring(cast, "ruth", kind)
    for name in EVERYBODY:
        with acting_as(cast.actor(name)), transaction.atomic():
            assert policies.can_remove(cast.actor(name), kept) is (kind in BRINGS.get(name, ())), name


def test_a_leader_who_was_removed_is_denied_with_the_next_request(cast: Cast) -> None:
    kept, client = bring(cast, "ruth", "drawing"), signed_in_client(cast.users["tomas"])
    address = f"/attachments/{kept.pk}/file/"
    assert client.get(address).status_code == 200
    with acting_as(cast.system), transaction.atomic():
        spell = Facilitation.unscoped.get(staff=cast.staff["tomas"], group=cast.groups["tuesday"])
        spell.ends_at = clock.now()
        spell.save()
    assert client.get(address).status_code == 404
    assert client.get(f"/attachments/members/{cast.members['ana'].pk}/").status_code == 404
    assert client.get(f"/attachments/{kept.pk}/remove/").status_code == 404


def test_a_record_goes_along_to_the_next_group_and_stays_where_it_was_made(cast: Cast) -> None:
    """Ana moves to Thursdays: Kit reads all of her files; Ruth those that were brought for Tuesdays."""
    before, office = bring(cast, "ruth", "letter"), bring(cast, "ines", "referral", content=b"referral")
    with acting_as(cast.system), transaction.atomic():
        spell = Membership.unscoped.get(member=cast.members["ana"], group=cast.groups["tuesday"])
        spell.ends_at, spell.ending = clock.now(), "moved"
        spell.save()
        Membership.unscoped.create(
            practice=cast.practice, group=cast.groups["thursday"], member=cast.members["ana"], seat=9
        )
    after = bring(cast, "kit", "letter", content=b"later")
    for name, seen in {"kit": {before, office, after}, "ruth": {before}, "ines": {office}}.items():
        client = signed_in_client(cast.users[name])
        opened = {
            each
            for each in (before, office, after)
            if client.get(f"/attachments/{each.pk}/file/").status_code == 200
        }
        assert opened == seen, name
    with pytest.raises(Missing):
        bring(cast, "ruth", "letter", content=b"too late")
    with acting_as(cast.actor("ruth")), transaction.atomic():
        assert policies.can_remove(
            cast.actor("ruth"), before
        )  # what was brought for her group is hers to mend
        assert not policies.can_remove(cast.actor("ruth"), after)


def test_a_supervisor_reads_while_the_record_is_open_and_changes_nothing(cast: Cast) -> None:
    kept, client = bring(cast, "ruth", "letter"), signed_in_client(cast.users["sam"])
    with acting_as(cast.system), transaction.atomic():
        RecordOpening.unscoped.create(
            practice=cast.practice,
            group=cast.groups["tuesday"],
            staff=cast.staff["sam"],
            reason="a second opinion was asked for",
            ends_at=clock.now() + timedelta(minutes=30),
        )
    assert client.get(f"/attachments/{kept.pk}/file/").status_code == 200
    assert client.get(f"/attachments/{kept.pk}/remove/").status_code == 404
    assert client.get(f"/attachments/members/{cast.members['ana'].pk}/new/").status_code == 404
    with clock.held_at(clock.now() + timedelta(minutes=31)):
        assert client.get(f"/attachments/{kept.pk}/file/").status_code in (302, 404)


def test_what_is_forbidden_answers_as_what_is_not_there(cast: Cast) -> None:
    kept = bring(cast, "ruth", "letter")
    client = signed_in_client(cast.users["kit"])
    nowhere = "01900000-0000-7000-8000-00000000dead"
    forbidden, missing = (client.get(f"/attachments/{pk}/file/") for pk in (kept.pk, nowhere))
    assert forbidden.status_code == missing.status_code == 404
    assert len(forbidden.content) == len(missing.content)
