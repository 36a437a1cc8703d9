"""An agreement's plain text, read as titles and paragraphs."""

from __future__ import annotations

import pytest

from holdspace.agreements.rules.sections import Section, sections


@pytest.mark.parametrize(
    ("body", "read"),
    [
        ("", ()),
        ("We come.", (Section("", ("We come.",)),)),
        ("We come\nand stay.\n\nAlways.", (Section("", ("We come and stay.", "Always.")),)),
        ("## Here\nWe come.\n## There", (Section("Here", ("We come.",)), Section("There", ()))),
        ("Before.\n\n##  Here \n\n\nWe come.", (Section("", ("Before.",)), Section("Here", ("We come.",)))),
        ("##Here", (Section("", ("##Here",)),)),
        ("<b>We</b>", (Section("", ("<b>We</b>",)),)),
    ],
)
def test_what_is_read(body: str, read: tuple[Section, ...]) -> None:
    assert sections(body) == read
