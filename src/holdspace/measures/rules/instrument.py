"""An instrument (questionnaire) as data: its wording, options, thresholds, and where each of them comes from.

One TOML file describes one version of one instrument; `parse` turns it into frozen values or raises
BrokenInstrument naming the place. Every threshold carries its source and, as far as they are published, the
z, the reliability and the standard deviation behind it (design decision E4 of science.md).
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from holdspace.measures.rules.tables import BrokenInstrument, Table, Text

__all__ = [
    "Alert", "Asked", "Band", "Better", "BrokenInstrument", "Caseness", "ChangeRule", "Instrument", "Item",
    "Licence", "MissingRule", "Option", "Text", "parse",
]  # fmt: skip


class Better(StrEnum):
    """The direction in which a total gets better."""

    LOWER = "lower"
    HIGHER = "higher"


class Asked(StrEnum):
    """When members are asked: with the check-in, as often as their group's leaders choose, or after every
    session, by itself."""

    CHECK_IN = "check-in"
    AFTERWARDS = "afterwards"


@dataclass(frozen=True, slots=True)
class Licence:
    """Why this wording may stand here, whom to credit, and where that was read."""

    terms: str
    credit: str
    source: str


@dataclass(frozen=True, slots=True)
class Option:
    """An answer that can be given: its points, its words, and its LOINC answer code where there is one."""

    value: int
    text: Text
    loinc: str = ""


@dataclass(frozen=True, slots=True)
class Item:
    """A question. `lowest` and `highest` are the words at the two ends of a numbered scale."""

    key: str
    text: Text
    options: tuple[Option, ...]
    scored: bool = True
    loinc: str = ""
    lowest: Text | None = None
    highest: Text | None = None

    @property
    def values(self) -> tuple[int, ...]:
        return tuple(option.value for option in self.options)


@dataclass(frozen=True, slots=True)
class Alert:
    """An answer to `item` above `above` points asks for a clinician, whatever the total."""

    item: str
    above: int
    source: str


@dataclass(frozen=True, slots=True)
class Band:
    """A range of totals with a name: from `lowest` up to where the next band begins."""

    lowest: int
    key: str
    text: Text


@dataclass(frozen=True, slots=True)
class Caseness:
    """Totals of `at_least` and more are called a case by `source`."""

    at_least: int
    source: str


@dataclass(frozen=True, slots=True)
class MissingRule:
    """Up to `at_most` missing scored answers are prorated; with more of them there is no total."""

    at_most: int
    source: str


@dataclass(frozen=True, slots=True)
class ChangeRule:
    """A change of `at_least` points is reliable; `z`, `reliability`, `sd` are None where unpublished."""

    id: str
    at_least: int
    source: str
    z: float | None = None
    reliability: float | None = None
    reliability_source: str = ""
    sd: float | None = None
    sd_source: str = ""


@dataclass(frozen=True, slots=True)
class Instrument:
    """One version of one instrument. `purpose` tells leaders what it is for; members never read it."""

    id: str
    version: str
    title: Text
    purpose: Text
    asked: Asked
    licence: Licence
    validated: bool
    better: Better
    recall: Text
    items: tuple[Item, ...]
    alerts: tuple[Alert, ...]
    bands: tuple[Band, ...]
    caseness: Caseness | None
    missing: MissingRule
    change_rules: tuple[ChangeRule, ...]
    loinc_panel: str = ""
    loinc_total: str = ""

    @property
    def scored_items(self) -> tuple[Item, ...]:
        return tuple(item for item in self.items if item.scored)

    @property
    def lowest_total(self) -> int:
        return sum(min(item.values) for item in self.scored_items)

    @property
    def highest_total(self) -> int:
        return sum(max(item.values) for item in self.scored_items)

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages in which the instrument can be answered, the original first."""
        return self.recall.languages

    def item(self, key: str) -> Item:
        """The question with this key; KeyError when there is none."""
        for item in self.items:
            if item.key == key:
                return item
        raise KeyError(key)

    def change_rule(self, id: str | None = None) -> ChangeRule | None:
        """The rule with this id; without an id the first, which is the default; None when there is none."""
        if id is None:
            return self.change_rules[0] if self.change_rules else None
        return next((rule for rule in self.change_rules if rule.id == id), None)


def parse(toml_text: str) -> Instrument:
    """Read an instrument's file. Raises BrokenInstrument, naming the place, for whatever is not right."""
    try:
        values = tomllib.loads(toml_text)
    except tomllib.TOMLDecodeError as error:
        raise BrokenInstrument(f"This is not TOML: {error}") from error
    table = Table(values, str(values.get("id") or "instrument"))
    instrument = _instrument(table)
    _check(instrument, table)
    return instrument


def _instrument(table: Table) -> Instrument:
    table.only(
        "id", "version", "validated", "better", "title", "purpose", "asked", "licence", "recall", "loinc",
        "options", "scale", "items", "alerts", "bands", "caseness", "missing", "change_rules",
    )  # fmt: skip
    loinc = table.table("loinc") if "loinc" in table else Table({}, table.place)
    loinc.only("panel", "total")
    return Instrument(
        id=table.string("id"),
        version=table.string("version"),
        title=table.text("title"),
        purpose=table.text("purpose"),
        asked=_asked(table),
        licence=_licence(table.table("licence")),
        validated=table.boolean("validated"),
        better=_better(table),
        recall=table.text("recall"),
        items=_items(table),
        alerts=tuple(_alert(each) for each in table.tables("alerts")),
        bands=tuple(_band(each) for each in table.tables("bands")),
        caseness=_caseness(table.table("caseness")) if "caseness" in table else None,
        missing=_missing(table.table("missing")),
        change_rules=tuple(_change_rule(each) for each in table.tables("change_rules")),
        loinc_panel=loinc.string("panel", ""),
        loinc_total=loinc.string("total", ""),
    )


def _licence(table: Table) -> Licence:
    table.only("terms", "credit", "source")
    return Licence(table.string("terms"), table.string("credit"), table.string("source"))


def _better(table: Table) -> Better:
    try:
        return Better(table.string("better"))
    except ValueError as error:
        raise table.broken("better", "must be `lower` or `higher`") from error


def _asked(table: Table) -> Asked:
    """With the check-in, unless the file says otherwise."""
    try:
        return Asked(table.string("asked", Asked.CHECK_IN))
    except ValueError as error:
        raise table.broken("asked", "must be `check-in` or `afterwards`") from error


def _items(table: Table) -> tuple[Item, ...]:
    shared = _scale(table.table("scale")) if "scale" in table else _options(table.tables("options"))
    return tuple(_item(each, shared) for each in table.tables("items"))


def _item(table: Table, shared: tuple[Option, ...]) -> Item:
    table.only("key", "text", "scored", "loinc", "options", "lowest", "highest")
    return Item(
        key=table.string("key"),
        text=table.text("text"),
        options=_options(table.tables("options")) or shared,
        scored=table.boolean("scored", True),
        loinc=table.string("loinc", ""),
        lowest=table.text("lowest") if "lowest" in table else None,
        highest=table.text("highest") if "highest" in table else None,
    )


def _options(tables: Sequence[Table]) -> tuple[Option, ...]:
    for each in tables:
        each.only("value", "text", "loinc")
    return tuple(
        Option(each.integer("value"), each.text("text"), each.string("loinc", "")) for each in tables
    )


def _scale(table: Table) -> tuple[Option, ...]:
    """A numbered scale: every whole number from `from` to `to` is an answer and its own wording."""
    table.only("from", "to")
    lowest, highest = table.integer("from"), table.integer("to")
    if not lowest < highest <= lowest + 100:
        raise table.broken("to", "must be above `from`, by at most 100")
    return tuple(Option(value, Text((("en", str(value)),))) for value in range(lowest, highest + 1))


def _alert(table: Table) -> Alert:
    table.only("item", "above", "source")
    return Alert(table.string("item"), table.integer("above"), table.string("source"))


def _band(table: Table) -> Band:
    table.only("from", "key", "text")
    return Band(table.integer("from"), table.string("key"), table.text("text"))


def _caseness(table: Table) -> Caseness:
    table.only("at_least", "source")
    return Caseness(table.integer("at_least"), table.string("source"))


def _missing(table: Table) -> MissingRule:
    table.only("at_most", "source")
    return MissingRule(table.integer("at_most"), table.string("source"))


def _change_rule(table: Table) -> ChangeRule:
    table.only("id", "at_least", "source", "z", "reliability", "reliability_source", "sd", "sd_source")
    return ChangeRule(
        id=table.string("id"),
        at_least=table.integer("at_least"),
        source=table.string("source"),
        z=table.number("z"),
        reliability=table.number("reliability"),
        reliability_source=table.string("reliability_source", ""),
        sd=table.number("sd"),
        sd_source=table.string("sd_source", ""),
    )


def _check(instrument: Instrument, table: Table) -> None:
    """What no single table can know: that the parts of the file fit each other."""
    _check_items(instrument, table)
    _check_thresholds(instrument, table)
    _check_languages(instrument, table)


def _check_items(instrument: Instrument, table: Table) -> None:
    if not instrument.scored_items:
        raise table.broken("items", "needs at least one scored question")
    _unique(table, "items", (item.key for item in instrument.items))
    for number, item in enumerate(instrument.items, start=1):
        if len(item.options) < 2:
            raise table.broken(f"items[{number}]", "needs at least two options, its own or those of the file")
        _unique(table, f"items[{number}].options", item.values)
    for number, alert in enumerate(instrument.alerts, start=1):
        if alert.item not in {item.key for item in instrument.items}:
            raise table.broken(f"alerts[{number}].item", f"there is no question {alert.item!r}")


def _check_thresholds(instrument: Instrument, table: Table) -> None:
    _unique(table, "bands", (band.key for band in instrument.bands))
    _unique(table, "change_rules", (rule.id for rule in instrument.change_rules))
    if instrument.bands and instrument.bands[0].lowest != instrument.lowest_total:
        raise table.broken("bands[1].from", f"must be the lowest total, {instrument.lowest_total}")
    for number, (before, after) in enumerate(pairwise(instrument.bands), start=2):
        if not before.lowest < after.lowest <= instrument.highest_total:
            raise table.broken(f"bands[{number}].from", "must rise, and stay within the totals")
    if not 0 <= instrument.missing.at_most < len(instrument.scored_items):
        raise table.broken("missing.at_most", "must leave at least one answer")
    for number, rule in enumerate(instrument.change_rules, start=1):
        if rule.at_least < 1:
            raise table.broken(f"change_rules[{number}].at_least", "must be at least 1")


def _check_languages(instrument: Instrument, table: Table) -> None:
    """A form half in one language and half in another is no validated form: all wording, or none."""
    places: list[tuple[str, Text]] = [("title", instrument.title)]
    places += [(f"bands[{number}]", band.text) for number, band in enumerate(instrument.bands, start=1)]
    for number, item in enumerate(instrument.items, start=1):
        places += [(f"items[{number}]", text) for text in (item.text, *_wordings(item))]
    for place, text in places:
        if set(text.languages) != set(instrument.languages):
            raise table.broken(place, f"needs its wording in: {', '.join(instrument.languages)}")


def _wordings(item: Item) -> Iterable[Text]:
    """The words around a question; the numbers of a scale are the same in every language."""
    if item.lowest and item.highest:
        return (item.lowest, item.highest)
    return (option.text for option in item.options)


def _unique(table: Table, key: str, names: Iterable[object]) -> None:
    seen: set[object] = set()
    for name in names:
        if name in seen:
            raise table.broken(key, f"has {name!r} twice")
        seen.add(name)
