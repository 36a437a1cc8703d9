"""What a member can keep on a device of their own for the time without network."""

from __future__ import annotations

from dataclasses import dataclass

from holdspace.aftercare.queries.planning import has_own_plan
from holdspace.desk.queries.home import Upcoming, upcoming
from holdspace.groups.models import Group
from holdspace.groups.queries import groups_of
from holdspace.kernel.actors import Actor
from holdspace.safety.queries import has_plan, numbers_for
from holdspace.safety.rules.crisis_lines import CountryLines, CrisisLine


@dataclass(frozen=True, slots=True)
class Kept:
    """The next sessions, where one can write, and whom to call. Nothing about or from anybody else."""

    upcoming: list[Upcoming]
    spaces: list[Group]
    own_lines: tuple[CrisisLine, ...]
    countries: tuple[CountryLines, ...]
    has_plan: bool
    has_lapse_plan: bool

    @property
    def to_check_in(self) -> list[Upcoming]:
        """The sessions for which nothing was kept yet."""
        return [each for each in self.upcoming if not each.checked_in]


def to_keep(actor: Actor) -> Kept:
    """The same queries as a home, whatever the history."""
    own_lines, countries = numbers_for(actor)
    return Kept(
        upcoming=upcoming(actor),
        spaces=list(groups_of(actor).filter(contact_rule=Group.ContactRule.SPACE)),
        own_lines=own_lines,
        countries=countries[:1],
        has_plan=has_plan(actor),
        has_lapse_plan=has_own_plan(actor),
    )
