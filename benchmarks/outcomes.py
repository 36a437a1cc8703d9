"""Outcomes: a million score pairs, and our numbers beside those of published R code in the same run.

    python -m benchmarks.outcomes                     # a million pairs; what needs no peer
    python -m benchmarks.outcomes FOLDER [--seed 1]   # beside the peers, 10,000 cases and more of each method

FOLDER holds checkouts as for `tests/fixtures/make_outcomes_tables.py`: `clinicalsignificance`, `suddengains`,
`multilevel`. Their R code is read from there and run by Rscript (`outcomes_peer.R`; it needs dplyr, tidyr and
rlang). Where nothing established was found (NHS, goal attainment), a plain restatement of the definition, one
person after another, is the oracle. Each line: cases, the largest relative difference, classes that differ,
processor seconds of both. Ends with status 1 when a number differs by more than 1e-9 or a class at all.

Two differences are known and kept out of the cases. Cut-off b: the package takes the clinical SD where
Jacobson and Truax take the functional one. Percentages from a first score of 0: the package calls every rise
an improvement, also where lower is better.
"""

from __future__ import annotations

import argparse
import csv
import math
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from holdspace.measures.rules.instrument import Better
from holdspace.outcomes.rules import (
    Anchor,
    Cutoff,
    Method,
    Percentage,
    ReliableChange,
    Sample,
    classify,
    cronbach_alpha,
    cutoff_a,
    cutoff_b,
    cutoff_c,
    goal_attainment_t,
    icc1,
    icc2,
    rwg_j,
    sudden_gains,
)
from holdspace.outcomes.rules.agreement import rwg_by_group
from holdspace.outcomes.rules.change import true_spread
from holdspace.outcomes.rules.nhs import courses

T = TypeVar("T")
Array = npt.NDArray[np.float64]
PEER = Path(__file__).with_name("outcomes_peer.R")
SAMPLES, PEOPLE = 100, 200  # 20,000 pairs
SETS = 10_000
SEQUENCES = 1_500  # of twelve sessions: nine places each where a gain can be
MILLION = 1_000_000


def main() -> int:
    asked = _asked()
    rng = np.random.default_rng(asked.seed)
    print(f"load {_load()}, seed {asked.seed}, processor seconds\n\nA million")
    for name, run in a_million(rng):
        print(f"{name:42}{_seconds(run)[1]:8.2f} s", flush=True)
    print(f"\n{'beside':14}{'cases':>8}{'difference':>13}{'classes':>9}{'ours':>10}{'theirs':>10}")
    agreed = [_line(*row) for row in (*oracles(rng), *peers(asked.folder, rng))]
    print(f"\nload {_load()}")
    return 0 if all(agreed) else 1


def a_million(rng: np.random.Generator) -> Iterator[tuple[str, Callable[[], object]]]:
    """What is computed for a million people at once."""
    before, after = rng.integers(0, 28, (2, MILLION)).astype(float)
    line = Cutoff(9.5, "")
    for method in Method:
        rule = ReliableChange(sample=Sample.of(before, after), reliability=0.8, method=method)
        yield (
            f"pairs by {method}",
            lambda rule=rule: classify(before=before, after=after, rule=rule, cutoff=line),
        )
    rules = {"an anchor": Anchor(points=6, source=""), "a percentage": Percentage(share=0.5, source="")}
    for name, each in rules.items():
        yield f"pairs by {name}", lambda each=each: classify(before=before, after=after, rule=each)
    yield (
        "courses as the NHS counts",
        lambda: courses(
            phq9_before=before, phq9_after=after, gad7_before=after, gad7_after=before, contacts=before
        ),
    )
    groups = rng.integers(0, 100_000, MILLION)
    yield "people in 100,000 groups, icc1", lambda: icc1(scores=before, groups=groups)
    sessions = rng.integers(0, 64, (MILLION // 10, 12)).astype(float)
    yield "100,000 people x 12 sessions, sudden gains", lambda: sudden_gains(scores=sessions, cutoff=7)


# --- oracles ------------------------------------------------------------------------------------------------

Row = tuple[str, int, Array, Array, int, float, float]
"""Name, cases, our numbers, theirs, classes that differ, our seconds, theirs."""


def oracles(rng: np.random.Generator) -> Iterator[Row]:
    """What no established implementation was found for."""
    table = rng.integers(0, 22, (SETS, 5)).astype(float)
    table[:, :2] = rng.integers(0, 28, (SETS, 2))
    found, ours = _seconds(lambda: courses(**dict(zip(NHS, table.T, strict=True))))
    mine = np.column_stack(
        [
            found.counted,
            found.recovered,
            found.reliably_improved,
            found.reliably_recovered,
            found.deteriorated,
        ]
    )
    plain, theirs = _seconds(lambda: np.array([_nhs_by_the_book(*row) for row in table]))
    yield "nhs", SETS, np.zeros(1), np.zeros(1), int((mine != plain).sum()), ours, theirs
    goals = [
        (rng.integers(-2, 3, n).tolist(), rng.uniform(0.5, 5, n).tolist()) for n in rng.integers(1, 8, SETS)
    ]
    mine, ours = _seconds(lambda: np.array([goal_attainment_t(levels=x, weights=w) for x, w in goals]))
    plain, theirs = _seconds(lambda: np.array([_gas_by_the_book(x, w) for x, w in goals]))
    yield "gas", SETS, mine, plain, 0, ours, theirs


NHS = ("phq9_before", "phq9_after", "gad7_before", "gad7_after", "contacts")


def _nhs_by_the_book(
    phq: float, phq_end: float, gad: float, gad_end: float, contacts: float
) -> tuple[bool, ...]:
    if contacts < 2:
        return (False,) * 5
    recovered = (phq >= 10 or gad >= 8) and phq_end < 10 and gad_end < 8
    better = phq - phq_end >= 6 or gad - gad_end >= 4
    worse = phq_end - phq >= 6 or gad_end - gad >= 4
    improved = better and not worse
    return True, recovered, improved, recovered and improved, worse and not better


def _gas_by_the_book(levels: Sequence[int], weights: Sequence[float]) -> float:
    """T from the variance of a weighted sum of goals with SD 1 and correlation .3, pair by pair."""
    pairs = [(i, j) for i in range(len(weights)) for j in range(len(weights))]
    variance = sum(weights[i] * weights[j] * (1 if i == j else 0.3) for i, j in pairs)
    return 50 + 10 * sum(map(lambda w, x: w * x, weights, levels)) / math.sqrt(variance)


# --- peers --------------------------------------------------------------------------------------------------


def peers(folder: Path | None, rng: np.random.Generator) -> Iterator[Row]:
    """Published R code on the same cases."""
    if folder is None or shutil.which("Rscript") is None:
        print("Without the peers: no folder of checkouts was named, or there is no Rscript.")
        return
    with tempfile.TemporaryDirectory() as place:
        cases = Path(place)
        tables = make_cases(rng)
        for name, (header, rows) in tables.items():
            np.savetxt(cases / f"{name}.csv", rows, "%.17g", ",", header=header, comments="")
        _with_empty_cells(cases / "sessions.csv")
        subprocess.run(["Rscript", str(PEER), str(folder.resolve()), str(cases)], check=True)
        with (cases / "seconds.csv").open() as file:
            seconds = {row["name"]: float(row["seconds"]) for row in csv.DictReader(file)}
        for name, compare in COMPARED.items():
            if name in seconds:
                theirs = np.genfromtxt(cases / f"{name}.out", missing_values="NA")
                yield (
                    name,
                    *compare({key: rows for key, (_, rows) in tables.items()}, theirs),
                    seconds[name],
                )


def make_cases(rng: np.random.Generator) -> dict[str, tuple[str, Array]]:
    """Random cases: name of the table → header and rows."""
    sample = np.repeat(np.arange(SAMPLES), PEOPLE)
    before = np.clip(rng.normal(30, 8, len(sample)).round(), 1, 60)
    after = np.clip(0.4 * before + rng.normal(12, 9, len(sample)).round(), 0, 60)
    about = [rng.uniform(0.6, 0.95, SAMPLES), rng.uniform(0.5, 0.95, SAMPLES), rng.uniform(8, 20, SAMPLES)]
    lines = [*rng.uniform(5, 60, (2, SETS)), *rng.uniform(1, 12, (2, SETS)), rng.choice([-1, 1], SETS)]
    sessions = np.clip(rng.normal(22, 6, (SEQUENCES, 12)).round(), 0, 63)
    sessions -= np.where(np.arange(12) >= rng.integers(1, 12, (SEQUENCES, 1)), 12, 0) * (sessions > 12)
    sessions[rng.random(sessions.shape) < 0.1] = np.nan
    sets = np.repeat(np.arange(SETS), 24)
    people = (
        rng.normal(size=len(sets)) + rng.normal(size=(SETS, 6))[sets, group := rng.integers(0, 6, len(sets))]
    )
    raters = np.repeat(np.arange(SETS), rng.integers(3, 11, SETS))
    answers = np.clip(rng.integers(1, 6, (SETS, 1))[raters] + rng.integers(-2, 3, (len(raters), 4)), 1, 5)
    spreads = rng.uniform(8, 10, SAMPLES)
    direction = rng.choice([-1, 1], SAMPLES)
    return {
        "pairs": ("sample,before,after", np.column_stack([sample, before, after])),
        "about": (
            "sample,reliability,reliability_after,mean_functional,sd_functional,direction",
            np.column_stack([np.arange(SAMPLES), *about, spreads, direction]),
        ),
        "lines": ("m_clinical,m_functional,sd_clinical,sd_functional,direction", np.column_stack(lines)),
        "sessions": (
            "id," + ",".join(f"s{n}" for n in range(1, 13)),
            np.column_stack([np.arange(SEQUENCES), sessions]),
        ),
        "people": ("set,group,score", np.column_stack([sets, group, people])),
        "answers": ("group,q1,q2,q3,q4", np.column_stack([raters, answers])),
        "items": ("group,q1,q2,q3,q4", np.column_stack([raters, rng.normal(answers)])),
    }


Cases = dict[str, Array]
Compared = tuple[int, Array, Array, int, float]


def _with_empty_cells(path: Path) -> None:
    path.write_text(path.read_text().replace("nan", ""))


def _by_method(method: Method) -> Callable[[Cases, Array], Compared]:
    def compare(cases: Cases, theirs: Array) -> Compared:
        def run() -> tuple[Array, Array]:
            parts = [_one_sample(method, cases, row) for row in cases["about"]]
            index, codes = zip(*parts, strict=True)
            return np.concatenate(index), np.concatenate(codes)

        (index, codes), seconds = _seconds(run)
        return len(index), index, theirs[:, 0], int((codes != theirs[:, 1]).sum()), seconds

    return compare


def _one_sample(method: Method, cases: Cases, about: Array) -> tuple[Array, Array]:
    number, reliability, later, mean, sd, direction = about
    rows = cases["pairs"][int(number) * PEOPLE : (int(number) + 1) * PEOPLE]
    before, after = rows[:, 1], rows[:, 2]
    sample = Sample.of(before, after)
    better = Better.HIGHER if direction > 0 else Better.LOWER
    rule = ReliableChange(
        sample=sample, reliability=reliability, better=better, method=method, reliability_after=later
    )
    true = [true_spread(each, sd=sample.sd, reliability=reliability) for each in (sample.sd, sd)]
    clinical, functional = true if method is Method.HA else (sample.sd, sd)
    line = cutoff_c(
        mean_clinical=sample.mean or 0, sd_clinical=clinical, mean_functional=mean, sd_functional=functional
    )
    found = classify(before=before, after=after, rule=rule, cutoff=Cutoff(line, "", better))
    return rule.index(before, after), found.codes.astype(float)


def _cutoffs(cases: Cases, theirs: Array) -> Compared:
    """The package's b takes the clinical SD: ours is asked for with that one, to compare the rest."""

    def run() -> Array:
        return np.array([_three_lines(*row) for row in cases["lines"]])

    ours, seconds = _seconds(run)
    return len(ours), ours, theirs, 0, seconds


def _three_lines(mean: float, functional: float, sd: float, sd_functional: float, direction: float) -> Array:
    better = Better.HIGHER if direction > 0 else Better.LOWER
    return np.array(
        [
            cutoff_a(mean_clinical=mean, sd_clinical=sd, better=better),
            cutoff_b(mean_functional=functional, sd_functional=sd, better=better),
            cutoff_c(
                mean_clinical=mean, sd_clinical=sd, mean_functional=functional, sd_functional=sd_functional
            ),
        ]
    )


def _verdicts(rule: Anchor | Percentage) -> Callable[[Cases, Array], Compared]:
    def compare(cases: Cases, theirs: Array) -> Compared:
        _, before, after = cases["pairs"].T
        ours, seconds = _seconds(lambda: rule.verdicts(before, after))
        return len(ours), np.zeros(1), np.zeros(1), int((ours != theirs).sum()), seconds

    return compare


def _gains(cases: Cases, theirs: Array) -> Compared:
    """Their NA (too few scores) is no gain."""
    scores = cases["sessions"][:, 1:]
    ours = np.zeros((len(scores), 9))
    gains, seconds = _seconds(lambda: sudden_gains(scores=scores, cutoff=7))
    for gain in gains:
        ours[gain.person, gain.session - 2] = 1
    print(f"({len(gains)} sudden gains among the cases)")
    return ours.size, np.zeros(1), np.zeros(1), int((ours != (theirs == 1)).sum()), seconds


def _icc(cases: Cases, theirs: Array) -> Compared:
    sets = np.split(cases["people"], SETS)

    def run() -> Array:
        return np.array(
            [
                (icc1(scores=rows[:, 2], groups=rows[:, 1]), icc2(scores=rows[:, 2], groups=rows[:, 1]))
                for rows in sets
            ]
        )

    ours, seconds = _seconds(run)
    return SETS, ours, theirs, 0, seconds


def _rwg(cases: Cases, theirs: Array) -> Compared:
    groups, answers = cases["answers"][:, 0], cases["answers"][:, 1]
    ours, seconds = _seconds(lambda: rwg_by_group(ratings=answers, groups=groups, options=5))
    return SETS, np.array([ours[name] for name in sorted(ours)]), theirs, 0, seconds


def _each_group(name: str, function: Callable[[Array], float]) -> Callable[[Cases, Array], Compared]:
    def compare(cases: Cases, theirs: Array) -> Compared:
        table = cases[name]
        sets = np.split(table[:, 1:], np.flatnonzero(np.diff(table[:, 0])) + 1)
        ours, seconds = _seconds(lambda: np.array([function(rows) for rows in sets]))
        return SETS, ours, theirs, 0, seconds

    return compare


COMPARED: dict[str, Callable[[Cases, Array], Compared]] = {
    **{method.name.lower(): _by_method(method) for method in Method},
    "cutoffs": _cutoffs,
    "anchor": _verdicts(Anchor(points=7, worse=5, source="")),
    "percentage": _verdicts(Percentage(share=0.5, worse=0.25, source="")),
    "gains": _gains,
    "icc": _icc,
    "rwg": _rwg,
    "rwg_j": _each_group("answers", lambda rows: rwg_j(ratings=rows, options=5)),
    "alpha": _each_group("items", lambda rows: cronbach_alpha(answers=rows)),
}


def _line(
    name: str, cases: int, ours: Array, theirs: Array, classes: int, seconds: float, their_seconds: float
) -> bool:
    difference = float((np.abs(ours - theirs) / np.maximum(1, np.abs(theirs))).max())
    print(f"{name:14}{cases:8}{difference:13.1e}{classes:9}{seconds:10.3f}{their_seconds:10.3f}", flush=True)
    return difference <= 1e-9 and not classes


def _seconds(run: Callable[[], T]) -> tuple[T, float]:
    start = time.process_time()
    return run(), time.process_time() - start


def _load() -> str:
    return " ".join(f"{load:.1f}" for load in os.getloadavg())


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path, nargs="?")
    parser.add_argument("--seed", type=int, default=1)
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
