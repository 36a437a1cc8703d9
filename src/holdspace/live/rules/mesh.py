"""How much goes from browser to browser without a server in between.

Every picture is sent once to each of the others, so a full mesh grows with the square of its people:
`engines.md` measured four at ease, six at the limit of two cores, and eight as a collapse. Beyond the limit
everybody is heard, and seen are those who lead and whoever holds the talking piece.
"""

from __future__ import annotations

from typing import Final
from uuid import UUID

from holdspace.live.rules.room_state import Role, SessionState

PICTURES: Final = 6
"""So many people may all send their picture to each other."""


def is_crowded(state: SessionState, *, pictures: int = PICTURES) -> bool:
    """Whether more people are inside than can all be seen."""
    return len(state.inside) > pictures


def shows_picture(state: SessionState, person: UUID, *, pictures: int = PICTURES) -> bool:
    """Whether `person` may send their picture now."""
    if not is_crowded(state, pictures=pictures):
        return True
    seat = state.seat(person)
    holds = state.round is not None and state.round.holder == person
    return holds or (seat is not None and seat.role is Role.LEADER)
