"""What `holdspace safety-screen` does: says which texts of a file a clinician should read, and why."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from pathlib import Path
from typing import TextIO

from holdspace.safety.listening import shipped
from holdspace.safety.rules.language import find

COLUMNS = ("id", "lang", "text")


class NotScreened(ValueError):  # noqa: N818 - a refusal, said as such
    """The file cannot be read as texts; the message says which line, and why."""


def screen(path: Path, out: TextIO) -> None:
    """Write id, tier (red, amber, none) and reasons of every text as TSV, in the order of the file.

    A text is read in every language of the lexicon, whatever `lang` says: people mix them. Nothing is written
    where any line cannot be read. Raises NotScreened.
    """
    texts = list(_texts(path))
    lexicon = shipped()
    write = csv.writer(out, delimiter="\t", lineterminator="\n", quoting=csv.QUOTE_NONE, quotechar=None)
    write.writerow(("id", "tier", "reasons"))
    for key, text in texts:
        found = find(text, lexicon)
        reasons = "; ".join(" ".join(str(reason).split()) for reason in found.reasons) if found else ""
        write.writerow((key, found.tier.value if found else "none", reasons))


def _texts(path: Path) -> Iterator[tuple[str, str]]:
    """Each id and text of the file; quotation marks around a cell are its writer's, others the text's own."""
    try:
        lines = path.read_text(encoding="utf-8-sig").replace("\r\n", "\n").split("\n")
    except UnicodeDecodeError as problem:
        raise NotScreened("The file is not written in UTF-8.") from problem
    header = [_unwrapped(cell).strip().lower() for cell in lines[0].split("\t")]
    if missing := [name for name in COLUMNS if name not in header]:
        raise NotScreened(f"Line 1 names no column “{missing[0]}”; columns are apart by tabs.")
    key, text = header.index("id"), header.index("text")
    for number, line in _whole(lines, tabs=len(header) - 1):
        cells = line.split("\t")
        if len(cells) != len(header):
            raise NotScreened(f"Line {number} has {len(cells)} columns instead of {len(header)}.")
        yield _unwrapped(cells[key]), _unwrapped(cells[text])


def _whole(lines: list[str], *, tabs: int) -> Iterator[tuple[int, str]]:
    """The lines after the first that are not empty; those joined over which a cell in marks goes."""
    number = 1
    while number < len(lines):
        first, line = number, lines[number]
        more = number
        while _OPEN.search(line) and more + 1 < len(lines):
            more += 1
            line = f"{line}\n{lines[more]}"
        if _OPEN.search(line) or line.count("\t") != tabs:  # nothing closed it: the mark was the text's own
            more, line = number, lines[number]
        number = more + 1
        if line.strip():
            yield first + 1, line


_OPEN = re.compile(r'\t"(?:[^"]|"")*\Z')
"""A last cell that begins with a quotation mark and has not come to the one that closes it."""


def _unwrapped(text: str) -> str:
    """A cell as spreadsheets write it: wrapped in quotation marks when it holds some, those doubled."""
    inner = text[1:-1]
    if len(text) > 1 and text[0] == text[-1] == '"' and '"' not in inner.replace('""', ""):
        return inner.replace('""', '"')
    return text
