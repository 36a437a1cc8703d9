"""What a whole group is asked: only its mean, at the start and now, where at least three answered."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean
from typing import TypeAlias
from uuid import UUID

from django.db.models import Count

from holdspace.groups.models import Group
from holdspace.kernel.actors import Actor
from holdspace.measures import catalogue
from holdspace.measures.models import Administration, Schedule
from holdspace.measures.rules.instrument import Instrument
from holdspace.sessions.models import GroupSession
from holdspace.sessions.rules.climate import MINIMUM
from holdspace.vault import keyring
from holdspace.vault.roots import Domain

Totals: TypeAlias = Mapping[tuple[str, UUID], Sequence[int]]
"""Instrument and session → the totals in order of arrival."""


@dataclass(frozen=True, slots=True)
class Stand:
    """The mean total of `answered` people, at least three, at one session."""

    session: GroupSession
    mean: float
    answered: int


@dataclass(frozen=True, slots=True)
class AskedTogether:
    """An instrument that everybody in a group is asked; None where fewer than three answered."""

    instrument: Instrument
    start: Stand | None
    now: Stand | None


def asked_together(group: Group, actor: Actor) -> list[AskedTogether]:
    """Each scheduled instrument with the group's mean at the first and the last session that may be shown.

    The two means are of whoever answered then, so people may differ; like a rating's, they count answers in
    steps of three. Five queries, however long the group has met.
    """
    asked = Schedule.visible_to(actor).filter(group=group).values_list("instrument", flat=True)
    wanted = sorted(set(asked) & set(catalogue.instrument_ids()), key=catalogue.usual_order)
    ends = _ends(group, actor, wanted)
    totals = _totals(group, actor, {pk for both in ends.values() for pk in both})
    sessions = GroupSession.clinical_to(actor).in_bulk([pk for _, pk in totals])
    return [_together(id, ends.get(id, ()), totals, sessions) for id in wanted]


def _ends(group: Group, actor: Actor, wanted: Iterable[str]) -> dict[str, tuple[UUID, ...]]:
    """For each instrument the first and the last session at which at least three answered."""
    rows = Administration.visible_to(actor).filter(group=group, instrument__in=wanted, session__isnull=False)
    counted = rows.order_by("session__starts_at").values("instrument", "session_id")
    found: dict[str, list[UUID]] = defaultdict(list)
    for row in counted.annotate(answered=Count("id")).filter(answered__gte=MINIMUM):
        found[row["instrument"]].append(row["session_id"])
    return {id: tuple(dict.fromkeys((sessions[0], sessions[-1]))) for id, sessions in found.items()}


def _totals(group: Group, actor: Actor, sessions: Iterable[UUID]) -> Totals:
    rows = list(
        Administration.visible_to(actor)
        .filter(group=group, session__in=sessions)
        .defer("answers")
        .order_by("taken_at", "id")
    )
    keyring.warm((row.member_id for row in rows), Domain.SCORES)
    found: dict[tuple[str, UUID], list[int]] = defaultdict(list)
    for row in rows:
        total = (row.result or {}).get("total")
        if total is not None and row.session_id is not None:
            found[row.instrument, row.session_id].append(total)
    return found


def _together(
    id: str, ends: Sequence[UUID], totals: Totals, sessions: Mapping[UUID, GroupSession]
) -> AskedTogether:
    stands = [_stand(totals.get((id, pk), ()), sessions.get(pk)) for pk in ends]
    return AskedTogether(
        instrument=catalogue.instrument(id),
        start=stands[0] if stands else None,
        now=stands[1] if len(stands) > 1 else None,
    )


def _stand(totals: Sequence[int], session: GroupSession | None) -> Stand | None:
    kept = totals[: len(totals) // MINIMUM * MINIMUM]
    return Stand(session, fmean(kept), len(kept)) if kept and session is not None else None
