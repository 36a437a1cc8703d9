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

from holdspace.groups.models import Group
from holdspace.intake.models import Funding, Waiting
from holdspace.intake.rules.fairness import (
    BANDS,
    UNKNOWN,
    Case,
    Fairness,
    Field,
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
from holdspace.members.queries import language_name
from holdspace.practice.models import Practice
from holdspace.practice.roles import Permission
from holdspace.vault import keyring
from holdspace.vault.roots import Domain
from holdspace.vault.scope import acting_as

OTHER: Final = "other"
"""The languages in which the practice holds no group."""

_AGE, _LANGUAGE, _FUNDING = "age", "language", "funding"
_NAMES: Final[dict[str, Promise]] = {
    _AGE: gettext_lazy("Age when they came onto the list"),
    _LANGUAGE: gettext_lazy("Language in which they can come"),
    _FUNDING: gettext_lazy("Who pays"),
}
_BAND_WORDS: Final[dict[str, Promise]] = {
    "-24": gettext_lazy("under 25"),
    "25-39": gettext_lazy("25 to 39"),
    "40-64": gettext_lazy("40 to 64"),
    "65-": gettext_lazy("65 and over"),
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
        fields = (
            Field(_AGE, (*BANDS, UNKNOWN)),
            Field(_LANGUAGE, (*self.languages, OTHER, UNKNOWN)),
            Field(_FUNDING, (*(code for code in Funding.values if code), UNKNOWN)),
        )
        counts = fairness(list(self._cases()), fields)
        return AccessReport(counts, self.since, self.until - timedelta(days=1))

    @cached_property
    def languages(self) -> tuple[str, ...]:
        """The practice's own language, then the others of its groups: what it offers, whoever comes."""
        groups = Group.visible_to(self.system).exclude(phase=Group.Phase.ENDED)
        offered = set(groups.values_list("language", flat=True)) - {self.practice.language}
        return (self.practice.language, *sorted(offered))

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
            _AGE: band(wait.member.born, came),
            _LANGUAGE: self._language(wait.languages),
            _FUNDING: wait.funding,
        }
        return Case(outcome, weeks, values)

    def _language(self, spoken: Sequence[str]) -> str:
        """The first of our languages in which they can come: the practice's own, where it is theirs."""
        if not spoken:
            return UNKNOWN
        return next((language for language in self.languages if language in spoken), OTHER)

    @property
    def _last_moment(self) -> datetime:
        return self._midnight(self.until) - timedelta(microseconds=1)

    def _midnight(self, day: date) -> datetime:
        return datetime.combine(day, time.min, self.zone)


def _sheet(table: Table) -> Sheet:
    lines = [(_words(table.field, line.value), line) for line in table.lines]
    return Sheet(table.field, str(_NAMES[table.field]), lines)


def _words(field: str, value: str) -> str:
    """What a row is called."""
    if value == UNKNOWN:
        return _("not known")
    if field == _AGE:
        return str(_BAND_WORDS[value])
    if field == _FUNDING:
        return str(Funding(value).label)
    return _("another language") if value == OTHER else language_name(value)
