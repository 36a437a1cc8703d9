"""One spelling for each thing that a roster says about a person, so that the same thing compares equal.

Two exports of one practice write the same name with composed or decomposed accents, the same telephone number
with and without its country, the same address of mail in capitals. Compared as typed they would make two
people out of one. Nothing here guesses: what has no known normal form stays as it was typed.

Sources: Unicode Standard Annex 15 (NFC); ITU-T E.164 (telephone numbers, by the `phonenumbers` tables);
RFC 5321, 4.5.3.1.3 (an address of mail has at most 254 characters); RFC 5646, 2.1 (language tags).
"""

from __future__ import annotations

import re
import unicodedata

import phonenumbers

# Bidirectional embeddings, overrides and isolates can make a name read as another one; joiners (U+200C,
# U+200D) stay, because Persian and many Indic names are misspelt without them.
_UNWANTED = re.compile("[\ud800-\udfff\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]")
_EMAIL = re.compile(r"[^\s@<>(),;:\"]+@[^\s@<>(),;:\"]+\.[^\s@<>(),;:\".]+")
_EMAIL_LONGEST = 254
_LANGUAGE = re.compile(
    r"[a-z]{2,3}(-[a-z]{4})?(-([a-z]{2}|[0-9]{3}))?(-([a-z0-9]{5,8}|[0-9][a-z0-9]{3}))*", re.I
)
_LANGUAGES_APART = re.compile(r"[\s,;/|]+")


def text(typed: str) -> str:
    """`typed` in NFC, without control and direction characters, with single spaces and none at the ends."""
    if typed.isascii() and typed.isprintable():
        return " ".join(typed.split())
    kept = "".join(" " if _breaks(char) else char for char in _UNWANTED.sub("", typed))
    return " ".join(unicodedata.normalize("NFC", kept).split())


def _breaks(char: str) -> bool:
    """Whether `char` is a control character or a line or paragraph break: it becomes a space."""
    return unicodedata.category(char) in {"Cc", "Zl", "Zp"}


def phone(typed: str, region: str | None) -> str:
    """`typed` as E.164 when it is a valid number, read in `region` (ISO 3166-1 alpha-2) if it has no country.

    What is no valid number (an extension of the house, a fictitious number of an example) stays as typed.
    """
    spoken = text(typed)
    if not spoken:
        return ""
    try:
        number = phonenumbers.parse(spoken, region)
    except phonenumbers.NumberParseException:
        return spoken
    if number.extension or not phonenumbers.is_valid_number(number):
        return spoken
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def email(typed: str) -> str:
    """`typed` without case and spaces around it: providers treat `Ana@` and `ana@` as one mailbox."""
    return unicodedata.normalize("NFC", text(typed).casefold().removeprefix("mailto:"))


def is_email(address: str) -> bool:
    """Whether `address` (normalised) has the form of one address of mail; not whether anybody reads it."""
    return len(address) <= _EMAIL_LONGEST and _EMAIL.fullmatch(address) is not None


def language(typed: str) -> str:
    """A language tag in the usual case: `zh-hans-cn` → `zh-Hans-CN`; an underscore counts as a hyphen."""
    first, *others = text(typed).replace("_", "-").split("-")
    return "-".join([first.lower(), *map(_subtag, others)])


def _subtag(subtag: str) -> str:
    """A script has four letters and a capital, a region two capitals; the rest is small (RFC 5646, 2.1.1)."""
    if len(subtag) == 4 and subtag.isalpha():
        return subtag.title()
    return subtag.upper() if len(subtag) == 2 else subtag.lower()


def is_language(tag: str) -> bool:
    """Whether `tag` has the form of a language tag."""
    return _LANGUAGE.fullmatch(tag) is not None


def languages_apart(typed: str) -> tuple[str, ...]:
    """The tags in one cell, the preferred one first: `"es, en-GB"` → `("es", "en-GB")`."""
    return tuple(tag for tag in _LANGUAGES_APART.split(text(typed)) if tag)


def different(values: list[str]) -> tuple[str, ...]:
    """`values` in their order, without empty and repeated ones."""
    return tuple(value for value in dict.fromkeys(values) if value)
