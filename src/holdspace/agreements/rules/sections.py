"""Reads an agreement's plain text as sections.

A line that begins with "## " is a title; an empty line ends a paragraph. Nothing else has a meaning, so that
what was published reads the same for ever.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby

TITLE = "## "


@dataclass(frozen=True, slots=True)
class Section:
    """A title, empty for what stands before the first one, and the paragraphs under it."""

    title: str
    paragraphs: tuple[str, ...]


def sections(body: str) -> tuple[Section, ...]:
    """The sections of an agreement, in order; empty ones at the beginning are left out."""
    found: list[tuple[str, list[str]]] = [("", [])]
    for line in body.splitlines():
        if line.startswith(TITLE):
            found.append((line.removeprefix(TITLE).strip(), []))
        else:
            found[-1][1].append(line.strip())
    read = (Section(title, _paragraphs(lines)) for title, lines in found)
    return tuple(section for section in read if section.title or section.paragraphs)


def _paragraphs(lines: list[str]) -> tuple[str, ...]:
    """Lines that follow each other are one paragraph."""
    return tuple(" ".join(block) for filled, block in groupby(lines, key=bool) if filled)
