"""How good can a placement be at all? A Lagrangian bound by column generation over whole rosters.

For any prices π ≥ 0 of people and μ ≥ 0 of shared leaders, rooms and offers, no plan places more than
Σπ + Σ(most · μ) + Σ over groups of the best roster at these prices: that is the bound, sound whenever the
search ends, also when a pricing is cut short. Prices are smoothed toward the best so far (Wentges 1997).
Pins are left out: a bound without them holds with them too. What was found on the way is a plan as well.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from holdspace.forming.rules.asked import Asked
from holdspace.forming.rules.roster_master import Master, Prices
from holdspace.forming.rules.rosters import SCALE, Priced, Pricing, Roster
from holdspace.forming.rules.seating import Seating
from holdspace.forming.rules.solving import Clock, Effort, Stop

SMOOTHING = 0.5
"""How far prices go from the best so far toward the newest."""
STALE_ROUNDS = 12
"""After so many rounds in which the bound fell by less than one unit of weight, it is as good as it gets."""
_ROUND_WORK = 0.0015  # what a round costs for each group outside of its search, in deterministic time
_PRICING_WORK = 0.2
_WHOLE_WORK = 2.0


@dataclass(frozen=True, slots=True)
class RosterBound:
    """`bound`: the weight that no plan can pass; `seats`: the best plan of the rosters seen."""

    bound: int | None
    seats: dict[str, str]
    rounds: int
    work: float


def bound_by_rosters(
    asked: Asked,
    where: Seating,
    effort: Effort,
    *,
    begin: Mapping[str, str] | None = None,
    stop: Stop | None = None,
) -> RosterBound:
    """The best bound that `effort` allows; `begin` is a plan whose rosters are known from the start."""
    run = _Run(asked, where, effort, begin or {})
    while run.clock.left > 0 and not run.done and not (stop is not None and stop()):
        run.round()
    seats, work = run.master.whole(seed=effort.seed, work=_WHOLE_WORK)
    bound = None if run.best is None else run.best // SCALE
    return RosterBound(bound, seats, run.rounds, run.clock.work + work)


class _Run:
    """One column generation."""

    def __init__(self, asked: Asked, where: Seating, effort: Effort, begin: Mapping[str, str]) -> None:
        groups = sorted({group for groups in where.could.values() for group in groups})
        self.clock = Clock(effort)
        self.pricings = [Pricing(asked, where, group) for group in groups]
        self.master = Master(asked, groups)
        self.known = sum(asked.weight(asked.by_id[person]) for person in begin)
        self.best: int | None = None
        self.centre: Prices | None = None
        self.part = SMOOTHING
        self.rounds = self.stale = 0
        self.done = not groups
        for roster in _rosters(asked, begin):
            self.master.add(roster)

    def round(self) -> None:
        """Solve the programme, price every group, keep the bound, add what was found."""
        newest = self.master.prices()
        if newest is None:
            self.done = True
            return
        prices = newest if self.centre is None else self.centre.toward(newest, self.part)
        found = [self._priced(pricing, prices) for pricing in self.pricings]
        self.rounds += 1
        self.clock.work += sum(each.work for each in found) + _ROUND_WORK * len(self.pricings)
        self._bounded(prices, found)
        added = [self.master.add(roster) for each in found for roster in each.rosters]
        self._next(anything_new=any(added))

    def _priced(self, pricing: Pricing, prices: Prices) -> Priced:
        return pricing.best(
            prices.people,
            self._opening(pricing.group, prices),
            seed=self.clock.effort.seed,
            work=_PRICING_WORK,
        )

    def _opening(self, group: str, prices: Prices) -> int:
        return sum(
            price for price, (groups, _) in zip(prices.sets, self.master.sets, strict=True) if group in groups
        )

    def _bounded(self, prices: Prices, found: list[Priced]) -> None:
        sets = sum(price * most for price, (_, most) in zip(prices.sets, self.master.sets, strict=True))
        bound = sum(prices.people.values()) + sets + sum(each.at_most for each in found)
        fell = self.best is None or bound // SCALE < self.best // SCALE
        self.stale = 0 if fell else self.stale + 1
        if self.best is None or bound < self.best:
            self.best, self.centre = bound, prices

    def _next(self, *, anything_new: bool) -> None:
        """Without anything new at smoothed prices, look at the newest as they are; then it is done."""
        if self.stale >= STALE_ROUNDS or (self.best is not None and self.best // SCALE <= self.known):
            self.done = True
        elif anything_new:
            self.part = SMOOTHING
        elif self.part < 1:
            self.part = 1.0
        else:
            self.done = True


def _rosters(asked: Asked, seats: Mapping[str, str]) -> list[Roster]:
    circles: dict[str, set[str]] = {}
    for person, group in seats.items():
        circles.setdefault(group, set()).add(person)
    return [
        Roster(group, frozenset(people), sum(asked.weight(asked.by_id[person]) for person in people))
        for group, people in sorted(circles.items())
    ]
