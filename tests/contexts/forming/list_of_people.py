"""A waiting list of invented people, screened and ready, in the cast's practice."""

from __future__ import annotations

from datetime import timedelta

from holdspace.groups.models import Facilitation, Group
from holdspace.intake.models import Screening, Waiting
from holdspace.intake.rules.screening import Facts
from holdspace.kernel import clock
from holdspace.members.models import Member
from holdspace.vault.scope import acting_as
from tests.cast import LONG_AGO, Cast

EVENINGS = ("tue-18", "tue-19", "wed-18", "wed-19")

#: Name → what they carry. Everybody shares something with somebody; Vera alone carries gambling.
CARRY = {
    "Abel": ("grief-parent", "loneliness"),
    "Bibi": ("grief-parent", "shame"),
    "Cleo": ("loneliness", "shame"),
    "Dov": ("loneliness",),
    "Elio": ("shame", "trust"),
    "Fen": ("trust", "loneliness"),
}


def waits(cast: Cast, name: str, **about: object) -> Waiting:
    """Somebody who is ready; `about` are facts of the screening, or hours (`available`)."""
    available = about.pop("available", EVENINGS)
    modality = about.pop("modality", "any")
    about.setdefault("strength", 5)
    facts = Facts(decision="in_favour", in_favour=("wants-group",), **about)  # type: ignore[arg-type]
    with acting_as(cast.system):
        member = cast.members[name.lower()] = Member.unscoped.create(
            practice=cast.practice, chosen_name=name, given_name=name, family_name=f"{name}son"
        )
        wait = Waiting.unscoped.create(
            practice=cast.practice,
            member=member,
            stage="ready",
            available=list(available),  # type: ignore[call-overload]
            modality=modality,
            languages=["en"],
            starts_at=clock.now() - timedelta(weeks=3),
        )
        Screening.unscoped.create(
            practice=cast.practice,
            member=member,
            waiting=wait,
            facts=facts.as_stored(),
            decided_at=clock.now(),
            decided_by=cast.staff["ruth"],
        )
    return wait


def six_wait(cast: Cast) -> dict[str, Waiting]:
    """Six people who could all sit together."""
    return {name: waits(cast, name, themes=themes) for name, themes in CARRY.items()}


def new_group(cast: Cast, name: str = "Wednesday evening", leader: str = "ruth", least: int = 3) -> Group:
    """A group that has not begun, led by somebody."""
    with acting_as(cast.system):
        group = Group.unscoped.create(
            practice=cast.practice, name=name, phase="forming", min_size=least, max_size=8, modality="online"
        )
        Facilitation.unscoped.create(
            practice=cast.practice, group=group, staff=cast.staff[leader], role="leader", starts_at=LONG_AGO
        )
    cast.groups[name] = group
    return group
