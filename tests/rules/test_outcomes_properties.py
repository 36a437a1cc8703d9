"""What has to hold for all scores: change is antisymmetric, a mirrored scale tells the same story, and so on."""

from __future__ import annotations

import dataclasses
import math

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from holdspace.measures.rules.instrument import Better
from holdspace.outcomes.rules import (
    Anchor,
    Cutoff,
    Method,
    Outcome,
    Percentage,
    ReliableChange,
    Sample,
    classify,
    cronbach_alpha,
    icc1,
    icc2,
    reliable_change,
    rwg,
    status,
    sudden_gains,
)
from holdspace.outcomes.rules.agreement import rwg_by_group
from holdspace.outcomes.rules.cutoffs import cutoff_c
from holdspace.outcomes.rules.nhs import courses
from holdspace.outcomes.rules.verdicts import Rule

TOP = 27
score = st.integers(0, TOP).map(float)
scores = st.lists(st.tuples(score, score), min_size=1, max_size=12)
reliability = st.floats(0.3, 0.95)
sd = st.floats(2, 10)
SAMPLE = Sample(sd=6, mean=15, sd_after=7, mean_after=10, correlation=0.3)

rules = st.one_of(
    st.builds(
        ReliableChange, sample=st.just(SAMPLE), reliability=st.just(0.8), method=st.sampled_from(Method)
    ),
    st.builds(Anchor, points=st.integers(1, 10), worse=st.none() | st.integers(1, 10), source=st.just("")),
)


def mirrored(rule: Rule) -> Rule:
    """The same rule for the scale read from its other end."""
    if isinstance(rule, Anchor):
        return dataclasses.replace(rule, better=Better.HIGHER)
    assert isinstance(rule, ReliableChange)
    sample = dataclasses.replace(SAMPLE, mean=TOP - 15, mean_after=TOP - 10)
    return ReliableChange(sample=sample, reliability=0.8, method=rule.method, better=Better.HIGHER)


@given(before=score, after=score, sd=sd, reliability=reliability)
def test_there_and_back_is_no_change(before: float, after: float, sd: float, reliability: float) -> None:
    there = reliable_change(before=before, after=after, sd=sd, reliability=reliability)
    assert there == -reliable_change(before=after, after=before, sd=sd, reliability=reliability)
    assert math.copysign(1, there) == math.copysign(1, after - before) or there == 0


@given(before=score, after=score, rule=rules)
def test_one_person_is_judged_as_among_many(before: float, after: float, rule: Rule) -> None:
    line = Cutoff(10.5, "")
    many = classify(before=[before] * 3, after=[after] * 3, rule=rule, cutoff=line)
    assert set(many.outcomes()) == {status(before=before, after=after, rule=rule, cutoff=line).outcome}


@given(pairs=scores, rule=rules)
def test_a_mirrored_scale_tells_the_same_story(pairs: list[tuple[float, float]], rule: Rule) -> None:
    before, after = np.array(pairs).T
    plain = classify(before=before, after=after, rule=rule, cutoff=Cutoff(10.3, ""))
    other = classify(
        before=TOP - before,
        after=TOP - after,
        rule=mirrored(rule),
        cutoff=Cutoff(TOP - 10.3, "", Better.HIGHER),
    )
    assert plain.outcomes() == other.outcomes()


@given(pairs=scores, rule=rules | st.builds(Percentage, share=st.floats(0.1, 1), source=st.just("")))
def test_less_is_never_worse(pairs: list[tuple[float, float]], rule: Rule) -> None:
    """From the same first score, a lower last score is never judged worse."""
    before = np.array([first for first, _ in pairs])
    after = np.array([last for _, last in pairs])
    lower = np.maximum(after - 1, 0)
    assert (rule.verdicts(before, lower) >= rule.verdicts(before, after)).all()


@given(pairs=scores, rule=rules)
def test_everybody_is_in_one_class(pairs: list[tuple[float, float]], rule: Rule) -> None:
    before, after = np.array(pairs).T
    counts = classify(before=before, after=after, rule=rule, cutoff=Cutoff(10, "")).counts()
    assert sum(counts.values()) == len(pairs)
    without = classify(before=before, after=after, rule=rule).counts()
    assert without[Outcome.RECOVERED] == without[Outcome.HARMED] == 0
    assert without[Outcome.IMPROVED] == counts[Outcome.RECOVERED] + counts[Outcome.IMPROVED]


@given(means=st.tuples(score, score), spreads=st.tuples(sd, sd))
def test_cutoff_c_is_equally_far_from_both(means: tuple[float, float], spreads: tuple[float, float]) -> None:
    line = cutoff_c(
        mean_clinical=means[0], sd_clinical=spreads[0], mean_functional=means[1], sd_functional=spreads[1]
    )
    distances = [abs(line - mean) / spread for mean, spread in zip(means, spreads, strict=True)]
    assert distances[0] == pytest.approx(distances[1], abs=1e-9)


@given(rows=st.lists(st.tuples(*[score] * 4, st.integers(0, 4)), min_size=1, max_size=12))
def test_nobody_both_improves_and_deteriorates(rows: list[tuple[float, ...]]) -> None:
    phq9_before, phq9_after, gad7_before, gad7_after, contacts = np.array(rows).T
    found = courses(
        phq9_before=phq9_before,
        phq9_after=phq9_after,
        gad7_before=gad7_before,
        gad7_after=gad7_after,
        contacts=contacts,
    )
    assert not (found.reliably_improved & found.deteriorated).any()
    assert (found.reliably_recovered == (found.recovered & found.reliably_improved)).all()
    for flags in (found.case, found.reliably_improved, found.deteriorated):
        assert not (flags & ~found.counted).any()


table = st.lists(st.lists(st.integers(0, 10), min_size=4, max_size=4), min_size=3, max_size=8).map(np.array)


@given(table=table, shift=st.integers(-20, 20), scale=st.sampled_from([0.5, 2, 10]), seed=st.randoms())
def test_alpha_knows_no_units_and_no_order(table: np.ndarray, shift: int, scale: float, seed: object) -> None:
    assume(table.sum(axis=1).std() > 0)
    alpha = cronbach_alpha(answers=table)
    assert alpha <= 1 + 1e-12
    assert cronbach_alpha(answers=table * scale + shift) == pytest.approx(alpha)
    order = seed.sample(range(4), 4)  # type: ignore[attr-defined]
    assert cronbach_alpha(answers=table[::-1][:, order]) == pytest.approx(alpha)


@given(table=table, shift=st.integers(-20, 20), scale=st.sampled_from([0.5, 2, 10]))
def test_icc_knows_no_units_and_no_names(table: np.ndarray, shift: int, scale: float) -> None:
    assume(table.mean(axis=1).std() > 0)
    groups = np.repeat(np.arange(len(table)), 4)
    flat = table.ravel().astype(float)
    one, two = icc1(scores=flat, groups=groups), icc2(scores=flat, groups=groups)
    assert -1 / 3 - 1e-9 <= one <= 1 + 1e-12  # at least −1/(k − 1)
    assert icc1(scores=flat * scale + shift, groups=99 - groups) == pytest.approx(one)
    assert icc2(scores=flat[::-1], groups=groups[::-1]) == pytest.approx(two)
    assert two == pytest.approx(4 * one / (1 + 3 * one))  # Spearman and Brown, for groups of one size


@given(ratings=st.lists(st.integers(1, 5), min_size=2, max_size=12))
def test_agreement_lies_between_nothing_and_all(ratings: list[int]) -> None:
    agreed = rwg(ratings=ratings, options=5)
    assert 0 <= agreed <= 1
    assert (agreed == 1) == (len(set(ratings)) == 1)
    assert rwg(ratings=[6 - each for each in ratings], options=5) == pytest.approx(agreed)
    assert rwg_by_group(ratings=ratings, groups=[7] * len(ratings), options=5)[7] == pytest.approx(agreed)


maybe = st.one_of(st.just(math.nan), st.integers(0, 40).map(float))


@given(rows=st.lists(st.lists(maybe, min_size=8, max_size=8), min_size=1, max_size=6))
def test_gains_are_those_that_a_reader_of_the_criteria_finds(rows: list[list[float]]) -> None:
    found = {(gain.person, gain.session, gain.reversed) for gain in sudden_gains(scores=rows, cutoff=5)}
    assert found == {
        (person, session, _lost(row, session))
        for person, row in enumerate(rows)
        for session in range(2, 7)
        if _gained(row, session)
    }


def _gained(row: list[float], session: int) -> bool:
    """Tang & DeRubeis' three criteria, word by word, for one person."""
    before, after = row[session - 1], row[session]
    earlier = [each for each in row[max(0, session - 3) : session] if not math.isnan(each)]
    later = [each for each in row[session : session + 3] if not math.isnan(each)]
    if not (before - after >= 5 and before - after >= 0.25 * before) or min(len(earlier), len(later)) < 2:
        return False
    critical = {4: 2.7764451, 3: 3.1824463, 2: 4.3026527}[len(earlier) + len(later) - 2]
    squares = sum((each - np.mean(earlier)) ** 2 for each in earlier)
    squares += sum((each - np.mean(later)) ** 2 for each in later)
    pooled = math.sqrt(squares / (len(earlier) + len(later) - 2))
    return bool(np.mean(earlier) - np.mean(later) > critical * pooled)


def _lost(row: list[float], session: int) -> bool:
    halfway = row[session] + (row[session - 1] - row[session]) / 2
    return any(each > halfway for each in row[session + 1 :])
