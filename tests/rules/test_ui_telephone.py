"""A number as somebody wrote it can be called with one touch, or is only read."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from holdspace.ui.rules.telephone import dialled


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("+44 7700 900456", "tel:+447700900456"),
        ("07700-900 456", "tel:07700900456"),
        ("+44 (0) 7700 900456", "tel:+447700900456"),
        ("(555) 010-0199 ext. 12", "tel:5550100199"),
        ("Mobile: +1 555 0100", "tel:+15550100"),
        ("112", "tel:112"),
        ("116 123", "tel:116123"),
        ("12", ""),
        ("the red house", ""),
        ("", ""),
        (None, ""),
        ("٠٧٧٠٠", ""),  # digits that no telephone keypad has
    ],
)
def test_what_is_dialled(written: str | None, expected: str) -> None:
    assert dialled(written) == expected


@given(st.text())
def test_nothing_else_ever_stands_in_the_address(written: str) -> None:
    assert re.fullmatch(r"(tel:\+?[0-9]{3,})?", dialled(written))
