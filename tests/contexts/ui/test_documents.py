"""Documents on paper: tagged, repeatable, and what people wrote is never read as markup."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest
import typst

from holdspace.ui.documents import tagged_pdf

SOURCE = "= #given.heading\n#facts(given.facts)\n#lines(given.headings, given.rows, ends: (1,))"
GIVEN = {
    "heading": "Statement",
    "facts": [["For", "Ana"], ["On", "3 March"]],
    "headings": ["Day", "Amount"],
    "rows": [["3 March", "60.00"]],
}

needs_poppler = pytest.mark.skipif(shutil.which("pdfinfo") is None, reason="poppler is not on this machine")


def test_the_same_values_make_the_same_bytes() -> None:
    assert tagged_pdf(SOURCE, GIVEN, title="Statement") == tagged_pdf(SOURCE, GIVEN, title="Statement")


def test_it_calls_itself_accessible_and_names_nobody_who_made_it() -> None:
    made = tagged_pdf(SOURCE, GIVEN, title="Statement", language="es-mx")
    assert b"pdfuaid" in made
    assert b"/Lang(es)" in made
    assert b"/Author" not in made
    assert b"/CreationDate" not in made


@needs_poppler
def test_it_is_tagged_and_says_its_title(tmp_path: Path) -> None:
    told = _asked("pdfinfo", tagged_pdf(SOURCE, GIVEN, title="Statement"), tmp_path)
    assert "Tagged:          yes" in told
    assert "Title:           Statement" in told


@needs_poppler
@pytest.mark.parametrize(
    "typed", ["#panic()", "*x*", '#read("/documents.py")', "=a", "$x^2$", "\\", '"', "@a <b>"]
)
def test_what_people_wrote_comes_out_as_they_wrote_it(typed: str, tmp_path: Path) -> None:
    assert typed in _asked(
        "pdftotext", tagged_pdf(SOURCE, GIVEN | {"heading": typed}, title="S"), tmp_path, "-"
    )


def test_a_letter_without_a_shape_costs_the_name_and_not_the_document() -> None:
    made = tagged_pdf(SOURCE, GIVEN | {"heading": "\U0001f98a"}, title="Statement")
    assert made.startswith(b"%PDF-")
    assert b"StructTreeRoot" in made
    assert b"pdfuaid" not in made


def test_a_source_that_is_wrong_is_told() -> None:
    with pytest.raises(typst.TypstError):
        tagged_pdf("#nothing()", {}, title="Statement")


def _asked(tool: str, made: bytes, folder: Path, *more: str) -> str:
    (folder / "made.pdf").write_bytes(made)
    return subprocess.run(
        [tool, str(folder / "made.pdf"), *more], check=True, capture_output=True, text=True
    ).stdout
