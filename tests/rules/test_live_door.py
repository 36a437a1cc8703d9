"""A session joined from elsewhere: who waits, who is let in, who may return, who sees whom.

Expected values come from `engines.md`, "The room, live": a loss is said after 3 s, leaders are alerted at
10 s, a return needs no new admission for 120 s; a removed person never returns.
"""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from holdspace.kernel.refusals import Conflict, Missing, Refused
from holdspace.live.rules.door import together
from holdspace.live.rules.own import check_own
from holdspace.live.rules.session_flow import (
    Admit,
    Attendance,
    BeginAside,
    BeginSilence,
    ComeBack,
    Doors,
    EndAside,
    EndSession,
    EndSilence,
    Enter,
    Event,
    HandOver,
    Knock,
    Leave,
    LineBack,
    LineLost,
    LowerHand,
    MarkArrived,
    MarkLeft,
    Mute,
    NotYet,
    Online,
    OpenSession,
    PassPiece,
    Phase,
    PlaceTablet,
    Presence,
    RaiseHand,
    SeenOff,
    SeeOff,
    SessionState,
    StartRound,
    StartTimer,
    StepAway,
    TakeTablet,
    Undo,
    Unmute,
    accept,
    apply,
    attendance,
    doors,
    missing,
    replay,
)
from tests.rules.live_tuesday import (
    ANA,
    BO,
    CHIDI,
    DANA,
    RUTH,
    TOMAS,
    arrive,
    minutes,
    rev,
    seat,
    tuesday,
)


def own(state: SessionState, what: type, person: UUID, at: float = 0) -> SessionState:
    return apply(state, what(by=person, at=minutes(at), member=person))


def led(state: SessionState, what: type, person: UUID, at: float = 0, **how: object) -> SessionState:
    return apply(state, what(by=RUTH, at=minutes(at), member=person, seat_rev=rev(state, person), **how))


def let_in(state: SessionState, *people: UUID) -> SessionState:
    for person in people:
        state = led(own(state, Knock, person), Admit, person)
    return state


def begun() -> SessionState:
    """Ruth and Tomás by their screens, the session open."""
    state = own(own(tuesday(), Enter, RUTH), Enter, TOMAS)
    return apply(state, OpenSession(by=RUTH, at=minutes(0)))


def where(state: SessionState, person: UUID) -> Online:
    return seat(state, person).online


SECOND = 1 / 60


@pytest.mark.parametrize(
    ("minute", "expected"), [(-16, Doors.CLOSED), (-15, Doors.WAITING_ROOM), (0, Doors.WAITING_ROOM)]
)
def test_the_waiting_room_opens_a_quarter_of_an_hour_before(minute, expected):
    assert doors(tuesday(), now=minutes(minute)) is expected
    if expected is Doors.CLOSED:
        with pytest.raises(Refused, match="quarter of an hour"):
            own(tuesday(), Knock, ANA, minute)
    else:
        assert where(own(tuesday(), Knock, ANA, minute), ANA) is Online.WAITING


def test_the_doors_of_a_session_that_runs_and_of_one_that_ended():
    assert doors(begun(), now=minutes(1)) is Doors.OPEN
    ended = apply(begun(), EndSession(by=RUTH, at=minutes(90)))
    assert doors(ended, now=minutes(91)) is Doors.ENDED
    with pytest.raises(Refused, match="ended"):
        own(ended, Knock, ANA, 91)


def test_who_knocks_is_seen_by_nobody_until_a_leader_lets_them_in():
    state = own(begun(), Knock, ANA)
    assert seat(state, ANA).presence is Presence.EXPECTED
    assert together(state, ANA) == frozenset()
    assert ANA not in together(state, RUTH)
    state = led(state, Admit, ANA, 7)
    assert (seat(state, ANA).presence, seat(state, ANA).arrived_at) == (Presence.LATE, minutes(7))
    assert together(state, ANA) == {RUTH, TOMAS}
    assert ANA in together(state, RUTH)


def test_one_is_let_in_only_from_the_door_and_only_as_the_leader_saw_it():
    with pytest.raises(Refused, match="not at the door"):
        led(begun(), Admit, ANA)
    state = own(begun(), Knock, ANA)
    seen = rev(state, ANA)
    state = own(own(state, Leave, ANA), Knock, ANA)
    with pytest.raises(Conflict, match="wait at the door"):
        apply(state, Admit(by=RUTH, at=minutes(1), member=ANA, seat_rev=seen))
    assert where(led(state, NotYet, ANA), ANA) is Online.OUTSIDE


def test_nobody_knocks_twice_and_no_leader_needs_to():
    state = own(begun(), Knock, ANA)
    with pytest.raises(Refused, match="wait at the door"):
        own(state, Knock, ANA)
    with pytest.raises(Refused, match="in the room"):
        own(let_in(begun(), BO), Knock, BO)
    with pytest.raises(Refused, match="lets you in"):
        own(begun(), Enter, ANA)
    with pytest.raises(Refused, match="no seat"):
        own(begun(), Knock, DANA)


@pytest.mark.parametrize(
    ("seconds", "expected"), [(4, Online.IN), (120, Online.IN), (121, Online.WAITING), (600, Online.WAITING)]
)
def test_a_lost_connection_returns_without_knocking_for_two_minutes(seconds, expected):
    state = own(let_in(begun(), ANA), LineLost, ANA, 10)
    assert where(state, ANA) is Online.DROPPED
    assert seat(state, ANA).is_here
    assert together(state, ANA) == {RUTH, TOMAS}
    state = own(state, LineBack, ANA, 10 + seconds * SECOND)
    assert where(state, ANA) is expected
    mark = next(mark for mark in attendance(state) if mark.member_id == ANA)
    assert mark.left_at == (None if expected is Online.IN else minutes(10))


def test_who_does_not_return_left_when_the_connection_was_lost():
    state = own(let_in(begun(), ANA), LineLost, ANA, 10)
    with pytest.raises(Refused):
        own(state, LineLost, ANA, 11)
    state = own(state, LineLost, ANA, 12)
    assert (where(state, ANA), seat(state, ANA).left_at) == (Online.OUTSIDE, minutes(10))
    state = led(own(state, Knock, ANA, 20), Admit, ANA, 21)
    assert seat(state, ANA).arrived_at == minutes(0)
    assert seat(state, ANA).left_at is None


def test_who_was_lost_when_the_session_ended_left_then_and_not_at_its_end():
    state = own(let_in(begun(), ANA, BO), LineLost, ANA, 80)
    state = apply(state, EndSession(by=RUTH, at=minutes(90)))
    left = {mark.member_id: (mark.attendance, mark.left_at, mark.left_early) for mark in attendance(state)}
    assert left[ANA] == (Attendance.ATTENDED, minutes(80), True)
    assert left[BO] == (Attendance.ATTENDED, minutes(90), False)


def test_leaders_are_told_after_ten_seconds_that_somebody_is_missing():
    state = own(let_in(begun(), ANA), LineLost, ANA, 10)
    assert missing(state, now=minutes(10 + 9 * SECOND)) == ()
    assert [one.member_id for one in missing(state, now=minutes(10 + 10 * SECOND))] == [ANA]


def test_a_connection_brings_back_nobody_who_was_not_inside():
    for state in (begun(), own(begun(), Knock, ANA), led(own(begun(), Knock, ANA), NotYet, ANA)):
        with pytest.raises(Refused):
            own(state, LineBack, ANA)


def test_who_was_seen_off_cannot_return_by_any_way():
    state = led(let_in(begun(), ANA), SeeOff, ANA, 30, reason=SeenOff.NOT_ALONE)
    assert (where(state, ANA), seat(state, ANA).left_at) == (Online.REMOVED, minutes(30))
    assert seat(state, ANA).seen_off is SeenOff.NOT_ALONE
    with pytest.raises(Refused, match="cannot come back"):
        own(state, Knock, ANA, 31)
    for what in (LineBack, LineLost, ComeBack, StepAway, Leave):
        with pytest.raises(Refused):
            own(state, what, ANA, 31)
    for what in (Admit, MarkArrived, SeeOff):
        with pytest.raises(Refused):
            led(state, what, ANA, 31)
    with pytest.raises(Refused, match="cannot be seen off"):
        led(begun(), SeeOff, TOMAS)


def test_marks_are_for_who_sits_in_the_room():
    with pytest.raises(Refused, match="in the room"):
        led(let_in(begun(), ANA), MarkLeft, ANA)
    with pytest.raises(Refused, match="here in the room already"):
        own(arrive(begun(), ANA), Knock, ANA)


def test_an_undo_brings_nobody_back_through_the_door():
    state = apply(begun(), StartTimer(by=RUTH, at=minutes(1), seconds=60))
    state = led(let_in(state, ANA), SeeOff, ANA)
    state = apply(state, Undo(by=RUTH, at=minutes(2), version=state.version))
    assert state.timer is None
    assert where(state, ANA) is Online.REMOVED
    state = arrive(begun(), ANA)
    state = own(led(state, MarkLeft, ANA), Knock, ANA, 2)
    state = apply(state, Undo(by=RUTH, at=minutes(3), version=state.version))
    assert where(state, ANA) is Online.WAITING


def test_an_ending_by_mistake_is_undone_with_everybody_inside():
    state = let_in(begun(), ANA)
    ended = apply(state, EndSession(by=RUTH, at=minutes(90)))
    assert together(ended, RUTH) == frozenset()
    again = apply(ended, Undo(by=TOMAS, at=minutes(91), version=ended.version))
    assert together(again, RUTH) == {TOMAS, ANA}


def test_a_word_alone_while_the_other_leader_holds_the_group():
    state = let_in(begun(), ANA, BO)
    aside = apply(state, BeginAside(by=RUTH, at=minutes(5), member=ANA))
    assert together(aside, RUTH) == {ANA}
    assert together(aside, ANA) == {RUTH}
    assert together(aside, BO) == {TOMAS}
    with pytest.raises(Conflict):
        apply(aside, BeginAside(by=TOMAS, at=minutes(6), member=BO))
    back = apply(aside, EndAside(by=ANA, at=minutes(7)))
    assert together(back, ANA) == {RUTH, TOMAS, BO}
    assert own(aside, Leave, ANA, 8).aside is None
    alone = own(state, Leave, TOMAS)
    with pytest.raises(Refused, match="hold the group"):
        apply(alone, BeginAside(by=RUTH, at=minutes(5), member=ANA))
    with pytest.raises(Refused, match="by a screen"):
        apply(state, BeginAside(by=RUTH, at=minutes(5), member=CHIDI))


def test_hands_stand_in_the_order_in_which_they_were_raised():
    state = let_in(begun(), ANA, BO)
    state = own(own(state, RaiseHand, BO), RaiseHand, ANA)
    assert state.hands == (BO, ANA)
    with pytest.raises(Refused, match="up already"):
        own(state, RaiseHand, BO)
    assert own(state, LowerHand, BO).hands == (ANA,)
    assert own(state, Leave, BO).hands == (ANA,)
    with pytest.raises(Refused, match="not here"):
        own(state, RaiseHand, CHIDI)


def test_muted_by_a_leader_and_unmuted_by_oneself():
    state = led(let_in(begun(), ANA), Mute, ANA)
    assert seat(state, ANA).muted
    assert not seat(own(state, Unmute, ANA), ANA).muted
    assert not seat(own(state, Leave, ANA), ANA).muted


def test_a_quiet_moment_begins_and_ends():
    state = apply(begun(), BeginSilence(by=RUTH, at=minutes(1), seconds=60))
    assert state.silence is not None
    assert state.silence.ends_at == minutes(2)
    assert apply(state, EndSilence(by=TOMAS, at=minutes(1.5))).silence is None
    for seconds in (9, 1201):
        with pytest.raises(Refused, match="quiet moment lasts"):
            apply(begun(), BeginSilence(by=RUTH, at=minutes(1), seconds=seconds))


def test_the_lead_is_handed_over_and_passes_on_when_its_holder_is_gone():
    state = begun()
    assert state.leading == RUTH
    state = apply(state, HandOver(by=RUTH, at=minutes(1), to=TOMAS))
    assert state.leading == TOMAS
    lost = own(state, LineLost, TOMAS, 5)
    assert lost.leading == RUTH
    assert own(lost, LineBack, TOMAS, 6).leading == TOMAS
    with pytest.raises(Refused, match="leads this group"):
        apply(let_in(state, ANA), HandOver(by=RUTH, at=minutes(1), to=ANA))


def test_one_screen_stands_in_the_room():
    state = apply(begun(), PlaceTablet(by=RUTH, at=minutes(0)))
    assert state.tablet == RUTH
    assert apply(state, TakeTablet(by=TOMAS, at=minutes(1))).tablet is None
    assert own(state, Leave, RUTH).tablet is None


@pytest.mark.parametrize(
    "event",
    [
        Admit(by=BO, at=minutes(1), member=BO, seat_rev=0),
        Enter(by=BO, at=minutes(1), member=BO),
        LineBack(by=BO, at=minutes(1), member=BO),
        RaiseHand(by=BO, at=minutes(1), member=ANA),
        Leave(by=BO, at=minutes(1), member=ANA),
        OpenSession(by=BO, at=minutes(1)),
        Undo(by=BO, at=minutes(1), version=1),
        HandOver(by=BO, at=minutes(1), to=TOMAS),
    ],
)
def test_what_is_not_a_members_to_do_looks_as_if_nothing_were_there(event):
    with pytest.raises(Missing):
        check_own(begun(), event, BO)


def test_a_member_passes_the_piece_only_while_holding_it():
    state = let_in(begun(), ANA, BO)
    state = apply(state, StartRound(by=RUTH, at=minutes(1), first=ANA))
    assert state.round is not None
    event = PassPiece(by=ANA, at=minutes(2), round_rev=state.round.rev)
    check_own(state, event, ANA)
    with pytest.raises(Refused, match="not with you"):
        check_own(state, event, BO)


# Anything anybody could do in one evening

PEOPLE = st.sampled_from([RUTH, ANA, BO, TOMAS, CHIDI, DANA])
LEADERS = st.sampled_from([RUTH, TOMAS])


class AnEveningOnline(RuleBasedStateMachine):
    """Leaders, members and connections do whatever they like; time only passes."""

    @initialize()
    def doors_open(self) -> None:
        self.first = tuesday()
        self.state = self.first
        self.log: list[Event] = []
        self.removed: set[UUID] = set()
        self.at = -10.0
        for leader in (RUTH, TOMAS):
            self.send(Enter(by=leader, at=self.now, member=leader))
        self.send(OpenSession(by=RUTH, at=self.now))
        for person in (ANA, BO):
            self.send(Knock(by=person, at=self.now, member=person))
            self.send(Admit(by=RUTH, at=self.now, member=person, seat_rev=rev(self.state, person)))

    @property
    def now(self):
        return minutes(self.at)

    def send(self, event: Event) -> None:
        former = self.state
        try:
            self.state, stored = accept(former, event, now=self.now)
        except Refused:
            assert self.state is former
            return
        self.log.append(stored)
        assert self.state.version == former.version + 1
        for before, after in zip(former.seats, self.state.seats, strict=True):
            self.check_door(event, before, after)

    def check_door(self, event, before, after) -> None:
        """Nobody comes in by an accident."""
        if after.is_inside and not before.is_inside:
            assert isinstance(event, Admit | Enter)
            assert isinstance(event, Enter) == (after.member_id in (RUTH, TOMAS))
            assert before.online is Online.WAITING or isinstance(event, Enter)
        if before.online is Online.REMOVED:
            assert after.online is Online.REMOVED
            assert not after.is_here
        if before.online is Online.DROPPED and after.online is Online.IN and isinstance(event, LineBack):
            lost = self.now - before.online_since
            assert lost.total_seconds() <= 120 or before.member_id in (RUTH, TOMAS)

    @rule(seconds=st.sampled_from([0.5, 3, 10, 60, 119, 121, 600]))
    def time_passes(self, seconds):
        self.at += seconds / 60

    @rule(
        who=PEOPLE,
        what=st.sampled_from(
            [Knock, Enter, Leave, StepAway, ComeBack, LineLost, LineBack, Unmute, RaiseHand, LowerHand]
        ),
    )
    def own(self, who, what):
        self.send(what(by=who, at=self.now, member=who))

    @rule(
        by=LEADERS,
        who=PEOPLE,
        stale=st.booleans(),
        what=st.sampled_from([Admit, Admit, NotYet, SeeOff, Mute, MarkArrived, MarkLeft]),
    )
    def lead(self, by, who, stale, what):
        found = self.state.seat(who)
        self.send(
            what(by=by, at=self.now, member=who, seat_rev=(found.rev if found is not None else 0) - stale)
        )

    @rule(
        by=LEADERS,
        what=st.sampled_from([EndAside, EndSilence, StartRound, PlaceTablet, TakeTablet, OpenSession]),
    )
    def together(self, by, what):
        self.send(what(by=by, at=self.now))

    @rule(by=LEADERS, who=PEOPLE)
    def alone(self, by, who):
        self.send(BeginAside(by=by, at=self.now, member=who))

    @rule(by=LEADERS, to=PEOPLE)
    def hand_over(self, by, to):
        self.send(HandOver(by=by, at=self.now, to=to))

    @rule(by=LEADERS)
    def pass_on(self, by):
        if self.state.round is not None:
            self.send(PassPiece(by=by, at=self.now, round_rev=self.state.round.rev))

    @rule(by=LEADERS)
    def undo(self, by):
        self.send(Undo(by=by, at=self.now, version=self.state.version))

    @rule(by=LEADERS, chance=st.integers(0, 9))
    def end(self, by, chance):
        if chance == 0:
            self.send(EndSession(by=by, at=self.now))

    @invariant()
    def the_log_is_the_session(self) -> None:
        assert replay(self.first, self.log) == self.state

    @invariant()
    def nobody_is_in_the_room_unseen(self) -> None:
        state = self.state
        assert state.inside <= state.here
        for one in state.seats:
            others = together(state, one.member_id)
            assert others <= state.inside
            assert one.member_id not in others
            assert (one.member_id in state.inside) or not others
            for other in others:
                assert one.member_id in together(state, other)

    @invariant()
    def one_piece_and_it_is_with_somebody_here(self) -> None:
        going = self.state.round
        assert going is None or going.holder is None or going.holder in self.state.here

    @invariant()
    def what_needs_people_has_them(self) -> None:
        state = self.state
        assert state.here.issuperset(state.hands)
        assert state.leading is None or state.leading in state.here
        assert state.aside is None or state.inside.issuperset({state.aside.leader, state.aside.member})
        assert state.tablet is None or state.tablet in state.inside

    @invariant()
    def times_are_in_order(self) -> None:
        for one in self.state.seats:
            assert one.left_at is None or (one.arrived_at is not None and one.arrived_at <= one.left_at)
            assert not one.is_inside or one.is_here or self.state.phase is Phase.ENDED
            assert (one.seen_off is not None) == (one.online is Online.REMOVED)
            assert replace(one, rev=0).door_rev <= self.state.version


TestAnEveningOnline = AnEveningOnline.TestCase
TestAnEveningOnline.settings = settings(max_examples=80, stateful_step_count=50, deadline=None)
