"""Anything two leaders could tap in one evening: the promises of the live room hold after every step."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import replace
from uuid import UUID

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from holdspace.kernel.refusals import Refused
from holdspace.live.rules.session_flow import (
    BackPiece,
    BeginClosing,
    ClearMark,
    Direction,
    EndRound,
    EndSession,
    Event,
    GivePiece,
    MarkAbsent,
    MarkArrived,
    MarkLate,
    MarkLeft,
    OpenSession,
    PassPiece,
    Phase,
    Presence,
    SessionState,
    SkipSeat,
    StartRound,
    StartTimer,
    StopTimer,
    Undo,
    accept,
    event_from_json,
    event_to_json,
    from_json,
    replay,
    to_json,
)
from tests.rules.live_tuesday import (
    ANA,
    BO,
    CHIDI,
    DANA,
    RUTH,
    TOMAS,
    content,
    minutes,
    tuesday,
)

PEOPLE = st.sampled_from([RUTH, ANA, BO, TOMAS, CHIDI, DANA])
LEADERS = st.sampled_from([RUTH, TOMAS])
MOMENTS = st.integers(-90, 120).map(minutes)
NOW = minutes(100)


class AnEvening(RuleBasedStateMachine):
    """Two leaders tap whatever they like, with true and stale revisions; the room keeps its promises."""

    @initialize(here=st.integers(0, 4))
    def doors(self, here: int) -> None:
        self.first = tuesday()
        self.state = self.first
        self.log: list[Event] = []
        self.before_each: list[SessionState] = []
        self.send(OpenSession(by=RUTH, at=minutes(0)))
        for person in (ANA, BO, CHIDI, TOMAS)[:here]:
            self.send(MarkArrived(by=RUTH, at=minutes(0), member=person, seat_rev=0))

    def send(self, event: Event) -> None:
        former = self.state
        try:
            self.state, stored = accept(former, event, now=NOW)
        except Refused:
            return
        self.log.append(stored)
        assert self.state.version == former.version + 1
        if isinstance(event, Undo):
            assert content(self.state) == content(self.before_each.pop())
        else:
            self.before_each.append(former)
        self.check_revisions(former)

    def check_revisions(self, former: SessionState) -> None:
        for old, new in zip(former.seats, self.state.seats, strict=True):
            same = replace(old, rev=0) == replace(new, rev=0)
            assert new.rev == (old.rev if same else self.state.version)
        if former.round and self.state.round:
            assert self.state.round.rev >= former.round.rev
            if former.round.holder != self.state.round.holder:
                assert self.state.round.rev == self.state.version

    def seat_rev(self, person: UUID, stale: bool) -> int:
        found = self.state.seat(person)
        return (found.rev if found else 0) - stale

    def round_rev(self, stale: bool) -> int:
        return (self.state.round.rev if self.state.round else 0) - stale

    @rule(by=LEADERS, at=MOMENTS, what=st.sampled_from([OpenSession, BeginClosing, StopTimer]))
    def phase(self, by, at, what):
        self.send(what(by=by, at=at))

    @rule(by=LEADERS, at=MOMENTS, chance=st.integers(0, 9))
    def end(self, by, at, chance):
        if chance == 0:
            self.send(EndSession(by=by, at=at))

    @rule(
        by=LEADERS,
        at=MOMENTS,
        member=PEOPLE,
        stale=st.booleans(),
        what=st.sampled_from([MarkArrived, MarkArrived, MarkLate, MarkLeft, MarkAbsent, ClearMark]),
    )
    def mark(self, by, at, member, stale, what):
        self.send(what(by=by, at=at, member=member, seat_rev=self.seat_rev(member, stale)))

    @precondition(lambda self: self.state.phase in (Phase.OPEN, Phase.CLOSING))
    @rule(
        by=LEADERS,
        at=MOMENTS,
        first=st.none() | PEOPLE,
        order=st.lists(PEOPLE, max_size=4).map(tuple),
        direction=st.sampled_from(Direction),
        leaders_too=st.booleans(),
    )
    def start_round(self, by, at, first, order, direction, leaders_too):
        self.send(
            StartRound(by=by, at=at, first=first, order=order, direction=direction, leaders_too=leaders_too)
        )

    @precondition(lambda self: self.state.round is not None)
    @rule(
        by=LEADERS, at=MOMENTS, stale=st.booleans(), what=st.sampled_from([PassPiece, PassPiece, BackPiece])
    )
    def move(self, by, at, stale, what):
        self.send(what(by=by, at=at, round_rev=self.round_rev(stale)))

    @precondition(lambda self: self.state.round is not None)
    @rule(by=LEADERS, at=MOMENTS, member=PEOPLE, give=st.booleans())
    def aim(self, by, at, member, give):
        revision = self.round_rev(False)
        if give:
            self.send(GivePiece(by=by, at=at, round_rev=revision, to=member))
        else:
            self.send(SkipSeat(by=by, at=at, round_rev=revision, member=member))

    @precondition(lambda self: self.state.round is not None)
    @rule(by=LEADERS, at=MOMENTS, stale=st.booleans())
    def end_round(self, by, at, stale):
        self.send(EndRound(by=by, at=at, round_rev=self.round_rev(stale)))

    @rule(by=LEADERS, at=MOMENTS, seconds=st.integers(-1, 11_000), label=st.text(max_size=90))
    def timer(self, by, at, seconds, label):
        self.send(StartTimer(by=by, at=at, seconds=seconds, label=label))

    @rule(by=LEADERS, at=MOMENTS, stale=st.booleans())
    def undo(self, by, at, stale):
        self.send(Undo(by=by, at=at, version=self.state.version - stale))

    def teardown(self) -> None:
        assert replay(self.first, through_json(self.log)) == self.state

    @invariant()
    def the_log_is_the_session(self) -> None:
        assert replay(self.first, self.log) == self.state

    @invariant()
    def the_state_survives_json(self) -> None:
        assert from_json(json.loads(json.dumps(to_json(self.state)))) == self.state

    @invariant()
    def the_piece_is_with_somebody_who_is_here(self) -> None:
        going = self.state.round
        if going is None:
            return
        assert going.order
        assert len(set(going.order)) == len(going.order)
        assert self.state.here.issuperset(going.order)
        assert going.holder in {None, *going.order}
        assert going.spoken | going.passed <= set(going.order)
        assert not going.spoken & going.passed
        assert going.holder is not None or not going.waiting

    @invariant()
    def times_are_believable_and_in_order(self) -> None:
        for one in self.state.seats:
            for moment in (one.arrived_at, one.left_at):
                assert moment is None or minutes(-60) <= moment <= NOW
            assert one.left_at is None or (one.arrived_at is not None and one.arrived_at <= one.left_at)
            assert (one.absence_reason is not None) == (one.presence is Presence.ABSENT)
            assert (one.arrived_at is not None) == (one.is_here or one.presence is Presence.LEFT)


def through_json(log: Iterable[Event]) -> list[Event]:
    return [event_from_json(*event_to_json(event)) for event in log]


TestAnEvening = AnEvening.TestCase
TestAnEvening.settings = settings(max_examples=60, stateful_step_count=40, deadline=None)
