"""What a safety plan may hold, and which numbers can be called."""

from __future__ import annotations

import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from holdspace.kernel.refusals import Refused
from holdspace.safety.rules.safety_plan import (
    EMPTY,
    HELP,
    LINE_TOO_LONG,
    LONGEST_LINE,
    LONGEST_NAME,
    LONGEST_REASON,
    MOST_LINES,
    NAME_TOO_LONG,
    NAMELESS,
    NOT_CALLABLE,
    REASON_TOO_LONG,
    TITLES,
    TOO_MANY,
    Contents,
    PlanContact,
    PlanStep,
    Typed,
    as_stored,
    as_typed,
    callable_number,
    from_stored,
    settled,
)

#: Every form that the steps, and the tables of numbers, have to bear.
TEXTS = {step: st.text(max_size=80) for step in (PlanStep.SIGNS, PlanStep.ALONE, PlanStep.SURROUNDINGS)}
ROWS = st.lists(
    st.tuples(st.text(max_size=30), st.sampled_from(["", "999", "+44 7700 900123", "call her", "٩٩٩"])),
    max_size=6,
).map(tuple)
FORMS = st.builds(
    Typed,
    texts=st.fixed_dictionaries({}, optional=TEXTS),
    rows=st.fixed_dictionaries({}, optional={PlanStep.PEOPLE: ROWS, PlanStep.SERVICES: ROWS}),
    reason=st.text(max_size=80),
)


def test_six_steps_each_with_its_title_and_its_help() -> None:
    assert list(TITLES) == list(HELP) == list(PlanStep)
    assert len(PlanStep) == 6


@pytest.mark.parametrize(
    ("typed", "region", "expected"),
    [
        ("+44 20 7946 0000", "US", "tel:+442079460000"),
        ("020 7946 0000", "GB", "tel:+442079460000"),
        ("(020) 7946-0000", "GB", "tel:+442079460000"),
        ("+34 912 345 678", "GB", "tel:+34912345678"),
        ("912 345 678", "ES", "tel:+34912345678"),
        ("116 123", "GB", "tel:116123"),  # short numbers have no country
        ("116 123", "DE", "tel:116123"),
        ("999", "GB", "tel:999"),
        ("112", "", "tel:112"),
        ("+44 7700 900123", "GB", "tel:+447700900123"),  # kept free for stories, in no table
        ("07700 900123", "GB", "tel:07700900123"),
        ("٩٩٩", "GB", "tel:999"),
        ("０２０ 7946 0000", "GB", "tel:+442079460000"),
        ("020–7946–0000", "GB", "tel:+442079460000"),
        ("", "GB", ""),
        ("12", "GB", ""),
        ("1234567890123456", "GB", ""),
        ("ask at the desk", "GB", ""),
        ("020 7946 0000 or 0001 x", "GB", ""),
        ("0800-FLOWERS", "US", ""),
        ("44+20", "GB", ""),
        ("javascript:alert(1)", "GB", ""),
    ],
)
def test_a_number_that_can_be_called(typed: str, region: str, expected: str) -> None:
    assert callable_number(typed, region) == expected


@given(st.text(max_size=40), st.sampled_from(["GB", "US", "DE", "ES", "", "XX"]))
def test_what_is_dialled_is_digits_and_nothing_else(typed: str, region: str) -> None:
    assert re.fullmatch(r"|tel:\+?[0-9]{3,15}", callable_number(typed, region))


@pytest.mark.parametrize(
    ("typed", "where", "sentence"),
    [
        (Typed(texts={PlanStep.SIGNS: "\n".join(map(str, range(MOST_LINES + 1)))}), "signs", TOO_MANY),
        (Typed(texts={PlanStep.ALONE: "x" * (LONGEST_LINE + 1)}), "alone", LINE_TOO_LONG),
        (Typed(rows={PlanStep.PEOPLE: (("", ""), ("", "999"))}), "people_1_name", NAMELESS),
        (Typed(rows={PlanStep.PEOPLE: (("Noor", "the red house"),)}), "people_0_phone", NOT_CALLABLE),
        (
            Typed(rows={PlanStep.SERVICES: (("x" * (LONGEST_NAME + 1), ""),)}),
            "services_0_name",
            NAME_TOO_LONG,
        ),
        (Typed(reason="x" * (LONGEST_REASON + 1)), "reason", REASON_TOO_LONG),
    ],
)
def test_what_does_not_fit_is_said_beside_its_field(typed: Typed, where: str, sentence: object) -> None:
    with pytest.raises(Refused) as refused:
        settled(typed, region="GB")
    assert refused.value.fields == {where: sentence}


@pytest.mark.parametrize("blank", ["", "  \n\n \t", "\u200b\n\u2066"])
def test_an_empty_plan_is_none(blank: str) -> None:
    rows = {PlanStep.PEOPLE: ((blank, blank),) * 6}
    with pytest.raises(Refused) as refused:
        settled(Typed(texts={PlanStep.SIGNS: blank}, rows=rows, reason=blank), region="GB")
    assert refused.value.sentence == EMPTY


def test_lines_lose_what_is_blank_or_stands_twice_and_rows_without_anybody_go() -> None:
    typed = Typed(
        texts={PlanStep.SIGNS: "\n  I stop\teating \r\n\nI stop eating\nIt is   loud\n"},
        rows={PlanStep.PEOPLE: (("", ""), (" Noor  Haddad ", " 07700 900123 "), ("My aunt", ""))},
        reason=" My dog.\n\n The sea. ",
    )
    contents = settled(typed, region="GB")
    assert contents.lines[PlanStep.SIGNS] == ("I stop eating", "It is loud")
    assert contents.contacts[PlanStep.PEOPLE] == (
        PlanContact("Noor Haddad", "07700 900123", "tel:07700900123"),
        PlanContact("My aunt"),
    )
    assert contents.reason == "My dog.\nThe sea."


@given(FORMS)
def test_what_is_settled_stays_so_and_comes_back_from_the_seal(typed: Typed) -> None:
    try:
        contents = settled(typed, region="GB")
    except Refused:
        return
    assert from_stored(json.loads(json.dumps(as_stored(contents)))) == contents
    assert settled(as_typed(contents), region="GB") == contents


def test_without_its_key_a_plan_is_empty() -> None:
    assert from_stored(None).is_empty
    assert Contents().is_empty
