"""What two people have in common is found however it is written; nothing is found that is too short to tell."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from holdspace.intake.rules.likeness import Kind, folded, likenesses

NAMES = st.text(alphabet="abcdefghijklmnopqrstuvwxyzäéñßøłçÅŠŽ", min_size=1, max_size=20)
BETWEEN = st.sampled_from([" ", "-", "'", "’", ".", ",", "\n", "\u00a0", "–"])


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Núñez", "NUNEZ"),
        ("O’Brien", "o'brien"),
        ("Weiß", "WEISS"),
        ("Smith-Jones", "Smith Jones"),
        ("van der Berg", "Vanderberg"),
        ("Dvořák", "Dvorak"),
        ("José", "José"),
        ("İnce", "ince"),
        ("+44 7700 900123", "+447700900123"),
        ("12 Quay Street\nBristol", "12 quay street, Bristol"),
    ],
)
def test_two_spellings_of_one_thing_are_alike(one: str, other: str) -> None:
    assert folded(one) == folded(other) != ""


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Marsh", "March"),
        ("+44 7700 900123", "+44 7700 900124"),
        ("1 Quay Street", "11 Quay Street"),
        ("राम", "रीमा"),  # vowel signs are no accents
        ("حداد", "حديد"),
    ],
)
def test_two_things_stay_two(one: str, other: str) -> None:
    assert folded(one) != folded(other)


@given(st.text(max_size=40))
def test_one_spelling_stays_as_it_is(text: str) -> None:
    assert folded(folded(text)) == folded(text)


@given(st.lists(NAMES, min_size=1, max_size=4), BETWEEN, BETWEEN)
def test_what_stands_between_the_parts_does_not_matter(parts: list[str], one: str, other: str) -> None:
    assert folded(one.join(parts)) == folded(other.join(parts)) == folded("".join(parts))


@given(NAMES)
def test_capitals_and_the_way_of_writing_accents_do_not_matter(name: str) -> None:
    decomposed = unicodedata.normalize("NFD", name)
    assert folded(name) == folded(decomposed) == folded(name.swapcase().casefold())


def test_each_thing_is_told_once_with_its_kind() -> None:
    found = list(
        likenesses(
            surname="Núñez",
            phones=["+44 7700 900123", "+447700900123"],
            emails=["Ana@example.org"],
            addresses=["12 Quay Street\nBristol"],
        )
    )
    assert found == [
        (Kind.SURNAME, "nunez"),
        (Kind.PHONE, "447700900123"),
        (Kind.EMAIL, "anaexampleorg"),
        (Kind.ADDRESS, "12quaystreetbristol"),
    ]


@pytest.mark.parametrize("nothing", ["", " ", "—", "X", "’"])
def test_what_is_too_short_tells_nothing(nothing: str) -> None:
    assert list(likenesses(surname=nothing, phones=[nothing], emails=[nothing], addresses=[nothing])) == []


def test_a_short_number_is_no_telephone_of_somebody() -> None:
    assert list(likenesses(surname="", phones=["999", "12345"], emails=[], addresses=["Flat"])) == []
