"""What the engine proposes, and how sure it is: who goes where, who waits, and how well each wish is met."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from holdspace.forming.rules.asked import RISING, Level


@dataclass(frozen=True, slots=True)
class Reached:
    """How well one wish is met: its `value`, and the `bound` that no proposal can pass (None: none is known).

    A bound of a later level holds for proposals that are as good on the levels before.
    """

    level: Level
    value: int
    bound: int | None = None

    @property
    def proven(self) -> bool:
        """Whether no proposal can be better."""
        return self.bound == self.value

    @property
    def gap(self) -> float | None:
        """How much better a proposal might still be, as a part of the bound; None when nothing is known."""
        if self.bound is None:
            return None
        if self.proven:
            return 0.0
        return abs(self.bound - self.value) / max(abs(self.bound), abs(self.value))

    def __post_init__(self) -> None:
        """A bound on the wrong side of what was reached is an error of ours, never shown."""
        if self.bound is not None:
            sound = self.bound >= self.value if self.level in RISING else self.bound <= self.value
            if not sound:
                raise AssertionError(f"{self.level}: bound {self.bound} against value {self.value}")


@dataclass(frozen=True, slots=True)
class Proposal:
    """Who goes where (`seats`: person → group), who waits, which groups open anew.

    `levels` stand in the order in which they mattered. `repeats` says whether the same question with the
    same seed gives the same answer on any machine: false when the clock or a person stopped the search.
    """

    seats: Mapping[str, str]
    waiting: tuple[str, ...]
    opened: tuple[str, ...]
    levels: tuple[Reached, ...] = ()
    seed: int = 1
    seconds: float = 0.0
    repeats: bool = True
    stopped: bool = False

    def seated_in(self, group: str) -> tuple[str, ...]:
        """Who is newly seated in `group`, sorted."""
        return tuple(sorted(person for person, where in self.seats.items() if where == group))

    def reached(self, level: Level) -> Reached | None:
        """How well `level` is met, or None when it was not asked for."""
        return next((each for each in self.levels if each.level is level), None)

    @property
    def proven(self) -> bool:
        """Whether every level is as good as it can be."""
        return bool(self.levels) and all(each.proven for each in self.levels)
