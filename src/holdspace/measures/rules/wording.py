"""A practice's own wording for a shell: a second file, whose keys must be exactly those of the shell.

Who has the permission of an instrument's owner adds its words this way; keys, points and thresholds stay
those of the shell. Nothing is half worded: every question and every answer has its words in every language.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TypeVar

from holdspace.measures.rules.checking import check
from holdspace.measures.rules.parts import Instrument, Item, Option, Wording
from holdspace.measures.rules.reading import check_edition, loaded
from holdspace.measures.rules.tables import Table, Text

Name = TypeVar("Name", str, int)


def with_wording(shell: Instrument, toml_text: str) -> Instrument:
    """The shell with the words of a wording file, ready to be asked.

    Its licence says who permitted it. Raises BrokenInstrument, naming the place, for a file that belongs to
    another shell or version, or whose keys are not the shell's.
    """
    values = loaded(toml_text)
    table = Table(values, f"wording of {values.get('instrument') or shell.id}")
    table.only("wording")
    check_edition(table)
    _check_belongs(table, shell)
    worded = replace(
        shell,
        recall=table.text("recall"),
        items=_items(table, shell),
        wording=Wording.ADDED,
        licence=replace(shell.licence, terms=table.string("permission")),
    )
    check(worded := _titled(worded), table)
    return worded


def is_wording(toml_text: str) -> bool:
    """Whether this is a wording file, not an instrument's. Raises BrokenInstrument when it is not TOML."""
    return "instrument" in loaded(toml_text)


def shell_of(toml_text: str) -> str:
    """The id of the shell that a wording file is for."""
    return Table(loaded(toml_text), "wording").string("instrument")


def _check_belongs(table: Table, shell: Instrument) -> None:
    if shell.wording is not Wording.SHELL:
        raise table.broken("instrument", f"{shell.id} has its wording already")
    if table.string("instrument") != shell.id:
        raise table.broken("instrument", f"must be {shell.id!r}")
    if table.string("version") != shell.version:
        raise table.broken("version", f"must be {shell.version!r}, the version of the shell")


def _items(table: Table, shell: Instrument) -> tuple[Item, ...]:
    found = table.tables("items")
    for each in found:
        each.only("worded_item")
    names = [each.string("key") for each in found]
    by_key = _matched(table, "items", names, found, [item.key for item in shell.items])
    shared = table.tables("options")
    return tuple(_worded(item, by_key[item.key], table, shared) for item in shell.items)


def _worded(item: Item, words: Table, table: Table, shared: Sequence[Table]) -> Item:
    own = words.tables("options")
    options = _options(words, own, item.options) if own else _options(table, shared, item.options)
    return replace(
        item,
        text=words.text("text"),
        options=options,
        lowest=words.text("lowest") if "lowest" in words else None,
        highest=words.text("highest") if "highest" in words else None,
    )


def _options(table: Table, words: Sequence[Table], options: tuple[Option, ...]) -> tuple[Option, ...]:
    """The options with their words; a plain scale of numbers may stay without."""
    for each in words:
        each.only("worded_option")
    if not words and all(option.text.wordings for option in options):
        return options
    values = [option.value for option in options]
    by_value = _matched(table, "options", [each.integer("value") for each in words], words, values)
    return tuple(replace(option, text=by_value[option.value].text("text")) for option in options)


def _matched(
    table: Table, place: str, names: Sequence[Name], found: Sequence[Table], wanted: Sequence[Name]
) -> dict[Name, Table]:
    """Name → its table, when the names are exactly those that are wanted."""
    for name in names:
        if name not in wanted:
            raise table.broken(place, f"{name!r} is not in the shell")
        if names.count(name) > 1:
            raise table.broken(place, f"has {name!r} twice")
    for name in wanted:
        if name not in names:
            raise table.broken(place, f"has no words for {name!r}")
    return dict(zip(names, found, strict=True))


def _titled(worded: Instrument) -> Instrument:
    """Titles and bands are ours and English; in other languages the English ones stand in."""
    languages = worded.languages
    bands = tuple(replace(band, text=_in_all(band.text, languages)) for band in worded.bands)
    return replace(worded, title=_in_all(worded.title, languages), bands=bands)


def _in_all(text: Text, languages: tuple[str, ...]) -> Text:
    return Text(tuple((code, text(code)) for code in languages))
