"""What is recorded: in the same transaction, about whom, by whom; and who opened somebody's record."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import transaction

from holdspace.audit.acts import words_of
from holdspace.audit.log import digest, newest_seq, record
from holdspace.audit.models import Concerned, Entry
from holdspace.audit.queries import done_in, who_opened
from holdspace.kernel import clock
from holdspace.kernel.actors import Kind, system_actor
from holdspace.vault.scope import acting_as
from tests.cast import Cast
from tests.scratch import held_transaction


def test_an_entry_names_ids_and_nothing_else(cast: Cast) -> None:
    ana, ruth = cast.members["ana"], cast.actor("ruth")
    with acting_as(cast.system), transaction.atomic():
        entry = record("desk.member_read", by=ruth, on=ana, about=[ana.pk, ana.pk], detail={"page": 1})
    assert entry.detail == f'{{"members":["{ana.pk}"],"page":1}}'
    assert (entry.subject_kind, entry.subject_id) == ("members.Member", ana.pk)
    assert (entry.actor_person_id, entry.practice_id) == (cast.staff["ruth"].pk, cast.practice.pk)
    assert Concerned.objects.get().member_id == ana.pk


def test_the_group_is_taken_from_what_was_acted_on(cast: Cast) -> None:
    with acting_as(cast.system), transaction.atomic():
        entry = record("sessions.moved", by=cast.actor("ines"), on=cast.sessions["tuesday_next"])
    assert entry.group_id == cast.groups["tuesday"].pk


def test_each_entry_is_bound_to_the_one_before(cast: Cast) -> None:
    with acting_as(cast.system), transaction.atomic():
        first, second = (record("sessions.moved", by=cast.actor("ines")) for _ in range(2))
    assert first.previous == "0" * 64
    assert second.previous == first.digest == digest(Entry.objects.get(seq=first.seq))
    assert newest_seq() == second.seq == first.seq + 1


def test_what_is_undone_is_not_recorded(cast: Cast) -> None:
    with acting_as(cast.system):
        with held_transaction():
            record("sessions.moved", by=cast.actor("ines"))
        assert newest_seq() == 0


def test_nothing_is_recorded_outside_a_transaction(transactional_db: str) -> None:
    with pytest.raises(RuntimeError, match="transaction"):
        record("sessions.moved", by=system_actor())


def test_a_member_learns_who_opened_their_record(cast: Cast) -> None:
    ana, bo = cast.members["ana"].pk, cast.members["bo"].pk
    with acting_as(cast.system), transaction.atomic():
        record("desk.member_read", by=cast.actor("ruth"), about=[ana])
        record("sessions.checked_in", by=cast.actor("ana"), about=[ana])
        record("desk.member_read", by=cast.actor("ruth"), about=[bo])
        record("desk.brief_read", by=cast.actor("tomas"), about=[ana, bo])
        record("sessions.moved", by=cast.system, about=[ana])
    told = who_opened(ana)
    assert [(t.act, t.kind, t.person_id) for t in told] == [
        ("sessions.moved", Kind.SYSTEM, None),
        ("desk.brief_read", Kind.STAFF, cast.staff["tomas"].pk),
        ("desk.member_read", Kind.STAFF, cast.staff["ruth"].pk),
    ]
    assert told[1].words == words_of("desk.brief_read") != "desk.brief_read"
    assert [t.act for t in who_opened(ana, before=told[0].seq, limit=1)] == ["desk.brief_read"]
    assert who_opened(ana, since=clock.now() + timedelta(minutes=1)) == []


def test_one_query_however_many_opened(cast: Cast, django_assert_num_queries) -> None:  # type: ignore[no-untyped-def]
    ana = cast.members["ana"].pk
    with acting_as(cast.system), transaction.atomic():
        for _ in range(20):
            record("desk.member_read", by=cast.actor("ruth"), about=[ana])
        with django_assert_num_queries(1):
            assert len(who_opened(ana)) == 20


def test_what_was_done_in_a_practice_stays_there(cast: Cast) -> None:
    with acting_as(cast.system), transaction.atomic():
        record("sessions.moved", by=cast.actor("ines"))
        record("sessions.cancelled", by=cast.actor("ruth"))
        record("sessions.moved", by=system_actor())
    here = cast.practice.pk
    assert [t.act for t in done_in(here)] == ["sessions.cancelled", "sessions.moved"]
    assert [t.act for t in done_in(here, acts=["sessions.moved"])] == ["sessions.moved"]
    assert [t.act for t in done_in(here, person_id=cast.staff["ruth"].pk)] == ["sessions.cancelled"]
