"""The format of an instrument's file: its schema, its editions, and every shipped file against it."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator, Mapping
from importlib import resources
from typing import Any

import pytest

from docs.instruments import schema
from holdspace.measures.library import shipped
from holdspace.measures.rules.format import TABLES
from holdspace.measures.rules.instrument import BrokenInstrument, Status, Tier, Wording, parse

FOLDER = resources.files("holdspace.measures") / "instruments"
FILES = {
    file.name: file.read_text(encoding="utf-8") for file in FOLDER.iterdir() if file.name.endswith(".toml")
}
SCHEMA: Mapping[str, Any] = json.loads(schema("instrument"))
TYPES = {
    "string": str,
    "integer": int,
    "number": (int, float),
    "boolean": bool,
    "array": list,
    "object": dict,
}
MINIMUM = (
    'id = "x"',
    'version = "1"',
    "validated = false",
    'better = "lower"',
    'title.en = "X"',
    'purpose.en = "X"',
    'licence = { terms = "own", credit = "us", source = "here" }',
    'missing = { at_most = 0, source = "own rule" }',
)


def problems(value: Any, rule: Mapping[str, Any], at: str = "") -> Iterator[str]:
    """What the schema has against a value: as much of JSON Schema as ours uses."""
    rule = SCHEMA["$defs"][rule["$ref"].rsplit("/", 1)[1]] if "$ref" in rule else rule
    wrong_kind = not isinstance(value, TYPES[rule["type"]])
    if wrong_kind or (isinstance(value, bool) and rule["type"] != "boolean"):
        yield f"{at}: not {rule['type']}"
    elif "enum" in rule and value not in rule["enum"]:
        yield f"{at}: not one of {rule['enum']}"
    elif isinstance(value, dict):
        yield from (f"{at}: no {key}" for key in rule.get("required", ()) if key not in value)
        for key, inside in value.items():
            known = rule.get("properties", {}).get(key, rule["additionalProperties"])
            yield from [f"{at}: {key}?"] if known is False else problems(inside, known, f"{at}.{key}")
    elif isinstance(value, list):
        for inside in value:
            yield from problems(inside, rule["items"], at)


@pytest.mark.parametrize("name", FILES)
def test_every_shipped_file_is_as_the_schema_says(name: str) -> None:
    assert list(problems(tomllib.loads(FILES[name]), SCHEMA)) == []


@pytest.mark.parametrize("name", FILES)
def test_a_file_is_named_after_its_instrument_and_says_its_edition(name: str) -> None:
    values = tomllib.loads(FILES[name])
    assert (values["id"], values["format"]) == (name.removesuffix(".toml"), 1)


def test_the_schema_and_the_reader_demand_the_same() -> None:
    """A file of required keys only is whole but for its questions; without one of them, the reader names it."""
    required = [key for key, each in TABLES["instrument"].items() if each.required]
    lines = dict(zip(required, MINIMUM, strict=True))
    with pytest.raises(BrokenInstrument, match="x: items: needs at least one scored question"):
        parse("\n".join(lines.values()))
    for key in required:
        without = "\n".join(line for name, line in lines.items() if name != key)
        with pytest.raises(BrokenInstrument, match=f"{key}: is missing"):
            parse(without)


def test_a_file_for_a_later_edition_is_refused() -> None:
    later = FILES["session-rating.toml"].replace("format = 1", "format = 2")
    with pytest.raises(
        BrokenInstrument, match="session-rating: format: is 2; this version of Holdspace reads 1"
    ):
        parse(later)


def test_a_shell_holds_no_word_of_its_questions() -> None:
    for id in shipped().ids:
        each = shipped().instrument(id)
        if each.wording is Wording.SHELL:
            assert not each.recall.wordings
            assert not any(item.text.wordings or item.lowest or item.highest for item in each.items)
            assert each.tier is not Tier.SHIPPED


def test_what_is_shipped_with_words_may_be_shipped() -> None:
    for id in shipped().ids:
        each = shipped().instrument(id)
        assert each.wording is Wording.SHELL or each.tier is Tier.SHIPPED
        assert each.licence.terms
        assert each.licence.source


def test_nothing_from_memory_is_called_read() -> None:
    """Where a source says "from memory", its status says unverified."""
    for id in shipped().ids:
        each = shipped().instrument(id)
        known = [each.caseness, each.missing, *each.cutoffs, *each.criteria, *each.alerts, *each.change_rules]
        known += [*each.reliability, *each.norms]
        for threshold in (one for one in known if one is not None):
            assert "memory" not in threshold.source or threshold.status is Status.UNVERIFIED


def test_short_forms_have_the_words_of_the_long_ones() -> None:
    """PHQ-8 and PHQ-2 of the PHQ-9, GAD-2 of the GAD-7, PHQ-4 of both; the PHQ-4 only in English, as GAD-7."""
    phq, gad = shipped().instrument("phq-9"), shipped().instrument("gad-7")
    assert shipped().instrument("phq-8").items == phq.items[:8]
    assert shipped().instrument("phq-2").items == phq.items[:2]
    assert shipped().instrument("gad-2").items == gad.items[:2]
    four = shipped().instrument("phq-4")
    assert [item.key for item in four.items] == ["nervous", "control", "interest", "mood"]
    assert four.items[2].text.languages == four.languages == ("en",)
    assert shipped().instrument("phq-2").languages == ("en", "es")
    assert not any(shipped().instrument(id).alerts for id in ("phq-8", "phq-2", "phq-4"))


def test_audit_c_carries_the_right_first_code() -> None:
    """68517-2, in an example of US Core, asks how often somebody had X or more drinks (science.md A2)."""
    audit = shipped().instrument("audit-c")
    assert [item.loinc for item in audit.items] == ["68518-0", "68519-8", "68520-6"]
    assert (audit.loinc_panel, audit.loinc_total) == ("72109-2", "75626-2")


def test_core_10_follows_from_its_inputs_at_its_own_z() -> None:
    """7.7 × √(2 (1 − .9)) × 1.645 = 5.66, so 6 whole points; at 1.96 it would be 6.75 (science.md B1)."""
    rule = shipped().instrument("core-10").change_rule()
    assert rule is not None
    assert rule.sd is not None
    assert rule.reliability is not None
    assert rule.z is not None
    assert round(rule.sd * (2 * (1 - rule.reliability)) ** 0.5 * rule.z, 2) == 5.66
    assert rule.at_least == 6


BASE = """
id = "mood"
version = "1"
validated = false
better = "lower"
title.en = "Mood"
purpose.en = "How low"
licence = { terms = "own", credit = "us", source = "here" }
recall.en = "Today"
scale = { from = 0, to = 3 }
items = [{ key = "a", text.en = "A" }, { key = "b", text.en = "B" }, { key = "c", text.en = "C" }]
missing = { at_most = 0, source = "own rule" }
"""


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("better =", "tier = 4\nbetter =", "mood: tier: must be 1, 2 or 3"),
        ("better =", "tier = 3\nbetter =", "mood: wording: can be `shipped` only in tier 1"),
        ("better =", 'tier = 3\nwording = "pack"\nbetter =', "mood: wording: cannot be in a pack"),
        ("better =", 'wording = "added"\nbetter =', "mood: wording: must be `shipped`, `pack` or `shell`"),
        ("better =", 'wording = "shell"\nbetter =', "mood: recall: cannot stand in a shell"),
        ('recall.en = "Today"', "", "mood: recall: is missing"),
        (', text.en = "C"', "", "mood: items[3].text: is missing"),
        (
            'key = "c",',
            'key = "c", asked_if = { items = ["a"], at_least = 1 },',
            "items[3].asked_if: a question",
        ),
        ('key = "c",', 'key = "c", asked_if = { items = ["x"], at_least = 1 },', "items[3].asked_if"),
        ("missing =", 'total = { by = "sum", times = 0 }\nmissing =', "mood: total.times: must be above 0"),
        (
            "missing =",
            'total = { by = "product" }\nmissing =',
            "mood: total.by: must be `sum`, `mean` or `none`",
        ),
        ("at_most = 0", 'at_most = 0, per = "subscale"', "mood: missing.per: can be `subscale` only where"),
        ("at_most = 0", "at_most_share = 1", "mood: missing.at_most_share: must be from 0 to less than 1"),
        (
            "missing =",
            'subscales = [{ key = "x", title.en = "X", items = ["z"] }]\nmissing =',
            "mood: subscales[1].items: there is no question 'z'",
        ),
        (
            "missing =",
            'subscales = [{ key = "x", title.en = "X", items = [] }]\nmissing =',
            "mood: subscales[1].items: must be scored questions",
        ),
        (
            "missing =",
            'subscales = [{ key = "x", title.en = "X", items = ["a", "a"] }]\nmissing =',
            "mood: subscales[1].items: has 'a' twice",
        ),
        (
            "missing =",
            'subscales = [{ key = "x", title.en = "X", items = "a" }]\nmissing =',
            "mood: subscales[1].items: must be a list",
        ),
        (
            "missing =",
            'caseness = { source = "s" }\nmissing =',
            "mood: caseness: needs `at_least` or `at_most`",
        ),
        (
            "missing =",
            'caseness = { at_least = 1, groups = [{ key = "g", text.en = "G", at_least = 1 }], source = "s" }\nmissing =',
            "mood: caseness: has groups",
        ),
        (
            "missing =",
            'cutoffs = [{ key = "k", text.en = "K", source = "s" }]\nmissing =',
            "mood: cutoffs[1]: needs `at_least` or `at_most`",
        ),
        (
            "missing =",
            'criteria = [{ key = "k", text.en = "K", source = "s" }]\nmissing =',
            "mood: criteria[1].all: must stand here, or `any`",
        ),
        (
            "missing =",
            'criteria = [{ key = "k", text.en = "K", source = "s", all = [{ items = ["a"], rated = 1, at_least = 2 }] }]\nmissing =',
            "mood: criteria[1]: `at_least` must be from 1",
        ),
        (
            "missing =",
            'reliability = [{ kind = "omega", value = 0.9, source = "s" }]\nmissing =',
            "mood: reliability[1].kind: must be `alpha` or `retest`",
        ),
        (
            "missing =",
            'reliability = [{ kind = "alpha", value = 0.9, source = "s", status = "sure" }]\nmissing =',
            "mood: reliability[1].status: must be `read`, `computed` or `unverified`",
        ),
        (
            'better = "lower"',
            'better = "neither"\nchange_rules = [{ id = "x", at_least = 1, source = "s" }]',
            "mood: better: must be `lower` or `higher`",
        ),
        (
            "missing =",
            'items_from = [{ instrument = "phq-99", items = ["a"] }]\nmissing =',
            "mood: items_from[1].instrument: there is no 'phq-99'",
        ),
        (
            "missing =",
            'items_from = [{ instrument = "phq-9", items = ["joy"] }]\nmissing =',
            "mood: items_from[1].instrument: there is no 'joy'",
        ),
        (
            "missing =",
            "goals = { from = -2, to = 2, expected = 0, mean = 50, sd = 10, correlation = 0.3, source = 's' }\nmissing =",
            "mood: goals: stand in place of questions",
        ),
    ],
)
def test_a_file_whose_parts_do_not_fit_is_told_where(old: str, new: str, message: str) -> None:
    assert BASE.count(old) == 1
    with pytest.raises(BrokenInstrument) as broken:
        parse(BASE.replace(old, new), shipped().instrument)
    assert message in str(broken.value)
