"""The telephone numbers, mail addresses and account names of the people on record, in all ways of writing."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

import phonenumbers
from rapidfuzz.distance import OSA

from holdspace.notes.rules.contact_details import DIGITS, HANDLE, MAIL, SHORT_NUMBER, ascii_digits
from holdspace.notes.rules.folding import fold
from holdspace.notes.rules.ordinary_words import english
from holdspace.notes.rules.record import Field, Kind, PersonId

_GAP = r"[\s().\-/_,+]{0,4}"
_GAPS = re.compile(r"[\s().\-/_,+]+")
_RUN = re.compile(r"[^\W_]+")
_KEPT = 16_384
"""How many details stay read: those of a large practice, four for each of its people."""
_DIGIT_WORDS = {
    "zero": "0", "oh": "0", "one": "1", "two": "2", "three": "3", "four": "4", "five": "5", "six": "6",
    "seven": "7", "eight": "8", "nine": "9", "cero": "0", "uno": "1", "dos": "2", "tres": "3", "cuatro": "4",
    "cinco": "5", "seis": "6", "siete": "7", "ocho": "8", "nueve": "9",
}  # fmt: skip
_SPOKEN = re.compile(
    rf"\b(?:{'|'.join(_DIGIT_WORDS)})(?:[\s,-]+(?:{'|'.join(_DIGIT_WORDS)})){{6,14}}\b", re.I
)
_LAST_FOUR = re.compile(
    r"(?:ending|ends|last four|last 4|termina\w*|acaba\w*)\W+(?:\w+\W+){0,2}?(\d{4})(?!\d)", re.I
)
_DOT = r"\s*(?:\.|[(\[{]?\s*\b(?:dot|punto|point|period)\b\s*[)\]}]?)\s*"
_AT = r"\s*(?:@|[(\[{<]?\s*\b(?:at|arroba)\b\s*[)\]}>]?|[(\[{<]\s*@\s*[)\]}>])\s*"
_DASH = {"_": r"(?:_|\s+underscore\s+|\s*guion bajo\s*)", "-": r"\s?-\s?", "+": r"\+"}


@dataclass(frozen=True, slots=True)
class Stored:
    """A number, address or account on record. `allowed` when it may stand in this note."""

    kind: Kind
    text: str
    owner: PersonId | None
    field: Field
    allowed: bool


@dataclass(frozen=True, slots=True)
class Detail:
    """One of them at [start, end) of the text."""

    start: int
    end: int
    stored: Stored
    certainty: float


def find_stored(text: str, known: Sequence[Stored], region: str) -> Iterator[Detail]:
    """Everything of `known` in a plain text, those that may stand too: the caller leaves them out.

    What plainly cannot stand in the text is passed over: making a pattern costs more than reading a note.
    """
    digits, letters = _GAPS.sub("", text), _folded(text)
    for stored in known:
        if _core(stored, region) not in (digits if stored.kind is Kind.PHONE else letters):
            continue
        for pattern, certainty in _patterns(stored, region):
            for match in pattern.finditer(text):
                yield Detail(match.start(), match.end(), stored, certainty)
    yield from _nearly(text, known, region)
    yield from _spoken(text, known, region)


def _core(stored: Stored, region: str) -> str:
    """What stands in every way of writing a detail: a number's last digits, but for the gaps between them;
    of an address or account the longest run of letters and digits, in small letters."""
    if stored.kind is Kind.PHONE:
        return national(stored.text, region)[0][-SHORT_NUMBER:]
    name = (
        fold_address(stored.text).partition("@")[0] if stored.kind is Kind.MAIL else bare_handle(stored.text)
    )
    return max((_folded(run) for run in _RUN.findall(name)), key=len, default="")


def _folded(text: str) -> str:
    """As a pattern compares that is blind to capitals, where a Turkish i is an i."""
    return text.replace("İ", "i").replace("ı", "i").casefold()


def _patterns(stored: Stored, region: str) -> tuple[tuple[re.Pattern[str], float], ...]:
    if stored.kind is Kind.PHONE:
        return _phone(stored.text, region)
    return _mail(stored.text) if stored.kind is Kind.MAIL else _handle(stored.text)


# Telephone numbers


@lru_cache(maxsize=_KEPT)
def national(number: str, region: str) -> tuple[str, str]:
    """The digits of a number without its country, and the country's code; without what extends it."""
    number = re.split(r"(?:ext|x|#)", number, maxsplit=1, flags=re.I)[0]
    try:
        parsed = phonenumbers.parse(number, region)
    except phonenumbers.NumberParseException:
        return ascii_digits(number), ""
    digits = phonenumbers.national_significant_number(parsed)
    return digits, str(parsed.country_code)


@lru_cache(maxsize=512)
def _phone(number: str, region: str) -> tuple[tuple[re.Pattern[str], float], ...]:
    digits, country = national(number, region)
    if len(digits) < SHORT_NUMBER - 1:
        return ()
    before = rf"(?:\(?(?:\+|00)?{_spread(country)}\)?{_GAP}(?:\(0\){_GAP})?)?" if country else ""
    whole = re.compile(rf"(?<!\d)\+?{before}0?\(?0?{_spread(digits)}(?!\d)")
    if len(digits) <= SHORT_NUMBER:
        return ((whole, 1.0),)
    local = re.compile(rf"(?<!\d)(?<!\d[-.) /])(?<!\d\) ){_spread(digits[-SHORT_NUMBER:])}(?!\d)(?![-.]\d)")
    return ((whole, 1.0), (local, 0.9))


def _spread(digits: str) -> str:
    return _GAP.join(digits)


def _spoken(text: str, known: Sequence[Stored], region: str) -> Iterator[Detail]:
    """ "five five five, zero one four three", and "the number ending in 0143"."""
    spoken, ends = list(_SPOKEN.finditer(text)), list(_LAST_FOUR.finditer(text))
    if not (spoken or ends):
        return
    phones = [(stored, national(stored.text, region)[0]) for stored in known if stored.kind is Kind.PHONE]
    for match in spoken:
        said = "".join(_DIGIT_WORDS[word] for word in re.findall("[a-z]+", match[0].lower()))
        yield from (
            Detail(match.start(), match.end(), stored, 0.9)
            for stored, digits in phones
            if digits.endswith(said[-SHORT_NUMBER:])
        )
    for match in ends:
        yield from (
            Detail(match.start(1), match.end(1), stored, 0.7)
            for stored, digits in phones
            if digits.endswith(match[1])
        )


# Mail addresses and account names


@lru_cache(maxsize=512)
def _mail(address: str) -> tuple[tuple[re.Pattern[str], float], ...]:
    local, _, domain = fold_address(address).partition("@")
    if not domain or not local:
        return ()
    whole = rf"(?<![\w.]){_letters(local)}{_AT}{_letters(domain)}(?!\w)"
    found = [(re.compile(whole, re.I), 1.0)]
    if len(local) > 4 and re.search(r"[\d._+-]", local):
        found.append((re.compile(rf"(?<![\w.@-]){re.escape(local)}(?:@\w*)?(?![\w-])", re.I), 0.8))
    return tuple(found)


@lru_cache(maxsize=_KEPT)
def fold_address(address: str) -> str:
    """A stored address as one is written plainly: "dmitri (at) example dot org" as "dmitri@example.org"."""
    plain = re.sub(r"^\s*(?:mailto:|e-?mail:)\s*", "", address.strip().lower())
    return re.sub(r"\s", "", re.sub(_AT, "@", re.sub(_DOT, ".", plain), count=1))


def _letters(part: str) -> str:
    return "".join(_DOT if sign == "." else _DASH.get(sign, re.escape(sign)) for sign in part)


@lru_cache(maxsize=512)
def _handle(handle: str) -> tuple[tuple[re.Pattern[str], float], ...]:
    name = bare_handle(handle)
    if len(name) < 2:
        return ()
    spelt = "".join(r"[._ -]?" if sign in "._-" else re.escape(sign) for sign in name)
    found = [(re.compile(rf"(?<![\w.])@\s?{spelt}(?!\w)", re.I), 1.0)]
    if re.search(r"[\d._-]", name) or (len(name) > 4 and fold(name) not in english()):
        found.append((re.compile(rf"(?<![\w@]){spelt}(?!\w)", re.I), 0.9))
    return tuple(found)


def bare_handle(handle: str) -> str:
    """The account's name in "@name", "IG: @name" or an address of a profile."""
    last = re.split(r"[\s/:]", handle.strip().rstrip("/"))[-1]
    return last.lstrip("@").lower()


# One sign off


def _nearly(text: str, known: Sequence[Stored], region: str) -> Iterator[Detail]:
    for kind, pattern, shortest in ((Kind.PHONE, DIGITS, 9), (Kind.MAIL, MAIL, 7), (Kind.HANDLE, HANDLE, 6)):
        matches = list(pattern.finditer(text))
        alike = [each for each in known if each.kind is kind] if matches else []
        stored = [(each, _comparable(each, region)) for each in alike]
        for match in matches:
            written = _comparable_text(kind, match[0])
            for each, spelt in stored:
                if len(spelt) >= shortest and _one_off(written, spelt, kind):
                    yield Detail(match.start(), match.end(), each, 0.6)


def _one_off(written: str, spelt: str, kind: Kind) -> bool:
    if kind is Kind.PHONE:
        written = written[-len(spelt) :] if len(written) > len(spelt) + 1 else written
    return OSA.distance(written, spelt, score_cutoff=1) == 1


def _comparable(stored: Stored, region: str) -> str:
    if stored.kind is Kind.PHONE:
        return national(stored.text, region)[0]
    return fold_address(stored.text) if stored.kind is Kind.MAIL else bare_handle(stored.text)


def _comparable_text(kind: Kind, written: str) -> str:
    return ascii_digits(written) if kind is Kind.PHONE else written.lower().lstrip("@")
