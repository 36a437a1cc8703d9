"""Pure rules of outcomes: what changed, for whom, by which published rule, and when to look again.

A library without Django and without I/O. `change` and `cutoffs` have the formulas, `verdicts` and `reliable`
the rules made of them, `classification` what became of people; `nhs`, `gains` and `attainment` count as their
authors do; `agreement`, `groups`, `reliability` and `programme` are about many people; `climate` and
`not_on_track` say when to look again.
Scores are in the points of their instrument, NaN where missing. Which rule means what, and where each goes
wrong: docs/explanation/measuring-change.md.
"""

from __future__ import annotations

from holdspace.outcomes.rules.agreement import rwg, rwg_j
from holdspace.outcomes.rules.attainment import goal_attainment_t
from holdspace.outcomes.rules.change import (
    least_reliable_change,
    reliable_change,
    reliable_change_en,
    reliable_change_gln,
    reliable_change_ha,
    reliable_change_hll,
    reliable_change_nk,
)
from holdspace.outcomes.rules.classification import Outcome, classify, status
from holdspace.outcomes.rules.cutoffs import cutoff_a, cutoff_b, cutoff_c
from holdspace.outcomes.rules.gains import sudden_gains
from holdspace.outcomes.rules.groups import design_effect, icc1, icc2
from holdspace.outcomes.rules.reliability import cronbach_alpha
from holdspace.outcomes.rules.reliable import Method, ReliableChange, Sample
from holdspace.outcomes.rules.verdicts import Anchor, Cutoff, Percentage

__all__ = [
    "Anchor",
    "Cutoff",
    "Method",
    "Outcome",
    "Percentage",
    "ReliableChange",
    "Sample",
    "classify",
    "cronbach_alpha",
    "cutoff_a",
    "cutoff_b",
    "cutoff_c",
    "design_effect",
    "goal_attainment_t",
    "icc1",
    "icc2",
    "least_reliable_change",
    "reliable_change",
    "reliable_change_en",
    "reliable_change_gln",
    "reliable_change_ha",
    "reliable_change_hll",
    "reliable_change_nk",
    "rwg",
    "rwg_j",
    "status",
    "sudden_gains",
]
