"""Joining a session from elsewhere, as stored: who is let in, what is written of it, what nobody gets."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from holdspace.audit.models import Entry
from holdspace.kernel import clock
from holdspace.kernel.refusals import Missing, Refused
from holdspace.live.actions import keep_whisper, note_line, whisper
from holdspace.live.models import FloorEvent
from holdspace.live.queries import tally_of, whispers
from holdspace.live.rules.session_flow import Online
from holdspace.live.tasks import forget_all_whispers
from holdspace.sessions.models import Attendance, GroupSession
from holdspace.vault.scope import acting_as
from tests.cast import Cast, signed_in_client
from tests.contexts.live.coming_in import come_in, knock, lead, own, seat_of, touch


@pytest.fixture
def session(cast: Cast) -> GroupSession:
    """Tuesday's, online, begun a minute ago."""
    found = cast.sessions["tuesday_next"]
    found.starts_at = clock.now() - timedelta(minutes=1)
    found.ends_at = found.starts_at + timedelta(minutes=90)
    found.group.modality = "online"
    with acting_as(cast.system):
        found.save()
        found.group.save()
    return found


def attendance(cast: Cast, session: GroupSession, name: str) -> Attendance | None:
    with acting_as(cast.system):
        return Attendance.unscoped.filter(session=session, member=cast.members[name]).first()


def test_ana_knocks_is_let_in_and_leaves_and_the_record_says_so(cast, session):
    knock(cast, session, "ana")
    assert attendance(cast, session, "ana") is None
    lead(cast, session, "admit", "ana")
    written = attendance(cast, session, "ana")
    assert (written.status, written.recorded_by_id) == ("present", cast.actor("ruth").staff_id)
    own(cast, session, "leave", "ana")
    written = attendance(cast, session, "ana")
    assert (written.status, written.recorded_by_id) == ("left", None)
    with acting_as(cast.system):
        kinds = list(FloorEvent.unscoped.filter(session=session).values_list("kind", "by"))
    ruth = cast.actor("ruth").staff_id
    assert kinds == [("knock", None), ("admit", ruth), ("leave", None)]


def test_nobody_joins_before_they_said_where_they_are(cast, session):
    with pytest.raises(Refused, match="where you are"):
        own(cast, session, "knock", "ana")


def test_a_copied_address_is_worth_nothing(cast, session):
    dana = cast.actor("dana")  # of another circle
    with pytest.raises(Missing):
        touch(session, "knock", dana, member=str(dana.person_id))


def test_a_group_that_meets_in_a_room_has_no_door_on_the_screen(cast, session):
    session.group.modality = "room"
    with acting_as(cast.system):
        session.group.save()
    with pytest.raises(Missing):
        own(cast, session, "knock", "ana")


@pytest.mark.parametrize("kind", ["admit", "see_off", "open_session", "line_back", "begin_silence", "undo"])
def test_a_member_does_nothing_that_is_the_leaders(cast, session, kind):
    come_in(cast, session, "ana")
    bo = cast.actor("bo")
    knock(cast, session, "bo")
    seat = seat_of(cast, session, "bo")
    said = {
        "admit": {"member": str(seat.member_id), "seat_rev": seat.rev},
        "see_off": {"member": str(seat.member_id), "seat_rev": seat.rev},
        "line_back": {"member": str(seat.member_id)},
        "begin_silence": {"seconds": 60},
        "undo": {"version": 3},
    }.get(kind, {})
    with pytest.raises(Missing):
        touch(session, kind, bo, **said)
    assert seat_of(cast, session, "bo").online is Online.WAITING


def test_nobody_acts_for_another(cast, session):
    come_in(cast, session, "ana")
    ana, bo = cast.actor("ana"), cast.actor("bo")
    with pytest.raises(Missing):
        touch(session, "leave", bo, member=str(ana.person_id))
    assert seat_of(cast, session, "ana").online is Online.IN


def test_a_lost_connection_is_written_by_the_system_and_returns(cast, session):
    come_in(cast, session, "ana")
    ana = cast.actor("ana").person_id
    note_line(kind="line_lost", session_id=session.pk, person_id=ana)
    note_line(kind="line_lost", session_id=session.pk, person_id=ana)
    assert seat_of(cast, session, "ana").online is Online.DROPPED
    assert attendance(cast, session, "ana").status == "present"
    note_line(kind="line_back", session_id=session.pk, person_id=ana)
    assert seat_of(cast, session, "ana").online is Online.IN
    with acting_as(cast.system):
        kinds = list(FloorEvent.unscoped.filter(session=session).values_list("kind", flat=True))
    assert kinds == ["knock", "admit", "line_lost", "line_back"]
    note_line(
        kind="line_lost", session_id=cast.sessions["tuesday_last"].pk, person_id=ana
    )  # no floor: nothing


def test_who_was_seen_off_is_gone_and_cannot_knock_again(cast, session):
    come_in(cast, session, "ana")
    lead(cast, session, "see_off", "ana", reason="not_alone")
    assert attendance(cast, session, "ana").status == "left"
    with pytest.raises(Refused, match="cannot come back"):
        own(cast, session, "knock", "ana")


def test_the_audit_says_whose_door_it_was_by_id_and_nothing_else(cast, session):
    come_in(cast, session, "ana")
    with acting_as(cast.system):
        entry = Entry.objects.filter(act="live.moved").order_by("-seq").first()
    ana = str(cast.actor("ana").person_id)
    assert entry is not None
    assert f'"moved":["{ana}"]' in entry.detail.replace(" ", "")


# The pages


def test_a_member_sees_who_is_here_and_nothing_of_the_door(cast, session):
    come_in(cast, session, "ana")
    knock(cast, session, "bo")
    page = signed_in_client(cast.users["ana"]).get(f"/session/{session.pk}/room/").content.decode()
    assert "waits at the door" not in page
    # Neither leader has joined, Bo waits, Chidi is away: each in the circle and in its list.
    assert page.count(">not here<") == 8
    waiting = signed_in_client(cast.users["bo"]).get(f"/session/{session.pk}/room/inside/").content.decode()
    assert "You are at the door" in waiting
    assert "Ana" not in waiting


def test_in_a_hybrid_session_one_screen_has_several_names(cast, session):
    session.group.modality = "hybrid"
    with acting_as(cast.system):
        session.group.save()
    ruth = cast.actor("ruth")
    touch(session, "enter", ruth, member=str(ruth.person_id))
    touch(session, "place_tablet", ruth)
    lead(cast, session, "mark_arrived", "bo")
    come_in(cast, session, "ana")
    page = signed_in_client(cast.users["ana"]).get(f"/session/{session.pk}/room/").content.decode()
    assert "the screen in the room" in page
    assert ">in the room<" in page
    assert seat_of(cast, session, "bo").is_here
    assert not seat_of(cast, session, "bo").is_inside


def test_the_pages_ask_the_same_number_of_questions_however_many_came(cast, session):
    come_in(cast, session, "ana")
    client = signed_in_client(cast.users["ana"])
    client.get(f"/session/{session.pk}/room/")
    with CaptureQueriesContext(connection) as few:
        client.get(f"/session/{session.pk}/room/inside/")
    come_in(cast, session, "bo")
    come_in(cast, session, "chidi")
    own(cast, session, "raise_hand", "bo")
    with CaptureQueriesContext(connection) as many:
        client.get(f"/session/{session.pk}/room/inside/")
    assert len(many) == len(few)


def test_words_between_leaders_are_theirs_and_go_unless_one_keeps_them(cast, session):
    ruth, tomas, ana = (cast.actor(name) for name in ("ruth", "tomas", "ana"))
    key = uuid4()
    for _twice in range(2):
        with acting_as(tomas):
            whisper(session=session, text="Bo is quiet.", key=key, by=tomas)
    with acting_as(tomas):
        whisper(session=session, text="Keep this one.", key=uuid4(), by=tomas)
    with acting_as(ana), pytest.raises(Missing):
        whisper(session=session, text="I am here too.", key=uuid4(), by=ana)
    with acting_as(ruth):
        first, second = whispers(ruth, session)
        keep_whisper(session=session, whisper_id=second.pk, by=ruth)
    assert first.text == "Bo is quiet."
    with acting_as(cast.system):
        assert forget_all_whispers(clock.now() + timedelta(hours=23)) == 0
        assert forget_all_whispers(clock.now() + timedelta(hours=25)) == 1
    with acting_as(ruth):
        assert [each.text for each in whispers(ruth, session)] == ["Keep this one."]


def test_a_switched_off_voice_stays_off_the_next_time(cast, session):
    come_in(cast, session, "ana")
    own(cast, session, "voice_off", "ana")
    own(cast, session, "leave", "ana")
    with acting_as(cast.system):
        later = GroupSession.unscoped.create(
            practice=cast.practice,
            group=session.group,
            number=9,
            original_local="2030-01-01T18:00:00",
            starts_at=session.starts_at + timedelta(minutes=1),
            ends_at=session.ends_at,
        )
    knock(cast, later, "ana")
    assert seat_of(cast, later, "ana").voice_off
    knock(cast, later, "bo")
    assert not seat_of(cast, later, "bo").voice_off


def test_who_speaks_is_touched_in_a_room_and_added_up(cast, session):
    touch(session, "open_session", cast.actor("ruth"))
    lead(cast, session, "mark_arrived", "bo")
    bo = cast.actor("bo").person_id
    touch(session, "speaks", cast.actor("ruth"), member=str(bo))
    touch(session, "speaks", cast.actor("ruth"))
    with acting_as(cast.actor("tomas")):
        assert tally_of(cast.actor("tomas"), session).turns == {bo: 1}
    with acting_as(cast.actor("ana")):
        assert tally_of(cast.actor("ana"), session).turns == {}
