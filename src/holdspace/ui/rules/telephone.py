"""What a telephone dials, from a number as somebody wrote it."""

from __future__ import annotations

import re

FEWEST = 3
"""Digits of the shortest number that can be called (112)."""

_UP_TO_WORDS = re.compile(r"^[^\d+]*(\+?[^A-Za-z]*)")


def dialled(written: str | None) -> str:
    """The `tel:` address (RFC 3966) of a number; empty where nothing in it can be dialled.

    What comes after words ("ext. 12", "evenings only") is for a person to read, and (0) beside a country's
    code is left out.
    """
    found = _UP_TO_WORDS.match((written or "").replace("(0)", ""))
    number = found[1] if found else ""
    digits = "".join(sign for sign in number if sign.isascii() and sign.isdigit())
    if len(digits) < FEWEST:
        return ""
    return f"tel:{'+' if number.startswith('+') else ''}{digits}"
