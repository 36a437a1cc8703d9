"""The rules that an instrument's file publishes, as rules of change."""

from __future__ import annotations

from holdspace.measures.rules.instrument import Better, Instrument
from holdspace.outcomes.rules.verdicts import Anchor, Cutoff


def rule_of(instrument: Instrument, id: str | None = None) -> Anchor | None:
    """The change that counts on this instrument: by the file's rule `id`, else by its first.

    None for a file without rules, and where neither direction is better. The points are those that the
    source rounded to, so a change of exactly so many counts.
    """
    rule = instrument.change_rule(id) or instrument.change_rule()
    if rule is None or instrument.better is Better.NEITHER:
        return None
    return Anchor(points=rule.at_least, source=rule.source, better=instrument.better)


def cutoff_of(instrument: Instrument) -> Cutoff | None:
    """The line from which on a total is called a case; None without one, and where it differs by group.

    A line on the side that is better would be a mistake of the file: it is none.
    """
    case = instrument.caseness
    line = {Better.LOWER: case.at_least, Better.HIGHER: case.at_most}.get(instrument.better) if case else None
    if case is None or line is None:
        return None
    return Cutoff(line, case.source, better=instrument.better, unwell_at=True)
