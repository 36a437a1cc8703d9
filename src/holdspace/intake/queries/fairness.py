"""Who waits and who is placed, as counts. No name and no word leaves this file."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cached_property
from typing import Final
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from holdspace.intake.models import Waiting
from holdspace.intake.queries.fields import (
    AGE,
    FUNDING,
    LANGUAGE,
    fields_with,
    language_among,
    languages_offered,
    words_of_value,
)
from holdspace.intake.rules.fairness import (
    Case,
    Fairness,
    Line,
    Outcome,
    Table,
    band,
    fairness,
    period_before,
)
from holdspace.intake.rules.stages import weeks_waited
from holdspace.kernel import clock
from holdspace.kernel.actors import Actor, system_actor
from holdspace.kernel.refusals import Missing
from holdspace.practice.models import Practice
from holdspace.practice.roles import Permission
from holdspace.vault import keyring
from holdspace.vault.roots import Domain
from holdspace.vault.scope import acting_as

_NAMES: Final[dict[str, Promise]] = {
    AGE: gettext_lazy("Age when they came onto the list"),
    LANGUAGE: gettext_lazy("Language in which they can come"),
    FUNDING: gettext_lazy("Who pays"),
}


@dataclass(frozen=True, slots=True)
class Sheet:
    """One field's table in words: its name, and each line with what it is called."""

    field: str
    name: str
    lines: Sequence[tuple[str, Line]]


@dataclass(frozen=True, slots=True)
class AccessReport:
    """The counts, with the first day of the twelve months that they span and the last."""

    counts: Fairness
    since: date
    last_day: date

    @property
    def sheets(self) -> list[Sheet]:
        """Every table, in the reader's language."""
        return [_sheet(table) for table in self.counts.tables]


def access_report(actor: Actor) -> AccessReport:
    """The report as of the end of the last month; Missing for who may not read it. Four queries.

    It is read as the system, for the owner sees nobody's record; what comes back holds counts alone. The
    caller records the read.
    """
    if not actor.may(Permission.ACCESS_READ):
        raise Missing(_("This page does not exist."))
    with acting_as(system_actor(actor.practice_id)) as system:
        return _Reading(system).report()


class _Reading:
    """One reading of the practice's waits."""

    def __init__(self, system: Actor) -> None:
        self.system = system
        self.practice = Practice.visible_to(system).get()
        self.zone = ZoneInfo(self.practice.time_zone)
        self.since, self.until = period_before(clock.today(self.practice.time_zone))

    def report(self) -> AccessReport:
        counts = fairness(list(self._cases()), fields_with(self.languages))
        return AccessReport(counts, self.since, self.until - timedelta(days=1))

    @cached_property
    def languages(self) -> tuple[str, ...]:
        """The practice's own language, then the others of its groups: what it offers, whoever comes."""
        return languages_offered(self.system, self.practice)

    def _cases(self) -> Iterable[Case]:
        """Everybody once for each outcome: the newest wait that ended so."""
        newest = {(wait.member_id, self._outcome(wait)): wait for wait in self._waits()}
        return (self._case(outcome, wait) for (_member, outcome), wait in newest.items())

    def _waits(self) -> Sequence[Waiting]:
        since, until = self._midnight(self.since), self._midnight(self.until)
        still_or_lately = Q(ends_at__isnull=True) | Q(ends_at__gte=since)
        rows = Waiting.visible_to(self.system).filter(still_or_lately, starts_at__lt=until)
        waits = list(rows.select_related("member").order_by("starts_at", "id"))
        people: set[UUID] = {wait.member_id for wait in waits}
        keyring.warm(people, Domain.IDENTITY)
        return waits

    def _outcome(self, wait: Waiting) -> Outcome:
        if wait.runs(self._last_moment):
            return Outcome.WAITS
        return Outcome.PLACED if wait.ending == Waiting.Ending.JOINED else Outcome.LEFT

    def _case(self, outcome: Outcome, wait: Waiting) -> Case:
        ended = self._midnight(self.until) if outcome is Outcome.WAITS else wait.ends_at
        weeks = weeks_waited(wait.starts_at, ended or wait.starts_at)
        came = wait.starts_at.astimezone(self.zone).date()
        values = {
            AGE: band(wait.member.born, came),
            LANGUAGE: language_among(self.languages, wait.languages),
            FUNDING: wait.funding,
        }
        return Case(outcome, weeks, values)

    @property
    def _last_moment(self) -> datetime:
        return self._midnight(self.until) - timedelta(microseconds=1)

    def _midnight(self, day: date) -> datetime:
        return datetime.combine(day, time.min, self.zone)


def _sheet(table: Table) -> Sheet:
    lines = [(words_of_value(table.field, line.value), line) for line in table.lines]
    return Sheet(table.field, str(_NAMES[table.field]), lines)
