"""A file as it is kept: made anew from what was sent."""

from __future__ import annotations

from dataclasses import dataclass

from holdspace.attachments.rules.content import Format


@dataclass(frozen=True, slots=True)
class Remade:
    """The new file. `pages` of a document; 1 for a picture."""

    content: bytes
    format: Format
    pages: int = 1
