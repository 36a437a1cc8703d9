"""What no single table of a file can know: that the parts of an instrument fit each other."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from holdspace.measures.rules.parts import (
    Band,
    Better,
    By,
    Caseness,
    Cutoff,
    Instrument,
    Item,
    MissingRule,
    Per,
    Subscale,
    Tier,
    Wording,
)
from holdspace.measures.rules.tables import Table, Text

Problem = tuple[str, str]
"""A place in the file, and what is wrong there."""


def check(instrument: Instrument, table: Table) -> None:
    """Raises BrokenInstrument for the first place that does not fit."""
    problem = next(_problems(instrument), None)
    if problem is not None:
        raise table.broken(*problem)


def _problems(instrument: Instrument) -> Iterator[Problem]:
    yield from _of_kind(instrument)
    yield from _of_items(instrument)
    yield from _of_references(instrument)
    yield from _of_parts(instrument)
    yield from _of_missing(instrument)
    yield from _of_thresholds(instrument)
    yield from _of_wording(instrument)


def _of_kind(instrument: Instrument) -> Iterator[Problem]:
    """Rights, questions or goals, and a direction where something is compared."""
    if instrument.wording is Wording.SHIPPED and instrument.tier is not Tier.SHIPPED:
        yield "wording", "can be `shipped` only in tier 1"
    if instrument.wording is Wording.PACK and instrument.tier is Tier.PERMISSION:
        yield "wording", "cannot be in a pack: it needs the permission of its owner"
    if instrument.goals and instrument.items:
        yield "goals", "stand in place of questions; there cannot be both"
    if not instrument.goals and not instrument.scored_items:
        yield "items", "needs at least one scored question"
    if instrument.better is Better.NEITHER and instrument.change_rules:
        yield "better", "must be `lower` or `higher` where there are change rules"


def _of_items(instrument: Instrument) -> Iterator[Problem]:
    yield from _twice("items", (item.key for item in instrument.items))
    for number, item in enumerate(instrument.items, start=1):
        yield from _of_item(item, f"items[{number}]")
        if item.asked_if and item.scored and instrument.total.by is not By.NONE:
            yield f"items[{number}].asked_if", "a question that is not always asked cannot be in a total"


def _of_item(item: Item, place: str) -> Iterator[Problem]:
    if sum(option.counts for option in item.options) < 2:
        yield place, "needs at least two options, its own or those of the file"
    yield from _twice(f"{place}.options", item.values)


def _of_references(instrument: Instrument) -> Iterator[Problem]:
    """Every question that is named is there."""
    known = {item.key for item in instrument.items}
    for place, keys in _named(instrument):
        for key in keys:
            if key not in known:
                yield place, f"there is no question {key!r}"


def _named(instrument: Instrument) -> Iterator[tuple[str, Sequence[str]]]:
    for number, alert in enumerate(instrument.alerts, start=1):
        yield f"alerts[{number}].item", (alert.item,)
    for number, part in enumerate(instrument.subscales, start=1):
        yield f"subscales[{number}].items", part.items
    for number, criterion in enumerate(instrument.criteria, start=1):
        for condition in criterion.conditions:
            yield f"criteria[{number}]", condition.items
    for number, item in enumerate(instrument.items, start=1):
        yield f"items[{number}].asked_if", item.asked_if.items if item.asked_if else ()


def _of_parts(instrument: Instrument) -> Iterator[Problem]:
    yield from _twice("subscales", (part.key for part in instrument.subscales))
    yield from _twice("criteria", (criterion.key for criterion in instrument.criteria))
    scored = {item.key for item in instrument.scored_items}
    for number, part in enumerate(instrument.subscales, start=1):
        if not part.items or not set(part.items) <= scored:
            yield f"subscales[{number}].items", "must be scored questions, at least one"
        yield from _twice(f"subscales[{number}].items", part.items)
    for number, criterion in enumerate(instrument.criteria, start=1):
        if any(not 1 <= each.at_least <= len(each.items) for each in criterion.conditions):
            yield f"criteria[{number}]", "`at_least` must be from 1 to the number of questions"


def _of_missing(instrument: Instrument) -> Iterator[Problem]:
    rule, scored = instrument.missing, len(instrument.scored_items)
    if instrument.goals is None:
        yield from _of_rule(rule, scored, "missing")
    for number, part in enumerate(instrument.subscales, start=1):
        if part.missing is not None:
            yield from _of_rule(part.missing, len(part.items), f"subscales[{number}].missing")
    covered = sorted(key for part in instrument.subscales for key in part.items)
    if rule.per is Per.SUBSCALE and covered != sorted(item.key for item in instrument.scored_items):
        yield "missing.per", "can be `subscale` only where each scored question is in just one of them"


def _of_rule(rule: MissingRule, questions: int, place: str) -> Iterator[Problem]:
    if rule.at_most_share is not None and not 0 <= rule.at_most_share < 1:
        yield f"{place}.at_most_share", "must be from 0 to less than 1"
    if not 0 <= rule.at_most < questions:
        yield f"{place}.at_most", "must leave at least one answer"


def _of_thresholds(instrument: Instrument) -> Iterator[Problem]:
    ends = instrument.lowest_total, instrument.highest_total
    yield from _of_bands(instrument.bands, ends, "")
    yield from _of_caseness(instrument.caseness, "caseness")
    for number, part in enumerate(instrument.subscales, start=1):
        yield from _of_part(instrument, part, f"subscales[{number}].")
    yield from _twice("change_rules", (rule.id for rule in instrument.change_rules))
    yield from _twice("cutoffs", (cutoff.key for cutoff in instrument.cutoffs))
    for number, cutoff in enumerate(instrument.cutoffs, start=1):
        yield from _of_one(cutoff, f"cutoffs[{number}]")
    for number, rule in enumerate(instrument.change_rules, start=1):
        if not rule.at_least > 0 or (instrument.total.by is By.SUM and rule.at_least < 1):
            yield f"change_rules[{number}].at_least", "must be at least 1, or above 0 for a mean"


def _of_part(instrument: Instrument, part: Subscale, place: str) -> Iterator[Problem]:
    yield from _of_bands(part.bands, instrument.range_of(part), place)
    yield from _of_caseness(part.caseness, f"{place}caseness")


def _of_bands(bands: Sequence[Band], ends: tuple[float, float], place: str) -> Iterator[Problem]:
    yield from _twice(f"{place}bands", (band.key for band in bands))
    if bands and bands[0].lowest != ends[0]:
        yield f"{place}bands[1].from", f"must be the lowest total, {ends[0]}"
    for number, (before, after) in enumerate(pairwise(bands), start=2):
        if not before.lowest < after.lowest <= ends[1]:
            yield f"{place}bands[{number}].from", "must rise, and stay within the totals"


def _of_caseness(caseness: Caseness | None, place: str) -> Iterator[Problem]:
    if caseness is None:
        return
    if caseness.groups:
        yield from _twice(f"{place}.groups", (group.key for group in caseness.groups))
        if caseness.threshold is not None:
            yield place, "has groups; a threshold for everybody cannot stand beside them"
    else:
        yield from _of_one(caseness, place)


def _of_one(threshold: Caseness | Cutoff, place: str) -> Iterator[Problem]:
    if (threshold.at_least is None) == (threshold.at_most is None):
        yield place, "needs `at_least` or `at_most`, and not both"


def _of_wording(instrument: Instrument) -> Iterator[Problem]:
    """All wording in all languages, or none: a form half in one language is no validated form."""
    if instrument.wording is Wording.SHELL:
        yield from _of_shell(instrument)
        return
    if not instrument.languages and instrument.items:
        yield "recall", "is missing"
    for place, text in _texts(instrument):
        if set(text.languages) != set(instrument.languages):
            languages = ", ".join(instrument.languages)
            yield place, "is missing" if not text.languages else f"needs its wording in: {languages}"


def _of_shell(instrument: Instrument) -> Iterator[Problem]:
    if instrument.recall.wordings:
        yield "recall", "cannot stand in a shell, which holds no wording"
    for number, item in enumerate(instrument.items, start=1):
        if item.text.wordings or item.lowest or item.highest:
            yield f"items[{number}]", "cannot have wording in a shell"


def _texts(instrument: Instrument) -> Iterator[tuple[str, Text]]:
    """Everything that has to be there in every language."""
    if not instrument.items:
        return
    yield "title", instrument.title
    for number, band in enumerate(instrument.bands, start=1):
        yield f"bands[{number}]", band.text
    for number, item in enumerate(instrument.items, start=1):
        yield f"items[{number}].text", item.text
        for text in wordings(item):
            yield f"items[{number}]", text


def wordings(item: Item) -> Iterable[Text]:
    """The words around a question; the numbers of a scale are the same in every language."""
    if item.lowest and item.highest:
        return (item.lowest, item.highest)
    return (option.text for option in item.options)


def _twice(key: str, names: Iterable[object]) -> Iterator[Problem]:
    seen: set[object] = set()
    for name in names:
        if name in seen:
            yield key, f"has {name!r} twice"
        seen.add(name)
