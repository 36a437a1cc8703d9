"""Who prepares for a first evening: five of the group that is forming, each of whom has come a different way,
and Zadie, who joins Tuesdays, where Ivana will sit with her; when and where is her next step.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from holdspace.demo.house import House, admit
from holdspace.demo.people import CIRCLES, PEOPLE
from holdspace.kernel import clock
from holdspace.preparation.actions.preparing import (
    Answers,
    let_name_be_told,
    note_meeting,
    take_step,
    write_hopes,
)
from holdspace.preparation.actions.welcoming import answer_buddy, ask_buddy, tell_from

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

NEWCOMER: Final = "zadie"
NEWCOMERS_HOPES: Final = Answers(
    hopes="To find out what I do when nobody needs anything from me.",
    fears="That everybody knows each other already.",
    helps="To be greeted by name.",
    share="therapists",
)


def prepare(house: House, today: datetime) -> None:
    """Ruth has met three of them; Rosa is nearly ready, Thandi has begun, the others have not."""
    _join_tuesdays(house, today)
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


def _join_tuesdays(house: House, today: datetime) -> None:
    """Zadie has a seat since the day before yesterday, and the circle may know; Ivana sits with her."""
    person = next(each for each in PEOPLE if each.key == NEWCOMER)
    circle = next(each for each in CIRCLES if each.key == "tuesday")
    group, newcomer = house.groups["tuesday"], house.members[NEWCOMER].pk
    with clock.held_at(today - timedelta(days=2)):
        admit(house, circle, person)
        with house.acting("ruth") as ruth:
            day = clock.today(house.practice.time_zone)
            note_meeting(group=group, member_id=newcomer, on=day, by=ruth)
            tell_from(group=group, member_id=newcomer, day=day, by=ruth)
            ask = ask_buddy(group=group, giver_id=house.members["ivana"].pk, receiver_id=newcomer, by=ruth)
    with clock.held_at(today - timedelta(days=1)):
        with house.acting("ivana") as ivana:
            answer_buddy(ask=ask, yes=True, by=ivana)
        with house.acting(NEWCOMER) as zadie:
            take_step(group=group, code="group_is", by=zadie)
            write_hopes(group=group, answers=NEWCOMERS_HOPES, by=zadie)
            let_name_be_told(group=group, named=True, by=zadie)
