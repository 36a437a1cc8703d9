"""How a group session is coded: procedure, modifiers, place of service."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

PROCEDURE: Final = "90853"
"""Group psychotherapy (other than of a multiple-family group, which is 90849): once a day for each member,
whatever its length; each member's part has its own note (NGS, L33632)."""

MOST_IN_A_GROUP: Final = 12
"""People in the room for whom it can be claimed (NGS, L33632)."""

OFFICE: Final = "11"
TELEHEALTH: Final = "02"
TELEHEALTH_AT_HOME: Final = "10"

MODIFIERS: Final = ("95", "GT", "")
"""What payers want to see beside a session by video; some want nothing."""


@dataclass(frozen=True, slots=True)
class Coding:
    """The code of one member and session."""

    place: str
    modifiers: tuple[str, ...] = ()
    code: str = PROCEDURE
    units: int = 1


def coding(*, by_video: bool, at_home: bool, office: str, telehealth_modifier: str) -> Coding:
    """The coding; `office` is the site's place of service, `telehealth_modifier` what the payer wants."""
    if not by_video:
        return Coding(office or OFFICE)
    place = TELEHEALTH_AT_HOME if at_home else TELEHEALTH
    return Coding(place, (telehealth_modifier,) if telehealth_modifier else ())
