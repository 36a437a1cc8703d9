"""A touch becomes a state, an event, attendance and one audit entry; or a sentence, and then nothing at all."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID, uuid4

import pytest

from holdspace.agreements.actions import note_paper_signature, publish_agreement
from holdspace.audit.models import Entry
from holdspace.kernel import clock
from holdspace.kernel.actors import Actor
from holdspace.kernel.refusals import Conflict, Missing, Refused
from holdspace.live.actions import Touch, apply_touch
from holdspace.live.models import Floor, FloorEvent
from holdspace.live.queries import first_state, screen
from holdspace.live.rules.session_flow import Phase, SessionState, event_from_json, replay
from holdspace.sessions.models import Attendance, GroupSession
from holdspace.vault.scope import acting_as
from tests.cast import Cast


class Evening:
    """Tuesday's session, begun three minutes ago, and what its leaders do."""

    def __init__(self, cast: Cast) -> None:
        self.cast = cast
        self.session = cast.sessions["tuesday_next"]
        self.session.starts_at = clock.now() - timedelta(minutes=3)
        self.session.ends_at = self.session.starts_at + timedelta(minutes=90)
        with acting_as(cast.system):
            self.session.save()

    def touch(
        self, kind: str, by: Actor, *, key: UUID | None = None, at: datetime | None = None, **said: object
    ) -> SessionState:
        touch = Touch(kind, said, key or uuid4(), at or clock.now())
        with acting_as(by):
            return apply_touch(session=self.session, touch=touch, by=by)

    def mark(self, kind: str, name: str, by: Actor, **said: object) -> SessionState:
        """Touch a member's seat as it stands now."""
        member = self.cast.members[name].pk
        said.setdefault("seat_rev", self.seat_rev(name))
        return self.touch(kind, by, member=str(member), **said)

    def seat_rev(self, name: str) -> int:
        with acting_as(self.cast.system):
            seat = screen(self.session).state.seat(self.cast.members[name].pk)
        assert seat is not None
        return seat.rev

    def attendance(self) -> dict[str, str]:
        with acting_as(self.cast.system):
            rows = Attendance.unscoped.filter(session=self.session).select_related("member")
            return {row.member.chosen_name or "": row.status for row in rows}

    def written(self) -> tuple[int, int, int]:
        """How many events, entries of the audit and attendances there are."""
        with acting_as(self.cast.system):
            events = FloorEvent.unscoped.filter(session=self.session).count()
            entries = Entry.objects.filter(act="live.moved").count()
            return events, entries, Attendance.unscoped.filter(session=self.session).count()


@pytest.fixture
def evening(cast: Cast) -> Evening:
    return Evening(cast)


@pytest.fixture
def ruth(cast: Cast) -> Actor:
    return cast.actor("ruth")


@pytest.fixture
def tomas(cast: Cast) -> Actor:
    return cast.actor("tomas")


def test_marks_become_attendance(evening: Evening, ruth: Actor, tomas: Actor) -> None:
    evening.touch("open_session", ruth)
    evening.mark("mark_arrived", "ana", ruth)
    evening.mark("mark_absent", "bo", tomas, reason="ill")
    evening.mark("mark_late", "chidi", ruth)
    evening.mark("mark_left", "ana", tomas)
    assert evening.attendance() == {"Ana": "left", "Bo": "absent", "Chidi": "late"}
    evening.mark("clear_mark", "chidi", tomas)
    assert evening.attendance() == {"Ana": "left", "Bo": "absent"}


def test_sending_the_same_twice_has_one_effect(evening: Evening, ruth: Actor) -> None:
    key, rev = uuid4(), evening.seat_rev("ana")
    once = evening.mark("mark_arrived", "ana", ruth, key=key, seat_rev=rev)
    written = evening.written()
    again = evening.mark("mark_arrived", "ana", ruth, key=key, seat_rev=rev)
    assert again == once
    assert evening.written() == written == (1, 1, 1)


def test_who_is_second_at_a_seat_hears_so_and_changes_nothing(
    evening: Evening, ruth: Actor, tomas: Actor
) -> None:
    rev = evening.seat_rev("bo")
    evening.mark("mark_arrived", "bo", ruth, seat_rev=rev)
    written = evening.written()
    with pytest.raises(Conflict, match="This seat now says: here"):
        evening.mark("mark_absent", "bo", tomas, seat_rev=rev, reason="no_word")
    assert evening.written() == written
    assert evening.attendance() == {"Bo": "present"}


def test_different_seats_both_stay(evening: Evening, ruth: Actor, tomas: Actor) -> None:
    before = {name: evening.seat_rev(name) for name in ("ana", "bo")}
    evening.mark("mark_arrived", "ana", ruth, seat_rev=before["ana"])
    evening.mark("mark_arrived", "bo", tomas, seat_rev=before["bo"])
    assert evening.attendance() == {"Ana": "present", "Bo": "present"}


def test_the_devices_time_is_believed_within_reason(evening: Evening, ruth: Actor) -> None:
    minute_ago = clock.now() - timedelta(minutes=1)
    evening.mark("mark_arrived", "ana", ruth, at=minute_ago)
    evening.mark("mark_arrived", "bo", ruth, at=clock.now() + timedelta(days=1))
    with acting_as(evening.cast.system):
        rows = Attendance.unscoped.filter(session=evening.session)
        arrived = dict(rows.values_list("member", "arrived_at"))
    assert arrived[evening.cast.members["ana"].pk] == minute_ago
    assert arrived[evening.cast.members["bo"].pk] <= clock.now()


def test_beginning_ending_and_undoing_reach_the_session(evening: Evening, ruth: Actor) -> None:
    def kept() -> tuple[str, bool, bool]:
        with acting_as(evening.cast.system):
            row = GroupSession.unscoped.get(pk=evening.session.pk)
        return row.status, row.began_at is not None, row.finished_at is not None

    evening.touch("open_session", ruth)
    assert kept() == ("planned", True, False)
    ended = evening.touch("end_session", ruth)
    assert kept() == ("held", True, True)
    undone = evening.touch("undo", ruth, version=ended.version)
    assert undone.phase is Phase.OPEN
    assert kept() == ("planned", True, False)


def test_replaying_what_was_stored_gives_the_state(evening: Evening, ruth: Actor, tomas: Actor) -> None:
    evening.touch("open_session", ruth)
    for name, by in (("ana", ruth), ("bo", tomas), ("chidi", ruth)):
        evening.mark("mark_arrived", name, by)
    going = evening.touch("start_round", tomas)
    assert going.round is not None
    passed = evening.touch("pass_piece", ruth, round_rev=going.round.rev)
    newest = evening.touch("undo", tomas, version=passed.version)
    with acting_as(evening.cast.system):
        events = list(FloorEvent.unscoped.filter(session=evening.session).order_by("version"))
        shown = screen(evening.session)
        floor = Floor.unscoped.get(session=evening.session)
    seated = [shown.people[seat.member_id] for seat in newest.seats]
    first = first_state(
        evening.session,
        [person for person in seated if hasattr(person, "member_id")],  # type: ignore[misc]
        [person for person in seated if hasattr(person, "staff_id")],  # type: ignore[misc]
    )
    assert replay(first, [event_from_json(each.kind, each.payload) for each in events]) == newest
    assert shown.state == newest
    assert [each.version for each in events] == list(range(1, floor.version + 1))


@pytest.mark.parametrize("name", ["kit", "sam", "ines", "olu", "ana"])
def test_to_everybody_else_there_is_no_such_session(evening: Evening, name: str) -> None:
    with pytest.raises(Missing):
        evening.touch("open_session", evening.cast.actor(name))
    assert evening.written() == (0, 0, 0)


def test_a_cancelled_session_and_one_too_far_ahead_cannot_be_held(evening: Evening, ruth: Actor) -> None:
    evening.session.starts_at = clock.now() + timedelta(hours=3)
    evening.session.ends_at = evening.session.starts_at + timedelta(minutes=90)
    with acting_as(evening.cast.system):
        evening.session.save()
    with pytest.raises(Refused, match="opens an hour before"):
        evening.touch("open_session", ruth)
    evening.session.status = GroupSession.Status.CANCELLED
    with acting_as(evening.cast.system):
        evening.session.save()
    with pytest.raises(Refused, match="was cancelled"):
        evening.touch("open_session", ruth)
    assert evening.written() == (0, 0, 0)


def test_whoever_comes_first_signs_before_they_arrive(evening: Evening, cast: Cast) -> None:
    ruth = cast.actor("ruth")
    with acting_as(ruth):
        agreement = publish_agreement(group=cast.groups["tuesday"], body="We come on time.", by=ruth)
    evening.touch("open_session", ruth)
    for kind in ("mark_arrived", "mark_late"):
        with pytest.raises(Refused, match="come for the first time"):
            evening.mark(kind, "ana", ruth)
    evening.mark("mark_absent", "bo", ruth, reason="ill")  # being away needs no signature
    with acting_as(cast.system):
        before = screen(evening.session)
    assert before.kept_out == {cast.members[name].pk for name in ("ana", "bo", "chidi")}
    with acting_as(ruth):
        note_paper_signature(agreement=agreement, member=cast.members["ana"], by=ruth)
    evening.mark("mark_arrived", "ana", ruth)
    assert evening.attendance() == {"Ana": "present", "Bo": "absent"}


def test_a_leaders_own_seat_needs_no_signature(evening: Evening, cast: Cast) -> None:
    ruth = cast.actor("ruth")
    with acting_as(ruth):
        publish_agreement(group=cast.groups["tuesday"], body="We come on time.", by=ruth)
    evening.touch("mark_arrived", ruth, member=str(cast.staff["ruth"].pk), seat_rev=0)


def test_the_first_session_of_a_group_needs_an_agreement(evening: Evening, cast: Cast) -> None:
    ruth = cast.actor("ruth")
    with acting_as(cast.system):
        cast.sessions["tuesday_last"].delete()
    with pytest.raises(Refused, match="agreed on nothing"):
        evening.touch("open_session", ruth)
