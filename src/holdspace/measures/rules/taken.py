"""One measure as it was taken: what a trajectory is made of, and what changed between two of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from holdspace.measures.rules.instrument import Instrument
from holdspace.measures.rules.scoring import Change, Score, change


@dataclass(frozen=True, slots=True)
class Taken:
    """A filled-in measure. `total` and `band` (its key) are None when too much was left open.

    `alerts` holds the keys of safety questions answered above their threshold; `subscales` the scores of
    parts and `criteria` whether rules over single questions are met, None where too much was left open.
    """

    at: datetime
    session_id: UUID | None
    total: float | None
    band: str | None
    case: bool | None
    answered: int
    missing: int
    prorated: bool
    alerts: tuple[str, ...] = ()
    subscales: Mapping[str, float | None] = field(default_factory=dict)
    criteria: Mapping[str, bool | None] = field(default_factory=dict)

    def band_words(self, instrument: Instrument, language: str = "en") -> str:
        """The name of the band in `language`; empty without one."""
        return next((each.text(language) for each in instrument.bands if each.key == self.band), "")


def as_stored(score: Score) -> dict[str, Any]:
    """A score as plain values, to be sealed beside the answers."""
    return {
        "total": score.total,
        "answered": score.answered,
        "missing": score.missing,
        "prorated": score.prorated,
        "band": score.band.key if score.band else None,
        "case": score.case,
        "alerts": list(score.alerts),
        "alerts_unanswered": list(score.alerts_unanswered),
        "subscales": {part.key: part.total for part in score.subscales},
        "criteria": dict(score.criteria),
    }


def from_stored(at: datetime, session_id: UUID | None, result: Mapping[str, Any]) -> Taken:
    """The measure again, from what was sealed; older ones hold neither parts nor criteria."""
    return Taken(
        at=at,
        session_id=session_id,
        total=result["total"],
        band=result["band"],
        case=result["case"],
        answered=result["answered"],
        missing=result["missing"],
        prorated=result["prorated"],
        alerts=tuple(result["alerts"]),
        subscales=result.get("subscales", {}),
        criteria=result.get("criteria", {}),
    )


def last_change(instrument: Instrument, series: Sequence[Taken]) -> Change | None:
    """What changed between the last two totals of a series in order of time; None with fewer than two."""
    return _between(instrument, series, -2)


def whole_change(instrument: Instrument, series: Sequence[Taken]) -> Change | None:
    """What changed between the first and the last total of a series; None with fewer than two."""
    return _between(instrument, series, 0)


def _between(instrument: Instrument, series: Sequence[Taken], start: int) -> Change | None:
    totals = [each.total for each in series if each.total is not None]
    if len(totals) < 2 or not instrument.change_rules:
        return None
    return change(instrument, totals[start], totals[-1])
