"""One measure of one member over time, ready to be drawn and said in words."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from uuid import UUID

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from holdspace.kernel.actors import Actor
from holdspace.measures.rules.instrument import Better, By, ChangeRule, Instrument
from holdspace.outcomes.queries.series import Given, Series, answered
from holdspace.outcomes.rules.classification import Outcome, Status, status
from holdspace.outcomes.rules.file_rules import cutoff_of, rule_of
from holdspace.outcomes.rules.gains import SuddenGain, sudden_gains
from holdspace.outcomes.rules.verdicts import plain
from holdspace.ui.rules.charts import Band, Point

WORSE = frozenset({Outcome.DETERIORATED, Outcome.HARMED})
BETTER = frozenset({Outcome.RECOVERED, Outcome.IMPROVED})

IN_WORDS: Mapping[Outcome, Promise] = {
    Outcome.RECOVERED: gettext_lazy("recovered"),
    Outcome.IMPROVED: gettext_lazy("reliably better"),
    Outcome.UNCHANGED: gettext_lazy("no reliable change"),
    Outcome.DETERIORATED: gettext_lazy("reliably worse"),
    Outcome.HARMED: gettext_lazy("reliably worse, and unwell now"),
}

MET: Mapping[bool | None, Promise] = {
    True: gettext_lazy("yes"),
    False: gettext_lazy("no"),
    None: gettext_lazy("cannot be told: too much was left open"),
}
"""Whether a rule over single questions is met."""


@dataclass(frozen=True)
class MeasurePath:
    """One measure over time. `rule_id` chooses among the change rules of its file; None: the first."""

    series: Series
    language: str
    rule_id: str | None = None

    @property
    def instrument(self) -> Instrument:
        return self.series.instrument

    @property
    def title(self) -> str:
        return self.instrument.title(self.language)

    @property
    def short_name(self) -> str:
        """The name that clinicians use: "PHQ-9"."""
        return self.instrument.id.upper()

    @property
    def has_total(self) -> bool:
        """Whether the form adds up to anything."""
        return self.instrument.total.by is not By.NONE

    @property
    def rule(self) -> ChangeRule | None:
        """What counts as a change; None without a rule, and where neither direction is better."""
        if self.instrument.better is Better.NEITHER:
            return None
        return self.instrument.change_rule(self.rule_id) or self.instrument.change_rule()

    @cached_property
    def status(self) -> Status | None:
        """What became of them since the first total; None with fewer than two, or without a rule."""
        rule, totals = rule_of(self.instrument, self.rule_id), self.series.scored
        if rule is None or len(totals) < 2:
            return None
        before, after = totals[0][1], totals[-1][1]
        return status(before=before, after=after, rule=rule, cutoff=cutoff_of(self.instrument))

    @property
    def outcome_words(self) -> str:
        """The outcome in two or three words; empty where there is none yet."""
        return str(IN_WORDS[self.status.outcome]) if self.status else ""

    @property
    def is_worse(self) -> bool:
        return self.status is not None and self.status.outcome in WORSE

    @property
    def is_better(self) -> bool:
        return self.status is not None and self.status.outcome in BETTER

    @cached_property
    def gains(self) -> Mapping[UUID, SuddenGain]:
        """The forms that came right after a sudden gain."""
        if self.rule is None or not self.series.given:
            return {}
        given = self.series.given
        totals = [math.nan if each.taken.total is None else each.taken.total for each in given]
        found = sudden_gains(scores=[totals], cutoff=self.rule.at_least, better=self.instrument.better)
        return {given[gain.session].id: gain for gain in found}

    @cached_property
    def points(self) -> list[Point]:
        return [self._point(each, float(total)) for each, total in self.series.scored]

    @cached_property
    def plain_points(self) -> list[Point]:
        """The same without the names of bands and gains."""
        return [
            Point(_day(each), float(total), _listed(plain(total), _open(each)))
            for each, total in self.series.scored
        ]

    @property
    def first(self) -> float | None:
        """The first total."""
        return self.series.scored[0][1] if self.series.scored else None

    @property
    def latest(self) -> float | None:
        """The last total."""
        return self.series.scored[-1][1] if self.series.scored else None

    @property
    def unscored(self) -> int:
        """How many forms have no total, because too much was left open."""
        return len(self.series.given) - len(self.series.scored) if self.has_total else 0

    @property
    def newest(self) -> Given | None:
        """The newest form of the version that is here now."""
        return self.series.given[-1] if self.series.given else None

    @property
    def findings(self) -> list[tuple[str, str]]:
        """What the newest form says besides its total: parts in points, and rules over single questions."""
        if self.newest is None:
            return []
        newest = self.newest.taken
        parts = [
            (part.title(self.language), _points_words(newest.subscales[part.key]))
            for part in self.instrument.subscales
            if part.key in newest.subscales
        ]
        rules = [
            (rule.text(self.language), str(MET[newest.criteria[rule.key]]))
            for rule in self.instrument.criteria
            if rule.key in newest.criteria
        ]
        return parts + rules

    @property
    def earlier(self) -> list[tuple[Given, str]]:
        """What was answered on earlier versions of the form, with its total in words."""
        return [(each, _total_words(each)) for each in self.series.earlier]

    @property
    def bands(self) -> list[Band]:
        step = self.instrument.total.step
        edges = [band.lowest for band in self.instrument.bands] + [self.instrument.highest_total + step]
        return [
            Band(band.lowest, edges[at + 1] - step, band.text(self.language))
            for at, band in enumerate(self.instrument.bands)
        ]

    @property
    def cutoff(self) -> float | None:
        """The one threshold of a case; None where there are several."""
        return self.instrument.caseness.threshold if self.instrument.caseness else None

    @property
    def unreliable(self) -> tuple[float, float] | None:
        """Between these two values a change from the first is not reliable."""
        if self.first is None or self.rule is None:
            return None
        near = self.rule.at_least - self.instrument.total.step
        low, high = self.first - near, self.first + near
        return max(low, self.instrument.lowest_total), min(high, self.instrument.highest_total)

    def _point(self, given: Given, total: float) -> Point:
        band = given.taken.band_words(self.instrument, self.language).lower()
        words = _listed(plain(total), band, _open(given), self._gain_words(given))
        return Point(_day(given), total, words, mark="gain" if given.id in self.gains else "")

    def _gain_words(self, given: Given) -> str:
        gain = self.gains.get(given.id)
        if gain is None:
            return ""
        points = {"points": plain(gain.size)}
        if gain.reversed:
            return _("sudden gain of %(points)s points, later partly lost") % points
        return _("sudden gain of %(points)s points") % points


def measure_paths(
    actor: Actor, member_ids: list[UUID], *, rules: Mapping[str, str] | None = None
) -> dict[UUID, list[MeasurePath]]:
    """The measures of these members as far as the actor may see them; `rules` chooses a change rule by
    instrument. Two queries; the caller records the read."""
    found = answered(actor, member_ids)
    return {member: drawn(series, rules=rules) for member, series in found.items()}


def drawn(series: list[Series], *, rules: Mapping[str, str] | None = None) -> list[MeasurePath]:
    """Measures in the reader's language."""
    language, chosen = get_language() or "en", rules or {}
    return [MeasurePath(each, language, chosen.get(each.instrument.id)) for each in series]


def _day(given: Given) -> date:
    return timezone.localtime(given.taken.at).date()


def _open(given: Given) -> str:
    return _("with questions left open") if given.taken.missing else ""


def _total_words(given: Given) -> str:
    return _points_words(given.taken.total)


def _points_words(points: float | None) -> str:
    return _("no total: too much was left open") if points is None else plain(points)


def _listed(*words: str) -> str:
    return ", ".join(word for word in words if word)
