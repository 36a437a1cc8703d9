"""Telephone numbers, mail addresses and account names in a text, whoever they belong to."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import phonenumbers

MAIL = re.compile(r"[\w.+%-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,6}")
SPELT_MAIL = re.compile(
    r"\b[\w.+-]+\s*(?:\s|\(|\[)at(?:\s|\)|\])\s*[\w-]+(?:\.|\s*(?:\s|\(|\[)dot(?:\s|\)|\])\s*)"
    r"(?:com|org|net|edu|gov|io|info|mail|us|uk|es|mx|de|fr|ca)\b",
    re.IGNORECASE,
)
HANDLE = re.compile(r"(?<![\w@.])@\w[\w.]*\w")
PROFILE = re.compile(
    r"\b(?:www\.)?(?:instagram|facebook|twitter|tiktok|x|t|wa|linkedin|snapchat)\.(?:com|me)/[\w./+-]*[\w/]",
    re.IGNORECASE,
)
DIGITS = re.compile(r"\+?\(?\d(?:[\s().\-/\u2010-\u2015]{0,3}\d){6,14}")
NO_DIGIT = re.compile(r"\D+")
LOCAL_CUE = re.compile(
    r"(?:call|cell|mobile|number|phone|reach\w*|tel|text|whatsapp|tel[eé]fono|m[oó]vil|ll[aá]m\w+)\W+(?:\w+\W+){0,3}$",
    re.IGNORECASE,
)
PUBLIC = frozenset(
    {
        phonenumbers.PhoneNumberType.TOLL_FREE,
        phonenumbers.PhoneNumberType.SHARED_COST,
        phonenumbers.PhoneNumberType.PREMIUM_RATE,
    }
)
"""Numbers of services, such as crisis lines: nobody's own, and right to have in a note."""

LONG_NUMBER = 9
"""Digits in a row that are taken for somebody's number, valid or not, where none may stand."""

SHORT_NUMBER = 7
"""Digits that a local number needs; what has fewer is a room, a score or a code."""


@dataclass(frozen=True, slots=True)
class Detail:
    """A contact detail at [start, end) of the text; `kind` is phone, mail or handle."""

    start: int
    end: int
    kind: str


def kind_of(contact: str) -> str:
    """What a contact as stored is: "mail", "handle", "phone" or, for anything else, "name"."""
    contact = contact.strip()
    if "@" in contact:
        return "handle" if contact.startswith("@") else "mail"
    return "phone" if len(ascii_digits(contact)) >= SHORT_NUMBER else "name"


def known_form(contact: str) -> str:
    """The form in which a stored contact and one in a text are compared: the last digits, or lower case."""
    digits = ascii_digits(contact)
    if "@" not in contact and len(digits) >= SHORT_NUMBER:
        return digits[-SHORT_NUMBER:]
    return contact.strip().casefold()


def find_details(text: str, region: str) -> list[Detail]:
    """All contact details in `text`; `region` is like "US"."""
    found: list[Detail] = []
    if "@" in text or " at " in text.lower() or "/" in text or "(at)" in text or "[at]" in text:
        found += _matched(text, (MAIL, SPELT_MAIL), "mail")
        found += _matched(text, (HANDLE, PROFILE), "handle")
    found += _phones(text, region)
    return found


def tells_contact(text: str, region: str) -> bool:
    """Whether somebody outside could be reached by what stands in `text`.

    Stricter than `find_details`, for texts in which no way to reach anybody is needed.
    """
    long = any(len(ascii_digits(match[0])) >= LONG_NUMBER for match in DIGITS.finditer(text))
    return long or bool(find_details(text, region))


def _matched(text: str, patterns: Iterable[re.Pattern[str]], kind: str) -> Iterator[Detail]:
    for pattern in patterns:
        yield from (Detail(match.start(), match.end(), kind) for match in pattern.finditer(text))


def _phones(text: str, region: str) -> Iterator[Detail]:
    """Numbers that are valid in the region, and short ones after "call me on"."""
    candidates = list(DIGITS.finditer(text))
    if not candidates:
        return
    yield from (Detail(match.start(), match.end(), "phone") for match in candidates if _local(text, match))
    for valid in phonenumbers.PhoneNumberMatcher(text, region):
        if phonenumbers.number_type(valid.number) not in PUBLIC:
            yield Detail(valid.start, valid.end, "phone")


def _local(text: str, match: re.Match[str]) -> bool:
    """Whether it is as short as a number without its area, and told as one."""
    short = len(ascii_digits(match[0])) <= SHORT_NUMBER + 1
    return short and LOCAL_CUE.search(text[max(0, match.start() - 40) : match.start()]) is not None


def ascii_digits(text: str) -> str:
    """The decimal digits of `text`, whatever the script they are written in."""
    digits = NO_DIGIT.sub("", text)
    return digits if digits.isascii() else "".join(str(int(digit)) for digit in digits)
