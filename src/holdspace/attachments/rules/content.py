"""What a file is, by what stands in it: its name and what the browser says of it count for nothing."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from holdspace.attachments.rules.limits import MOST_SENT
from holdspace.attachments.rules.unreadable import Unreadable, Why


class Format(StrEnum):
    """What is taken and kept."""

    PDF = "pdf"
    PNG = "png"
    JPEG = "jpeg"

    @property
    def content_type(self) -> str:
        """Its media type."""
        return "application/pdf" if self is Format.PDF else f"image/{self.value}"

    @property
    def file_name(self) -> str:
        """The name under which it is handed out: it says nothing of anybody."""
        return f"file.{'jpg' if self is Format.JPEG else self.value}"


#: How each begins, at the very first byte (PNG: ISO/IEC 15948, 5.2; JPEG: ITU-T T.81, B.1.1; PDF: ISO
#: 32000-1, 7.5.2). Readers that look for a beginning further inside are what files with two faces live on.
_BEGINNINGS: Final = {
    b"%PDF-": Format.PDF,
    b"\x89PNG\r\n\x1a\n": Format.PNG,
    b"\xff\xd8\xff": Format.JPEG,
}

#: The file with which everybody tries whether a scanner is awake (eicar.org). It stands here in two halves,
#: for scanners read source code too.
TEST_VIRUS: Final = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$" + rb"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


def format_of(content: bytes) -> Format:
    """The format that a content begins as; whether it really is one, decoding shows.

    Raises Unreadable for what is empty, too large, of no format that is taken, or holds the test virus.
    """
    if not content:
        raise Unreadable(Why.EMPTY)
    if len(content) > MOST_SENT:
        raise Unreadable(Why.TOO_LARGE)
    if TEST_VIRUS in content:
        raise Unreadable(Why.INFECTED)
    found = next((kept for start, kept in _BEGINNINGS.items() if content.startswith(start)), None)
    if found is None:
        raise Unreadable(Why.UNKNOWN)
    return found
