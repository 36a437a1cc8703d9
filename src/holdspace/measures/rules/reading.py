"""Reads an instrument's file: from TOML to values. Whether the parts fit each other is for `checking`."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Sequence
from dataclasses import replace

from holdspace.measures.rules.checking import check
from holdspace.measures.rules.format import FORMAT
from holdspace.measures.rules.parts import (
    PLAIN_SUM,
    Alert,
    Asked,
    AskedIf,
    Band,
    Better,
    By,
    Caseness,
    ChangeRule,
    Condition,
    Criterion,
    Cutoff,
    Goals,
    Group,
    Instrument,
    Item,
    Licence,
    MissingRule,
    Norm,
    Option,
    Per,
    Reliability,
    Status,
    Subscale,
    Tier,
    TotalRule,
    Wording,
)
from holdspace.measures.rules.tables import BrokenInstrument, Table, Text

Find = Callable[[str], Instrument]
"""Finds the instrument with an id, for files that take questions from others. Raises KeyError."""


def parse(toml_text: str, find: Find | None = None) -> Instrument:
    """Read an instrument's file. Raises BrokenInstrument, naming the place, for whatever is not right.

    `find` is where `items_from` looks; without it, a file has to have its own questions.
    """
    values = loaded(toml_text)
    table = Table(values, str(values.get("id") or "instrument"))
    table.only("instrument")
    table.string("id")
    check_edition(table)
    instrument = _instrument(table, _taken_over(table, find))
    check(instrument, table)
    return instrument


def loaded(toml_text: str) -> dict[str, object]:
    """The plain values of a file; BrokenInstrument when it is not TOML."""
    try:
        return tomllib.loads(toml_text)
    except tomllib.TOMLDecodeError as error:
        raise BrokenInstrument(f"This is not TOML: {error}") from error
    except RecursionError as error:
        raise BrokenInstrument("Its tables lie too deep in each other.") from error


def check_edition(table: Table) -> None:
    """Refuse a file that was written for another edition of the format."""
    if (edition := table.integer("format", FORMAT)) != FORMAT:
        raise table.broken("format", f"is {edition}; this version of Holdspace reads {FORMAT}")


def _instrument(table: Table, others: tuple[Instrument, ...]) -> Instrument:
    loinc = table.table("loinc") if "loinc" in table else Table({}, table.place)
    loinc.only("loinc")
    better = table.choice("better", Better)
    recall = _recall(table, others)
    return Instrument(
        id=table.string("id"),
        version=table.string("version"),
        title=table.text("title"),
        purpose=table.text("purpose"),
        asked=table.choice("asked", Asked, Asked.CHECK_IN),
        licence=_licence(table.table("licence")),
        validated=table.boolean("validated"),
        better=better,
        recall=recall,
        items=_borrowed(others, recall) + _items(table),
        alerts=tuple(_alert(each) for each in table.tables("alerts")),
        bands=_bands(table),
        caseness=_caseness(table),
        missing=_missing(table.table("missing"), "missing"),
        change_rules=tuple(_change_rule(each) for each in table.tables("change_rules")),
        loinc_panel=loinc.string("panel", ""),
        loinc_total=loinc.string("total", ""),
        short=table.string("short", table.string("id").upper()),
        tier=_tier(table),
        wording=_wording(table),
        total=_total(table.table("total"), "total") if "total" in table else PLAIN_SUM,
        subscales=tuple(_subscale(each, better) for each in table.tables("subscales")),
        cutoffs=tuple(_cutoff(each) for each in table.tables("cutoffs")),
        criteria=tuple(_criterion(each) for each in table.tables("criteria")),
        reliability=tuple(_reliability(each) for each in table.tables("reliability")),
        norms=tuple(_norm(each) for each in table.tables("norms")),
        goals=_goals(table.table("goals")) if "goals" in table else None,
        bands_source=table.string("bands_source", ""),
        bands_status=table.choice("bands_status", Status, Status.UNVERIFIED),
        notes=table.strings("notes"),
    )


def _taken_over(table: Table, find: Find | None) -> tuple[Instrument, ...]:
    """The other instruments that questions come from, each with these questions only."""
    return tuple(_with_these(each, find) for each in table.tables("items_from"))


def _with_these(table: Table, find: Find | None) -> Instrument:
    table.only("items_from")
    name = table.string("instrument")
    try:
        if find is None:
            raise KeyError(name)
        source = find(name)
        items = tuple(source.item(key) for key in table.strings("items"))
    except KeyError as error:
        raise table.broken("instrument", f"there is no {error.args[0]!r} to take questions from") from error
    return replace(source, items=items)


def _recall(table: Table, others: tuple[Instrument, ...]) -> Text:
    """The file's own, or that of the first file it takes questions from, in the languages of all of them."""
    if "recall" in table or not others:
        return table.words("recall")
    common = tuple(code for code in others[0].languages if all(code in each.languages for each in others))
    return others[0].recall.only(common)


def _borrowed(others: tuple[Instrument, ...], recall: Text) -> tuple[Item, ...]:
    return tuple(_in_languages(item, recall.languages) for each in others for item in each.items)


def _in_languages(item: Item, languages: tuple[str, ...]) -> Item:
    options = tuple(replace(option, text=option.text.only(languages)) for option in item.options)
    return replace(item, text=item.text.only(languages), options=options)


def _tier(table: Table) -> Tier:
    try:
        return Tier(table.integer("tier", Tier.SHIPPED))
    except ValueError as error:
        raise table.broken("tier", "must be 1, 2 or 3") from error


def _wording(table: Table) -> Wording:
    wording = table.choice("wording", Wording, Wording.SHIPPED)
    if wording is Wording.ADDED:
        raise table.broken("wording", "must be `shipped`, `pack` or `shell`")
    return wording


def _licence(table: Table) -> Licence:
    table.only("licence")
    return Licence(table.string("terms"), table.string("credit"), table.string("source"))


def _items(table: Table) -> tuple[Item, ...]:
    shared = _scale(table.table("scale")) if "scale" in table else _options(table.tables("options"))
    return tuple(_item(each, shared) for each in table.tables("items"))


def _item(table: Table, shared: tuple[Option, ...]) -> Item:
    table.only("item")
    return Item(
        key=table.string("key"),
        text=table.words("text"),
        options=_options(table.tables("options")) or shared,
        scored=table.boolean("scored", True),
        loinc=table.string("loinc", ""),
        lowest=table.text("lowest") if "lowest" in table else None,
        highest=table.text("highest") if "highest" in table else None,
        reverse=table.boolean("reverse", False),
        asked_if=_asked_if(table.table("asked_if")) if "asked_if" in table else None,
    )


def _asked_if(table: Table) -> AskedIf:
    table.only("asked_if")
    return AskedIf(table.strings("items"), table.integer("at_least"))


def _options(tables: Sequence[Table]) -> tuple[Option, ...]:
    return tuple(_option(each) for each in tables)


def _option(table: Table) -> Option:
    table.only("option")
    return Option(
        value=table.integer("value"),
        text=table.words("text"),
        loinc=table.string("loinc", ""),
        counts=table.boolean("counts", True),
    )


def _scale(table: Table) -> tuple[Option, ...]:
    """A numbered scale: every whole number from `from` to `to` is an answer and its own wording."""
    table.only("scale")
    lowest, highest = table.integer("from"), table.integer("to")
    if not lowest < highest <= lowest + 100:
        raise table.broken("to", "must be above `from`, by at most 100")
    return tuple(Option(value, Text((("en", str(value)),))) for value in range(lowest, highest + 1))


def _goals(table: Table) -> Goals:
    table.only("goals")
    return Goals(
        lowest=table.integer("from"),
        highest=table.integer("to"),
        expected=table.integer("expected"),
        mean=table.points("mean"),
        sd=table.points("sd"),
        correlation=table.points("correlation"),
        source=table.string("source"),
        status=_status(table),
    )


def _total(table: Table, name: str) -> TotalRule:
    table.only(name)
    by = table.choice("by", By, By.SUM)
    decimals = table.integer("decimals", 2 if by is By.MEAN else 0)
    times = table.points("times") if "times" in table else 1
    if times <= 0 or not 0 <= decimals <= 4:
        raise table.broken("times", "must be above 0, and `decimals` from 0 to 4")
    return TotalRule(by, times, decimals)


def _missing(table: Table, name: str) -> MissingRule:
    table.only(name)
    share = table.number("at_most_share")
    return MissingRule(
        at_most=table.integer("at_most") if share is None else table.integer("at_most", 0),
        source=table.string("source"),
        at_most_share=share,
        per=table.choice("per", Per, Per.FORM),
        status=_status(table),
    )


def _subscale(table: Table, better: Better) -> Subscale:
    return Subscale(
        key=table.string("key"),
        title=table.text("title"),
        items=table.strings("items"),
        total=_total(table, "subscale"),
        better=table.choice("better", Better, better),
        missing=_missing(table.table("missing"), "part_missing") if "missing" in table else None,
        bands=_bands(table),
        caseness=_caseness(table),
        loinc=table.string("loinc", ""),
    )


def _bands(table: Table) -> tuple[Band, ...]:
    return tuple(_band(each) for each in table.tables("bands"))


def _band(table: Table) -> Band:
    table.only("band")
    return Band(table.points("from"), table.string("key"), table.text("text"))


def _caseness(table: Table) -> Caseness | None:
    if "caseness" not in table:
        return None
    inside = table.table("caseness")
    inside.only("caseness")
    return Caseness(
        source=inside.string("source"),
        at_least=inside.number("at_least"),
        at_most=inside.number("at_most"),
        groups=tuple(_group(each) for each in inside.tables("groups")),
        status=_status(inside),
    )


def _group(table: Table) -> Group:
    table.only("group")
    return Group(table.string("key"), table.text("text"), table.points("at_least"))


def _cutoff(table: Table) -> Cutoff:
    table.only("cutoff")
    return Cutoff(
        key=table.string("key"),
        text=table.text("text"),
        source=table.string("source"),
        at_least=table.number("at_least"),
        at_most=table.number("at_most"),
        status=_status(table),
    )


def _criterion(table: Table) -> Criterion:
    table.only("criterion")
    every, enough = table.tables("all"), table.tables("any")
    if bool(every) == bool(enough):
        raise table.broken("all", "must stand here, or `any`, and not both")
    return Criterion(
        key=table.string("key"),
        text=table.text("text"),
        conditions=tuple(_condition(each) for each in every or enough),
        enough=bool(enough),
        source=table.string("source"),
        status=_status(table),
    )


def _condition(table: Table) -> Condition:
    table.only("condition")
    return Condition(table.strings("items"), table.integer("rated"), table.integer("at_least"))


def _alert(table: Table) -> Alert:
    table.only("alert")
    return Alert(
        item=table.string("item"),
        above=table.integer("above"),
        source=table.string("source"),
        unanswered=table.boolean("unanswered", False),
        status=_status(table),
    )


def _change_rule(table: Table) -> ChangeRule:
    table.only("change_rule")
    return ChangeRule(
        id=table.string("id"),
        at_least=table.points("at_least"),
        source=table.string("source"),
        z=table.number("z"),
        reliability=table.number("reliability"),
        reliability_source=table.string("reliability_source", ""),
        sd=table.number("sd"),
        sd_source=table.string("sd_source", ""),
        status=_status(table),
    )


def _reliability(table: Table) -> Reliability:
    table.only("reliability")
    kind = table.string("kind")
    if kind not in ("alpha", "retest"):
        raise table.broken("kind", "must be `alpha` or `retest`")
    return Reliability(kind, table.points("value"), table.string("source"), _status(table))


def _norm(table: Table) -> Norm:
    table.only("norm")
    return Norm(
        key=table.string("key"),
        text=table.text("text"),
        mean=table.points("mean"),
        source=table.string("source"),
        sd=table.number("sd"),
        n=table.integer("n") if "n" in table else None,
        status=_status(table),
    )


def _status(table: Table) -> Status:
    return table.choice("status", Status, Status.UNVERIFIED)
