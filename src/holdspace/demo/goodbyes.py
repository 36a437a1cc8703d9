"""A goodbye on Tuesdays: Jonah says that they leave, Ruth opens the farewell, three have begun to write."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from holdspace.demo.house import House
from holdspace.endings.actions import farewells, notice
from holdspace.endings.actions.farewells import Own
from holdspace.endings.actions.notice import Said
from holdspace.endings.models import Leaving
from holdspace.endings.queries.ahead import coming
from holdspace.groups.models import Membership
from holdspace.kernel import clock

WORD: Final = "I came to be less alone on Tuesdays. I am, on the other days too."
GIVEN: Final = (
    ("ana", "You asked once what I was really saying. I still hear it."),
    ("chidi", "When you laughed at my long answer I could laugh too."),
)


def say(house: House, today: datetime) -> None:
    """The notice and the farewell two days ago, words yesterday. Nothing is handed over yet."""
    group, leaver = house.groups["tuesday"], house.members["jonah"].pk
    spell = Membership.unscoped.select_related("group__practice").get(
        group=group, member=leaver, ends_at__isnull=True
    )
    with clock.held_at(today - timedelta(days=2)):
        with house.acting("jonah") as jonah:
            last = coming(jonah, group)[2]
            said = Said(last.pk, Leaving.How.FINISHED, tell=True, word=WORD)
            leaving = notice.say(membership=spell, said=said, by=jonah)
        with house.acting("ruth") as ruth:
            farewell = farewells.open_farewell(ending=leaving, held=True, by=ruth)
    with clock.held_at(today - timedelta(days=1)):
        with house.acting("jonah") as jonah:
            own = Own("That somebody waits while I look for words.", "The habit of leaving first.")
            farewells.write_own(farewell=farewell, own=own, by=jonah)
        for who, text in GIVEN:
            with house.acting(who) as member:
                farewells.give(farewell=farewell, receiver_id=leaver, text=text, version=0, by=member)
