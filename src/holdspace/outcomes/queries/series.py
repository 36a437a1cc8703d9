"""What members answered, measure by measure, with earlier versions of a form kept apart."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from uuid import UUID

from django.db.models import F, Q, Window
from django.db.models.functions import RowNumber

from holdspace.kernel.actors import Actor
from holdspace.measures import catalogue
from holdspace.measures.models import Administration
from holdspace.measures.rules.instrument import Instrument
from holdspace.measures.rules.taken import Taken, from_stored
from holdspace.vault import keyring
from holdspace.vault.roots import Domain


@dataclass(frozen=True, slots=True)
class Given:
    """One filled-in form: its row, and what the rules made of it."""

    id: UUID
    version: str
    taken: Taken


@dataclass(frozen=True)
class Series:
    """One measure of one member in order of time.

    `given` was answered on the form as it is now. `earlier` was answered on other versions: it is shown and
    compared with nothing, for another version is another instrument.
    """

    instrument: Instrument
    given: tuple[Given, ...]
    earlier: tuple[Given, ...] = ()

    @property
    def taken(self) -> list[Taken]:
        """What was taken, on whichever version, in order of time."""
        forms = sorted((*self.given, *self.earlier), key=lambda each: (each.taken.at, each.id))
        return [each.taken for each in forms]

    @cached_property
    def scored(self) -> list[tuple[Given, float]]:
        """The forms that have a total, with it."""
        return [(each, each.taken.total) for each in self.given if each.taken.total is not None]


Answered = dict[UUID, list[Series]]
"""Member → their measures, the PHQ-9 first."""


def answered(
    actor: Actor, member_ids: Iterable[UUID], *, group_id: UUID | None = None, ends: int | None = None
) -> Answered:
    """What these members answered, as far as `actor` may see it: two queries for any number of people.

    With `group_id` only what was taken in that group; with `ends` only so many forms of each version from
    either end of the time. A form whose file is not there any more is left out: without its file nobody can
    say what its numbers mean. The caller records the read.
    """
    wanted = set(member_ids)
    rows = Administration.visible_to(actor).filter(
        member_id__in=wanted, instrument__in=catalogue.instrument_ids()
    )
    if group_id is not None:
        rows = rows.filter(group_id=group_id)
    if ends is not None:
        ranked = rows.annotate(of_oldest=_rank("taken_at", "id"), of_newest=_rank("-taken_at", "-id"))
        ranked = ranked.filter(Q(of_oldest__lte=ends) | Q(of_newest__lte=ends))
        rows = rows.filter(pk__in=ranked.values("pk"))  # ids are sorted faster than sealed results
    keyring.warm(wanted, Domain.SCORES)
    found: dict[UUID, dict[str, list[Given]]] = {member: defaultdict(list) for member in wanted}
    columns = ("member_id", "instrument", "version", "result", "taken_at", "session_id")
    for row in rows.only(*columns).order_by("taken_at", "id"):
        if row.result is not None:
            taken = from_stored(row.taken_at, row.session_id, row.result)
            found[row.member_id][row.instrument].append(Given(row.pk, row.version, taken))
    return {member: _series(given) for member, given in found.items()}


def _rank(*order: str) -> Window:
    """The place of a form among those of its member, instrument and version."""
    partition = [F("member_id"), F("instrument"), F("version")]
    return Window(RowNumber(), partition_by=partition, order_by=list(order))


def _series(given: dict[str, list[Given]]) -> list[Series]:
    return [_one(catalogue.instrument(id), given[id]) for id in sorted(given, key=catalogue.usual_order)]


def _one(instrument: Instrument, given: list[Given]) -> Series:
    now = tuple(each for each in given if each.version == instrument.version)
    return Series(instrument, now, tuple(each for each in given if each.version != instrument.version))
