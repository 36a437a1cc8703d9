"""Ruth and Tomás hold Tuesday's session on two tablets: what the room's reducer promises them.

Expected values are derived by hand from the rules as `engines.md` and the issue state them: late is more
than five minutes after 18:00, times are believed from 17:00 on, an ended session can be reopened for a
quarter of an hour.
"""

from __future__ import annotations

import json
from dataclasses import fields
from datetime import datetime
from uuid import uuid4

import pytest

from holdspace.kernel import words
from holdspace.kernel.refusals import Conflict, Refused
from holdspace.kernel.words import say
from holdspace.live.rules.room_events import KINDS
from holdspace.live.rules.session_flow import (
    HISTORY_DEPTH,
    AbsenceReason,
    Attendance,
    BackPiece,
    BeginClosing,
    ClearMark,
    Direction,
    EndRound,
    EndSession,
    GivePiece,
    MarkAbsent,
    MarkArrived,
    MarkLate,
    MarkLeft,
    OpenSession,
    PassPiece,
    Phase,
    Presence,
    Role,
    SeatState,
    SeenOff,
    SeeOff,
    SkipSeat,
    StartRound,
    StartTimer,
    StopTimer,
    Undo,
    accept,
    apply,
    attendance,
    begin,
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
    HALF_PAST_SEVEN,
    RUTH,
    SIX,
    TOMAS,
    arrive,
    content,
    everyone_here,
    holder,
    in_a_round,
    leave,
    minutes,
    opened,
    pass_piece,
    rev,
    round_rev,
    seat,
    tuesday,
    undo,
)

# Marks


@pytest.mark.parametrize(
    ("after_six", "presence"),
    [
        (-60, Presence.PRESENT),
        (0, Presence.PRESENT),
        (5, Presence.PRESENT),
        (5 + 1 / 60, Presence.LATE),
        (40, Presence.LATE),
    ],
)
def test_ana_is_late_when_she_comes_more_than_five_minutes_after_six(after_six, presence):
    ana = seat(arrive(opened(), ANA, minutes(after_six)), ANA)
    assert (ana.presence, ana.arrived_at) == (presence, minutes(after_six))
    assert ana.late is (presence is Presence.LATE)


def test_a_leader_can_call_somebody_late_whatever_the_clock_says():
    state = apply(opened(), MarkLate(by=RUTH, at=minutes(2), member=BO, seat_rev=0))
    assert seat(state, BO).presence is Presence.LATE


@pytest.mark.parametrize(
    ("device_says", "believed"),
    [
        (minutes(-500), minutes(-60)),
        (minutes(-60), minutes(-60)),
        (minutes(3), minutes(3)),
        (minutes(11), minutes(10)),
        (minutes(99999), minutes(10)),
    ],
)
def test_a_tablet_with_a_wrong_clock_is_believed_only_from_an_hour_before_until_now(device_says, believed):
    tap = MarkArrived(by=RUTH, at=device_says, member=ANA, seat_rev=0)
    state, stored = accept(opened(), tap, now=minutes(10))
    assert stored.at == believed
    assert seat(state, ANA).arrived_at == believed
    assert replay(opened(), [stored]) == state


def test_the_room_does_not_open_more_than_an_hour_early():
    with pytest.raises(Refused, match="an hour before"):
        accept(tuesday(), OpenSession(by=RUTH, at=SIX), now=minutes(-61))


def test_two_leaders_mark_different_seats_at_once_and_both_win():
    seen = opened()
    state = apply(seen, MarkArrived(by=RUTH, at=SIX, member=ANA, seat_rev=rev(seen, ANA)))
    state = apply(state, MarkAbsent(by=TOMAS, at=SIX, member=BO, seat_rev=rev(seen, BO)))
    assert seat(state, ANA).is_here
    assert seat(state, BO).absence_reason is AbsenceReason.NO_WORD


@pytest.mark.parametrize(
    ("first", "sentence"),
    [
        (MarkArrived(by=RUTH, at=SIX, member=ANA, seat_rev=0), "This seat now says: here."),
        (MarkLate(by=RUTH, at=SIX, member=ANA, seat_rev=0), "This seat now says: here, came late."),
        (MarkAbsent(by=RUTH, at=SIX, member=ANA, seat_rev=0), "This seat now says: absent."),
    ],
)
def test_the_same_seat_seen_too_late_is_a_conflict_that_says_what_the_seat_is_now(first, sentence):
    state = apply(opened(), first)
    with pytest.raises(Conflict) as refusal:
        apply(state, MarkAbsent(by=TOMAS, at=SIX, member=ANA, seat_rev=0, reason=AbsenceReason.ILL))
    assert str(refusal.value).endswith(sentence)
    assert refusal.value.newest == state.version


def test_after_a_clear_an_old_tap_does_not_fit_again():
    first = opened()
    cleared = arrive(first, ANA)
    cleared = apply(cleared, ClearMark(by=RUTH, at=SIX, member=ANA, seat_rev=rev(cleared, ANA)))
    with pytest.raises(Conflict, match="Nothing is marked"):
        apply(cleared, MarkArrived(by=TOMAS, at=SIX, member=ANA, seat_rev=rev(first, ANA)))


def test_bo_leaves_early_and_nobody_leaves_before_they_came():
    state = leave(arrive(opened(), BO, minutes(12)), BO, minutes(3))
    bo = seat(state, BO)
    assert (bo.presence, bo.late, bo.arrived_at, bo.left_at) == (
        Presence.LEFT,
        True,
        minutes(12),
        minutes(12),
    )


def test_who_comes_back_keeps_the_first_arrival_and_is_not_made_late_by_it():
    state = leave(arrive(opened(), BO, minutes(1)), BO, minutes(20))
    state = arrive(state, BO, minutes(30))
    assert content(state) == content(arrive(opened(), BO, minutes(1)))


@pytest.mark.parametrize(
    "event",
    [
        MarkLeft(by=RUTH, at=SIX, member=ANA, seat_rev=0),
        ClearMark(by=RUTH, at=SIX, member=ANA, seat_rev=0),
        MarkArrived(by=RUTH, at=SIX, member=DANA, seat_rev=0),
        StartTimer(by=RUTH, at=SIX, seconds=0),
        StartTimer(by=RUTH, at=SIX, seconds=3 * 3600 + 1),
        StartTimer(by=RUTH, at=SIX, seconds=60, label="x" * 81),
        StopTimer(by=RUTH, at=SIX),
        OpenSession(by=RUTH, at=SIX),
        StartRound(by=RUTH, at=SIX),
        StartRound(by=RUTH, at=SIX, first=ANA),
        StartRound(by=RUTH, at=SIX, order=(ANA, BO)),
        PassPiece(by=RUTH, at=SIX, round_rev=0),
    ],
    ids=lambda event: type(event).__name__,
)
def test_what_makes_no_sense_in_an_empty_open_room_is_refused_with_a_sentence(event):
    with pytest.raises(Refused) as refusal:
        apply(opened(), event)
    assert str(refusal.value).endswith(".")


def test_an_event_without_a_time_zone_cannot_even_be_made():
    with pytest.raises(ValueError, match="offset"):
        OpenSession(by=RUTH, at=datetime(2026, 3, 3, 18, 0))  # noqa: DTZ001


# Phases


def test_the_session_opens_closes_and_ends_with_its_times():
    state = apply(opened(), BeginClosing(by=RUTH, at=minutes(80)))
    state = apply(state, EndSession(by=RUTH, at=minutes(91)))
    assert state.phase is Phase.ENDED
    assert (state.stage.opened_at, state.stage.closing_at, state.stage.ended_at) == (
        SIX,
        minutes(80),
        minutes(91),
    )


@pytest.mark.parametrize(
    "event",
    [
        BeginClosing(by=RUTH, at=SIX),
        EndSession(by=RUTH, at=SIX),
        StartTimer(by=RUTH, at=SIX, seconds=60),
        StartRound(by=RUTH, at=SIX),
    ],
    ids=lambda event: type(event).__name__,
)
def test_before_it_begins_a_session_can_only_be_opened_and_its_seats_marked(event):
    with pytest.raises(Refused, match="not begun"):
        apply(tuesday(), event)
    assert seat(arrive(tuesday(), ANA, minutes(-10)), ANA).is_here


def test_after_the_end_nothing_changes_but_a_mistaken_ending_can_be_undone_for_a_quarter_of_an_hour():
    before = in_a_round()
    ended = apply(before, EndSession(by=RUTH, at=minutes(90)))
    assert (ended.round, ended.timer) == (None, None)
    with pytest.raises(Refused, match="ended"):
        arrive(ended, ANA)
    assert content(undo(ended, minutes(105))) == content(before)
    with pytest.raises(Refused, match="15 minutes"):
        undo(ended, minutes(105.1))


# The go-round


@pytest.mark.parametrize(
    ("how", "order"),
    [
        ({}, (ANA, BO, CHIDI)),
        ({"first": BO}, (BO, CHIDI, ANA)),
        ({"first": BO, "direction": Direction.COUNTER}, (BO, ANA, CHIDI)),
        ({"first": TOMAS}, (TOMAS, CHIDI, ANA, BO)),
        ({"leaders_too": True}, (RUTH, ANA, BO, TOMAS, CHIDI)),
        ({"leaders_too": True, "direction": Direction.COUNTER, "first": BO}, (BO, ANA, RUTH, CHIDI, TOMAS)),
        ({"order": (CHIDI, RUTH)}, (CHIDI, RUTH)),
    ],
)
def test_the_order_of_a_round(how, order):
    state = in_a_round(**how)
    assert state.round is not None
    assert state.round.order == order
    assert state.round.holder == order[0]


def test_the_piece_goes_around_until_everyone_had_it():
    state, held = in_a_round(), []
    while (now_holding := holder(state)) is not None:
        held.append(now_holding)
        state = pass_piece(state)
    assert held == [ANA, BO, CHIDI]
    assert state.round is not None
    assert state.round.spoken == {ANA, BO, CHIDI}
    with pytest.raises(Refused, match="Everyone"):
        pass_piece(state)


def test_a_double_tap_cannot_skip_anyone():
    seen = in_a_round()
    tap = PassPiece(by=RUTH, at=SIX, round_rev=round_rev(seen))
    state = apply(seen, tap)
    with pytest.raises(Conflict, match="moved on"):
        apply(state, tap)
    assert holder(state) == BO


def test_a_tap_meant_for_a_former_round_does_not_move_the_new_one():
    former = in_a_round()
    state = apply(former, EndRound(by=RUTH, at=SIX, round_rev=round_rev(former)))
    state = apply(state, StartRound(by=TOMAS, at=SIX))
    with pytest.raises(Conflict):
        apply(state, PassPiece(by=RUTH, at=SIX, round_rev=round_rev(former)))


def test_two_leaders_begin_a_round_and_the_second_hears_that_one_is_going():
    with pytest.raises(Conflict, match="already going"):
        apply(in_a_round(), StartRound(by=TOMAS, at=SIX, first=CHIDI))


def test_back_gives_the_piece_to_whoever_had_it():
    start = in_a_round()
    state = pass_piece(start)
    state = apply(state, BackPiece(by=RUTH, at=SIX, round_rev=round_rev(state)))
    assert content(state) == content(start)
    with pytest.raises(Refused, match="not moved"):
        apply(state, BackPiece(by=RUTH, at=SIX, round_rev=round_rev(state)))


def test_ana_passes_and_chidi_is_left_out():
    state = in_a_round()
    state = apply(state, SkipSeat(by=RUTH, at=SIX, round_rev=round_rev(state), member=CHIDI))
    assert holder(state) == ANA
    state = apply(state, SkipSeat(by=RUTH, at=SIX, round_rev=round_rev(state), member=ANA))
    assert holder(state) == BO
    state = pass_piece(state)
    assert state.round is not None
    assert (state.round.holder, state.round.spoken, state.round.passed) == (None, {BO}, {ANA, CHIDI})


def test_the_piece_is_given_to_somebody_else_and_then_finds_who_still_waits():
    state = in_a_round()
    state = apply(state, GivePiece(by=RUTH, at=SIX, round_rev=round_rev(state), to=CHIDI))
    state = pass_piece(state)
    assert holder(state) == BO


def test_a_latecomer_who_is_given_the_piece_joins_the_round():
    state = opened()
    for person in (ANA, BO):
        state = arrive(state, person)
    state = arrive(apply(state, StartRound(by=RUTH, at=SIX)), CHIDI, minutes(10))
    state = apply(state, GivePiece(by=RUTH, at=minutes(11), round_rev=round_rev(state), to=CHIDI))
    assert state.round is not None
    assert state.round.order == (ANA, CHIDI, BO)
    assert holder(pass_piece(state)) == BO


def test_who_passed_can_still_be_given_the_piece():
    state = in_a_round()
    state = apply(state, SkipSeat(by=RUTH, at=SIX, round_rev=round_rev(state), member=ANA))
    state = apply(state, GivePiece(by=RUTH, at=SIX, round_rev=round_rev(state), to=ANA))
    state = pass_piece(state)
    assert state.round is not None
    assert ANA in state.round.spoken
    assert ANA not in state.round.passed


def test_who_leaves_drops_out_and_the_piece_moves_on():
    state = leave(in_a_round(), ANA, minutes(30))
    assert state.round is not None
    assert (state.round.order, state.round.holder) == ((BO, CHIDI), BO)
    for person in (BO, CHIDI):
        state = leave(state, person, minutes(31))
    assert state.round is None


def test_a_tap_that_meant_the_person_who_just_left_does_not_skip_the_next():
    seen = in_a_round()
    state = leave(seen, ANA, minutes(30))
    with pytest.raises(Conflict):
        apply(state, PassPiece(by=TOMAS, at=minutes(30), round_rev=round_rev(seen)))
    assert holder(state) == BO


def test_somebody_who_waits_leaves_and_the_holders_turn_is_not_disturbed():
    seen = in_a_round()
    state = leave(seen, BO, minutes(30))
    state = apply(state, PassPiece(by=TOMAS, at=minutes(30), round_rev=round_rev(seen)))
    assert holder(state) == CHIDI


# Undo


def test_tomas_takes_back_what_ruth_did_with_the_round_as_it_was():
    before = in_a_round()
    state = undo(leave(before, ANA, minutes(30)))
    assert content(state) == content(before)
    assert state.version == before.version + 2


def test_undo_only_while_nothing_newer_has_happened():
    state = arrive(opened(), ANA)
    newer = arrive(state, BO)
    with pytest.raises(Conflict, match="nothing was undone"):
        apply(newer, Undo(by=TOMAS, at=SIX, version=state.version))


def test_undo_walks_back_step_by_step_until_nothing_is_left():
    state = tuesday()
    seen = [content(state)]
    for person in (ANA, BO, CHIDI):
        state = arrive(state, person)
        seen.append(content(state))
    for former in reversed(seen[:-1]):
        state = undo(state)
        assert content(state) == former
    with pytest.raises(Refused, match="nothing to undo"):
        undo(state)


def test_a_tap_from_before_an_undo_does_not_fit_after_it():
    seen = arrive(opened(), ANA)
    state = undo(leave(seen, ANA))
    with pytest.raises(Conflict, match="here"):
        apply(state, MarkLeft(by=RUTH, at=SIX, member=ANA, seat_rev=rev(seen, ANA)))


def test_a_pass_that_was_undone_twice_over_does_not_fit_again():
    """The same holder, the same turns, but a later moment: a delayed copy of the first tap must not move
    the piece.
    """
    seen = in_a_round()
    copy = PassPiece(by=RUTH, at=SIX, round_rev=round_rev(seen))
    state = apply(seen, SkipSeat(by=RUTH, at=SIX, round_rev=round_rev(seen), member=CHIDI))
    state = undo(undo(apply(state, copy)))
    assert content(state) == content(seen)
    with pytest.raises(Conflict):
        apply(state, copy)


def test_who_left_out_of_the_round_and_then_left_the_room_is_gone_from_it():
    state = in_a_round()
    state = apply(state, SkipSeat(by=RUTH, at=SIX, round_rev=round_rev(state), member=CHIDI))
    state = leave(leave(pass_piece(state), ANA), CHIDI)
    assert state.round is not None
    assert (state.round.order, state.round.turns, state.round.passed) == ((BO,), (), frozenset())


def test_who_was_left_out_can_still_be_given_the_piece_and_speaks():
    state = in_a_round()
    state = apply(state, SkipSeat(by=RUTH, at=SIX, round_rev=round_rev(state), member=CHIDI))
    state = apply(state, GivePiece(by=RUTH, at=SIX, round_rev=round_rev(state), to=CHIDI))
    assert state.round is not None
    assert CHIDI not in state.round.passed


@pytest.mark.parametrize("order", [(ANA, BO, ANA), (ANA, DANA)])
def test_an_order_names_everyone_once_and_only_who_is_here(order):
    with pytest.raises(Refused):
        in_a_round(order=order)


def test_the_button_can_say_what_it_would_undo():
    state = leave(arrive(opened(), ANA), ANA)
    past = state.undoable
    assert past is not None
    assert (past.kind, past.by, [one.member_id for one in past.seats]) == ("mark_left", RUTH, [ANA])


def test_the_way_back_has_an_end_so_that_the_stored_state_stays_small():
    state = opened()
    for _ in range(60):
        state = leave(arrive(state, ANA), ANA)
    assert len(state.history) == HISTORY_DEPTH


# Attendance


def test_attendance_is_what_the_record_needs():
    state = arrive(arrive(arrive(opened(), RUTH), ANA, minutes(9)), BO, minutes(1))
    state = leave(state, BO, minutes(50))
    state = apply(
        state, MarkAbsent(by=RUTH, at=minutes(20), member=CHIDI, seat_rev=0, reason=AbsenceReason.TOLD_US)
    )
    state = apply(state, EndSession(by=RUTH, at=minutes(92)))
    marks = {mark.member_id: mark for mark in attendance(state)}
    assert list(marks) == [RUTH, ANA, BO, TOMAS, CHIDI]
    assert marks[RUTH].role is Role.LEADER
    assert (marks[ANA].late, marks[ANA].arrived_at, marks[ANA].left_at) == (True, minutes(9), minutes(92))
    assert (marks[BO].left_early, marks[BO].late, marks[BO].left_at) == (True, False, minutes(50))
    assert (marks[CHIDI].attendance, marks[CHIDI].absence_reason) == (
        Attendance.ABSENT,
        AbsenceReason.TOLD_US,
    )
    assert (marks[TOMAS].attendance, marks[TOMAS].left_at) == (Attendance.UNMARKED, None)


def test_while_the_session_runs_nobody_who_stays_has_left():
    assert {mark.left_at for mark in attendance(everyone_here())} == {None}


# Stored forms


def test_every_event_has_a_name_and_survives_json():
    values = {
        "member": ANA,
        "seat_rev": 3,
        "round_rev": 4,
        "to": BO,
        "seconds": 90,
        "label": "silence",
        "version": 5,
        "order": (ANA, BO),
        "first": CHIDI,
        "direction": Direction.COUNTER,
        "leaders_too": True,
        "reason": AbsenceReason.TRAVEL,
    }
    for name, kind in KINDS.items():
        extra = {part.name: values[part.name] for part in fields(kind) if part.name in values}
        if kind is SeeOff:
            extra["reason"] = SeenOff.NOT_ALONE
        event = kind(by=RUTH, at=minutes(1), **extra)
        written_as, payload = event_to_json(event)
        assert written_as == name
        assert event_from_json(name, json.loads(json.dumps(payload))) == event


AT = SIX.isoformat()


@pytest.mark.parametrize(
    ("kind", "payload"),
    [
        ("no_such_thing", {"by": str(RUTH), "at": AT}),
        ("open_session", {"at": AT}),
        ("open_session", {"by": str(RUTH), "at": AT, "more": 1}),
        ("open_session", {"by": str(RUTH), "at": "2026-03-03T18:00:00"}),
        ("open_session", {"by": "Ruth", "at": AT}),
        ("open_session", {"by": 7, "at": AT}),
        ("undo", {"by": str(RUTH), "at": AT, "version": True}),
        ("undo", {"by": str(RUTH), "at": AT, "version": "3"}),
        ("mark_absent", {"by": str(RUTH), "at": AT, "member": str(ANA), "seat_rev": 0, "reason": "bored"}),
        ("start_round", {"by": str(RUTH), "at": AT, "order": str(ANA)}),
    ],
)
def test_what_a_stranger_makes_up_is_refused(kind, payload):
    with pytest.raises(Refused):
        event_from_json(kind, payload)


def test_a_state_of_another_form_is_not_guessed_at():
    stored = to_json(tuesday())
    for broken in ({**stored, "schema": 2}, {**stored, "seats": None}, {**stored, "mood": "calm"}):
        with pytest.raises(ValueError):
            from_json(broken)


def test_a_busy_session_of_twelve_stays_below_forty_kilobytes():
    people = [uuid4() for _ in range(12)]
    state = begin(
        scheduled_start=SIX,
        scheduled_end=HALF_PAST_SEVEN,
        seats=(SeatState(member_id=person) for person in people),
    )
    state = apply(state, OpenSession(by=RUTH, at=SIX))
    for person in people:
        state = arrive(state, person, minutes(1))
    state = apply(state, StartRound(by=RUTH, at=SIX))
    for _ in range(12):
        state = pass_piece(state)
    assert len(json.dumps(to_json(state))) < 40_000


def test_nobody_has_two_seats():
    with pytest.raises(ValueError, match="one seat"):
        begin(
            scheduled_start=SIX,
            scheduled_end=HALF_PAST_SEVEN,
            seats=[SeatState(member_id=ANA), SeatState(member_id=ANA)],
        )


def test_a_refusal_speaks_the_readers_language(monkeypatch):
    spanish = {
        "Somebody else was a moment faster. %(now)s": "Alguien fue más rápido. %(now)s",
        "This seat now says: here.": "Este asiento dice ahora: presente.",
    }
    with pytest.raises(Conflict) as refusal:
        apply(arrive(opened(), ANA), MarkArrived(by=TOMAS, at=SIX, member=ANA, seat_rev=0))
    monkeypatch.setattr(words, "_translate", lambda msgid: spanish.get(msgid, msgid))
    assert str(refusal.value) == "Alguien fue más rápido. Este asiento dice ahora: presente."
    assert str(say("100 %")) == "100 %"
