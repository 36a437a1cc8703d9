"""Formats lay the same texts out differently; tags are known words; a signature is late by a rule."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from holdspace.notes.rules.formats import (
    BUILT_IN,
    LEFT_OUT,
    NAMELESS,
    OWN,
    TOLD,
    TOO_MANY,
    TWICE,
    TWICE_NAMED,
    Format,
    Section,
    Unfit,
    check_sections,
    laid_out,
    read_sections,
    stored_sections,
)
from holdspace.notes.rules.lateness import hours_after, is_late, overdue_at
from holdspace.notes.rules.tags import FACTORS, STAGES, Factor, Stage, as_factors, as_stage, words_of_tag

HEADINGS = {
    "plain": [""],
    "dap": ["Data", "Assessment", "Plan"],
    "soap": ["Subjective", "Objective", "Assessment", "Plan"],
    "birp": ["Behaviour", "Intervention", "Response", "Plan"],
    "girp": ["Goal", "Intervention", "Response", "Plan"],
}
FULL = {name: f"what {name} says" for name in TOLD}


def test_the_four_usual_formats_and_a_plain_one_are_there() -> None:
    assert {code: [s.name for s in each.sections] for code, each in BUILT_IN.items()} == HEADINGS


@pytest.mark.parametrize("layout", BUILT_IN.values(), ids=BUILT_IN)
def test_every_text_stands_in_each_format_exactly_once(layout: Format) -> None:
    placed = [text for section in layout.sections for text in section.texts]
    assert sorted(placed) == sorted(TOLD)
    assert sorted(layout.own_order) == sorted(OWN)
    assert all(layout.heading_of(text) in HEADINGS[layout.code] for text in TOLD)


@pytest.mark.parametrize("layout", BUILT_IN.values(), ids=BUILT_IN)
def test_the_same_note_reads_in_each_format_without_losing_a_word(layout: Format) -> None:
    told = [name for _heading, names in laid_out(layout, FULL) for name in names]
    assert {FULL[name] for name in told} == set(FULL.values())


def test_a_section_in_which_nothing_stands_is_not_shown() -> None:
    told = laid_out(BUILT_IN["soap"], {"participation": "Spoke.", "plan": "Goes on.", "goal": ""})
    assert told == (("Objective", ("participation",)), ("Plan", ("plan",)))


ALL = " ".join(TOLD)


@pytest.mark.parametrize(
    ("sections", "problem", "texts"),
    [
        ([], TOO_MANY, ()),
        ([("A", "")], TOO_MANY, ()),
        ([(str(n), text) for n, text in enumerate([*TOLD, "plan", "plan"])], TOO_MANY, ()),
        ([("  ", ALL)], NAMELESS, ()),
        ([("x" * 41, ALL)], NAMELESS, ()),
        ([("Notes", "theme"), ("notes ", "plan")], TWICE_NAMED, ()),
        ([("Notes", ALL.replace("risk ", ""))], LEFT_OUT, ("risk",)),
        ([("Notes", ALL), ("More", "risk")], TWICE, ("risk",)),
    ],
)
def test_what_makes_no_format_is_refused(
    sections: list[tuple[str, str]], problem: str, texts: tuple[str, ...]
) -> None:
    with pytest.raises(Unfit) as unfit:
        check_sections([Section(name, tuple(words.split())) for name, words in sections])
    assert (unfit.value.problem, unfit.value.texts) == (problem, texts)


@given(st.permutations(TOLD), st.lists(st.integers(0, 3), min_size=len(TOLD), max_size=len(TOLD)))
def test_a_format_of_ones_own_is_read_back_as_it_was_made(order: list[str], places: list[int]) -> None:
    sections = [
        Section(f"Part {n}", tuple(t for t, at in zip(order, places, strict=True) if at == n))
        for n in range(4)
    ]
    kept = check_sections(sections)
    assert read_sections(stored_sections(kept)) == kept
    assert sorted(name for _h, names in laid_out(Format("x", "x", kept), FULL) for name in names) == sorted(
        TOLD
    )


@pytest.mark.parametrize("stored", [None, {}, [1], [{"name": "A"}], [{"name": "A", "texts": 3}], "x"])
def test_what_is_stored_badly_is_no_format(stored: object) -> None:
    with pytest.raises(Unfit):
        read_sections(stored)


def test_there_are_five_stages_and_yaloms_eleven_factors_each_with_words() -> None:
    assert (len(Stage), len(Factor)) == (5, 11)
    assert (set(STAGES), set(FACTORS)) == (set(Stage), set(Factor))
    assert len({*STAGES.values(), *FACTORS.values()}) == 16


@pytest.mark.parametrize(
    ("text", "stored"),
    [
        ("hope", "hope"),
        ("altruism hope", "hope altruism"),
        (" hope  hope luck ", "hope"),
        ("", ""),
        ("luck", ""),
    ],
)
def test_only_known_factors_are_kept_each_once_in_their_order(text: str, stored: str) -> None:
    assert as_factors(text) == as_factors(text.split()) == stored
    assert as_factors(stored) == stored


@pytest.mark.parametrize(
    ("text", "stored"), [("norming", "norming"), (" storming ", "storming"), ("angry", "")]
)
def test_only_a_known_stage_is_kept(text: str, stored: str) -> None:
    assert as_stage(text) == stored


def test_tags_are_shown_in_words() -> None:
    assert words_of_tag("factors", "hope cohesion") == ("hope", "belonging")
    assert words_of_tag("stage", "") == ()


ENDED = datetime(2026, 3, 24, 19, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("after", "hours", "late"),
    [
        (timedelta(0), 1, False),
        (timedelta(hours=72), 72, False),
        (timedelta(hours=72, seconds=1), 72, True),
        (timedelta(hours=-1), 1, False),
        (timedelta(days=30, seconds=1), 720, True),
    ],
)
def test_a_signature_is_late_after_the_rules_hours_and_not_before(
    after: timedelta, hours: int, late: bool
) -> None:
    assert is_late(ended=ENDED, signed=ENDED + after, hours=hours) is late
    assert (ENDED + after > overdue_at(ENDED, hours)) is late


def test_hours_are_whole_ones() -> None:
    assert [hours_after(ENDED, ENDED + timedelta(minutes=m)) for m in (-5, 0, 59, 60, 4_399)] == [
        0,
        0,
        0,
        1,
        73,
    ]
