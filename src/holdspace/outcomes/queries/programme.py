"""A programme in numbers, for who answers for it. No name, no word and no single score leaves this file."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cached_property
from typing import Final
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Min
from django.utils.translation import gettext as _

from holdspace.groups.models import Membership
from holdspace.intake.models import Waiting
from holdspace.intake.queries.fields import (
    AGE,
    FUNDING,
    LANGUAGE,
    fields_with,
    language_among,
    languages_offered,
)
from holdspace.intake.rules.fairness import band
from holdspace.intake.rules.stages import weeks_waited
from holdspace.kernel import clock
from holdspace.kernel.actors import Actor, system_actor
from holdspace.kernel.refusals import Missing
from holdspace.measures import catalogue
from holdspace.measures.queries import trajectories
from holdspace.measures.rules.instrument import Instrument, Status
from holdspace.measures.rules.taken import Taken
from holdspace.outcomes.rules.periods import Period, periods
from holdspace.outcomes.rules.report import Course, Ending, Measure, ProgrammeReport, programme_report
from holdspace.outcomes.rules.verdicts import Anchor, Cutoff
from holdspace.practice.models import Practice
from holdspace.practice.roles import Permission
from holdspace.sessions.models import Attendance
from holdspace.vault import keyring
from holdspace.vault.roots import Domain
from holdspace.vault.scope import acting_as

NEAR: Final = timedelta(weeks=4)
"""So long before somebody joined, and after they left, a score still belongs to their course."""

_ENDINGS: Final[Mapping[str, Ending]] = {
    Membership.Ending.GRADUATED: Ending.FINISHED,
    Membership.Ending.MOVED: Ending.MOVED,
    Membership.Ending.LEFT: Ending.LEFT,
    Membership.Ending.REMOVED: Ending.LEFT,
}


@dataclass(frozen=True, slots=True)
class Programme:
    """The report on everybody who joined in `period`, as of `last_day`; `choice`: what else there is."""

    report: ProgrammeReport
    period: Period
    choice: Sequence[Period]
    last_day: date

    @property
    def until_day(self) -> date:
        """The last day on which somebody joined who is counted."""
        return self.period.until - timedelta(days=1)


def programme(actor: Actor, year: int | None = None) -> Programme:
    """The report on who joined in a year, or (None, and where the year cannot be chosen) in the last twelve
    months; Missing for who may not read it.

    Read as the system, for neither owner nor supervisor sees a record; a fixed number of queries. What comes
    back holds counts alone. The caller records the read.
    """
    if not actor.may(Permission.OUTCOMES_READ):
        raise Missing(_("This page does not exist."))
    with acting_as(system_actor(actor.practice_id)) as system:
        return _Reading(system, year).programme()


class _Reading:
    """One reading of what became of those who joined."""

    def __init__(self, system: Actor, year: int | None) -> None:
        self.system = system
        self.practice = Practice.visible_to(system).get()
        self.zone = ZoneInfo(self.practice.time_zone)
        self.choice = periods(clock.today(self.practice.time_zone), self._first_day())
        self.period = next((each for each in self.choice if each.year == year), self.choice[0])
        self.as_of = self._midnight(self.choice[0].until)

    def programme(self) -> Programme:
        report = programme_report(
            list(self._courses()), fields=fields_with(self.languages), measures=_measures()
        )
        return Programme(report, self.period, self.choice, self.choice[0].until - timedelta(days=1))

    def _first_day(self) -> date | None:
        first = Membership.visible_to(self.system).aggregate(first=Min("starts_at"))["first"]
        return first.astimezone(self.zone).date() if first else None

    @cached_property
    def languages(self) -> tuple[str, ...]:
        """What the practice offers, whoever comes."""
        return languages_offered(self.system, self.practice)

    def _courses(self) -> Iterable[Course]:
        spells = self._spells()
        keyring.warm(spells, Domain.IDENTITY)
        attended, waits = self._attended(spells), self._waits(spells)
        taken = trajectories(self.system, spells)
        numbers: dict[UUID, int] = {}
        for member, held in spells.items():
            group = numbers.setdefault(held[0].group_id, len(numbers))
            joined = held[0].starts_at
            wait = next((each for each in waits.get(member, ()) if each.starts_at <= joined), None)
            yield self._course(group, held, attended.get(member, ()), wait, taken[member])

    def _course(
        self,
        group: int,
        held: Sequence[Membership],
        attended: Iterable[tuple[datetime, bool]],
        wait: Waiting | None,
        taken: Mapping[str, Sequence[Taken]],
    ) -> Course:
        joined = held[0].starts_at
        came = [here for at, here in attended if at >= joined]
        first, last = self._scores(taken, joined, held[-1].ends_at)
        return Course(
            group=group,
            contacts=sum(came),
            noted=len(came),
            ending=self._ending(held[-1]),
            weeks_waited=weeks_waited(wait.starts_at, wait.ends_at or joined) if wait else None,
            first=first,
            last=last,
            values=self._values(held[0], wait),
        )

    def _spells(self) -> dict[UUID, list[Membership]]:
        """Whoever joined in the period, with every seat they took in it, the first one first."""
        rows = Membership.visible_to(self.system).filter(
            starts_at__gte=self._midnight(self.period.since), starts_at__lt=self._midnight(self.period.until)
        )
        spells: dict[UUID, list[Membership]] = {}
        for spell in rows.select_related("member").order_by("starts_at", "id"):
            spells.setdefault(spell.member_id, []).append(spell)
        return spells

    def _attended(self, members: Iterable[UUID]) -> dict[UUID, list[tuple[datetime, bool]]]:
        """When each had a session of which something is noted, and whether they came."""
        rows = Attendance.visible_to(self.system).filter(
            member_id__in=list(members),
            session__starts_at__gte=self._midnight(self.period.since),
            session__starts_at__lt=self.as_of,
        )
        found: dict[UUID, list[tuple[datetime, bool]]] = {}
        for member, at, status in rows.values_list("member_id", "session__starts_at", "status"):
            found.setdefault(member, []).append((at, status != Attendance.Status.ABSENT))
        return found

    def _waits(self, members: Iterable[UUID]) -> dict[UUID, list[Waiting]]:
        """The waits that ended with a seat, of each the newest first."""
        rows = Waiting.visible_to(self.system).filter(
            member_id__in=list(members), ending=Waiting.Ending.JOINED
        )
        found: dict[UUID, list[Waiting]] = {}
        for wait in rows.defer("available").order_by("-starts_at", "-id"):
            found.setdefault(wait.member_id, []).append(wait)
        return found

    def _ending(self, spell: Membership) -> Ending:
        ended = spell.ends_at is not None and spell.ends_at < self.as_of
        return _ENDINGS.get(spell.ending, Ending.LEFT) if ended else Ending.STAYS

    def _scores(
        self, taken: Mapping[str, Sequence[Taken]], joined: datetime, ended: datetime | None
    ) -> tuple[dict[str, float], dict[str, float]]:
        """First and last total of each measure; a last one only where there are two."""
        until = min(self.as_of, ended + NEAR) if ended else self.as_of
        first, last = dict[str, float](), dict[str, float]()
        for id, series in taken.items():
            totals = [
                each.total for each in series if each.total is not None and joined - NEAR <= each.at < until
            ]
            if totals:
                first[id] = totals[0]
            if len(totals) > 1:
                last[id] = totals[-1]
        return first, last

    def _values(self, spell: Membership, wait: Waiting | None) -> dict[str, str]:
        joined = spell.starts_at.astimezone(self.zone).date()
        return {
            AGE: band(spell.member.born, joined),
            LANGUAGE: language_among(self.languages, wait.languages if wait else ()),
            FUNDING: wait.funding if wait else "",
        }

    def _midnight(self, day: date) -> datetime:
        return datetime.combine(day, time.min, self.zone)


def _measures() -> dict[str, Measure]:
    """Every measure that has a rule of change which somebody has looked up, by its default."""
    found = {id: _measure(catalogue.instrument(id)) for id in catalogue.instrument_ids()}
    return {id: measure for id, measure in found.items() if measure}


def _measure(instrument: Instrument) -> Measure | None:
    rule = instrument.change_rule()
    if rule is None or rule.status is Status.UNVERIFIED:
        return None
    case = instrument.caseness
    cutoff = None
    if case is not None and case.threshold is not None:
        cutoff = Cutoff(case.threshold, case.source, instrument.better, unwell_at=True)
    return Measure(Anchor(points=rule.at_least, source=rule.source, better=instrument.better), cutoff)
