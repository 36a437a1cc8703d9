"""A question to the engine as tables of text, as people export them from a spreadsheet.

The first row names the columns, in any order; `docs/how-to/form-groups-from-files.md` lists them. Columns are
parted by comma, semicolon or tab; several values in one cell by `|` or by a quoted `;`. Hours of the week are
written `tue-18` or `tue-18:30`. Every row that cannot be used is named with its reason, counted as a
spreadsheet counts, and nothing is guessed.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from holdspace.forming.rules.asked import Asked, Limits, Weights
from holdspace.forming.rules.people import (
    LEAST_STRENGTH,
    MOST_STRENGTH,
    MOST_URGENT,
    Group,
    Leader,
    Modality,
    Person,
)
from holdspace.kernel.refusals import Refused
from holdspace.kernel.words import Words, say

PEOPLE = (
    "id",
    "slots",
    "themes",
    "languages",
    "modality",
    "style",
    "strength",
    "traits",
    "counted",
    "waived",
    "high_risk",
    "urgency",
    "weeks",
    "member_of",
    "apart_from",
    "pinned_to",
    "not_in",
    "needs",
)
GROUPS = (
    "id",
    "slot",
    "leaders",
    "room",
    "least",
    "most",
    "theme",
    "excludes",
    "language",
    "modality",
    "closed",
    "offer",
    "hours",
    "access",
)
LEADERS = ("id", "slots", "most_groups")
NEEDED = {"people": ("id", "slots", "themes"), "groups": ("id", "slot"), "leaders": ("id",)}
COLUMNS = {"people": PEOPLE, "groups": GROUPS, "leaders": LEADERS}

MOST_ROWS = 5_000
LONGEST_CELL = 1_000

_HOUR = re.compile(r"(mon|tue|wed|thu|fri|sat|sun)[- ]([01]?\d|2[0-3])(?::([0-5]\d))?", re.ASCII)
_YES, _NO = frozenset({"yes", "y", "true", "1"}), frozenset({"", "no", "n", "false", "0"})


@dataclass(frozen=True, slots=True)
class RowProblem:
    """Why a row cannot be used: which table and row, which column, and the reason."""

    table: str
    row: int
    column: str
    reason: Words

    def __str__(self) -> str:
        place = {"table": self.table, "row": self.row, "column": self.column, "reason": self.reason}
        return str(say("%(table)s, row %(row)s, %(column)s: %(reason)s", **place))


class TablesRefused(Refused):
    """The tables cannot be used; `problems` names every row."""

    def __init__(self, sentence: Words, problems: tuple[RowProblem, ...] = ()) -> None:
        super().__init__(sentence)
        self.problems = problems


@dataclass
class Row:
    """One row while it is read: what is wrong with it is gathered."""

    table: str
    number: int
    cells: Mapping[str, str]
    problems: list[RowProblem] = field(default_factory=list)

    def wrong(self, column: str, reason: Words) -> None:
        """Something in `column` cannot be used."""
        self.problems.append(RowProblem(self.table, self.number, column, reason))

    def text(self, column: str) -> str:
        """The cell, without space around it."""
        return self.cells.get(column, "")

    def several(self, column: str) -> frozenset[str]:
        """The values of a cell that may hold several."""
        parts = re.split(r"[|;]", self.text(column))
        return frozenset(part.strip() for part in parts if part.strip())

    def number_in(self, column: str, least: int, most: int, otherwise: int) -> int:
        """A whole number between `least` and `most`; an empty cell is `otherwise`."""
        written = self.text(column)
        if not written:
            return otherwise
        if not re.fullmatch(r"\d{1,4}", written, re.ASCII) or not least <= int(written) <= most:
            self.wrong(
                column, say("This is a whole number from %(least)s to %(most)s.", least=least, most=most)
            )
            return otherwise
        return int(written)

    def yes(self, column: str) -> bool:
        """Whether the cell says yes; an empty one does not."""
        written = self.text(column).lower()
        if written not in _YES | _NO:
            self.wrong(column, say("This is yes or no."))
        return written in _YES

    def modality(self, otherwise: Modality) -> Modality:
        """How somebody comes, or a group meets."""
        written = self.text("modality").lower()
        known = [each.value for each in Modality if each is not Modality.ANY or otherwise is Modality.ANY]
        if written and written not in known:
            self.wrong("modality", say("This is one of: %(known)s.", known=", ".join(known)))
        return Modality(written) if written in known else otherwise

    def hour(self, column: str, written: str) -> str:
        """An hour of the week in its one form, `tue-18` or `tue-18:30`."""
        found = _HOUR.fullmatch(written.lower())
        if found is None:
            known = say("“%(slot)s” is no hour of the week. Write tue-18 or tue-18:30.", slot=written[:40])
            self.wrong(column, known)
            return written
        day, hour, minute = found.groups()
        return f"{day}-{int(hour):02}" + (f":{minute}" if minute and minute != "00" else "")

    def hours(self, column: str) -> frozenset[str]:
        """Several hours of the week."""
        return frozenset(self.hour(column, each) for each in sorted(self.several(column)))


def read_tables(
    people: str,
    groups: str,
    leaders: str = "",
    *,
    limits: Limits | None = None,
    weights: Weights | None = None,
) -> Asked:
    """The question that the tables ask. Raises TablesRefused with every row that cannot be used."""
    of_people, of_groups = rows("people", people), rows("groups", groups)
    of_leaders = rows("leaders", leaders) if leaders.strip() else []
    asked = Asked(
        people=tuple(map(_person, of_people)),
        groups=tuple(map(_group, of_groups)),
        leaders=tuple(map(_leader, of_leaders)),
        apart=frozenset(
            frozenset({row.text("id"), other}) for row in of_people for other in row.several("apart_from")
        ),
        pins=_pairs(of_people, "pinned_to"),
        vetoes=_pairs(of_people, "not_in"),
        limits=limits or Limits(),
        weights=weights or Weights(),
    )
    _check_ids(of_people, of_groups, of_leaders)
    _check_groups(asked, of_groups)
    _check_people(asked, of_people)
    _check_pins(asked, of_people)
    problems = tuple(problem for row in (*of_groups, *of_leaders, *of_people) for problem in row.problems)
    if problems:
        raise TablesRefused(say("The tables cannot be used as they are."), problems)
    return asked


def rows(table: str, text: str) -> list[Row]:
    """The rows of `text`, blank ones left out. Raises TablesRefused when it is no such table."""
    lines = text.removeprefix("\ufeff").splitlines()
    if not lines or not lines[0].strip():
        raise _refused(table, say("The first row has to name the columns."))
    delimiter = max(",;\t", key=lambda each: sum(name in COLUMNS[table] for name in _names(lines[0], each)))
    columns = _names(lines[0], delimiter)
    _check_columns(table, columns)
    try:
        read = list(csv.reader(io.StringIO("\n".join(lines[1:])), delimiter=delimiter, strict=True))
    except csv.Error:
        raise _refused(table, say("The quotes are broken: a quote in a cell has to be doubled.")) from None
    found = [
        _row(table, number, columns, cells)
        for number, cells in enumerate(read, 2)
        if any(map(str.strip, cells))
    ]
    if len(found) > MOST_ROWS:
        raise _refused(table, say("There are more than %(rows)s rows.", rows=MOST_ROWS))
    return found


def _names(header: str, delimiter: str) -> list[str]:
    return [
        "_".join(cell.strip().lower().split()) for cell in next(csv.reader([header], delimiter=delimiter))
    ]


def _check_columns(table: str, columns: list[str]) -> None:
    missing = [name for name in NEEDED[table] if name not in columns]
    if missing:
        raise _refused(table, say("These columns are missing: %(columns)s.", columns=", ".join(missing)))
    unknown = [f"“{name[:40]}”" for name in columns if name not in COLUMNS[table]]
    if unknown:
        known = {"columns": ", ".join(unknown[:10]), "known": ", ".join(COLUMNS[table])}
        raise _refused(table, say("These columns are not known: %(columns)s. Known are: %(known)s.", **known))
    if len(set(columns)) != len(columns):
        raise _refused(table, say("A column appears twice."))


def _row(table: str, number: int, columns: list[str], cells: list[str]) -> Row:
    row = Row(table, number, dict(zip(columns, (cell.strip() for cell in cells), strict=False)))
    if any(map(str.strip, cells[len(columns) :])):
        row.wrong("-", say("There is something in a cell outside the named columns."))
    if any(len(cell) > LONGEST_CELL for cell in cells):
        row.wrong("-", say("A cell is longer than %(longest)s characters.", longest=LONGEST_CELL))
    return row


def _refused(table: str, reason: Words) -> TablesRefused:
    return TablesRefused(say("%(table)s: %(reason)s", table=table, reason=reason))


def _pairs(of_people: list[Row], column: str) -> frozenset[tuple[str, str]]:
    return frozenset((row.text("id"), group) for row in of_people for group in row.several(column))


def _person(row: Row) -> Person:
    traits = row.several("traits")
    return Person(
        id=row.text("id"),
        slots=row.hours("slots"),
        themes=row.several("themes"),
        languages=row.several("languages") or frozenset({"en"}),
        modality=row.modality(Modality.ANY),
        style=row.text("style"),
        strength=row.number_in("strength", LEAST_STRENGTH, MOST_STRENGTH, 5),
        traits=traits,
        counted=row.several("counted"),
        waived=row.several("waived"),
        high_risk=row.yes("high_risk"),
        urgency=row.number_in("urgency", 0, MOST_URGENT, 0),
        weeks=row.number_in("weeks", 0, 9999, 0),
        member_of=row.text("member_of"),
        needs=row.several("needs"),
    )


def _group(row: Row) -> Group:
    least = row.number_in("least", 1, 99, 5)
    return Group(
        id=row.text("id"),
        slot=row.hour("slot", row.text("slot")),
        leaders=row.several("leaders"),
        room=row.text("room"),
        least=least,
        most=row.number_in("most", 1, 99, max(8, least)),
        theme=row.text("theme"),
        excludes=row.several("excludes"),
        language=row.text("language") or "en",
        modality=row.modality(Modality.ROOM),
        closed=row.yes("closed"),
        offer=row.text("offer"),
        hours=row.hours("hours"),
        access=row.several("access"),
    )


def _leader(row: Row) -> Leader:
    return Leader(row.text("id"), row.hours("slots") or None, row.number_in("most_groups", 0, 99, 99))


def _check_ids(*tables: list[Row]) -> None:
    for table in tables:
        seen: dict[str, int] = {}
        for row in table:
            name = row.text("id")
            if not name:
                row.wrong("id", say("This row has no id."))
            elif name in seen:
                row.wrong("id", say("“%(id)s” stands in row %(row)s already.", id=name, row=seen[name]))
            seen.setdefault(name, row.number)


def _check_groups(asked: Asked, of_groups: list[Row]) -> None:
    for row in of_groups:
        known = asked.group[row.text("id")]
        if known.least > known.most:
            row.wrong("most", say("This is less than the least number."))
        told = [hour for hour in sorted({known.slot, *known.hours}) if _HOUR.fullmatch(hour)]
        for hour in (each for each in told if each[:3] != known.slot[:3]):
            row.wrong("hours", say("“%(hour)s” is not on the day of the slot.", hour=hour))


def _check_people(asked: Asked, of_people: list[Row]) -> None:
    for row in of_people:
        member_of = row.text("member_of")
        if member_of and member_of not in asked.group:
            row.wrong("member_of", _no_group(member_of))
        if not member_of:
            _check_waiting(row)
        if stray := (row.several("counted") | row.several("waived")) - row.several("traits"):
            row.wrong("counted", say("“%(trait)s” is not among the traits.", trait=min(stray)))


def _check_waiting(row: Row) -> None:
    if not row.several("slots"):
        row.wrong("slots", say("Somebody who waits needs at least one hour at which they can come."))
    if not row.several("themes"):
        row.wrong("themes", say("Somebody who waits needs at least one theme to share."))


def _check_pins(asked: Asked, of_people: list[Row]) -> None:
    for row in of_people:
        for column in ("pinned_to", "not_in"):
            for group in sorted(row.several(column) - asked.group.keys()):
                row.wrong(column, _no_group(group))
        pinned = row.several("pinned_to")
        if len(pinned) > 1:
            row.wrong("pinned_to", say("One person can be pinned to one group only."))
        if both := pinned & row.several("not_in"):
            row.wrong("pinned_to", say("%(group)s also stands in not_in.", group=min(both)))
        if row.text("member_of"):
            _check_member(row)
        _check_apart(asked, row, pinned)


def _check_member(row: Row) -> None:
    for column in ("pinned_to", "not_in"):
        if row.several(column):
            row.wrong(column, say("A member keeps their seat: nothing is decided about it here."))


def _check_apart(asked: Asked, row: Row, pinned: frozenset[str]) -> None:
    own = row.text("id")
    for other in sorted(row.several("apart_from")):
        if other not in asked.by_id or other == own:
            row.wrong("apart_from", say("There is nobody else with the id “%(id)s”.", id=other[:40]))
        for group in pinned:
            if (other, group) in asked.pins and own < other:
                words = say(
                    "%(other)s is pinned to %(group)s as well, and they must not meet.",
                    other=other,
                    group=group,
                )
                row.wrong("pinned_to", words)


def _no_group(group: str) -> Words:
    return say("There is no group “%(group)s”.", group=group[:40])
