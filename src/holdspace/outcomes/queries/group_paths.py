"""Small multiples: everybody of a group, one tiny picture each, over the same time and the same range."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from holdspace.groups.models import Group
from holdspace.groups.queries import SeatedMember, circle, clinical_group
from holdspace.kernel.actors import Actor
from holdspace.measures import catalogue
from holdspace.measures.rules.instrument import Instrument
from holdspace.outcomes.queries.measure_path import MeasurePath, drawn
from holdspace.outcomes.queries.series import answered
from holdspace.outcomes.queries.signals import Signal, signals_in


@dataclass(frozen=True, slots=True)
class One:
    """One member of the group on one measure; `path` is None for who never answered it."""

    seated: SeatedMember
    path: MeasurePath | None


@dataclass(frozen=True, slots=True)
class Multiples:
    """One measure for everybody, in the order of the seats, between two days that all pictures share."""

    instrument: Instrument
    title: str
    everybody: list[One]
    since: date
    until: date

    @property
    def cutoff(self) -> float | None:
        return self._scored[0].cutoff

    @property
    def people(self) -> int:
        return len(self.everybody)

    @property
    def answered(self) -> int:
        """How many have answered it with a total at least once."""
        return len(self._scored)

    @property
    def answered_last(self) -> int:
        """How many answered it the last time that anybody did: for the same session, or on the same day."""
        newest = max(self._scored, key=lambda path: path.series.scored[-1][0].taken.at)
        return sum(_is_as_new(path, newest) for path in self._scored)

    @property
    def _scored(self) -> list[MeasurePath]:
        return [one.path for one in self.everybody if one.path is not None and one.path.series.scored]


@dataclass(frozen=True, slots=True)
class Asking:
    """Somebody whose course asks to be looked at again, and why."""

    seated: SeatedMember
    signals: list[Signal]


@dataclass(frozen=True, slots=True)
class GroupPaths:
    """Everything on the group's page of change."""

    group: Group
    people: list[SeatedMember]
    multiples: list[Multiples]
    asking: list[Asking]
    silent: int
    """How many reasons are silent now."""

    @property
    def members(self) -> set[UUID]:
        """Whose record stands on the page."""
        return {each.member_id for each in self.people}


def group_paths(actor: Actor, pk: UUID) -> GroupPaths:
    """A group within the actor's clinical reach; Missing otherwise. The caller records the read.

    Constant in queries, whatever the number of members, sessions and answers.
    """
    group = clinical_group(actor, pk)
    people = circle(group)
    ids = [each.member_id for each in people]
    known = answered(actor, ids, group_id=group.pk)
    signals = signals_in(actor, group, ids, known=known)
    paths = {member: {p.instrument.id: p for p in drawn(series)} for member, series in known.items()}
    asking = [Asking(each, _speaking(signals[each.member_id])) for each in people]
    return GroupPaths(
        group=group,
        people=people,
        multiples=_multiples(people, paths),
        asking=[each for each in asking if each.signals],
        silent=sum(signal.is_silent for found in signals.values() for signal in found),
    )


def _speaking(signals: list[Signal]) -> list[Signal]:
    return [signal for signal in signals if not signal.is_silent]


def _multiples(people: list[SeatedMember], paths: dict[UUID, dict[str, MeasurePath]]) -> list[Multiples]:
    ids = {id for of_one in paths.values() for id, path in of_one.items() if path.series.scored}
    return [
        _one_measure([One(each, paths[each.member_id].get(id)) for each in people])
        for id in sorted(ids, key=catalogue.usual_order)
    ]


def _one_measure(everybody: list[One]) -> Multiples:
    """`everybody` holds at least one path with a total."""
    there = [one.path for one in everybody if one.path is not None]
    days = [point.when for path in there for point in path.plain_points]
    return Multiples(there[0].instrument, there[0].title, everybody, min(days), max(days))


def _is_as_new(path: MeasurePath, newest: MeasurePath) -> bool:
    mine, last = path.series.scored[-1][0].taken, newest.series.scored[-1][0].taken
    same_session = mine.session_id is not None and mine.session_id == last.session_id
    return same_session or path.plain_points[-1].when == newest.plain_points[-1].when
