"""Published numbers that need no rows: thresholds, teaching examples, percentages (science.md B)."""

from __future__ import annotations

import math

import numpy as np
import pytest

from holdspace.kernel.refusals import Refused
from holdspace.measures.catalogue import instrument
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
    cutoff_a,
    cutoff_b,
    cutoff_c,
    design_effect,
    goal_attainment_t,
    icc1,
    icc2,
    least_reliable_change,
    reliable_change,
    reliable_change_en,
    reliable_change_gln,
    reliable_change_ha,
    reliable_change_hll,
    reliable_change_nk,
    rwg,
    rwg_j,
    status,
    sudden_gains,
)
from holdspace.outcomes.rules.change import standard_error_of_difference, standard_error_of_measurement
from holdspace.outcomes.rules.gains import t_critical
from holdspace.outcomes.rules.nhs import GAD7_CASE, GAD7_CHANGE, PHQ9_CASE, PHQ9_CHANGE, courses, percentage
from holdspace.outcomes.rules.programme import attendance_summary, waves

TEACHING = {"sd": 7.5, "reliability": 0.8}
UP = Better.HIGHER
JT = ReliableChange(sample=Sample(sd=7.5), reliability=0.8, better=UP)
LINE = Cutoff(50, "c", UP)


def test_jacobson_and_truax_teach_by_example() -> None:
    """Clinical 40, functional 60, SD 7.5, r .80: a = 55, b = 45, c = 50; 32.5 → 47.5 is RC 3.16."""
    assert cutoff_a(mean_clinical=40, sd_clinical=7.5, better=UP) == 55
    assert cutoff_b(mean_functional=60, sd_functional=7.5, better=UP) == 45
    assert cutoff_c(mean_clinical=40, sd_clinical=7.5, mean_functional=60, sd_functional=7.5) == 50
    assert round(standard_error_of_measurement(**TEACHING), 3) == 3.354
    assert round(standard_error_of_difference(**TEACHING), 3) == 4.743
    assert round(reliable_change(before=32.5, after=47.5, **TEACHING), 2) == 3.16


def test_cutoff_b_stands_on_the_spread_of_the_well() -> None:
    """Two SD of the functional population from its mean; nothing of the clinical one is asked for."""
    assert cutoff_b(mean_functional=8, sd_functional=3) == 14
    assert cutoff_a(mean_clinical=25, sd_clinical=3) == 19


@pytest.mark.parametrize(
    ("sd", "reliability", "z", "points"),
    [
        (6.396, 0.931, 1.96, 4.657),  # suddengains, define_crit1_cutoff: sgdata
        (10.5, 0.961, 1.96, 5.748),  # the same, its second example
        (7.7, 0.9, 1.645, 5.66),  # CORE-10: the published 6 is at 90 %
        (7.7, 0.9, 1.96, 6.75),  # … and would be 7 at 95 %
        (5.59, 0.87, 1.96, 5.59),  # GAD-7, Bischoff et al. 2020
    ],
)
def test_published_reliable_changes(sd: float, reliability: float, z: float, points: float) -> None:
    found = least_reliable_change(sd=sd, reliability=reliability, z=z)
    assert found == pytest.approx(points, abs=6e-3)


def test_standard_errors_of_suddengains_example() -> None:
    given = {"sd": 6.396, "reliability": 0.931}
    assert round(standard_error_of_measurement(**given), 3) == 1.680
    assert round(standard_error_of_difference(**given), 3) == 2.376


def test_core_10_cutoff_from_its_two_populations() -> None:
    line = cutoff_c(mean_clinical=19.7, sd_clinical=7.7, mean_functional=4.7, sd_functional=4.8)
    assert (round(line, 2), math.ceil(line)) == (10.46, 11)


def test_three_equal_goals_one_step_better_than_expected() -> None:
    assert round(goal_attainment_t(levels=[1, 1, 1]), 2) == 63.69
    assert goal_attainment_t(levels=[0, 0], weights=[1, 3]) == 50
    assert goal_attainment_t(levels=[2]) == 70  # one goal: 50 + 10 · level


@pytest.mark.parametrize(("icc", "effect"), [(0.06, 1.42), (0.12, 1.84)])
def test_design_effect_of_eight_members(icc: float, effect: float) -> None:
    assert design_effect(size=8, icc=icc) == pytest.approx(effect)


@pytest.mark.parametrize(
    ("count", "of", "published"),
    [
        (189_152, 421_744, 44.8),
        (80_608, 168_718, 47.8),
        (38_509, 86_268, 44.6),
        (26_457, 54_672, 48.4),
    ],
)
def test_nhs_percentages(count: int, of: int, published: float) -> None:
    assert percentage(count, of) == published


@pytest.mark.parametrize(
    ("phq9", "gad7", "contacts", "expected"),
    [
        # phq-9, gad-7 before → after; counted, case, recovered, improved, both, deteriorated
        ((15, 9), (10, 7), 2, "c C R I B"),
        ((10, 9), (8, 7), 2, "c C R"),  # below both lines, by less than is reliable
        ((16, 10), (10, 7), 6, "c C I"),  # still a case on the PHQ-9
        ((9, 3), (7, 7), 6, "c I"),  # no case at the start
        ((9, 3), (7, 11), 6, "c"),  # one reliably better, the other reliably worse
        ((9, 15), (7, 7), 6, "c D"),
        ((9, 9), (3, 7), 6, "c D"),
        ((15, 3), (10, 3), 1, ""),  # one contact
        ((15, math.nan), (10, 3), 6, ""),  # no score at the end
    ],
)
def test_how_nhs_talking_therapies_counts(
    phq9: tuple[float, float], gad7: tuple[float, float], contacts: int, expected: str
) -> None:
    found = courses(
        phq9_before=phq9[0], phq9_after=phq9[1], gad7_before=gad7[0], gad7_after=gad7[1], contacts=contacts
    )
    flags = (found.counted, found.case, found.recovered, found.reliably_improved)
    flags += (found.reliably_recovered, found.deteriorated)
    assert " ".join(name for name, flag in zip("cCRIBD", flags, strict=True) if flag[0]) == expected


def test_nhs_rates_have_their_own_denominators() -> None:
    """Three people counted, two cases, one of whom recovers reliably; the third gets worse."""
    found = courses(
        phq9_before=[15, 15, 3, 15],
        phq9_after=[5, 15, 9, 5],
        gad7_before=[9, 9, 3, 9],
        gad7_after=[3, 9, 3, 3],
        contacts=[5, 5, 5, 1],
    )
    assert (found.recovery_rate(), found.reliable_recovery_rate()) == (50, 50)
    assert (found.reliable_improvement_rate(), found.deterioration_rate()) == (33.3, 33.3)


def test_nhs_thresholds_are_those_of_the_instrument_files() -> None:
    for key, case, change in (("phq-9", PHQ9_CASE, PHQ9_CHANGE), ("gad-7", GAD7_CASE, GAD7_CHANGE)):
        file = instrument(key)
        assert file.caseness is not None
        assert (file.caseness.at_least, file.change_rules[0].at_least) == (case.value, change.points)


@pytest.mark.parametrize(("freedom", "published"), [(4, 2.776), (3, 3.182), (2, 4.303)])
def test_critical_values_of_lutz(freedom: int, published: float) -> None:
    assert round(t_critical(0.05, freedom), 3) == published


@pytest.mark.parametrize(
    ("before", "after", "outcome"),
    [
        (32.5, 60, Outcome.RECOVERED),
        (32.5, 47.5, Outcome.IMPROVED),
        (55, 70, Outcome.IMPROVED),  # was never unwell
        (45, 51, Outcome.UNCHANGED),  # passes the line, within noise
        (45, 30, Outcome.DETERIORATED),
        (70, 55, Outcome.DETERIORATED),  # still well
        (60, 45, Outcome.HARMED),
        (50, 40, Outcome.HARMED),  # at the line somebody is neither well nor unwell
        (32.5, 50, Outcome.IMPROVED),
    ],
)
def test_classes_by_hand(before: float, after: float, outcome: Outcome) -> None:
    assert status(before=before, after=after, rule=JT, cutoff=LINE).outcome is outcome


def test_a_status_says_the_rule_it_rests_on() -> None:
    found = status(before=32.5, after=60, rule=JT, cutoff=LINE)
    assert found.gain == 27.5
    assert str(found.words) == (
        "From 32.5 to 60: 27.5 points better. More than 9.3 points are beyond the measure's own noise (Jacobson "
        "and Truax; reliability 0.8, standard deviation 7.5, z 1.96). So this is a recovery: the score passed "
        "the line at 50."
    )
    worse = status(before=8, after=14, rule=PHQ9_CHANGE)
    assert str(worse.words) == (
        "From 8 to 14: 6 points worse. A change of at least 6 points counts (NHS Talking Therapies manual). So "
        "this is a deterioration."
    )
    half = status(before=20, after=12, rule=Percentage(share=0.5, source="agreed here"))
    assert str(half.words) == (
        "From 20 to 12: 8 points better. A change of at least 50 % of the first score counts (agreed here). So "
        "this cannot be told from no change."
    )


def test_every_method_says_its_name_and_its_index() -> None:
    sample = Sample(sd=5, mean=20, sd_after=6, mean_after=12, correlation=0.4)
    for method in Method:
        rule = ReliableChange(sample=sample, reliability=0.8, method=method)
        words = str(status(before=20, after=10, rule=rule).words)
        assert method.value in words
        assert ("z 1.96" in words) is (method is Method.JT)
        assert ("more than 1.645 is" in words) is (method is Method.HA)


def test_reliable_change_has_to_be_exceeded_and_an_anchor_reached() -> None:
    noise = Sample(sd=1 / math.sqrt(2 * 0.5))  # S_diff = 1
    strict = ReliableChange(sample=noise, reliability=0.5, z=2.0)
    edge = least_reliable_change(sd=noise.sd, reliability=0.5, z=2.0)
    assert status(before=edge, after=0, rule=strict).outcome is Outcome.UNCHANGED
    assert status(before=2, after=0, rule=Anchor(points=2, source="")).outcome is Outcome.IMPROVED
    assert status(before=4, after=2, rule=Percentage(share=0.5, source="")).outcome is Outcome.IMPROVED


def test_an_anchor_for_getting_worse_of_its_own() -> None:
    rule = Anchor(points=6, worse=3, source="agreed here")
    result = classify(before=[10, 10, 10, 10], after=[4, 7, 13, 12], rule=rule)
    assert result.outcomes() == [
        Outcome.IMPROVED,
        Outcome.UNCHANGED,
        Outcome.DETERIORATED,
        Outcome.UNCHANGED,
    ]
    assert "at least 3 points" in str(status(before=10, after=13, rule=rule).words)


def test_from_zero_every_point_is_a_change_of_more_than_any_percentage() -> None:
    rule = Percentage(share=0.5, source="")
    found = classify(before=[0, 0], after=[0, 1], rule=rule).outcomes()
    assert found == [Outcome.UNCHANGED, Outcome.DETERIORATED]


def test_who_lacks_a_score_is_in_no_class() -> None:
    result = classify(before=[32.5, np.nan, 40], after=[60, 40, np.nan], rule=JT, cutoff=LINE)
    assert result.outcomes() == [Outcome.RECOVERED, None, None]
    assert sum(result.counts().values()) == 1


def test_the_other_methods_by_hand() -> None:
    """SD 10, r .5, mean 20, from 30 to 20: 25 is expected. EN: −5/√50, GLN: −5/√75, NK: −5/√62.5.

    HLL against a mean of 15 after: 20 is expected, so nothing. HA with SD 10 after and no correlation: half of the
    difference is true, so (−10 · .5 − 5 · .5) / √50.
    """
    given = {"before": 30.0, "after": 20.0, "mean": 20, "sd": 10, "reliability": 0.5}
    assert reliable_change_en(**given) == pytest.approx(-5 / math.sqrt(50))
    assert reliable_change_gln(**given) == pytest.approx(-5 / math.sqrt(75))
    assert reliable_change_nk(**given, reliability_after=0.5) == pytest.approx(-5 / math.sqrt(62.5))
    assert reliable_change_hll(**given, mean_after=15) == 0
    found = reliable_change_ha(**given, mean_after=15, sd_after=10, correlation=0)
    assert found == pytest.approx(-7.5 / math.sqrt(50))


def test_a_gain_is_reached_and_half_of_it_is_not_yet_a_reversal() -> None:
    """28 → 21 is seven points and a quarter exactly; 24.5 is half way back exactly."""
    for later, lost in ((24.5, False), (24.6, True)):
        (gain,) = sudden_gains(scores=[[28, 28, 28, 21, 21, 21, later]], cutoff=7)
        assert gain.reversed is lost


def test_a_gain_is_large_and_lasts() -> None:
    """30 31 30 | 18 17 18: 12 points, 40 %, far beyond the noise; half is lost with 25."""
    first = [30, 31, 30, 18, 17, 18, 25, 18]
    (gain,) = sudden_gains(scores=[first], cutoff=7)
    assert (gain.person, gain.session, gain.size, gain.reversed) == (0, 3, 12, True)
    assert [gain.reversed for gain in sudden_gains(scores=[first[:6]], cutoff=7)] == [False]
    assert sudden_gains(scores=[first], cutoff=13) == []
    assert sudden_gains(scores=[first], cutoff=7, share=0.5) == []
    assert sudden_gains(scores=[[30, 10, 30, 18, 30, 10]], cutoff=7) == []  # up and down
    up = [[40 - score for score in first]]
    assert [each.session for each in sudden_gains(scores=up, cutoff=7, better=UP)] == [3]


def test_icc_by_hand() -> None:
    """Two groups (1, 3) and (5, 7): MSB = 16, MSW = 2; (16 − 2)/(16 + 2) and 14/16. A third is left out."""
    given = {"scores": [1, 3, 5, 7, math.nan], "groups": [1, 1, 2, 2, 3]}
    assert icc1(**given) == pytest.approx(14 / 18)
    assert icc2(**given) == pytest.approx(14 / 16)


def test_agreement_by_hand() -> None:
    """Five options: chance is 2. Answers 3, 4, 5 have variance 1; 1 and 5 have 8, which is no agreement."""
    assert rwg(ratings=[3, 4, 5, math.nan], options=5) == pytest.approx(0.5)
    assert rwg(ratings=[1, 5], options=5) == 0
    assert rwg(ratings=[4, 4], options=5) == 1
    assert rwg_j(ratings=[[3, 3], [4, 4], [5, 5]], options=5) == pytest.approx(2 * 0.5 / (2 * 0.5 + 0.5))


def test_alpha_by_hand() -> None:
    """Two questions: variances 1 and 1, of the total 3: 2 · (1 − 2/3). Who left one open is left out."""
    assert cronbach_alpha(answers=[[1, 1], [2, 3], [3, 2], [3, math.nan]]) == pytest.approx(2 / 3)


def test_waves_and_attendance_by_hand() -> None:
    first, last = waves(scores=[[10, math.nan], [20, math.nan], [30, 5]])
    assert (first.people, first.mean, first.sd) == (3, 20, 10)
    assert (last.people, last.mean, last.sd) == (1, 5, None)
    summary = attendance_summary(came=[[1, 1, 0], [0, 1, 0], [0, 0, 0]])
    assert summary is not None
    assert (summary.people, summary.sessions, summary.per_session) == (2, 1.5, 1.5)
    assert (summary.fewest, summary.most) == (1, 2)
    assert attendance_summary(came=[[0, 1]]) is None


@pytest.mark.parametrize("reliability", [-0.1, 1.0, 1.1, math.nan])
def test_a_reliability_that_cannot_be_is_refused_in_a_sentence(reliability: float) -> None:
    with pytest.raises(Refused, match=r"A reliability lies between 0 and 1, below 1 itself; here it is"):
        reliable_change(before=1, after=2, sd=1, reliability=reliability)


@pytest.mark.parametrize("sd", [0, -1, math.nan, math.inf])
def test_a_spread_that_cannot_be_is_refused_in_a_sentence(sd: float) -> None:
    with pytest.raises(Refused, match=r"A standard deviation is above 0; here it is"):
        reliable_change(before=1, after=2, sd=sd, reliability=0.5)
    with pytest.raises(Refused, match=r"A standard deviation is above 0; here it is"):
        cutoff_b(mean_functional=1, sd_functional=sd)


REFUSED = {
    "z": lambda: ReliableChange(sample=Sample(sd=1), reliability=0.5, z=0),
    "no mean": lambda: ReliableChange(sample=Sample(sd=1), reliability=0.5, method=Method.EN),
    "no spread after": lambda: ReliableChange(
        sample=Sample(sd=1, mean=1, mean_after=1), reliability=0.5, method=Method.HA
    ),
    "only noise": lambda: reliable_change_ha(
        before=1.0, after=2.0, mean=1, mean_after=1, sd=2, sd_after=0.5, reliability=0.1, correlation=0
    ),
    "no true difference": lambda: reliable_change_ha(
        before=1.0, after=2.0, mean=1, mean_after=1, sd=2, sd_after=2, reliability=0.5, correlation=0.9
    ),
    "correlation": lambda: reliable_change_ha(
        before=1.0, after=2.0, mean=1, mean_after=1, sd=2, sd_after=2, reliability=0.5, correlation=1.2
    ),
    "anchor": lambda: Anchor(points=0, source=""),
    "percentage": lambda: Percentage(share=1.5, source=""),
    "unlike lengths": lambda: classify(before=[1, 2], after=[1], rule=JT),
    "missing score": lambda: status(before=1, after=math.nan, rule=JT),
    "a sample of one": lambda: Sample.of(np.array([1.0, 2.0]), np.array([1.0, np.nan])),
    "no goal": lambda: goal_attainment_t(levels=[]),
    "level off the scale": lambda: goal_attainment_t(levels=[3]),
    "half a level": lambda: goal_attainment_t(levels=[0.5]),  # type: ignore[list-item]
    "too few weights": lambda: goal_attainment_t(levels=[1, 1], weights=[1]),
    "weight of nothing": lambda: goal_attainment_t(levels=[1], weights=[0]),
    "goals against each other": lambda: goal_attainment_t(levels=[1, 1, 1], correlation=-0.9),
    "size": lambda: design_effect(size=0.5, icc=0.1),
    "share": lambda: design_effect(size=8, icc=1.5),
    "one group": lambda: icc1(scores=[1, 2], groups=[1, 1]),
    "groups of one": lambda: icc2(scores=[1, 2], groups=[1, 2]),
    "no difference": lambda: icc1(scores=[1, 1, 1, 1], groups=[1, 1, 2, 2]),
    "same means": lambda: icc2(scores=[1, 2, 1, 2], groups=[1, 1, 2, 2]),
    "one answer": lambda: rwg(ratings=[4], options=5),
    "one option": lambda: rwg(ratings=[4, 4], options=1),
    "one question": lambda: cronbach_alpha(answers=[[1], [2]]),
    "a list of answers": lambda: cronbach_alpha(answers=[1, 2]),
    "same totals": lambda: cronbach_alpha(answers=[[1, 2], [2, 1]]),
    "cut-off of gains": lambda: sudden_gains(scores=[[1, 2, 3]], cutoff=0),
    "one row of gains": lambda: sudden_gains(scores=[1, 2, 3], cutoff=7),
    "nobody": lambda: percentage(0, 0),
    "unlike courses": lambda: courses(
        phq9_before=[1, 2], phq9_after=[1, 2], gad7_before=[1], gad7_after=[1], contacts=[2]
    ),
    "waves of one person": lambda: waves(scores=[1, 2]),
}


@pytest.mark.parametrize("what", REFUSED)
def test_what_cannot_be_is_refused_in_a_sentence(what: str) -> None:
    with pytest.raises(Refused) as refusal:
        REFUSED[what]()
    assert str(refusal.value)[0].isupper()
    assert str(refusal.value).endswith(".")
    assert "%(" not in str(refusal.value)
