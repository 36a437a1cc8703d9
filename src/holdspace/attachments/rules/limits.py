"""How much a file may hold. Sizes in bytes unless it is said otherwise."""

from __future__ import annotations

from typing import Final

MEGABYTE: Final = 1024**2

MOST_SENT: Final = 20 * MEGABYTE
"""What may be sent: a photograph of a telephone or a scan of some pages, before it is made smaller."""
MOST_KEPT: Final = 10 * MEGABYTE
"""What may be kept of one file: it lies in the database and in every backup (ADR 0022)."""

LONGEST_SIDE: Final = 2_400
"""Pixels of a picture's longer side: a page of A4 at 205 dots to the inch."""
MOST_PIXELS: Final = 50_000_000
"""Pixels that a picture may arrive with: a telephone's 48 megapixels, a page of A4 scanned at 600 dpi."""
MOST_DECODED: Final = 142 * MEGABYTE
"""What a picture may take while it is open."""

MOST_PAGES: Final = 200
MOST_OBJECTS: Final = 50_000
"""Objects of a PDF; a scan has a handful to a page."""
MOST_UNPACKED: Final = 200 * MEGABYTE
"""What the packed streams of a PDF may unpack to, all together: whoever opens it has to unpack them."""
MOST_OF_ONE_STREAM: Final = 96 * MEGABYTE

MOST_MEMORY: Final = 256 * MEGABYTE
"""Addresses that the process may have in which a file is opened (security.md, R19); what it really takes is
measured (`benchmarks/attachments.py`)."""
MOST_PROCESSOR: Final = 8
"""Seconds of the processor for one file."""
MOST_SECONDS: Final = 10.0
"""Seconds on the clock for one file, waiting for a turn included (security.md, R19)."""


def in_megabytes(size: int) -> int:
    """A limit as it is said to people."""
    return size // MEGABYTE
