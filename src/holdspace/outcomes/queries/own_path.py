"""A member's own path, for their own eyes: how open they wanted to be, and how their answers went."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _

from holdspace.kernel.actors import Actor
from holdspace.outcomes.queries.goals import Goals, goals_of
from holdspace.outcomes.queries.measure_path import MeasurePath, measure_paths
from holdspace.sessions.models import CheckIn
from holdspace.sessions.queries import own_member
from holdspace.ui.rules.charts import Point
from holdspace.vault import keyring
from holdspace.vault.roots import Domain

CLOSED, OPEN = 1, 5
"""The ends of the scale on which members say how open they want to be."""


@dataclass(frozen=True, slots=True)
class OwnPath:
    """What a member sees of themselves."""

    openness: list[Point]
    measures: list[MeasurePath]
    goals: Goals

    @property
    def is_empty(self) -> bool:
        return (
            not self.openness
            and not self.goals.in_use
            and not any(path.series.given for path in self.measures)
        )


def own_path(actor: Actor) -> OwnPath:
    """The acting member's own; Missing for everybody else. A constant number of queries."""
    member = own_member(actor)
    keyring.warm([member.pk], Domain.SCORES)
    measures = measure_paths(actor, [member.pk])[member.pk]
    return OwnPath(_openness(actor), measures, goals_of(actor, member))


def _openness(actor: Actor) -> list[Point]:
    """From check-ins, kept back or shared: they are the reader's own."""
    rows = CheckIn.visible_to(actor).select_related("session").defer("brings")
    said = [(row, row.openness) for row in rows.order_by("session__starts_at", "id")]
    return [
        Point(
            timezone.localtime(row.session.starts_at).date(),
            float(openness),
            _("%(n)s of %(most)s") % {"n": openness, "most": OPEN},
        )
        for row, openness in said
        if openness is not None
    ]
