"""What a group does together in a session by screens: hands, quiet moments, a word alone, who leads.

Pure functions from a state and an event to the next state.
"""

from __future__ import annotations

from dataclasses import replace

from holdspace.kernel.refusals import Conflict, Refused
from holdspace.kernel.words import say
from holdspace.live.rules.phases import check_running
from holdspace.live.rules.room_events import (
    BeginAside,
    BeginSilence,
    EndAside,
    EndSilence,
    HandOver,
    LowerHand,
    PlaceTablet,
    RaiseHand,
    Speaks,
    TakeTablet,
)
from holdspace.live.rules.room_state import Aside, Online, Role, SeatState, SessionState, Speaker, Timer

SHORTEST_SILENCE, LONGEST_SILENCE = 10, 20 * 60
"""Seconds."""


def hand(state: SessionState, event: RaiseHand | LowerHand) -> SessionState:
    """A hand is up or down; the order is that of raising."""
    if event.member not in state.here:
        raise Refused(say("This person is not here."))
    up = event.member in state.hands
    if isinstance(event, RaiseHand):
        if up:
            raise Refused(say("This hand is up already."))
        return replace(state, hands=(*state.hands, event.member))
    if not up:
        raise Refused(say("This hand is not up."))
    return replace(state, hands=tuple(other for other in state.hands if other != event.member))


def silence_begun(state: SessionState, event: BeginSilence) -> SessionState:
    """Everybody is quiet; another quiet moment takes the place of one that runs."""
    check_running(state)
    if not SHORTEST_SILENCE <= event.seconds <= LONGEST_SILENCE:
        raise Refused(say("A quiet moment lasts between ten seconds and twenty minutes."))
    return replace(state, silence=Timer(event.at, event.seconds))


def silence_ended(state: SessionState, event: EndSilence) -> SessionState:
    """The quiet moment is over."""
    if state.silence is None:
        raise Conflict(say("The quiet moment is over already."), newest=state.version)
    return replace(state, silence=None)


def aside_begun(state: SessionState, event: BeginAside) -> SessionState:
    """A leader and a member are alone; refused where nobody would hold the group meanwhile."""
    if state.aside is not None:
        raise Conflict(say("Somebody already speaks alone with a leader."), newest=state.version)
    leader = _inside(state, event.by)
    member = _inside(state, event.member)
    if leader.role is not Role.LEADER or member.role is not Role.MEMBER:
        raise Refused(say("A word alone is between a leader and a member."))
    if not any(_holds(state, seat, besides=leader) for seat in state.seats):
        raise Refused(say("Nobody would hold the group meanwhile: another leader has to be here."))
    return replace(state, aside=Aside(leader.member_id, member.member_id, event.at))


def _holds(state: SessionState, seat: SeatState, *, besides: SeatState) -> bool:
    here = seat.is_here and seat.online in (Online.IN, Online.OUTSIDE)
    return here and seat.role is Role.LEADER and seat is not besides and seat.member_id not in state.out


def _inside(state: SessionState, person: object) -> SeatState:
    seat = next((seat for seat in state.seats if seat.member_id == person), None)
    if seat is None or seat.online not in (Online.IN, Online.AWAY):
        raise Refused(say("Both have to be here by a screen."))
    return seat


def aside_ended(state: SessionState, event: EndAside) -> SessionState:
    """Both are with the group again."""
    if state.aside is None:
        raise Conflict(say("They are back with the group already."), newest=state.version)
    return replace(state, aside=None)


def handed_over(state: SessionState, event: HandOver) -> SessionState:
    """Another leader leads."""
    seat = state.seat(event.to)
    if seat is None or seat.role is not Role.LEADER:
        raise Refused(say("Only somebody who leads this group can lead its session."))
    if not seat.is_here:
        raise Refused(say("This person is not here."))
    if state.leading == event.to:
        raise Conflict(say("They lead already."), newest=state.version)
    return replace(state, lead=event.to)


def tablet_placed(state: SessionState, event: PlaceTablet | TakeTablet) -> SessionState:
    """Whose screen stands in the room."""
    wanted = event.by if isinstance(event, PlaceTablet) else None
    if state.tablet == wanted:
        raise Conflict(say("Nothing has changed."), newest=state.version)
    if wanted is not None and _inside(state, wanted).role is not Role.LEADER:
        raise Refused(say("The screen in the room is a leader's."))
    return replace(state, tablet=wanted)


def speaks(state: SessionState, event: Speaks) -> SessionState:
    """A leader touched who speaks now, or that nobody does."""
    check_running(state)
    if event.member is None and state.speaker is None:
        raise Refused(say("Nobody speaks."))
    if event.member is not None and event.member not in state.here:
        raise Refused(say("This person is not here."))
    if event.member is not None and state.speaker is not None and state.speaker.member == event.member:
        raise Refused(say("They speak already."))
    return replace(state, speaker=Speaker(event.member, event.at) if event.member else None)


def settled(state: SessionState) -> SessionState:
    """What cannot stand without the people it is about: hands, a word alone, the screen in the room."""
    inside = state.inside
    aside = state.aside
    if aside is not None and not inside.issuperset({aside.leader, aside.member}):
        aside = None
    hands = tuple(person for person in state.hands if person in state.here)
    speaker = state.speaker if state.speaker and state.speaker.member in state.here else None
    return replace(
        state,
        hands=hands,
        aside=aside,
        speaker=speaker,
        tablet=state.tablet if state.tablet in inside else None,
    )
