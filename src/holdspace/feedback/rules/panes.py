"""Self-view beside others' view: which words somebody chose for themself, which the others chose for them.

Four panes, after Luft and Ingham (1955), "The Johari window". No pane says who chose a word or how many did,
and nothing of the others' view is told before `ENOUGH` of them chose at least one word: an answer without
words counts for nothing here, or two of them would lay a third one open. What stays visible by nature: where
all others chose the very same words, the member can tell that they did.
"""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, TypeVar

from holdspace.kernel.words import Words, say

Member = TypeVar("Member", bound=Hashable)
"""Whatever tells one member from another."""

ENOUGH: Final = 3
"""With fewer answers, what the others see could be traced to one of them."""


class Pane(StrEnum):
    """Where a word stands."""

    OPEN = "open"
    BLIND = "blind"
    HIDDEN = "hidden"
    UNKNOWN = "unknown"


WORDS: Final[Mapping[Pane, Words]] = {
    Pane.OPEN: say("We both see it"),
    Pane.BLIND: say("Others see it"),
    Pane.HIDDEN: say("I keep it"),
    Pane.UNKNOWN: say("Nobody chose it"),
}
"""What a pane is called before the member whom it is about."""


@dataclass(frozen=True, slots=True)
class Panes:
    """All known words, each in exactly one pane, in the order of the list."""

    open: tuple[str, ...]
    blind: tuple[str, ...]
    hidden: tuple[str, ...]
    unknown: tuple[str, ...]

    def of(self, pane: Pane) -> tuple[str, ...]:
        """The words of one pane."""
        return {
            Pane.OPEN: self.open,
            Pane.BLIND: self.blind,
            Pane.HIDDEN: self.hidden,
            Pane.UNKNOWN: self.unknown,
        }[pane]

    def where(self) -> dict[str, Pane]:
        """The pane of every word."""
        return {code: pane for pane in Pane for code in self.of(pane)}


@dataclass(frozen=True, slots=True)
class Move:
    """A word that stood elsewhere the time before."""

    code: str
    before: Pane
    after: Pane


def enough(others: Mapping[Member, Collection[str]]) -> bool:
    """Whether so many others chose a word that what they see can be told."""
    return sum(bool(chosen) for chosen in others.values()) >= ENOUGH


def panes(
    own: AbstractSet[str], others: Mapping[Member, AbstractSet[str]], known: Collection[str]
) -> Panes | None:
    """The four panes of one member, or None while too few others answered.

    `others` holds what each other member chose for this one, and never the member's own choice; `known` are
    all codes in the order of the list. A code that is not known is left out.
    """
    seen = seen_by(others, known)
    return None if seen is None else beside(own, seen, known)


def seen_by(others: Mapping[Member, AbstractSet[str]], known: Collection[str]) -> frozenset[str] | None:
    """Every known word that one of the others chose; None while too few of them answered."""
    answered = {member: chosen & set(known) for member, chosen in others.items()}
    return frozenset().union(*answered.values()) if enough(answered) else None


def beside(own: AbstractSet[str], seen: AbstractSet[str], known: Collection[str]) -> Panes:
    """Somebody's own words beside those that the others see, in the order of the list."""
    by_pane: dict[Pane, list[str]] = {pane: [] for pane in Pane}
    for code in dict.fromkeys(known):
        by_pane[_pane(mine=code in own, theirs=code in seen)].append(code)
    return Panes(*(tuple(by_pane[pane]) for pane in Pane))


def moved(before: Panes, after: Panes) -> tuple[Move, ...]:
    """Which words stand in another pane than the time before, by the pane in which they stand now.

    A word that only one of the two lists knew has not moved.
    """
    return tuple(_moves(before.where(), after))


def _moves(before: Mapping[str, Pane], after: Panes) -> Iterator[Move]:
    for code, pane in after.where().items():
        if code in before and before[code] is not pane:
            yield Move(code, before[code], pane)


def _pane(*, mine: bool, theirs: bool) -> Pane:
    if mine:
        return Pane.OPEN if theirs else Pane.HIDDEN
    return Pane.BLIND if theirs else Pane.UNKNOWN
