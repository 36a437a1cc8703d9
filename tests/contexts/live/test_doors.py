"""Joining a session from elsewhere, as stored: who is let in, what is written of it, what nobody gets."""

from __future__ import annotations

from datetime import timedelta

import pytest

from holdspace.audit.models import Entry
from holdspace.kernel import clock
from holdspace.kernel.refusals import Missing, Refused
from holdspace.live.actions import note_line
from holdspace.live.models import FloorEvent
from holdspace.live.rules.session_flow import Online
from holdspace.sessions.models import Attendance, GroupSession
from holdspace.vault.scope import acting_as
from tests.cast import Cast
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
