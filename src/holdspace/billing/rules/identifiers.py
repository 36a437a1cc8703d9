"""Numbers and codes that claims are made of, and whether they can be right."""

from __future__ import annotations

import re
from typing import Final

MOST_DIAGNOSES: Final = 12
"""Diagnoses of one claim (005010X222A1, HI segment of loop 2300)."""
MOST_POINTERS: Final = 4
"""Diagnoses to which one line points (SV107)."""

_ICD: Final = re.compile(r"[A-TV-Z][0-9][0-9A-Z](\.?[0-9A-Z]{1,4})?")
_TAXONOMY: Final = re.compile(r"[0-9A-Z]{9}X")
_NPI_PREFIX: Final = "80840"
"""The issuer that stands before an NPI when its check digit is computed (CMS, 2004)."""


def is_npi(number: str) -> bool:
    """Whether ten digits are an NPI: begin with 1 or 2, and their check digit is right (ISO 7812, Luhn)."""
    if not re.fullmatch(r"[12][0-9]{9}", number):
        return False
    return _luhn(_NPI_PREFIX + number) == 0


def _luhn(digits: str) -> int:
    doubled = [int(d) * (2 if place % 2 else 1) for place, d in enumerate(reversed(digits))]
    return sum(value - 9 if value > 9 else value for value in doubled) % 10


def is_diagnosis(code: str) -> bool:
    """Whether a text has the form of an ICD-10-CM code, with or without its point."""
    return bool(_ICD.fullmatch(code))


def without_point(code: str) -> str:
    """An ICD-10-CM code as claims carry it: F41.1 is F411."""
    return code.replace(".", "")


def with_point(code: str) -> str:
    """The same for people: F411 is F41.1."""
    bare = without_point(code)
    return f"{bare[:3]}.{bare[3:]}" if len(bare) > 3 else bare


def is_taxonomy(code: str) -> bool:
    """Whether a text has the form of a provider taxonomy code."""
    return bool(_TAXONOMY.fullmatch(code))


def is_tax_id(number: str) -> bool:
    """Nine digits: an employer's number."""
    return bool(re.fullmatch(r"[0-9]{9}", number))


def is_zip(code: str, *, whole: bool = False) -> bool:
    """Five or nine digits; `whole` asks for nine, as the billing provider's address does."""
    return bool(re.fullmatch(r"[0-9]{9}" if whole else r"[0-9]{5}([0-9]{4})?", code))


def is_state(code: str) -> bool:
    """Two letters."""
    return bool(re.fullmatch(r"[A-Z]{2}", code))
