"""Documents about questionnaires: the format of their files, its JSON Schema, and the scoring sheet."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator

from holdspace.measures.library import shipped
from holdspace.measures.rules.format import FORMAT, TABLES, Key, Kind
from holdspace.measures.rules.instrument import (
    By,
    Caseness,
    Criterion,
    Cutoff,
    Instrument,
    Status,
    Subscale,
    Tier,
    TotalRule,
    Wording,
)

# the format

KINDS = {
    Kind.TEXT: "text",
    Kind.WORDS: "words",
    Kind.INTEGER: "whole number",
    Kind.NUMBER: "number",
    Kind.BOOLEAN: "true or false",
    Kind.KEYS: "list of texts",
}
TYPES = {
    Kind.TEXT: {"type": "string"},
    Kind.WORDS: {"$ref": "#/$defs/words"},
    Kind.INTEGER: {"type": "integer"},
    Kind.NUMBER: {"type": "number"},
    Kind.BOOLEAN: {"type": "boolean"},
    Kind.KEYS: {"type": "array", "items": {"type": "string"}},
}
WORDS = {
    "type": "object",
    "description": "Language code → wording; the original is English.",
    "required": ["en"],
    "additionalProperties": {"type": "string", "minLength": 1},
}
INTRODUCTION = f"""# An instrument's file

A questionnaire is a TOML file; this is edition {FORMAT} of its format. `holdspace measures check FILE` reads
one and says where it is wrong and why. Besides what stands below, the parts have to fit each other: every
question that is named is there, bands rise and stay within the totals, and wording is in every language or in
none. The same as JSON Schema: [`instrument.schema.json`](instrument.schema.json), and for a practice's own
wording [`wording.schema.json`](wording.schema.json). *Words* are a table of language codes (`en`, the
original, must be there).

What a number rests on stands beside it: `source` says where it was read, and `status` whether it was read
there (`read`), computed from what was read (`computed`) or is from memory (`unverified`, also when nothing is
said).
"""


def format_reference() -> str:
    """Every table of the format with its keys."""
    return INTRODUCTION + "\n".join(_table(name) for name in TABLES)


def _table(name: str) -> str:
    titles = {"instrument": "The file of an instrument", "wording": "The file of a practice's wording"}
    head = f"\n## {titles.get(name, f'`{name}`')}\n\n| key | is | meaning |\n|---|---|---|\n"
    rows = (f"| `{key}`{_must(each)} | {_kind(each)} | {each.says} |\n" for key, each in TABLES[name].items())
    return head + "".join(rows)


def _must(key: Key) -> str:
    return " (required)" if key.required else ""


def _kind(key: Key) -> str:
    if key.kind is Kind.TABLE:
        return f"a `{key.table}`"
    if key.kind is Kind.TABLES:
        return f"list of `{key.table}`"
    return ", ".join(f"`{choice}`" for choice in key.choices) or KINDS[key.kind]


def schema(table: str) -> str:
    """The JSON Schema of a whole file."""
    used = {name: _object(name) for name in sorted(_reached(table))}
    whole = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$comment": "Made by `python -m docs.generate`; do not edit.",
        "title": f"Holdspace {table} file, edition {FORMAT}",
        **_object(table),
        "$defs": {"words": WORDS, **used},
    }
    return json.dumps(whole, indent=2, ensure_ascii=False) + "\n"


def _reached(table: str) -> set[str]:
    """The tables that stand inside a table, at any depth."""
    inside = {key.table for key in TABLES[table].values() if key.table}
    return inside.union(*(_reached(name) for name in inside))


def _object(table: str) -> dict[str, object]:
    keys = TABLES[table]
    return {
        "type": "object",
        "additionalProperties": False,
        "required": [name for name, key in keys.items() if key.required],
        "properties": {name: _property(key) for name, key in keys.items()},
    }


def _property(key: Key) -> dict[str, object]:
    if key.kind in TYPES:
        choices = {"enum": list(key.choices)} if key.choices else {}
        return {"description": key.says, **TYPES[key.kind], **choices}
    reference = {"$ref": f"#/$defs/{key.table}"}
    held = reference if key.kind is Kind.TABLE else {"type": "array", "items": reference}
    return {"description": key.says, **held}


# the scoring sheet

SHEET = """# Questionnaires and their scores

What each file in `src/holdspace/measures/instruments` says. **Read** means read in the source that is named,
**computed** computed from it, **unverified** from memory: look it up before relying on it.

A shell holds keys and thresholds and no wording: nobody can be asked it until a practice that has the
permission of its owner adds the words ([how](../how-to/more-questionnaires.md)). Missing answers take the
mean of those given, as long as no more are missing than the file allows; scores are rounded half up.
"""
WORDED = {
    Wording.SHIPPED: "with its wording",
    Wording.PACK: "from a content pack",
    Wording.SHELL: "a shell, without wording",
}
TIERS = {
    Tier.SHIPPED: "its wording may be shipped",
    Tier.PACK: "its wording may stand in a content pack",
    Tier.PERMISSION: "its wording needs the permission of its owner",
}


def scoring_sheet() -> str:
    """All shipped instruments: those with wording first, then the shells."""
    every = [shipped().instrument(id) for id in shipped().ids]
    ordered = sorted(every, key=lambda each: (each.wording is Wording.SHELL, each.id))
    return SHEET + "".join(_sheet(each) for each in ordered)


def _sheet(instrument: Instrument) -> str:
    lines = "".join(f"- {line}\n" for line in _lines(instrument) if line)
    return f"\n## {instrument.title()}\n\n{instrument.purpose()}\n\n{lines}"


def _lines(instrument: Instrument) -> Iterator[str]:
    words = "" if instrument.goals else f", {WORDED[instrument.wording]}"
    yield f"`{instrument.id}`, version {instrument.version}{words}. {_rights(instrument)}"
    yield "" if instrument.validated else "**Not validated.**"
    yield from _questions(instrument)
    yield from _parts(instrument)
    yield from _thresholds(instrument)
    yield _missing(instrument)
    yield from _change(instrument)
    yield _codes(instrument)
    yield from instrument.notes


def _rights(instrument: Instrument) -> str:
    return f"Tier {instrument.tier.value}: {TIERS[instrument.tier]}. {instrument.licence.terms}"


def _questions(instrument: Instrument) -> Iterator[str]:
    if instrument.goals is not None:
        goals = instrument.goals
        levels = f"levels from {goals.lowest} to {goals.highest}, {goals.expected} as expected"
        yield f"A person's own goals, {levels}. {_sourced(goals.source, goals.status)}"
        return
    outside = len(instrument.items) - len(instrument.scored_items)
    besides = f", {outside} of them outside the total" if outside else ""
    answers = sorted({_range(each.range) for each in instrument.scored_items})
    languages = f" Languages: {', '.join(instrument.languages)}." if instrument.languages else ""
    yield f"{len(instrument.items)} questions{besides}; answers {', '.join(answers)}.{languages}"
    yield _total(instrument)
    yield _listed("Reversed", [each.key for each in instrument.items if each.reverse])
    yield _listed(
        "Asked only after certain answers", [each.key for each in instrument.items if each.asked_if]
    )


def _total(instrument: Instrument) -> str:
    if instrument.total.by is By.NONE:
        return "Never added up."
    ends = _range((instrument.lowest_total, instrument.highest_total))
    return f"{_rule(instrument.total)}: {ends}; {instrument.better} is better."


def _rule(total: TotalRule) -> str:
    words = {By.SUM: "Sum", By.MEAN: "Mean", By.NONE: "No score"}[total.by]
    return words if total.times == 1 else f"{words} × {total.times}"


def _parts(instrument: Instrument) -> Iterator[str]:
    for part in instrument.subscales:
        rule = f"{_rule(part.total).lower()} of {', '.join(part.items)}; {_range(instrument.range_of(part))}"
        yield f"{part.title()}: {rule}; {part.better} is better.{_of_part(part)}"


def _of_part(part: Subscale) -> str:
    bands = f" {_bands(part)}." if part.bands else ""
    case = f" {_case(part.caseness)}" if part.caseness else ""
    return bands + case


def _thresholds(instrument: Instrument) -> Iterator[str]:
    if instrument.bands:
        source = instrument.bands_source or "no source"
        yield f"{_bands(instrument)}. {_sourced(source, instrument.bands_status)}"
    if instrument.caseness:
        yield _case(instrument.caseness)
    for cutoff in instrument.cutoffs:
        yield f"{cutoff.text()}: {_edge(cutoff)}. {_sourced(cutoff.source, cutoff.status)}"
    for criterion in instrument.criteria:
        yield f"{criterion.text()}: {_conditions(criterion)}. {_sourced(criterion.source, criterion.status)}"
    for alert in instrument.alerts:
        asks = f"{alert.item} above {alert.above}" + (", or open" if alert.unanswered else "")
        yield f"**Asks for a clinician:** {asks}. {_sourced(alert.source, alert.status)}"


def _conditions(criterion: Criterion) -> str:
    joined = " or " if criterion.enough else ", and "
    return joined.join(
        f"at least {each.at_least} of {', '.join(each.items)} rated {each.rated} or more"
        for each in criterion.conditions
    )


def _bands(scored: Instrument | Subscale) -> str:
    return "Bands: " + ", ".join(f"{band.text()} from {band.lowest}" for band in scored.bands)


def _case(caseness: Caseness) -> str:
    groups = "; ".join(f"{each.text()} from {each.at_least} up" for each in caseness.groups)
    return f"A case: {groups or _edge(caseness)}. {_sourced(caseness.source, caseness.status)}"


def _edge(threshold: Caseness | Cutoff) -> str:
    if threshold.at_least is not None:
        return f"from {threshold.at_least} up"
    return f"from {threshold.at_most} down"


def _missing(instrument: Instrument) -> str:
    rule = instrument.missing
    if instrument.total.by is By.NONE and not instrument.subscales:
        return ""
    share = "" if rule.at_most_share is None else f"at most {rule.at_most_share:.0%} in each part"
    return f"Missing: {share or f'at most {rule.at_most}'}. {_sourced(rule.source, rule.status)}"


def _change(instrument: Instrument) -> Iterator[str]:
    for rule in instrument.change_rules:
        inputs = [("z", rule.z), ("reliability", rule.reliability), ("SD", rule.sd)]
        known = ", ".join(f"{name} {value}" for name, value in inputs if value is not None)
        points = f"{rule.at_least} points" + (f" ({known})" if known else "")
        yield f"Reliable change `{rule.id}`: {points}. {_sourced(rule.source, rule.status)}"
    for each in instrument.reliability:
        yield f"Reliability ({each.kind}): {each.value}. {_sourced(each.source, each.status)}"
    for norm in instrument.norms:
        spread = "" if norm.sd is None else f" (SD {norm.sd})"
        yield f"{norm.text()}: mean {norm.mean}{spread}. {_sourced(norm.source, norm.status)}"


def _codes(instrument: Instrument) -> str:
    whole = [("panel", instrument.loinc_panel), ("total", instrument.loinc_total)]
    items = [(item.key, item.loinc) for item in instrument.items]
    said = [f"{name} {code}" for name, code in [*whole, *items] if code]
    return f"LOINC: {', '.join(said)}." if said else ""


def _sourced(source: str, status: Status) -> str:
    return f"*{status.value.capitalize()}:* {source.rstrip('.')}."


def _range(ends: tuple[float, float]) -> str:
    return f"{ends[0]}–{ends[1]}"


def _listed(name: str, keys: Iterable[str]) -> str:
    joined = ", ".join(keys)
    return f"{name}: {joined}." if joined else ""
