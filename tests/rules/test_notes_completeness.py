"""Before Ruth signs: what the note still lacks, and whether Bo's note is Chidi's with another name."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from holdspace.notes.rules.completeness import (
    CLONED_FROM,
    DOUBTS,
    ELEMENTS,
    Doubt,
    Element,
    GroupPart,
    MemberPart,
    doubts,
    is_cloned,
    missing_elements,
    similarity,
)

GROUP = GroupPart(
    date=date(2026, 3, 3),
    start=time(18, 0),
    stop=time(19, 30),
    leader="Ruth Adler",
    licence="LCSW 4411",
    headcount=8,
    theme="Asking for help",
    intervention="Linking, here-and-now feedback",
)
MEMBER = MemberPart(
    participation="Spoke twice",
    response="Moved, then calm",
    risk="None seen",
    goal="Goal 2",
    plan="Practise one request",
)


def test_a_whole_note_lacks_nothing() -> None:
    assert missing_elements(GROUP, MEMBER) == []
    assert doubts(GROUP) == []


def test_an_empty_note_lacks_all_thirteen_elements_of_90853_in_the_order_of_the_form() -> None:
    """The list is that of science.md, C: eight of the group, five of the member."""
    assert missing_elements(GroupPart(), MemberPart()) == list(Element)
    assert missing_elements(GroupPart()) == list(Element)[:8]
    assert len(Element) == 13


@pytest.mark.parametrize("name", [field.name for field in fields(GroupPart)])
def test_each_element_of_the_group_is_asked_for(name: str) -> None:
    assert missing_elements(replace(GROUP, **{name: GroupPart.__dataclass_fields__[name].default})) == [name]


@pytest.mark.parametrize("name", [field.name for field in fields(MemberPart)])
@pytest.mark.parametrize("blank", ["", "  ", "\n\t\u00a0"])
def test_each_element_of_the_member_is_asked_for_and_blanks_are_nothing(name: str, blank: str) -> None:
    assert missing_elements(GROUP, replace(MEMBER, **{name: blank})) == [name]


def test_midnight_is_a_time_and_nobody_is_no_headcount() -> None:
    assert missing_elements(replace(GROUP, start=time(0, 0))) == []
    assert missing_elements(replace(GROUP, headcount=0)) == [Element.HEADCOUNT]


@pytest.mark.parametrize(("headcount", "expected"), [(12, []), (13, [Doubt.TOO_MANY]), (None, [])])
def test_more_than_twelve_are_doubted(headcount: int | None, expected: list[Doubt]) -> None:
    assert doubts(replace(GROUP, headcount=headcount)) == expected


def test_an_end_before_the_start_is_doubted() -> None:
    assert doubts(replace(GROUP, stop=time(18, 0))) == [Doubt.STOP_NOT_AFTER_START]
    assert doubts(replace(GROUP, stop=None)) == []


def test_everything_that_can_be_said_has_words() -> None:
    assert set(ELEMENTS) == set(Element)
    assert set(DOUBTS) == set(Doubt)


BO = (
    "Bo arrived on time and took part from the start. He spoke about the move and the quiet of the new flat, "
    "and took in feedback from two others. Mood low, no thoughts of suicide. Plan: call his brother soon."
)
CHIDI = (
    "Chidi was late by ten minutes and silent until the second round. When asked, he described the argument "
    "at work and shook; grounding helped. No thoughts of suicide. Plan: write the letter, not to send it."
)
SAME_FORM = (
    "Attended in full. Affect anxious. Spoke about her sister's wedding. Risk: none seen. Plan: breathing.",
    "Attended in full. Affect flat. Listened, then named his anger. Risk: none seen. Plan: ask for a rise.",
)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (BO, BO),
        (BO, BO.replace("Bo", "Chidi")),
        (BO, BO.replace("Bo", "Chidi").replace("his brother", "his sister").replace("two", "three")),
        (BO, BO.upper().replace(" ", "  ")),
    ],
)
def test_a_copied_note_is_recognised(one: str, other: str) -> None:
    assert similarity(one, other) > 0.9
    assert is_cloned(one, other)


@pytest.mark.parametrize(("one", "other"), [(BO, CHIDI), SAME_FORM, (BO, "")])
def test_two_honest_notes_are_not_taken_for_copies(one: str, other: str) -> None:
    assert similarity(one, other) < 0.7 < CLONED_FROM
    assert not is_cloned(one, other)


def test_short_notes_may_be_alike() -> None:
    assert similarity("Present and attentive.", "present  and attentive.") == 1
    assert not is_cloned("Present and attentive.", "Present and attentive.")


@given(st.text(max_size=80), st.text(max_size=80))
def test_similarity_is_a_share_and_looks_both_ways(one: str, other: str) -> None:
    assert 0 <= similarity(one, other) <= 1
    assert similarity(one, other) == pytest.approx(similarity(other, one))
    assert similarity(one, one) in {0, 1}
