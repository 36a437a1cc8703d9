"""How the cast comes into a session by their screens."""

from __future__ import annotations

from uuid import uuid4

from django.db import transaction

from holdspace.kernel import clock
from holdspace.kernel.actors import Actor
from holdspace.live.actions import Touch, apply_touch, say_where
from holdspace.live.queries import newest_state
from holdspace.live.rules.session_flow import SeatState, SessionState
from holdspace.sessions.models import GroupSession
from holdspace.vault.scope import acting_as
from tests.cast import Cast


def touch(session: GroupSession, kind: str, by: Actor, **said: object) -> SessionState:
    """One touch, now."""
    with acting_as(by):
        return apply_touch(session=session, touch=Touch(kind, said, uuid4(), clock.now()), by=by)


def own(cast: Cast, session: GroupSession, kind: str, name: str) -> SessionState:
    """What one of the cast does for themselves."""
    actor = cast.actor(name)
    return touch(session, kind, actor, member=str(actor.person_id))


def seat_of(cast: Cast, session: GroupSession, name: str) -> SeatState:
    """The seat as it is stored now."""
    with acting_as(cast.system), transaction.atomic():  # what a row policy knows, it knows for a transaction
        state = newest_state(session.pk)
    assert state is not None
    seat = state.seat(cast.actor(name).person_id)
    assert seat is not None
    return seat


def lead(cast: Cast, session: GroupSession, kind: str, name: str, **said: object) -> SessionState:
    """What Ruth does at the seat of one of the cast."""
    seat = seat_of(cast, session, name)
    ruth = cast.actor("ruth")
    return touch(session, kind, ruth, member=str(seat.member_id), seat_rev=seat.rev, **said)


def knock(cast: Cast, session: GroupSession, name: str) -> SessionState:
    """They say where they are, and knock."""
    actor = cast.actor(name)
    with acting_as(actor):
        say_where(session=session, place="Canal Road 7", near="", phone="", by=actor)
    return own(cast, session, "knock", name)


def come_in(cast: Cast, session: GroupSession, name: str) -> SessionState:
    """They knock, and Ruth lets them in."""
    knock(cast, session, name)
    return lead(cast, session, "admit", name)
