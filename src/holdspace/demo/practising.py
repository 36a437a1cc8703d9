"""What Tuesdays try between their sessions: two things that Ruth suggests, what came of them, a word back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from holdspace.demo.house import House
from holdspace.kernel import clock
from holdspace.skills.actions import assigning
from holdspace.skills.actions import trying as actions
from holdspace.skills.actions.trying import Touches


@dataclass(frozen=True, slots=True)
class Tried:
    """What one noted, so many days ago. `of` suggested it; `shown` to the circle."""

    ago: float
    who: str
    code: str
    touches: Touches
    of: str = ""
    word: str = ""
    shown: bool = False


LIVED: Final = (
    Tried(
        5,
        "ana",
        "a-small-no",
        Touches(
            "I let my sister's call ring and rang back the next day.",
            "My heart went fast for ten minutes. Then I cooked.",
            "She did not even mention it.",
            share="therapists",
        ),
        of="bo",
        word="You said that a phone may ring. It may.",
        shown=True,
    ),
    Tried(
        4,
        "chidi",
        "a-small-no",
        Touches("No to the second shift.", "I explained far too much.", share="therapists"),
    ),
    Tried(3, "bo", "breathe-out-long", Touches("On the stairs before work.", share="nobody")),
    Tried(
        2,
        "farida",
        "a-message-to-somebody",
        Touches("Two sentences to my cousin.", "She sent a photo of her balcony.", share="therapists"),
        shown=True,
    ),
)


def try_out(house: House, today: datetime) -> None:
    """Ruth suggests one thing to the circle and one to Farida; four of them note what they tried."""
    group = house.groups["tuesday"]
    with clock.held_at(today - timedelta(days=6)), house.acting("ruth") as ruth:
        assigning.assign(group=group, code="a-small-no", note="Where little can go wrong.", by=ruth)
        farida = house.members["farida"].pk
        assigning.assign(group=group, code="a-message-to-somebody", member_id=farida, by=ruth)
    for each in LIVED:
        with clock.held_at(today - timedelta(days=each.ago)), house.acting(each.who) as member:
            kept = actions.note(group=group, code=each.code, touches=each.touches, by=member)
            if each.shown:
                actions.show(trying=kept, by=member)
            if each.of:
                to = house.members[each.of].pk
                actions.give_back(trying=kept, to_id=to, text=each.word, by=member)
