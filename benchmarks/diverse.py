"""The diversity core on public and on unseen instances, beside TPSDP's published values and beside anticlust
in the same run.

    python -m benchmarks.diverse FOLDER                  # files of MDGPLIB, e.g. RanReal_n120_ss_01.txt
    python -m benchmarks.diverse FOLDER --only n120 --seeds 5 --seconds 1 --clock cpu
    python -m benchmarks.diverse FOLDER --faster 4       # files of `diverse_source`, a quarter of the time

For each instance, several seeds: the gap to the reference (positive is better) and the processor seconds;
seed by seed beside it the R package anticlust (its TPSDP, written in C), where Rscript finds it. Objectives
are counted afresh from the assignments, the peer's too. Where nothing is published, the gap is to the best of
this run, marked *. With `--clock cpu` the search gets processor seconds instead of seconds on the clock, for
machines that do other things as well.

With `--faster 4`, anticlust runs first and the search gets a quarter of the processor seconds that it took;
the gap is to anticlust's value with the same seed, and each line says how often it was reached.

Anticlust takes the same bounds for all groups, or one size for each. Where each group has bounds of its own,
it is given the sizes of a grouping that the search found in a second beforehand: a gift, since it need not
look for them.

Targets (`engines.md`): mean gap at least −0.10 % at n = 120 in 1 s and at n = 480 in 60 s, warm, one core;
equal or better than anticlust on average in a quarter of its time, over ten instances and five seeds.
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import subprocess
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from holdspace.forming.rules.diverse import Instance, objective, read, solve

#: Best and average of 20 runs of TPSDP, as its authors published them: Yang et al., EJOR 302 (2022) 925.
TPSDP = {
    "RanReal_n120_ss_01": (47_363.207, 47_343.681),
    "RanReal_n120_ds_01": (50_549.135, 50_476.929),
    "RanInt_n120_ss_01": (47_909.0, 47_909.0),
    "Geo_n120_ss_01": (101_568.851, 101_553.749),
    "RanReal_n240_ss_01": (155_246.466, 155_041.877),
    "RanReal_n480_ss_01": (377_946.020, 377_533.297),
}

#: Least number of people → seconds, when none are asked for.
SECONDS = {0: 1.0, 200: 10.0, 400: 60.0}

#: Per cent that sums in other orders may differ by.
ROUNDING = 1e-6

PEER = r"""
given <- commandArgs(TRUE)
head <- scan(given[1], "", nlines = 1, quiet = TRUE)
n <- as.integer(head[1]); bounds <- as.integer(head[-(1:3)])
rows <- matrix(scan(given[1], skip = 1, quiet = TRUE), ncol = 3, byrow = TRUE)
weights <- matrix(0, n, n)
weights[rows[, 1:2] + 1] <- rows[, 3]
weights[rows[, 2:1] + 1] <- rows[, 3]
set.seed(as.integer(given[2]))
used <- system.time(found <- anticlust::three_phase_search_anticlustering(
    as.dist(weights), K = as.integer(head[2]), N = n, number_iterations = as.integer(given[3]),
    lower_bound = bounds[1], upper_bound = bounds[2],
    clusters = if (length(given) > 3) as.integer(given[-(1:3)])))
cat(used[["user.self"]] + used[["sys.self"]], found - 1)
"""


@dataclass
class Runs:
    """What one solver found on one instance, seed by seed."""

    values: list[float] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)

    def add(self, value: float, seconds: float) -> None:
        self.values.append(value)
        self.seconds.append(seconds)

    def against(self, references: Sequence[float]) -> str:
        """Mean gap, worst and best, and mean processor seconds."""
        if not self.values:
            return f"{'–':>34}"
        gaps = self.gaps(references)
        mean = statistics.fmean(gaps)
        return f"{mean:+9.3f} {min(gaps):+7.3f} {max(gaps):+7.3f} {statistics.fmean(self.seconds):7.2f} s"

    def gaps(self, references: Sequence[float]) -> list[float]:
        """By how many per cent each value is better than its reference."""
        return [100 * (ours / theirs - 1) for ours, theirs in zip(self.values, references, strict=True)]


def main() -> None:
    """Run what was asked for; say plainly what could not be run."""
    asked = _asked()
    files = sorted(path for path in asked.folder.glob("*.txt") if asked.only in path.stem)
    if not files:
        print(f"Skipped: no instances in {asked.folder}. MDGPLIB has some, `diverse_source` makes some.")
        return
    peer = asked.peer_iterations > 0 and _peer_is_here()
    if not peer:
        print("Without anticlust: Rscript does not find it, or it was not asked for.")
    if asked.faster and not peer:
        print("Skipped: there is nothing to be faster than.")
        return
    print(f"load {_load()}, {asked.seeds} seeds, anticlust with {asked.peer_iterations} iterations")
    (_race if asked.faster else _measure)(files, asked, peer)
    print(f"load {_load()}")


def _measure(files: list[Path], asked: argparse.Namespace, peer: bool) -> None:
    """Each beside the reference, in the same time for every seed."""
    print(f"seconds on the {asked.clock} clock, gaps in % of the reference")
    columns = f"{'mean':>9} {'worst':>7} {'best':>7} {'cpu':>9}"
    print(f"{'ours, then anticlust':24}{columns}  {columns}")
    for path in files:
        print(_row(path, asked, peer), flush=True)


def _race(files: list[Path], asked: argparse.Namespace, peer: bool) -> None:
    """Each seed beside the same seed of anticlust, in a part of the time that this took."""
    print(f"ours in 1/{asked.faster:g} of the processor seconds of anticlust, gaps in % of what it found")
    print(f"{'':24}{'mean':>9} {'worst':>7} {'best':>7} {'ours':>9} {'anticlust':>9}  reached")
    every: list[float] = []
    for path in files:
        ours, theirs = _side_by_side(path, asked, peer)
        gaps = ours.gaps(theirs.values)
        every += gaps
        seconds = f"{statistics.fmean(theirs.seconds):7.2f} s"
        print(f"{path.stem:24}{ours.against(theirs.values)} {seconds}  {_reached(gaps)}", flush=True)
    mean, spread = statistics.fmean(every), statistics.pstdev(every)
    print(f"{len(every)} runs: mean {mean:+.3f}, deviation {spread:.3f}, reached in {_reached(every)}")


def _reached(gaps: list[float]) -> str:
    return f"{sum(gap > -ROUNDING for gap in gaps)} of {len(gaps)}"


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("--only", default="", help="part of the names of the instances to run")
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--seconds", type=float, help="by default 1 below 200 people, 10 below 400, then 60")
    parser.add_argument("--clock", choices=("wall", "cpu"), default="wall")
    parser.add_argument("--faster", type=float, help="give ours this part of the time that anticlust took")
    parser.add_argument("--peer-iterations", type=int, default=50, help="anticlust's own default; 0: without")
    return parser.parse_args()


def _peer_is_here() -> bool:
    """Whether Rscript is found and finds anticlust (R_LIBS may say where)."""
    rscript = shutil.which("Rscript")
    asking = "quit(status = !requireNamespace('anticlust', quietly = TRUE))"
    return rscript is not None and not subprocess.run([rscript, "-e", asking], capture_output=True).returncode


def _load() -> str:
    return " ".join(f"{load:.1f}" for load in os.getloadavg())


def _row(path: Path, asked: argparse.Namespace, peer: bool) -> str:
    ours, theirs = _side_by_side(path, asked, peer)
    best, _ = TPSDP.get(path.stem, (max(ours.values + theirs.values), None))
    marked = path.stem + ("" if path.stem in TPSDP else " *")
    references = [best] * asked.seeds
    return f"{marked:24}{ours.against(references)}  {theirs.against(references)}"


def _side_by_side(path: Path, asked: argparse.Namespace, peer: bool) -> tuple[Runs, Runs]:
    instance = read(path.read_text())
    ours, theirs = Runs(), Runs()
    sizes = _sizes(instance)
    seconds = asked.seconds or next(SECONDS[least] for least in reversed(SECONDS) if instance.n >= least)
    clock = time.process_time if asked.clock == "cpu" or asked.faster else time.monotonic
    for seed in range(asked.seeds):
        if peer:
            theirs.add(*_theirs(path, instance, seed, asked.peer_iterations, sizes))
        if asked.faster:
            seconds = theirs.seconds[-1] / asked.faster
        ours.add(*_ours(instance, seconds, seed, clock))
    return ours, theirs


def _sizes(instance: Instance) -> list[int]:
    """The sizes to give to anticlust, if it cannot be given the bounds."""
    if len(set(zip(instance.lower, instance.upper, strict=True))) == 1:
        return []
    found = solve(instance, 1, 1_000_000)
    return [found.assignment.count(group) for group in range(instance.groups)]


def _ours(instance: Instance, seconds: float, seed: int, clock: Callable[[], float]) -> tuple[float, float]:
    solve(instance, 0, seed)  # compiled, and warm
    begun = time.process_time()
    found = solve(instance, seconds, seed, clock=clock)
    return objective(instance, found.assignment), time.process_time() - begun


def _theirs(
    path: Path, instance: Instance, seed: int, iterations: int, sizes: list[int]
) -> tuple[float, float]:
    command = ["Rscript", "-e", PEER, *map(str, [path, seed, iterations, *sizes])]
    seconds, *found = subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()
    return objective(instance, [int(group) for group in found]), float(seconds)


if __name__ == "__main__":
    main()
