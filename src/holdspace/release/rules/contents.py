"""What a package says: one person, items with their day and lines, and what is withheld. Plain values."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from holdspace.release.rules.parts import Part, Why


@dataclass(frozen=True, slots=True)
class Item:
    """One thing of the record. `key` is our own and never leaves the house; `at` is a day or a moment (ISO).

    `lines` are pairs of a label and a text. `code`, `value` and `status` serve FHIR: an instrument and its
    total, the state of an attendance. `protected` means 42 CFR Part 2.
    """

    key: str
    part: Part
    at: str
    title: str
    lines: tuple[tuple[str, str], ...] = ()
    protected: bool = False
    code: str = ""
    value: float | None = None
    status: str = ""

    @property
    def text(self) -> str:
        """Everything that is said in it, to be searched."""
        return "\n".join([self.title, *(said for _, said in self.lines)])


@dataclass(frozen=True, slots=True)
class Withheld:
    """Something that is not in the package: why, of which part, which day; `n` where many are one line."""

    why: Why
    part: Part | None = None
    at: str = ""
    n: int = 1
    key: str = ""


@dataclass(frozen=True, slots=True)
class Someone:
    """Whose record it is."""

    given: str
    family: str
    chosen: str
    birth_date: str
    pronouns: str = ""

    @property
    def full(self) -> str:
        """The name in one line."""
        return " ".join(filter(None, (self.given, self.family))) or self.chosen


@dataclass(frozen=True, slots=True)
class Contents:
    """All that may go, and all that stays. `someone` is None where the person is not asked for by name."""

    someone: Someone
    items: tuple[Item, ...]
    withheld: tuple[Withheld, ...]

    @property
    def holds_protected(self) -> bool:
        """Whether anything in it falls under 42 CFR Part 2."""
        return any(item.protected for item in self.items)

    @property
    def parts(self) -> frozenset[Part]:
        """The parts of which there is anything in it."""
        return frozenset(item.part for item in self.items)

    def of(self, part: Part) -> list[Item]:
        """The items of one part, in their order."""
        return [item for item in self.items if item.part is part]

    def without(self, left_out: Mapping[str, Why]) -> Contents:
        """The same, with some items withheld: key of the item → why."""
        kept = tuple(item for item in self.items if item.key not in left_out)
        gone = tuple(
            Withheld(left_out[item.key], item.part, item.at, key=item.key)
            for item in self.items
            if item.key in left_out
        )
        return replace(self, items=kept, withheld=self.withheld + gone)


def as_stored(contents: Contents) -> dict[str, Any]:
    """Contents as plain values, to be sealed."""
    return asdict(contents)


def from_stored(stored: Mapping[str, Any]) -> Contents:
    """Contents again, from what was sealed."""
    return Contents(
        Someone(**stored["someone"]),
        tuple(_item(each) for each in stored["items"]),
        tuple(
            Withheld(
                **{**each, "why": Why(each["why"]), "part": Part(each["part"]) if each["part"] else None}
            )
            for each in stored["withheld"]
        ),
    )


def _item(stored: Mapping[str, Any]) -> Item:
    lines = tuple((label, said) for label, said in stored["lines"])
    return Item(**{**stored, "part": Part(stored["part"]), "lines": lines})


def gathered(found: Iterable[Withheld]) -> tuple[Withheld, ...]:
    """The same reasons of the same part as one line with their number; what has a day of its own stays."""
    counts: dict[tuple[Why, Part | None], int] = {}
    for each in found:
        counts[each.why, each.part] = counts.get((each.why, each.part), 0) + each.n
    return tuple(Withheld(why, part, n=n) for (why, part), n in counts.items())


def digest(files: Sequence[tuple[str, bytes]]) -> str:
    """What two people approve: SHA-256 over names and contents of the finished files, in their order."""
    parts = [[name, hashlib.sha256(content).hexdigest()] for name, content in files]
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()
