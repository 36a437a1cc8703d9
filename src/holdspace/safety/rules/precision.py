"""How often a signal was meant, as clinicians marked it; with an interval, since a practice has few."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

Z95 = 1.959964
"""The normal deviate of a two-sided interval of 95 %."""


@dataclass(frozen=True, slots=True)
class Share:
    """`hits` of `of`, with the share and its 95 % interval (Wilson 1927); all in [0, 1]."""

    hits: int
    of: int
    share: float
    low: float
    high: float


def share(hits: int, of: int) -> Share | None:
    """The share of hits with Wilson's interval; None of nothing. ValueError for more hits than cases."""
    if not 0 <= hits <= of:
        raise ValueError(f"{hits} of {of} is no share.")
    if of == 0:
        return None
    found, spread = hits / of, Z95 * Z95 / of
    middle = (found + spread / 2) / (1 + spread)
    around = sqrt(found * (1 - found) * spread + spread * spread / 4) / (1 + spread)
    return Share(hits, of, found, max(0.0, middle - around), min(1.0, middle + around))
