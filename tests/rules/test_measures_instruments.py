"""The shipped instruments say what their owners' forms say, and a broken file is told where it is broken."""

from __future__ import annotations

import math

import pytest

from holdspace.kernel.refusals import Missing
from holdspace.measures.catalogue import asked_with_check_in, instrument, instrument_ids
from holdspace.measures.rules.instrument import Asked, Better, BrokenInstrument, parse

SMALL = """
id = "mood"
version = "1"
validated = false
better = "lower"
title.en = "Mood"
purpose.en = "How low"
licence = { terms = "own", credit = "us", source = "here" }
recall.en = "Today"
options = [{ value = 0, text.en = "No" }, { value = 1, text.en = "Yes" }]
items = [{ key = "low", text.en = "Low" }, { key = "flat", text.en = "Flat" }]
missing = { at_most = 0, source = "own rule" }
"""


WORDED = {
    "asq", "audit-c", "gad-2", "gad-7", "pcl-5", "phq-2", "phq-4", "phq-8", "phq-9", "session-check-in",
    "session-rating",
}  # fmt: skip
SHELLS = {
    "audit", "brs", "c-ssrs", "core-10", "dass-21", "ders-16", "gcq-s", "gcs", "gq", "gsrs", "isi", "k10", "k6",
    "oq-45", "ors", "rosenberg", "srs", "ucla-3", "wai-sr", "who-5", "wsas",
}  # fmt: skip


def test_what_ships_with_words_and_what_without() -> None:
    assert set(instrument_ids()) == WORDED | SHELLS | {"gas"}
    assert {id for id in instrument_ids() if instrument(id).can_be_asked} == WORDED
    assert instrument("phq-9") is instrument("phq-9")
    with pytest.raises(Missing):
        instrument("../phq-9")


def test_phq_9_carries_the_codes_of_us_core() -> None:
    """Codes as in science.md A2, read in HL7 US Core's examples."""
    phq = instrument("phq-9")
    codes = [
        "44250-9",
        "44255-8",
        "44259-0",
        "44254-1",
        "44251-7",
        "44258-2",
        "44252-5",
        "44253-3",
        "44260-8",
    ]
    assert [item.loinc for item in phq.scored_items] == codes
    assert (phq.loinc_panel, phq.loinc_total, phq.item("difficulty").loinc) == (
        "44249-1",
        "44261-6",
        "69722-7",
    )
    assert [option.loinc for option in phq.items[0].options] == [
        "LA6568-5",
        "LA6569-3",
        "LA6570-1",
        "LA6571-9",
    ]
    assert not phq.item("difficulty").scored
    assert (phq.lowest_total, phq.highest_total) == (0, 27)
    assert [band.lowest for band in phq.bands] == [0, 5, 10, 15, 20]


def test_gad_7_carries_the_codes_of_loinc() -> None:
    gad = instrument("gad-7")
    codes = ["69725-0", "68509-9", "69733-4", "69734-2", "69735-9", "69689-8", "69736-7"]
    assert [item.loinc for item in gad.items] == codes
    assert (gad.loinc_panel, gad.loinc_total) == ("69737-5", "70274-6")
    assert gad.items[0].options[0].text() == "Not at all"  # never "Not at all sure", see science.md A2
    assert (gad.lowest_total, gad.highest_total) == (0, 21)
    assert [band.lowest for band in gad.bands] == [0, 5, 10, 15]


def test_every_change_rule_has_a_source_and_the_bischoff_index_follows_from_its_inputs() -> None:
    for id in instrument_ids():
        assert all(rule.source for rule in instrument(id).change_rules)
    rule = instrument("gad-7").change_rule("bischoff")
    assert rule is not None
    assert (rule.sd, rule.reliability, rule.z) == (5.59, 0.87, 1.96)
    index = 1.96 * 5.59 * math.sqrt(2 * (1 - 0.87))  # Jacobson & Truax (1991); published: 5.59
    assert round(index, 2) == 5.59
    assert rule.at_least == math.ceil(index)


def test_our_own_rating_says_that_it_is_not_validated() -> None:
    rating = instrument("session-rating")
    assert not rating.validated
    assert "Not validated" in rating.licence.terms
    assert rating.better is Better.HIGHER
    assert [item.values for item in rating.items] == [tuple(range(11))] * 4
    assert all(item.lowest and item.highest for item in rating.items)


def test_the_rating_is_asked_after_a_session_the_asq_in_person_and_all_others_with_the_check_in() -> None:
    apart = {"session-rating": Asked.AFTERWARDS, "asq": Asked.INTERVIEW}
    assert {id: instrument(id).asked for id in WORDED} == dict.fromkeys(WORDED, Asked.CHECK_IN) | apart
    assert {each.id for each in asked_with_check_in()} == WORDED - set(apart)
    assert parse(SMALL).asked is Asked.CHECK_IN
    assert parse(SMALL + 'asked = "afterwards"').asked is Asked.AFTERWARDS


def test_leaders_are_told_what_an_instrument_is_for() -> None:
    """Whoever reads a total as a diagnosis is told that it is none."""
    for id in ("phq-9", "gad-7"):
        assert "makes no diagnosis" in instrument(id).purpose()


def test_wording_comes_in_the_language_asked_for_or_in_the_original() -> None:
    mood = instrument("phq-9").item("mood").text
    assert mood("es") == mood("es-MX") == "Se ha sentido decaído(a), deprimido(a) o sin esperanzas"
    assert mood() == mood("fr") == "Feeling down, depressed, or hopeless"
    assert instrument("gad-7").languages == ("en",)


def test_the_small_file_is_whole() -> None:
    mood = parse(SMALL)
    assert [item.key for item in mood.items] == ["low", "flat"]
    assert mood.change_rule() is None
    with pytest.raises(KeyError):
        mood.item("joy")


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('id = "mood"', "id = ", "This is not TOML"),
        ('version = "1"', "", "mood: version: is missing"),
        ('version = "1"', "version = 1", "mood: version: must be text"),
        ('version = "1"', 'version = " "', "mood: version: is empty"),
        ('better = "lower"', 'better = "down"', "mood: better: must be `lower`, `higher` or `neither`"),
        (
            'better = "lower"',
            'better = "lower"\nasked = "at dawn"',
            "mood: asked: must be `check-in`, `afterwards` or `interview`",
        ),
        ('purpose.en = "How low"', "", "mood: purpose: is missing"),
        ('better = "lower"', 'better = "lower"\nbeter = 1', "mood: beter: is not a known setting"),
        ("validated = false", "validated = 0", "mood: validated: must be true or false"),
        ('title.en = "Mood"', 'title.es = "Ánimo"', "mood: title: needs its original wording"),
        ('title.en = "Mood"', 'title = "Mood"', "mood: title: must be a table"),
        (
            'title.en = "Mood"',
            'title = { en = "Mood", es = "Ánimo" }',
            "mood: title: needs its wording in: en",
        ),
        ('credit = "us", ', "", "mood: licence.credit: is missing"),
        ("value = 1,", "value = true,", "mood: options[2].value: must be a whole number"),
        ("value = 1,", "value = 0,", "mood: items[1].options: has 0 twice"),
        ('key = "flat"', 'key = "low"', "mood: items: has 'low' twice"),
        ('key = "flat"', 'kee = "flat"', "mood: items[2].kee: is not a known setting"),
        ('text.en = "Flat"', "text.en = 4", "mood: items[2].text.en: must be text"),
        ("at_most = 0", "at_most = 2", "mood: missing.at_most: must leave at least one answer"),
        ("at_most = 0", "at_most = -1", "mood: missing.at_most: must leave at least one answer"),
        ("options = [", "scale = { from = 3, to = 3 }\n#", "mood: scale.to: must be above `from`"),
        ("options = [", "options = [] #", "mood: items[1]: needs at least two options"),
    ],
)
def test_a_broken_file_is_told_where_it_is_broken(old: str, new: str, message: str) -> None:
    assert SMALL.count(old) == 1
    with pytest.raises(BrokenInstrument) as broken:
        parse(SMALL.replace(old, new))
    assert message in str(broken.value)


@pytest.mark.parametrize(
    ("more", "message"),
    [
        (
            'alerts = [{ item = "joy", above = 0, source = "s" }]',
            "mood: alerts[1].item: there is no question 'joy'",
        ),
        ('alerts = [{ item = "low", source = "s" }]', "mood: alerts[1].above: is missing"),
        ("alerts = [4]", "mood: alerts[1]: must be a table"),
        (
            'bands = [{ from = 1, key = "a", text.en = "A" }]',
            "mood: bands[1].from: must be the lowest total, 0",
        ),
        (
            'bands = [{ from = 0, key = "a", text.en = "A" }, { from = 0, key = "b", text.en = "B" }]',
            "mood: bands[2].from: must rise",
        ),
        (
            'bands = [{ from = 0, key = "a", text.en = "A" }, { from = 3, key = "b", text.en = "B" }]',
            "mood: bands[2].from: must rise, and stay within the totals",
        ),
        (
            'change_rules = [{ id = "x", at_least = 0, source = "s" }]',
            "mood: change_rules[1].at_least: must be",
        ),
        (
            'change_rules = [{ id = "x", at_least = 2, source = "s", z = "a" }]',
            "mood: change_rules[1].z: must be a",
        ),
        ('caseness = { at_leats = 2, source = "s" }', "mood: caseness.at_leats: is not a known setting"),
    ],
)
def test_thresholds_must_fit_the_questions(more: str, message: str) -> None:
    with pytest.raises(BrokenInstrument) as broken:
        parse(SMALL + more)
    assert message in str(broken.value)


def test_a_file_without_a_scored_question_is_refused() -> None:
    with pytest.raises(BrokenInstrument, match="mood: items: needs at least one scored question"):
        parse(
            SMALL.replace('key = "low"', 'scored = false, key = "low"').replace(
                'key = "flat"', 'scored = false, key = "flat"'
            )
        )
