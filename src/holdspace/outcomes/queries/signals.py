"""Reasons to look at somebody's course again, for every member of a group, minus those that are silent.

By the rules of `rules.not_on_track`, each with its sentence. One of them, the drop in session ratings, is
not asked here: members were promised that nobody sees how one of them rated a session, so it is asked of the
group alone (`rules.climate`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from holdspace.groups.models import Group
from holdspace.kernel import clock
from holdspace.kernel.actors import Actor
from holdspace.kernel.refusals import Missing
from holdspace.measures.models import Administration
from holdspace.measures.rules.scoring import case
from holdspace.outcomes.models import Silence
from holdspace.outcomes.queries.series import Answered, Given, Series, answered
from holdspace.outcomes.rules.file_rules import rule_of
from holdspace.outcomes.rules.not_on_track import (
    AlertAnswer,
    Course,
    Reason,
    absences_in_a_row,
    alert_item,
    no_reliable_gain,
    reliable_deterioration,
    speaks_again,
    worst_first,
)
from holdspace.sessions.queries import Mark, marks_of
from holdspace.sessions.rules.attendance import Status
from holdspace.vault import keyring
from holdspace.vault.roots import Domain

GAIN_AWAITED_BY = 8
"""After so many sessions a first reliable gain is waited for: a convention of ours, two months of weeks."""

LOOKED_BACK = 520
"""How many held sessions of a group are looked at: ten years of weeks."""

ENDS = 6
"""So many forms from either end are read where nothing is drawn: the first total is looked for in them."""


@dataclass(frozen=True, slots=True)
class Signal:
    """A reason to look at somebody again, and the newest silence kept for it."""

    member_id: UUID
    group_id: UUID
    reason: Reason
    silence: Silence | None = None

    @property
    def is_silent(self) -> bool:
        """Whether somebody has looked at it, and it has not got worse since."""
        return not speaks_again(self.silence.level if self.silence else None, self.reason)

    @property
    def kind(self) -> str:
        """The rule: `deterioration`, `no-gain`, `alert` or `absences`."""
        return self.reason.key.split(":")[0]


def signals_in(
    actor: Actor, group: Group, member_ids: Iterable[UUID], *, known: Answered | None = None
) -> dict[UUID, list[Signal]]:
    """For each of these members of the group what asks to be looked at, the worst first, silent ones too.

    `known` spares reading their answers again. At most eight queries, for any number of people and sessions.
    The caller has found the group through a scope, and records the read.
    """
    members = list(member_ids)
    given = answered(actor, members, group_id=group.pk, ends=ENDS) if known is None else known
    came = marks_of(group, members, before=clock.now(), limit=LOOKED_BACK)
    alerts = _alert_points(actor, given)
    silences = _silences(actor, group, members)
    return {
        member: [
            Signal(member, group.pk, reason, silences.get((member, reason.key)))
            for reason in worst_first(_reasons(given.get(member, []), came[member], alerts))
        ]
        for member in members
    }


def signal_for(actor: Actor, group: Group, member_id: UUID, key: str) -> Signal:
    """One reason as it stands now; Missing when it is not there (any more)."""
    for signal in signals_in(actor, group, [member_id])[member_id]:
        if signal.reason.key == key:
            return signal
    raise Missing(_("This page does not exist."))


def _reasons(
    measures: Iterable[Series], came: Sequence[Mark], alerts: Mapping[UUID, Mapping[str, int | None]]
) -> Iterable[Reason | None]:
    noted = [each.status for each in came if each.status is not Status.EXPECTED]
    yield absences_in_a_row([each is Status.ATTENDED for each in noted])
    for series in measures:
        yield from _of_course(series, came)
        yield from _of_alerts(series, alerts)


def _of_course(series: Series, came: Sequence[Mark]) -> Iterable[Reason | None]:
    """Worse than at the start; or no gain, for who was a case at the start and still is one."""
    rule, scored = rule_of(series.instrument), series.scored
    if rule is None or len(scored) < 2:
        return
    (first, before), (last, after) = scored[0], scored[-1]
    course = Course(
        instrument=series.instrument.id,
        measure=series.instrument.id.upper(),
        baseline=before,
        latest=after,
        sessions=_sessions_between(came, first.taken.at, last.taken.at),
    )
    worse = reliable_deterioration(course=course, rule=rule)
    yield worse
    if worse is None and all(case(series.instrument, total) is not False for total in (before, after)):
        yield no_reliable_gain(course=course, rule=rule, by_session=GAIN_AWAITED_BY)


def _sessions_between(came: Sequence[Mark], first: datetime, last: datetime) -> int:
    """How many sessions they attended after the first form was filled in and before the last."""
    return sum(each.status is Status.ATTENDED and first <= each.session_start < last for each in came)


def _of_alerts(series: Series, alerts: Mapping[UUID, Mapping[str, int | None]]) -> Iterable[Reason]:
    """The safety questions of the newest form."""
    for given in _newest(series):
        for item, points in alerts.get(given.id, {}).items():
            answer = AlertAnswer(
                series.instrument.id, series.instrument.id.upper(), item, given.id.hex, points
            )
            yield alert_item(answer)


def _newest(series: Series) -> Sequence[Given]:
    return series.given[-1:]


def _alert_points(actor: Actor, given: Answered) -> dict[UUID, dict[str, int | None]]:
    """Form → safety question → points, None where left open, for the newest forms that give an alert."""
    newest = [each for measures in given.values() for series in measures for each in _newest(series)]
    raised = {each.id: each.taken.alerts for each in newest if each.taken.alerts}
    rows = Administration.visible_to(actor).filter(pk__in=list(raised)).defer("result")
    return {row.pk: {item: (row.answers or {}).get(item) for item in raised[row.pk]} for row in rows}


def _silences(actor: Actor, group: Group, members: Sequence[UUID]) -> dict[tuple[UUID, str], Silence]:
    """The newest silence of each member and key."""
    rows = Silence.visible_to(actor).filter(group=group, member_id__in=members)
    keyring.warm(members, Domain.PROGRESS)
    found = rows.select_related("silenced_by").order_by("silenced_at", "id")
    return {(row.member_id, row.key): row for row in found}
