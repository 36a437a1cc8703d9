"""What is told about how many others carry something, so that nobody is shown by it.

Why these rules, the argument for them and the simulated attackers: `docs/explanation/what-is-told.md`.

Inside a circle no number is ever told, only "several others", by theme and never by likeness of words. It
is told

- where at least `SEVERAL` others said so by name: whoever is told could have counted them;
- or where at least `SEVERAL` others, and all but at least `SPARED`, said so without a name *within the
  present stretch*: the time in which nobody joined or left. Then everybody else could have written each of
  these posts, what is told depends only on how the posts fall to unknown people, and no question singles
  anybody out. What was written before the first release of a stretch is not counted: whoever reads it
  cannot tell whether it comes from before the change, and must not learn that from what is told.

The two are never added up: two names and one post without a name would tell that its writer is neither of
them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum
from typing import Final
from uuid import UUID
from zoneinfo import ZoneInfo

SEVERAL: Final = 3
"""The fewest others of whom "several" is told."""

SPARED: Final = 2
"""How many others at least must not be among them."""

SMALLEST: Final = 4
"""The smallest circle in which sharing without a name is offered: each reader then has three to guess among.
"""

RELEASE_HOUR: Final = 6
"""The hour on the practice's wall clock at which posts without a name appear."""

STANDING: Final = timedelta(weeks=4)
"""How long a consent beyond the circle has stood before it counts."""

FEWEST_BEYOND: Final = 5
"""The fewest people of whom a band across the programme is told."""

FEWEST_GROUPS: Final = 2
"""From how many groups they come at least."""


class Band(StrEnum):
    """How many people of other groups carry a theme, in bands."""

    FIVE = "5-9"
    TEN = "10-19"
    TWENTY = "20+"


@dataclass(frozen=True, slots=True)
class Sitting:
    """Somebody sits in the circle, from a moment until just before another (None: still)."""

    person: UUID
    since: datetime
    until: datetime | None = None

    def covers(self, at: datetime) -> bool:
        return self.since <= at and (self.until is None or at < self.until)


@dataclass(frozen=True, slots=True)
class Said:
    """One post in the circle: who wrote it, whether by name, what it is about, when written, since when
    shown.
    """

    person: UUID
    named: bool
    themes: frozenset[str]
    written: datetime
    shown: datetime


@dataclass(frozen=True, slots=True)
class Answered:
    """Somebody said "I do this too"."""

    person: UUID
    at: datetime


@dataclass(frozen=True, slots=True)
class Given:
    """A consent beyond the circle: whose it is, in which group, for which themes, since when."""

    person: UUID
    group: UUID
    themes: frozenset[str]
    since: datetime


def may_share_unnamed(seated: int) -> bool:
    """Whether a circle of `seated` members is large enough for posts without a name."""
    return seated >= SMALLEST


def release_after(at: datetime, zone: str) -> datetime:
    """When something shared without a name at `at` appears: the next release, on the wall clock of `zone`."""
    tz = ZoneInfo(zone)
    day = at.astimezone(tz).date()
    today = datetime.combine(day, time(RELEASE_HOUR), tz)
    return today if at < today else datetime.combine(day + timedelta(days=1), time(RELEASE_HOUR), tz)


def counted_until(at: datetime, zone: str) -> datetime:
    """The last weekly moment: Monday's release. What was shown later is not counted before the next one."""
    tz = ZoneInfo(zone)
    local = at.astimezone(tz)
    monday = local.date() - timedelta(days=local.weekday())
    moment = datetime.combine(monday, time(RELEASE_HOUR), tz)
    return moment if moment <= at else datetime.combine(monday - timedelta(weeks=1), time(RELEASE_HOUR), tz)


def stretch_began(sittings: Iterable[Sitting], at: datetime) -> datetime | None:
    """When the circle last changed before `at`: somebody joined, left, or came back. None: nobody ever sat
    here.
    """
    moments = (
        moment for sitting in sittings for moment in (sitting.since, sitting.until) if moment is not None
    )
    return max((moment for moment in moments if moment <= at), default=None)


def several(
    reader: UUID,
    theme: str,
    said: Collection[Said],
    sittings: Collection[Sitting],
    *,
    at: datetime,
    zone: str,
) -> bool:
    """Whether the reader is told at `at` that several others carry `theme`.

    `said` is what this reader may read. What was once told in a stretch stays told, which the caller keeps.
    """
    until = counted_until(at, zone)
    counted = [
        each for each in said if theme in each.themes and each.person != reader and each.shown <= until
    ]
    if len({each.person for each in counted if each.named}) >= SEVERAL:
        return True
    began = stretch_began(sittings, at)
    if began is None:
        return False
    first = release_after(began, zone)
    here = {each.person for each in counted if not each.named and each.written >= first}
    return SEVERAL <= len(here) <= _others(reader, sittings, at) - SPARED


def several_do(
    reader: UUID, answered: Iterable[Answered], sittings: Collection[Sitting], *, at: datetime, zone: str
) -> bool:
    """Whether the reader is told that several others said "I do this too" of a pattern.

    By the same rule as what is said without a name: only answers of the present stretch, at weekly moments.
    Whoever wrote the pattern cannot answer it, so one of the others is never among those who could have;
    whether that one still sits here is not asked, lest the sentence tell of a pattern without a name that
    its writer has left.
    """
    until, began = counted_until(at, zone), stretch_began(sittings, at)
    if began is None:
        return False
    here = {each.person for each in answered if began <= each.at <= until} - {reader}
    return SEVERAL <= len(here) <= _others(reader, sittings, at) - 1 - SPARED


def band(
    theme: str, given: Iterable[Given], *, reader: UUID, met: Mapping[UUID, datetime], at: datetime, zone: str
) -> Band | None:
    """How many people carry `theme` beyond the reader's circle, in bands; None where too few do.

    `met` says since when the reader has sat with each person (with themselves: since they first sat
    anywhere). Left out is everybody whom the reader knew when their consent began to count. Who becomes
    known later stays in the number, as the stranger that they were: leaving them out from that day would
    tell by the difference what they carry.
    """
    until = counted_until(at, zone) - STANDING
    counted = [
        each
        for each in given
        if theme in each.themes and each.since <= until and _was_strange(each, reader, met, zone)
    ]
    people = len({each.person for each in counted})
    if people < FEWEST_BEYOND or len({each.group for each in counted}) < FEWEST_GROUPS:
        return None
    return Band.TWENTY if people >= 20 else Band.TEN if people >= 10 else Band.FIVE


def comes_after(
    reader: UUID, writer: UUID, circles: Iterable[Collection[Sitting]], *, released: datetime
) -> bool:
    """Whether the reader may find what `writer` gave to those who come after, released at `released`.

    `circles` is who sits and sat in each circle in which the reader ever sat. Whoever sat there with the
    writer is no stranger, and would know whose words these are. But whoever could find them before the two
    met goes on finding them: that they vanish on the day on which somebody sits down would say whose they
    were.
    """
    sittings = [list(circle) for circle in circles]
    first_seat = min(
        (each.since for circle in sittings for each in circle if each.person == reader), default=None
    )
    if first_seat is None:
        return False
    together = [
        max(own.since, theirs.since)
        for circle in sittings
        for own in circle
        for theirs in circle
        if own.person == reader and theirs.person == writer and _overlap(own, theirs)
    ]
    return not together or min(together) > max(released, first_seat)


def _overlap(one: Sitting, other: Sitting) -> bool:
    """Whether there is a moment that both cover."""
    return one.covers(max(one.since, other.since)) and other.covers(max(one.since, other.since))


def _was_strange(each: Given, reader: UUID, met: Mapping[UUID, datetime], zone: str) -> bool:
    """Whether the reader, who could ask already, did not know this person when the consent began to count."""
    since = met.get(each.person)
    if since is None:
        return True
    counted_before = each.since <= counted_until(since, zone) - STANDING
    return counted_before and reader in met and since > met[reader]


def _others(reader: UUID, sittings: Iterable[Sitting], at: datetime) -> int:
    """How many others sit in the circle."""
    return len({sitting.person for sitting in sittings if sitting.covers(at)} - {reader})
