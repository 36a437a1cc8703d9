"""The rules of an instrument's file, as rules of change: the NHS's by default, another where it is chosen."""

from __future__ import annotations

from dataclasses import replace

import pytest

from holdspace.measures import catalogue
from holdspace.measures.rules.instrument import Better
from holdspace.outcomes.rules.classification import Outcome, status
from holdspace.outcomes.rules.file_rules import cutoff_of, rule_of

PHQ9, GAD7 = catalogue.instrument("phq-9"), catalogue.instrument("gad-7")


@pytest.mark.parametrize(
    ("before", "after", "outcome"),
    [
        # NHS Talking Therapies: 6 points of the PHQ-9 are reliable, 10 and more are a case (science.md B3).
        (18, 13, Outcome.UNCHANGED),
        (18, 12, Outcome.IMPROVED),
        (18, 10, Outcome.IMPROVED),
        (18, 9, Outcome.RECOVERED),
        (9, 3, Outcome.IMPROVED),
        (12, 18, Outcome.DETERIORATED),
        (4, 10, Outcome.HARMED),
        (4, 9, Outcome.UNCHANGED),
    ],
)
def test_the_phq9_by_the_rule_of_the_nhs(before: int, after: int, outcome: Outcome) -> None:
    rule = rule_of(PHQ9)
    assert rule is not None
    assert status(before=before, after=after, rule=rule, cutoff=cutoff_of(PHQ9)).outcome is outcome


@pytest.mark.parametrize(("chosen", "least"), [(None, 4), ("nhs", 4), ("bischoff", 6), ("nobody", 4)])
def test_a_rule_is_chosen_by_its_name_and_an_unknown_one_is_the_first(chosen: str | None, least: int) -> None:
    rule = rule_of(GAD7, chosen)
    assert rule is not None
    assert rule.points == least


def test_a_file_without_rules_compares_nothing() -> None:
    bare = replace(PHQ9, change_rules=(), caseness=None)
    assert rule_of(bare) is None
    assert cutoff_of(bare) is None


def test_where_neither_direction_is_better_nothing_is_compared() -> None:
    even = replace(PHQ9, better=Better.NEITHER)
    assert rule_of(even) is None
    assert cutoff_of(even) is None


def test_a_line_that_differs_by_group_is_no_line() -> None:
    assert cutoff_of(catalogue.instrument("audit-c")) is None
