"""Why a file is not taken, and what is said to whoever brought it."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from holdspace.attachments.rules.limits import (
    MOST_KEPT,
    MOST_PAGES,
    MOST_PIXELS,
    MOST_SENT,
    in_megabytes,
)
from holdspace.kernel.words import Words, say


class Why(StrEnum):
    """What is wrong with a file."""

    EMPTY = "empty"
    TOO_LARGE = "too_large"
    UNKNOWN = "unknown"
    DAMAGED = "damaged"
    ENCRYPTED = "encrypted"
    FORM_OF_ITS_OWN = "form_of_its_own"
    TOO_MANY_PAGES = "too_many_pages"
    TOO_MANY_PIXELS = "too_many_pixels"
    TOO_HEAVY = "too_heavy"
    TOO_SLOW = "too_slow"
    INFECTED = "infected"
    NOT_SCANNED = "not_scanned"
    BUSY = "busy"


class Unreadable(Exception):  # noqa: N818 - it is the file's fault, not the program's
    """A file that is not taken."""

    def __init__(self, why: Why) -> None:
        super().__init__(why.value)
        self.why = why


SENTENCES: Final[Mapping[Why, Words]] = {
    Why.EMPTY: say("This file is empty."),
    Why.TOO_LARGE: say("This file is larger than %(size)s MB.", size=in_megabytes(MOST_SENT)),
    Why.UNKNOWN: say("This is neither a PDF nor a PNG or JPEG picture, whatever its name says."),
    Why.DAMAGED: say("This file is damaged and cannot be read. Save or scan it once more."),
    Why.ENCRYPTED: say("This PDF is protected with a password. Save it without one, or print it as a PDF."),
    Why.FORM_OF_ITS_OWN: say(
        "This PDF is a form that only some programs can show. Open it there and print it as a PDF."
    ),
    Why.TOO_MANY_PAGES: say(
        "This PDF has more than %(most)s pages. Attach only those you need.", most=MOST_PAGES
    ),
    Why.TOO_MANY_PIXELS: say(
        "This picture is larger than %(most)s megapixels. Save it smaller.", most=MOST_PIXELS // 1_000_000
    ),
    Why.TOO_HEAVY: say(
        "This file unpacks to more than can be kept here (%(size)s MB). Save it smaller.",
        size=in_megabytes(MOST_KEPT),
    ),
    Why.TOO_SLOW: say("Reading this file took too long. Try again in a while, or save it smaller."),
    Why.INFECTED: say("A virus scanner found something in this file. It was not kept."),
    Why.NOT_SCANNED: say(
        "Files cannot be scanned for viruses just now, so this one was not kept. Try again later."
    ),
    Why.BUSY: say("Other files are being read just now. Try again in a minute."),
}


def sentence_for(why: Why) -> Words:
    """What is said to whoever brought the file."""
    return SENTENCES[why]
