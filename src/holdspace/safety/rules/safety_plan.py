"""A safety plan: six steps for a time in which it becomes hard to stay alive, and what makes life worth it.

The order of the steps is that of the safety planning intervention (Stanley & Brown, 2012, Cognitive and
Behavioral Practice 19(2), 256-264): from what one notices and can do alone, to others, to professionals, and
to surroundings in which an impulse passes. The words are our own.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final

import phonenumbers

from holdspace.kernel.refusals import Refused
from holdspace.kernel.words import Words, say

MOST_LINES: Final = 12
"""How many lines a step holds: a plan is read in a bad hour, and printed on one page."""
MOST_CONTACTS: Final = 6
LONGEST_LINE: Final = 200
LONGEST_NAME: Final = 80
LONGEST_PHONE: Final = 40
LONGEST_REASON: Final = 500
SHORTEST_NUMBER: Final = 3
LONGEST_NUMBER: Final = 15
"""Digits: 112 is the shortest number that somebody calls; E.164 allows fifteen."""


class PlanStep(StrEnum):
    """The six steps, in the order in which somebody takes them."""

    SIGNS = "signs"
    ALONE = "alone"
    COMPANY = "company"
    PEOPLE = "people"
    SERVICES = "services"
    SURROUNDINGS = "surroundings"


LINED: Final = (PlanStep.SIGNS, PlanStep.ALONE, PlanStep.COMPANY, PlanStep.SURROUNDINGS)
"""The steps that hold lines; the others hold names with telephone numbers."""
CALLED: Final = (PlanStep.PEOPLE, PlanStep.SERVICES)

TITLES: Final[Mapping[PlanStep, Words]] = {
    PlanStep.SIGNS: say("How I notice that it begins"),
    PlanStep.ALONE: say("What I can do by myself"),
    PlanStep.COMPANY: say("People and places that take my mind off it"),
    PlanStep.PEOPLE: say("People whom I can ask for help"),
    PlanStep.SERVICES: say("Professionals and services"),
    PlanStep.SURROUNDINGS: say("Making my surroundings safer"),
}
HELP: Final[Mapping[PlanStep, Words]] = {
    PlanStep.SIGNS: say("Thoughts, feelings, what the body does, what happens before. One on each line."),
    PlanStep.ALONE: say("What has carried you through an hour before, without anybody. One on each line."),
    PlanStep.COMPANY: say("Where others are; nobody there has to know how it is. One on each line."),
    PlanStep.PEOPLE: say("Who may know how it is, and picks up."),
    PlanStep.SERVICES: say(
        "Who is there for this by profession. The practice's numbers and the country's always stand below."
    ),
    PlanStep.SURROUNDINGS: say(
        "What to put out of reach or give away for a while, who helps with it, and by when. One on each line."
    ),
}

EMPTY: Final = say("Write at least one line: an empty plan helps nobody.")
TOO_MANY: Final = say("These are more than %(count)s lines. Choose those that help most.", count=MOST_LINES)
LINE_TOO_LONG: Final = say(
    "One line has more than %(count)s characters. Say it shorter, or in two lines.", count=LONGEST_LINE
)
NAME_TOO_LONG: Final = say("This name has more than %(count)s characters.", count=LONGEST_NAME)
REASON_TOO_LONG: Final = say("This has more than %(count)s characters.", count=LONGEST_REASON)
NOT_CALLABLE: Final = say(
    "This number cannot be called as it stands. Write it as one dials it, for example 020 7946 0000."
)
NAMELESS: Final = say("Say whose number this is.")

_DIALLED: Final = re.compile(r"\+?[0-9 ()./-]+")
_UNSEEN: Final = frozenset({"Cc", "Cf", "Zl", "Zp"})
_JOINERS: Final = "\u200c\u200d"


@dataclass(frozen=True, slots=True)
class PlanContact:
    """Somebody to call: a name, the number as it was written, and what a telephone dials (a `tel:` address).

    The number may be missing, where somebody is asked in person.
    """

    name: str
    phone: str = ""
    call: str = ""


@dataclass(frozen=True, slots=True)
class Contents:
    """What one version of a plan says, in normal form."""

    lines: Mapping[PlanStep, tuple[str, ...]] = field(default_factory=dict)
    contacts: Mapping[PlanStep, tuple[PlanContact, ...]] = field(default_factory=dict)
    reason: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether nothing was written at all."""
        return not (self.reason or any(self.lines.values()) or any(self.contacts.values()))


@dataclass(frozen=True, slots=True)
class Typed:
    """What a form brought, as it was typed: a text of lines for some steps, names and numbers for others."""

    texts: Mapping[PlanStep, str] = field(default_factory=dict)
    rows: Mapping[PlanStep, tuple[tuple[str, str], ...]] = field(default_factory=dict)
    reason: str = ""


def settled(typed: Typed, *, region: str) -> Contents:
    """The contents that `typed` means; numbers without a country are read in `region` (ISO 3166-1).

    Raises Refused with a sentence for each field: a step's own name, or `people_0_phone` for a row.
    """
    wrong: dict[str, object] = {}
    contents = Contents(
        lines={step: _lines(step, typed.texts.get(step, ""), wrong) for step in LINED},
        contacts={step: _contacts(step, typed.rows.get(step, ()), region, wrong) for step in CALLED},
        reason=_within(_block(typed.reason), LONGEST_REASON, "reason", REASON_TOO_LONG, wrong),
    )
    if wrong:
        raise Refused(next(iter(wrong.values())), fields=wrong)
    if contents.is_empty:
        raise Refused(EMPTY)
    return contents


def callable_number(typed: str, region: str) -> str:
    """The `tel:` address of a number; empty where a telephone cannot dial it.

    A number that is valid in `region` gets its country. Short ones (116 123) and those that no table knows
    are dialled as they were written.
    """
    spoken = _dialled(typed)
    digits = re.sub("[^0-9]", "", spoken)
    if not _DIALLED.fullmatch(spoken) or not SHORTEST_NUMBER <= len(digits) <= LONGEST_NUMBER:
        return ""
    return f"tel:{_international(spoken, region) or ('+' if spoken.startswith('+') else '') + digits}"


def as_stored(contents: Contents) -> dict[str, Any]:
    """The contents as plain values, to be sealed."""
    return {
        "lines": {step.value: list(lines) for step, lines in contents.lines.items()},
        "contacts": {
            step.value: [[each.name, each.phone, each.call] for each in rows]
            for step, rows in contents.contacts.items()
        },
        "reason": contents.reason,
    }


def from_stored(values: Mapping[str, Any] | None) -> Contents:
    """The contents that were sealed; empty ones where their key was destroyed."""
    kept = values or {}
    lines, contacts = kept.get("lines", {}), kept.get("contacts", {})
    return Contents(
        lines={step: tuple(lines.get(step.value, ())) for step in LINED},
        contacts={
            step: tuple(PlanContact(*each) for each in contacts.get(step.value, ())) for step in CALLED
        },
        reason=kept.get("reason", ""),
    )


def as_typed(contents: Contents) -> Typed:
    """The contents as a form shows them, to be changed."""
    return Typed(
        texts={step: "\n".join(lines) for step, lines in contents.lines.items()},
        rows={
            step: tuple((each.name, each.phone) for each in rows) for step, rows in contents.contacts.items()
        },
        reason=contents.reason,
    )


def _lines(step: PlanStep, typed: str, wrong: dict[str, object]) -> tuple[str, ...]:
    found = tuple(dict.fromkeys(filter(None, map(_line, typed.splitlines()))))
    if len(found) > MOST_LINES:
        wrong[step.value] = TOO_MANY
    elif any(len(line) > LONGEST_LINE for line in found):
        wrong[step.value] = LINE_TOO_LONG
    return found


def _contacts(
    step: PlanStep, rows: Iterable[tuple[str, str]], region: str, wrong: dict[str, object]
) -> tuple[PlanContact, ...]:
    found = []
    for number, (name, phone) in enumerate(rows):
        contact = PlanContact(_line(name), _line(phone), callable_number(phone, region))
        wrong |= {f"{step.value}_{number}_{part}": why for part, why in _faults(contact)}
        found.append(contact)
    return tuple(contact for contact in found if contact.name or contact.phone)


def _faults(contact: PlanContact) -> Iterable[tuple[str, Words]]:
    if contact.phone and not contact.name:
        yield "name", NAMELESS
    if len(contact.name) > LONGEST_NAME:
        yield "name", NAME_TOO_LONG
    if contact.phone and (not contact.call or len(contact.phone) > LONGEST_PHONE):
        yield "phone", NOT_CALLABLE


def _within(text: str, longest: int, name: str, why: Words, wrong: dict[str, object]) -> str:
    if len(text) > longest:
        wrong[name] = why
    return text


def _line(typed: str) -> str:
    """One line: composed accents, single spaces, nothing that is not seen (joiners of letters stay)."""
    seen = "".join(" " if _unseen(char) else char for char in typed)
    return " ".join(unicodedata.normalize("NFC", seen).split())


def _block(typed: str) -> str:
    return "\n".join(filter(None, map(_line, typed.splitlines())))


def _unseen(char: str) -> bool:
    return unicodedata.category(char) in _UNSEEN and char not in _JOINERS


def _dialled(typed: str) -> str:
    """The number in ASCII: digits of other scripts, wide forms and long dashes as a telephone knows them."""
    return "".join(map(_as_key, unicodedata.normalize("NFKC", _line(typed))))


def _as_key(char: str) -> str:
    digit = unicodedata.digit(char, None)
    if digit is not None:
        return str(digit)
    return "-" if unicodedata.category(char) == "Pd" else char


def _international(spoken: str, region: str) -> str:
    try:
        number = phonenumbers.parse(spoken, region or None)
    except phonenumbers.NumberParseException:
        return ""
    if not phonenumbers.is_valid_number(number):
        return ""
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
