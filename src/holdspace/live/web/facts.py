"""What the scripts of the live room have to know: the same for leaders and members, as plain JSON values."""

from __future__ import annotations

import secrets
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings

from holdspace.live.rules import mesh
from holdspace.live.rules.door import MISSED_AFTER, RETURNS_WITHIN, together
from holdspace.live.rules.session_flow import Online, Phase, SessionState
from holdspace.live.rules.turn import IceConfiguration, credentials, ice_configuration


def facts_of(state: SessionState, person: UUID, *, now: datetime) -> dict[str, Any]:
    """For `hs-media`: who one is, whom one sees and hears, and what keeps microphone and camera off."""
    seat = state.seat(person)
    inside = person in state.inside
    return {
        "me": str(person),
        "inside": inside,
        "together": sorted(str(other) for other in together(state, person)),
        "away": seat is not None and seat.online is Online.AWAY,
        "muted": seat is not None and seat.muted,
        "silence_until": is_silent(state, now=now) and state.silence.ends_at.isoformat(),  # type: ignore[union-attr]
        "voice": seat is not None and not seat.voice_off and state.phase in (Phase.OPEN, Phase.CLOSING),
        "engine": settings.HOLDSPACE_MEDIA,
        "shows_video": settings.HOLDSPACE_MEDIA != "mesh" or mesh.shows_picture(state, person),
        "ice": _ice(now) if inside else ice_configuration(),
    }


def _ice(now: datetime) -> IceConfiguration:
    """How browsers find a way; a right to use the relay is given to who is inside alone, for an hour."""
    relays = settings.HOLDSPACE_TURN_URLS
    if not relays:
        return ice_configuration()
    right = credentials(settings.HOLDSPACE_TURN_SECRET, secrets.token_urlsafe(12), now=now)
    return ice_configuration(relays=relays, credential=right, relay_only=settings.HOLDSPACE_TURN_ONLY)


def is_silent(state: SessionState, *, now: datetime) -> bool:
    """Whether a quiet moment runs."""
    return state.silence is not None and state.silence.ends_at > now


def changes_in(state: SessionState, *, now: datetime) -> int:
    """Seconds until the room looks different by time alone; 0 for never."""
    if state.phase is Phase.ENDED:
        return 0
    moments = [state.silence.ends_at] if state.silence else []
    for seat in state.seats:
        if seat.online is Online.DROPPED and seat.online_since:
            moments += [seat.online_since + MISSED_AFTER, seat.online_since + RETURNS_WITHIN]
    coming = [(moment - now).total_seconds() for moment in moments if moment > now]
    return int(min(coming)) + 1 if coming else 0
