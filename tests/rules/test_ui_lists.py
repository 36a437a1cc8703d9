"""Names in one breath, and the Spanish "y" that gives way before its own sound."""

from __future__ import annotations

import pytest

from holdspace.ui.rules.lists import listed


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ([], ""),
        (["Ruth"], "Ruth"),
        (["Ruth", "Tomás"], "Ruth and Tomás"),
        (["Ruth", "Tomás", "Ines"], "Ruth, Tomás and Ines"),
    ],
)
def test_the_last_two_are_joined(words: list[str], said: str) -> None:
    assert listed(words, "and", "en") == said


@pytest.mark.parametrize(
    ("last", "joint"),
    [
        ("Tomás", "y"),
        ("Inés", "e"),
        ("ines", "e"),
        ("Íñigo", "e"),
        ("Hilda", "e"),
        ("Hidalgo", "e"),
        ("Isabel", "e"),
        ("Yvonne", "e"),
        ("Yolanda", "y"),
        ("Iago", "y"),
        ("Ione", "y"),
        ("hielo", "y"),
        ("hiato", "y"),
        ("Ían", "e"),  # an accent on it says that it does not glide
        ("Hugo", "y"),
        ("", "y"),
    ],
)
def test_the_spanish_joint_gives_way_before_its_own_sound(last: str, joint: str) -> None:
    assert listed(["Ruth", last], "y", "es") == f"Ruth {joint} {last}"
    assert listed(["Ruth", last], "y", "es-mx") == f"Ruth {joint} {last}"


def test_only_the_last_word_decides_and_only_in_spanish() -> None:
    assert listed(["Inés", "Isabel", "Tomás"], "y", "es") == "Inés, Isabel y Tomás"
    assert listed(["Ruth", "Inés"], "and", "en") == "Ruth and Inés"
    assert listed(["Ruth", "Ines"], "and", "es") == "Ruth and Ines"
