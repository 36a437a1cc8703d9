"""How long a record has to be kept, per place; whether somebody may be erased now, and what stands against
it.

The places are data (`release/retention.toml`), each with the source of its numbers. They are a help and no
legal advice: a practice may keep longer (`extra_years`), never shorter than its place says.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from holdspace.kernel.refusals import Refused
from holdspace.kernel.words import Words, say

ADULT = 18


class BrokenPlaces(Exception):  # noqa: N818
    """The file of places cannot be used, and where."""


@dataclass(frozen=True, slots=True)
class Place:
    """A place and its rule: `years` after the end; whoever was a minor then, at least until
    `minor_until_age`."""

    code: str
    name: Words
    years: int
    minor_until_age: int | None
    source: str


def places(table: Mapping[str, Any]) -> dict[str, Place]:
    """The places of a parsed file, by their codes. Raises BrokenPlaces."""
    return {code: _place(code, entry) for code, entry in table.items()}


def _place(code: str, entry: Mapping[str, Any]) -> Place:
    try:
        words, minor = say(entry["name"]), entry.get("minor_until_age")
        place = Place(code, words, entry["years"], minor, entry["source"])
    except (KeyError, TypeError) as problem:
        raise BrokenPlaces(f"{code}: {problem}") from problem
    if not (isinstance(place.years, int) and 0 < place.years < 100 and place.source.strip()):
        raise BrokenPlaces(f"{code}: years and source")
    return place


def years_after(day: date, years: int) -> date:
    """The same day so many years later; of a 29 February the first of March."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 3, 1)


def keep_until(place: Place, *, ended: date, born: date | None, extra_years: int = 0) -> date:
    """The first day on which the record need not be kept any more.

    Without a birth date nobody is taken for a minor.
    """
    day = years_after(ended, place.years + extra_years)
    if born is not None and place.minor_until_age is not None and ended < years_after(born, ADULT):
        day = max(day, years_after(born, place.minor_until_age + extra_years))
    return day


REASON_LENGTH = 20
"""The fewest characters of a reason for erasing before the time is over."""


def check_may_be_erased(*, until: date | None, today: date, held: bool, reason: str) -> None:
    """Refused while a legal hold stands, whatever the reason; before its time only with a reason."""
    if held:
        raise Refused(say("There is a legal hold on this record. Nothing of it can be erased."))
    if until is not None and until <= today:
        return
    if len(reason.strip()) < REASON_LENGTH:
        sentence = say("The time for which this has to be kept is not over. Say why it may be erased now.")
        raise Refused(sentence, fields={"reason": sentence})
