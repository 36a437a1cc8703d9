"""Documents on paper: tagged PDF (PDF/UA-1), so that whoever listens to a document can follow it as well.

Typst sets the page, within this process: no network, no file beside the source. What people wrote is handed
over as values and is never read as markup. Letters that Typst's own fonts lack (Arabic, say) take a font of
the machine, where one is there. Nothing says when or by whom it was made: the same values, the same bytes.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Final, cast

import typst

_HERE: Final = Path(__file__).resolve().parent
_LOOK: Final = _HERE / "documents.typ"
_NO_SHAPE: Final = "could not be displayed"


def tagged_pdf(
    source: str | Path,
    data: Mapping[str, object],
    *,
    title: str,
    language: str = "en",
    paper: str = "us-letter",
) -> bytes:
    """A PDF of `source`, Typst markup that finds `data` as `given` and the words of `documents.typ`; or of
    the path of a file of such markup, which is read once.

    `data` holds what JSON can hold (money as text); `title` stands in the document's properties and must name
    nobody; `language` is a code like "es" or "es-mx". Raises `typst.TypstError` where the source is wrong or
    the document could not be read aloud (a picture without words, for instance).

    A letter for which no font here has a shape (an emoji somebody wrote) forbids the name PDF/UA. Then the
    document is made all the same, tagged and with the letter in its text, without that name.
    """
    about = {"title": title, "language": language.split("-")[0].lower(), "paper": paper}
    markup = _read(source) if isinstance(source, Path) else source
    inputs = {"given": json.dumps(data), "about": json.dumps(about)}
    try:
        return _made(markup, inputs, standards=["ua-1"])
    except typst.TypstError as error:
        if _NO_SHAPE not in error.message:
            raise
    return _made(markup, inputs, standards=[])


def _made(source: str, inputs: dict[str, str], *, standards: list[typst.PDFStandard]) -> bytes:
    printer = typst.Compiler(
        f"{_read(_LOOK)}\n{source}".encode(), root=str(_HERE), font_paths=_fonts(), sys_inputs=inputs
    )
    return cast("bytes", printer.compile(format="pdf", pdf_standards=standards, pdf_tags=True))


@cache
def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8")


@cache
def _fonts() -> typst.Fonts:
    """Every font that can be used, found once."""
    return typst.Fonts(include_system_fonts=True, include_embedded_fonts=True)
