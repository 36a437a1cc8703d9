"""Referrals as a table: what another system, or a list that was kept by hand, has of people who wait.

The first row names the columns, in any order. Of a roster's (`members.rules.roster_csv`): `given_name`,
`family_name`, `chosen_name`, `pronouns`, `birth_date`, `email`, `phone`, `language`, `access_needs`. Besides:
`address`; `received`, the day it came (2026-03-31); `available`, hours of a usual week as `tue 18-21` or
`tue-18`, with semicolons between; `modality` (`any`, `room`, `online`); `funding` (`self`, `insurance`,
`public`, `fund`); `referrer`; `said`, which only clinicians will read; `may_contact` and `may_leave_word`
(`yes`, `no`). A referral keeps no numbers and nobody to call: those columns of a roster are not known here.

A file is taken over whole or not at all: everything that is wrong with its rows is found at once. No reason
repeats what a cell holds.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from holdspace.kernel.refusals import Refused
from holdspace.kernel.words import Words, say
from holdspace.members.rules.roster import RosterPerson, RowProblem, faults, normal
from holdspace.members.rules.roster_csv import DATE_AS, WrittenRow, iso_date, person_of, read_rows
from holdspace.ui.rules import week

COLUMNS: Final = (
    "given_name",
    "family_name",
    "chosen_name",
    "pronouns",
    "birth_date",
    "email",
    "phone",
    "address",
    "language",
    "access_needs",
    "received",
    "available",
    "modality",
    "funding",
    "referrer",
    "said",
    "may_contact",
    "may_leave_word",
)
MOST_ROWS: Final = 2_000
LONGEST_REFERRER: Final = 500
"""Characters of who refers somebody, and how to reach them."""

MODALITIES: Final = ("any", "room", "online")
FUNDINGS: Final = ("self", "insurance", "public", "fund")
ANSWERS: Final[Mapping[str, bool]] = {"": False, "yes": True, "no": False}

_HOURS: Final = re.compile(r"([a-z]{3})[ -]+([0-9]{1,2})(?:\s*[-–]\s*([0-9]{1,2}))?", re.ASCII)
_APART: Final = re.compile(r"[;,\n]")


@dataclass(frozen=True, slots=True)
class ReferralRow:
    """What one row says: a person, in normal form, and how, when and why they were referred."""

    person: RosterPerson
    received: date | None = None
    available: tuple[str, ...] = ()
    modality: str = "any"
    funding: str = ""
    referrer: str = ""
    said: str = ""
    may_contact: bool = False
    may_leave_word: bool = False


@dataclass(frozen=True, slots=True)
class ReferralFile:
    """A file that was checked. With a problem nothing is taken over."""

    rows: tuple[ReferralRow, ...]
    problems: tuple[RowProblem, ...]


def read_referrals(lines: Iterable[str], *, today: date, region: str | None = None) -> ReferralFile:
    """Every referral of a table, and everything that is wrong with it, in the order of its rows.

    `today` and `region` are those of the practice. Raises Refused when the table as a whole cannot be read.
    """
    found: list[ReferralRow] = []
    problems: list[RowProblem] = []
    for row in _at_most(read_rows(lines, COLUMNS)):
        referral, wrong = _read(row, today, region)
        problems += wrong
        if referral is not None:
            found.append(referral)
    problems += _twice([row.person for row in found])
    if not found and not problems:
        raise Refused(say("There is nobody in this file."))
    return ReferralFile(
        () if problems else tuple(found), tuple(sorted(problems, key=lambda problem: problem.row))
    )


def _at_most(rows: Iterator[WrittenRow]) -> Iterator[WrittenRow]:
    for count, row in enumerate(rows, start=1):
        if count > MOST_ROWS:
            raise Refused(say("A file of referrals can have %(rows)s rows at most.", rows=MOST_ROWS))
        yield row


def _read(row: WrittenRow, today: date, region: str | None) -> tuple[ReferralRow | None, list[RowProblem]]:
    """What a row says, if it can be read at all; and everything that is wrong with it."""
    person, wrong = person_of(row)
    wrong += [RowProblem(row.number, "", *each) for each in _reasons(row, today)]
    if person is None:
        return None, wrong
    person = normal(replace(person, address=tuple(row.cells["address"].splitlines())), region=region)
    wrong += [*faults(person, today=today), *_unreachable(person)]
    return _referral(person, row), wrong


def hours_of(written: str) -> tuple[str, ...] | None:
    """The hours that a cell names, such as `tue 18-21; thu-12`; None for what names none of this week."""
    parts = [part.strip().lower() for part in _APART.split(written)]
    found: list[str] = []
    for part in filter(None, parts):
        hours = _hours(part)
        if not hours:
            return None
        found += hours
    return week.in_order(found)


def _hours(part: str) -> list[str]:
    shape = _HOURS.fullmatch(part)
    if shape is None:
        return []
    day, start = shape[1], int(shape[2])
    end = int(shape[3]) if shape[3] else start + 1
    try:
        return [week.cell(day, hour) for hour in range(start, end)]
    except ValueError:
        return []


def _reasons(row: WrittenRow, today: date) -> Iterator[tuple[str, Words]]:
    """What is wrong with the columns that only a referral has."""
    cells = row.cells
    yield from _received_reasons(cells["received"], today)
    if hours_of(cells["available"]) is None:
        yield "available", say("Hours are written as tue 18-21 or tue-18, from 8 to 22, with ; between them.")
    for column, known in (("modality", MODALITIES), ("funding", FUNDINGS)):
        if cells[column].lower() not in ("", *known):
            yield column, say("This has to be one of: %(codes)s; or empty.", codes=", ".join(known))
    for column in ("may_contact", "may_leave_word"):
        if cells[column].lower() not in ANSWERS:
            yield column, say("This has to be yes or no; or empty, which counts as no.")
    if len(cells["referrer"]) > LONGEST_REFERRER:
        yield "referrer", say("This is longer than %(longest)s characters.", longest=LONGEST_REFERRER)


def _received_reasons(written: str, today: date) -> Iterator[tuple[str, Words]]:
    received = iso_date(written)
    if written and received is None:
        yield "received", DATE_AS
    elif received is not None and received > today:
        yield "received", say("This day lies in the future.")


def _unreachable(person: RosterPerson) -> Iterator[RowProblem]:
    if not (person.phones or person.emails or person.address):
        reason = say("There is neither a telephone number nor an e-mail nor an address.")
        yield RowProblem(person.row, "", "phone", reason)


def _referral(person: RosterPerson, row: WrittenRow) -> ReferralRow:
    cells = row.cells
    return ReferralRow(
        person=person,
        received=iso_date(cells["received"]),
        available=hours_of(cells["available"]) or (),
        modality=cells["modality"].lower() or "any",
        funding=cells["funding"].lower(),
        referrer=cells["referrer"],
        said=cells["said"],
        may_contact=ANSWERS.get(cells["may_contact"].lower(), False),
        may_leave_word=ANSWERS.get(cells["may_leave_word"].lower(), False),
    )


def _twice(people: Iterable[RosterPerson]) -> Iterator[RowProblem]:
    """Rows that nothing tells apart from an earlier one: the same name and birth date."""
    firsts: dict[tuple[str, date | None], RosterPerson] = {}
    for person in people:
        first = firsts.setdefault(person.name_key, person)
        if first is not person:
            reason = say("Row %(row)s has the same name and birth date.", row=first.row)
            yield RowProblem(person.row, "", "given_name", reason)
