"""Skills as those who lead a group see them: what runs, what was tried, to whom words went back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from holdspace.groups.models import Group
from holdspace.groups.queries import circle
from holdspace.kernel import clock
from holdspace.kernel.actors import Actor
from holdspace.skills.models import Trying, WordBack
from holdspace.skills.queries.bringing import Noted, told
from holdspace.skills.queries.own import ToTry, to_try
from holdspace.vault import keyring
from holdspace.vault.roots import Domain

LOOKED_BACK = timedelta(weeks=8)
"""How far back a leader sees what was tried."""

MOST = 120
"""How many tryings stand on a page."""


@dataclass(frozen=True, slots=True)
class Tried:
    """Something that a member tried, with the word that went back to who suggested it."""

    by: str
    brought: Noted
    to_circle: bool
    returned_to: str
    word: str


@dataclass(frozen=True, slots=True)
class Running:
    """Something to be tried, and by whom; `by` is empty for the whole circle."""

    what: ToTry
    by: str


@dataclass(frozen=True, slots=True)
class GroupSkills:
    """Everything on a group's page of skills."""

    running: list[Running]
    tried: list[Tried]

    @property
    def members(self) -> set[UUID]:
        """Whose words stand on the page."""
        return {each.brought.member_id for each in self.tried}


def group_skills(actor: Actor, group: Group) -> GroupSkills:
    """What runs in a group and what was tried lately; eight queries or fewer. The caller records the read."""
    names = {seat.member_id: seat.name for seat in circle(group)}
    since = clock.moved(-LOOKED_BACK)
    rows = Trying.visible_to(actor).filter(group=group, noted_at__gte=since).select_related("member")
    found = list(rows.order_by("-noted_at", "-id")[:MOST])
    keyring.warm({row.member_id for row in found}, Domain.IDENTITY)
    words = _words(actor, found)
    return GroupSkills(
        running=[Running(each, _whose(each, names)) for each in to_try(actor, group)],
        tried=[
            _tried(row, brought, words.get(row.pk))
            for row, brought in zip(found, told(actor, found), strict=True)
        ],
    )


def _whose(each: ToTry, names: dict[UUID, str]) -> str:
    return names.get(each.member_id, "—") if each.member_id else ""


def _words(actor: Actor, tryings: list[Trying]) -> dict[UUID, WordBack]:
    rows = WordBack.visible_to(actor).filter(trying__in=[row.pk for row in tryings])
    found = list(rows.select_related("receiver"))
    keyring.warm({row.giver_id for row in found}, Domain.NARRATIVE)
    keyring.warm({row.receiver_id for row in found}, Domain.IDENTITY)
    return {row.trying_id: row for row in found}


def _tried(row: Trying, brought: Noted, word: WordBack | None) -> Tried:
    return Tried(
        by=row.member.chosen_name or "—",
        brought=brought,
        to_circle=row.to_circle,
        returned_to=(word.receiver.chosen_name or "") if word else "",
        word=(word.text or "") if word else "",
    )
