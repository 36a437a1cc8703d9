"""Words for each other on Tuesdays, nine weeks ago and last week.

What somebody chose is drawn by chance from a fixed seed, but for what Ana and three others chose for her.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from random import Random
from typing import Final
from uuid import UUID

from holdspace.demo.house import House
from holdspace.feedback.actions import portraits
from holdspace.feedback.models import Picture, Portrait
from holdspace.feedback.queries.portraits import codes
from holdspace.groups.queries import circle_ids
from holdspace.kernel import clock

SEED: Final = 1_955
FEW: Final = 4
"""How many words somebody chooses for one person."""

OF_ANA: Final = (
    {
        "ana": ("attentive", "careful", "reserved"),
        "bo": ("attentive", "warm-hearted"),
        "chidi": ("fair", "attentive"),
        "farida": ("careful", "serious"),
    },
    {
        "ana": ("attentive", "direct", "hopeful"),
        "bo": ("direct", "warm-hearted"),
        "chidi": ("hopeful", "direct"),
        "farida": ("attentive", "lively"),
    },
)
"""What Ana and three others chose for her, the first time and the second."""


def hold(house: House, today: datetime) -> None:
    """Two that each has looked at, but for those who are not ready yet; Ana looked at both."""
    for number, days in enumerate((63, 8)):
        portrait = _open(house, today - timedelta(days=days))
        chance = Random(SEED + number)  # noqa: S311 - a simulation, not a secret
        _choose(house, portrait, OF_ANA[number], chance)
        _show(house, portrait, portrait.opened_at + timedelta(days=5))


def _open(house: House, at: datetime) -> Portrait:
    with clock.held_at(at), house.acting("ruth") as ruth:
        return portraits.open_portrait(group=house.groups["tuesday"], by=ruth)


def _choose(house: House, portrait: Portrait, of_ana: dict[str, tuple[str, ...]], chance: Random) -> None:
    names = {member.pk: name for name, member in house.members.items()}
    there = [names[member] for member in circle_ids(portrait.group, at=portrait.opened_at)]
    known = codes()
    for place, chooser in enumerate(there):
        at = portrait.opened_at + timedelta(days=1, hours=place)
        with clock.held_at(at), house.acting(chooser) as member:
            for about in there:
                words = of_ana.get(chooser, ()) if about == "ana" else tuple(chance.sample(known, FEW))
                portraits.choose(portrait=portrait, about=_id(house, about), words=words, by=member)


def _show(house: House, portrait: Portrait, at: datetime) -> None:
    with clock.held_at(at), house.acting("ruth") as ruth:
        portraits.put_together(portrait=portrait, by=ruth)
        portraits.show(portrait=portrait, by=ruth)
    with clock.held_at(at + timedelta(days=1)), house.acting("ana") as ana:
        mine = Picture.visible_to(ana).get(portrait=portrait)
        portraits.open_picture(picture=mine, by=ana)


def _id(house: House, name: str) -> UUID:
    return house.members[name].pk
