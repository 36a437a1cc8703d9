"""Goodbyes on Tuesdays: Eve's, which was handed over; Jonah's, for which Ruth has opened a farewell and three
have begun to write.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from holdspace.demo.house import House
from holdspace.demo.people import PEOPLE, Circle, Person
from holdspace.endings.actions import farewells, finishing, notice
from holdspace.endings.actions.farewells import Own
from holdspace.endings.actions.notice import Said
from holdspace.endings.models import Farewell, Leaving
from holdspace.endings.queries.ahead import coming
from holdspace.groups.models import Membership
from holdspace.kernel import clock
from holdspace.kernel.actors import system_actor
from holdspace.sessions.models import GroupSession
from holdspace.vault.scope import acting_as

WORD: Final = "I came to be less alone on Tuesdays. I am, on the other days too."
GIVEN: Final = (
    ("ana", "You asked once what I was really saying. I still hear it."),
    ("chidi", "When you laughed at my long answer I could laugh too."),
)

EVES_WORD: Final = "I have found work in Leeds, and I go gladly and sadly."
TO_EVE: Final = (
    ("ana", "You asked me what I drink. Nobody had."),
    ("farida", "The chair beside the door was yours and mine. I will keep it warm."),
    ("ivana", "You let me finish a sentence without an end."),
)
FROM_EVE: Final = (
    ("ana", "May somebody bring you tea."),
    ("bo", "I will miss what comes after the joke."),
)
NOTICE: Final = 2
"""Of how many sessions before the last one somebody speaks; with the last one, the notice that is usual."""


def live_through(house: House, circle: Circle, week: int, session: GroupSession) -> None:
    """What comes before the last session of those who left meanwhile: they say so, and all write."""
    for person in PEOPLE:
        if person.group == circle.key and person.left_week is not None:
            if week == person.left_week - NOTICE:
                _give_notice(house, circle, person, session.starts_at - timedelta(days=4))
            if week == person.left_week:
                _write_to_each_other(house, circle, person, session.starts_at - timedelta(days=2))


def part(house: House, circle: Circle, week: int, session: GroupSession) -> None:
    """At the end of the last session everything is handed over; the seat ends two days later, by itself."""
    if not any(each.group == circle.key and each.left_week == week for each in PEOPLE):
        return
    with clock.held_at(session.ends_at - timedelta(minutes=10)), house.acting(circle.leads[0][0]) as leader:
        farewell = Farewell.visible_to(leader).get(group=session.group, handed_over_at__isnull=True)
        farewells.hand_over(farewell=farewell, by=leader)
    later, system = session.ends_at + timedelta(days=2), system_actor(house.practice.pk)
    with clock.held_at(later), acting_as(system):
        finishing.finish(by=system)


def _give_notice(house: House, circle: Circle, person: Person, at: datetime) -> None:
    group = house.groups[circle.key]
    spell = Membership.unscoped.select_related("group__practice").get(
        group=group, member=house.members[person.key], ends_at__isnull=True
    )
    with clock.held_at(at):
        with house.acting(person.key) as leaver:
            last = coming(leaver, group)[NOTICE]
            said = Said(last.pk, Leaving.How.FINISHED, tell=True, word=EVES_WORD)
            leaving = notice.say(membership=spell, said=said, by=leaver)
        with house.acting(circle.leads[0][0]) as leader:
            farewells.open_farewell(ending=leaving, held=False, by=leader)


def _write_to_each_other(house: House, circle: Circle, person: Person, at: datetime) -> None:
    leaver = house.members[person.key]
    with clock.held_at(at):
        with house.acting(person.key) as member:
            farewell = Farewell.visible_to(member).get(group=house.groups[circle.key])
            own = Own("That I can say that I am glad and sad in one breath.", "Leaving without a word.")
            farewells.write_own(farewell=farewell, own=own, by=member)
            for who, text in FROM_EVE:
                receiver = house.members[who].pk
                farewells.give(farewell=farewell, receiver_id=receiver, text=text, version=0, by=member)
        for who, text in TO_EVE:
            with house.acting(who) as member:
                farewells.give(farewell=farewell, receiver_id=leaver.pk, text=text, version=0, by=member)


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
