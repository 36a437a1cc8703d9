"""Every published count of science.md B that rests on rows: recomputed from the named public data sets.

`sgdata.csv` is kept beside the tests. The others may not be: `tests/fixtures/make_outcomes_tables.py` makes their
tables in `var/outcomes` from local copies, and without them these tests are skipped.
"""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest

from holdspace.measures.rules.instrument import Better
from holdspace.outcomes.rules.agreement import rwg_by_group, rwg_j
from holdspace.outcomes.rules.change import standard_error_of_difference
from holdspace.outcomes.rules.classification import Classified, classify
from holdspace.outcomes.rules.cutoffs import cutoff_c
from holdspace.outcomes.rules.gains import sudden_gains
from holdspace.outcomes.rules.groups import icc1, icc2
from holdspace.outcomes.rules.programme import attendance_summary, waves
from holdspace.outcomes.rules.reliable import Method, ReliableChange, Sample
from holdspace.outcomes.rules.verdicts import Anchor, Cutoff, Percentage, Rule

ROOT = Path(__file__).resolve().parents[2]
KEPT = ROOT / "tests" / "fixtures" / "outcomes"
MADE = ROOT / "var" / "outcomes"

Table = dict[str, list[str]]


def table(name: str) -> Table:
    path = next((each for folder in (KEPT, MADE) if (each := folder / f"{name}.csv").exists()), None)
    if path is None:
        pytest.skip(f"{name}.csv may not be kept here: make it with tests/fixtures/make_outcomes_tables.py")
    with path.open(newline="") as file:
        rows = list(csv.DictReader(file))
    return {column: [row[column] for row in rows] for column in rows[0]}


def numbers(values: list[str]) -> npt.NDArray[np.float64]:
    return np.array([float(value) if value else np.nan for value in values])


def matrix(source: Table, *columns: str) -> npt.NDArray[np.float64]:
    return np.column_stack([numbers(source[column]) for column in columns])


def counted(result: Classified) -> list[int]:
    return list(result.counts().values())


def test_both_scores_of_the_hamd_give_the_published_sample_and_cutoff() -> None:
    source = table("claus")
    sample = Sample.of(numbers(source["hamd_1"]), numbers(source["hamd_4"]))
    assert (round(sample.mean or 0, 2), round(sample.sd, 3)) == (24.85, 3.340)
    assert standard_error_of_difference(sd=sample.sd, reliability=0.8) == pytest.approx(2.1125, abs=5e-5)
    assert _hamd_cutoff(sample).value == pytest.approx(19.887, abs=5e-4)


@pytest.mark.parametrize(
    ("method", "published"),
    [
        (Method.JT, [26, 3, 10, 1, 0]),
        (Method.EN, [26, 6, 5, 3, 0]),
        (Method.GLN, [26, 3, 10, 1, 0]),
        (Method.HLL, [12, 0, 16, 11, 1]),
        (Method.NK, [26, 2, 11, 1, 0]),
        (Method.HA, [23, 9, 7, 1, 0]),
    ],
)
def test_the_hamd_under_six_methods(method: Method, published: list[int]) -> None:
    """clinicalsignificance, `tests/testthat/_snaps/cs_combined.md`; NK with a reliability of .5 afterwards."""
    source = table("claus")
    before, after = numbers(source["hamd_1"]), numbers(source["hamd_4"])
    sample = Sample.of(before, after)
    rule = ReliableChange(sample=sample, reliability=0.8, method=method, reliability_after=0.5)
    cutoff = _hamd_cutoff(sample, true=method is Method.HA)
    assert counted(classify(before=before, after=after, rule=rule, cutoff=cutoff)) == published


def test_the_antidepressants_by_jacobson_and_truax() -> None:
    before, after = _antidepressants()
    sample = Sample.of(before, after)
    line = cutoff_c(mean_clinical=sample.mean or 0, sd_clinical=sample.sd, mean_functional=7, sd_functional=7)
    assert round(line, 2) == 19.72
    rule = ReliableChange(sample=sample, reliability=0.8)
    result = classify(before=before, after=after, rule=rule, cutoff=Cutoff(line, "c"))
    assert counted(result) == [159, 115, 237, 34, 10]


@pytest.mark.parametrize(
    ("rule", "improved", "worse"),
    [
        (Anchor(points=8, source="MID"), 316, 64),
        (Anchor(points=7, source="MID"), 331, 67),
        (Percentage(share=0.5, source="50 %"), 155, 34),
    ],
)
def test_the_antidepressants_by_anchors_and_percent(rule: Rule, improved: int, worse: int) -> None:
    before, after = _antidepressants()
    assert counted(classify(before=before, after=after, rule=rule)) == [
        0,
        improved,
        555 - improved - worse,
        worse,
        0,
    ]


def test_the_who_5_gets_better_upwards() -> None:
    source = table("claus")
    before, after = numbers(source["who_1"]), numbers(source["who_4"])
    rule = ReliableChange(sample=Sample.of(before, after), reliability=0.85, better=Better.HIGHER)
    assert counted(classify(before=before, after=after, rule=rule)) == [0, 21, 18, 1, 0]


@pytest.mark.parametrize(("arm", "published"), [(None, [25, 11, 4]), ("TAU", [8, 7, 4]), ("PA", [17, 4, 0])])
def test_the_bdi_by_an_anchor_of_seven(arm: str | None, published: list[int]) -> None:
    source = table("claus")
    there = np.array([arm in (None, each) for each in source["treatment"]])
    before, after = numbers(source["bdi_1"])[there], numbers(source["bdi_4"])[there]
    result = classify(before=before, after=after, rule=Anchor(points=7, source="MID"))
    assert counted(result) == [0, *published, 0]


def test_sudden_gains_of_the_packages_own_example() -> None:
    """suddengains: 24 gains of 15 people, 8 with several, 11.0 ± 3.43 points, 4 reversed."""
    source = table("sgdata")
    scores = matrix(source, *(f"bdi_s{number}" for number in range(1, 13)))
    gains = sudden_gains(scores=scores, cutoff=7)
    people = [gain.person for gain in gains]
    sizes = np.array([gain.size for gain in gains])
    assert (len(gains), len(set(people))) == (24, 15)
    assert round(100 * len(set(people)) / len(scores), 2) == 34.88
    assert sum(people.count(person) > 1 for person in set(people)) == 8
    assert (round(sizes.mean(), 2), round(sizes.std(ddof=1), 2)) == (11.0, 3.43)
    assert sum(gain.reversed for gain in gains) == 4


@pytest.mark.parametrize(
    ("scale", "first", "second"),
    [
        ("HRS", 0.1331, 0.9197),
        ("COHES", 0.0443, 0.7755),
        ("LEAD", 0.1270, 0.9156),
        ("WBEING", 0.0434, 0.7717),
    ],
)
def test_icc_of_7382_soldiers(scale: str, first: float, second: float) -> None:
    source = table("bh1996")
    given = {"scores": numbers(source[scale]), "groups": numbers(source["GRP"])}
    assert (round(icc1(**given), 4), round(icc2(**given), 4)) == (first, second)


def test_agreement_of_soldiers_and_students() -> None:
    source = table("bh1996")
    agreed = rwg_by_group(ratings=numbers(source["LEAD"]), groups=numbers(source["GRP"]), options=5)
    assert [round(agreed[group], 4) for group in (1, 2, 3)] == [0.7521, 0.8232, 0.7486]
    source = table("lq2002")
    ratings = matrix(source, *(f"LEAD{number:02}" for number in range(1, 12)))
    companies = numbers(source["COMPID"])
    each = [rwg_j(ratings=ratings[companies == company], options=5) for company in np.unique(companies)]
    assert (len(each), round(float(np.mean(each)), 4)) == (49, 0.8678)


@pytest.mark.parametrize(
    ("arm", "published"),
    [
        (0, [(34.23, 159), (21.82, 140), (18.16, 137)]),
        (1, [(32.72, 140), (14.83, 120), (12.32, 119)]),
    ],
)
def test_bright_by_arm_and_occasion(arm: int, published: list[tuple[float, int]]) -> None:
    source = table("bright")
    scores = matrix(source, "bdi_0", "bdi_3", "bdi_6")[numbers(source["trt"]) == arm]
    assert [(round(wave.mean or 0, 2), wave.people) for wave in waves(scores=scores)] == published


def test_bright_attendance() -> None:
    source = table("bright_attendance")
    assert len(source) == 245
    summary = attendance_summary(came=matrix(source, *source))
    assert summary is not None
    assert (summary.people, round(summary.sessions, 2), round(summary.sessions_sd, 2)) == (132, 11.16, 5.04)
    assert (round(summary.per_session, 2), summary.fewest, summary.most) == (6.01, 1, 10)


def test_beat_the_blues_loses_half_of_its_people() -> None:
    """The last mean is 579 / 52 = 11.1346; science.md B2 wrote 11.14."""
    source = table("btheb")
    found = waves(scores=matrix(source, *(name for name in source if name.startswith("bdi"))))
    assert [wave.people for wave in found] == [100, 97, 73, 58, 52]
    assert [round(wave.mean or 0, 2) for wave in found] == [23.33, 16.92, 14.81, 12.76, 11.13]


@pytest.mark.parametrize(
    ("group", "studies", "published"),
    [("Group", 129, [0.863, 0.754, 0.972]), ("Individual", 159, [0.660, 0.569, 0.751])],
)
def test_depression_trials_by_format(group: str, studies: int, published: list[float]) -> None:
    """The house computes no meta-analysis; the row of science.md is held against the data all the same."""
    source = table("metapsy")
    there = np.array([each == group for each in source["format"]])
    effects, errors = numbers(source["g"])[there], numbers(source["SE"])[there]
    assert len(effects) == studies
    assert [round(number, 3) for number in _der_simonian_laird(effects, errors)] == published


def _hamd_cutoff(sample: Sample, *, true: bool = False) -> Cutoff:
    """c against a functional population of 8 ± 8; of true scores for Hageman and Arrindell."""
    clinical, functional = sample.sd, 8.0
    if true:
        noise = 0.2 * sample.sd**2
        clinical, functional = (clinical**2 - noise) ** 0.5, (functional**2 - noise) ** 0.5
    line = cutoff_c(
        mean_clinical=sample.mean or 0, sd_clinical=clinical, mean_functional=8, sd_functional=functional
    )
    return Cutoff(line, "c")


def _antidepressants() -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    source = table("antidepressants")
    return numbers(source["Before"]), numbers(source["After"])


def _der_simonian_laird(
    effects: npt.NDArray[np.float64], errors: npt.NDArray[np.float64]
) -> tuple[float, float, float]:
    weights = errors**-2
    fixed = (weights * effects).sum() / weights.sum()
    excess = (weights * (effects - fixed) ** 2).sum() - (len(effects) - 1)
    between = max(0, excess / (weights.sum() - (weights**2).sum() / weights.sum()))
    weights = 1 / (errors**2 + between)
    mean, half = (weights * effects).sum() / weights.sum(), 1.959964 * weights.sum() ** -0.5
    return mean, mean - half, mean + half
