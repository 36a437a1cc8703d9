"""Five prepare for the first evening of the group that is forming: each has come a different way."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from holdspace.demo.house import House
from holdspace.kernel import clock
from holdspace.preparation.actions.preparing import Answers, note_meeting, take_step, write_hopes

#: Who took which steps, so many days ago.
TAKEN: Final = {
    "rosa": (2, ("group_is", "joining")),
    "thandi": (1, ("group_is",)),
    "umberto": (1, ()),
}
HOPED: Final = {
    "rosa": Answers(
        hopes="To say his name without everybody going quiet.",
        fears="That I cry and cannot stop.",
        helps="A seat near the door.",
        share="therapists",
    ),
    "thandi": Answers(hopes="I do not know yet.", share="nobody"),
}


def prepare(house: House, today: datetime) -> None:
    """Ruth has met three of them; Rosa is nearly ready, Thandi has begun, the others have not."""
    group = house.groups["loss"]
    for key, (ago, codes) in TAKEN.items():
        with clock.held_at(today - timedelta(days=ago)):
            with house.acting("ruth") as ruth:
                member_id = house.members[key].pk
                day = clock.today(house.practice.time_zone)
                note_meeting(group=group, member_id=member_id, on=day, by=ruth)
            with house.acting(key) as member:
                for code in codes:
                    take_step(group=group, code=code, by=member)
                if key in HOPED:
                    write_hopes(group=group, answers=HOPED[key], by=member)
