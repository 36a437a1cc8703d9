"""Instances of the maximally diverse grouping problem that nobody has tuned for, made from a seed.

    python -m benchmarks.diverse_source var/diverse --people 120 --each 3 --seed 1

writes into the folder, for each kind of weight and each kind of size, so many files in the text format of
MDGPLIB, and with its distributions (Gallego et al., JORS 64 (2013) 724):

- `RanReal`: weights uniform between 0 and 100, three decimals; `RanInt`: whole numbers from 0 to 100; `Geo`:
  distances of points with 2 to 21 coordinates, each uniform between 0 and 100;
- `ss`: the same size for every group; `ds`: each group its own least and greatest size, drawn from two thirds
  to all and from all to four thirds of that size, as in the published files; `db`: different sizes within the
  same bounds for every group (two thirds to four thirds), which is what anticlust can be asked for as well.

The same seed gives the same files.
"""

from __future__ import annotations

import argparse
import zlib
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path

import numpy as np

from holdspace.forming.rules.diverse import Floats

GROUPS = {120: 10, 240: 12, 480: 20, 960: 24, 2000: 50}
"""People and groups, as in MDGPLIB."""
KINDS = ("RanReal", "RanInt", "Geo")
SIZES = ("ss", "ds", "db")

Bounds = list[tuple[int, int]]


def write_all(folder: Path, people: int, each: int, seed: int) -> list[Path]:
    """The files of every kind; returns where they are."""
    folder.mkdir(parents=True, exist_ok=True)
    return [_written(folder, *made) for made in _instances(people, each, seed)]


def _instances(people: int, each: int, seed: int) -> Iterator[tuple[str, str]]:
    for kind in KINDS:
        for sizes in SIZES:
            for number in range(1, each + 1):
                name = f"{kind}_n{people}_{sizes}_s{seed}_{number:02}"
                chance = np.random.default_rng([seed, zlib.crc32(name.encode())])
                bounds = _bounds(sizes, people, chance)
                yield name, _text(people, sizes, bounds, _weights(kind, people, chance))


def _bounds(sizes: str, people: int, chance: np.random.Generator) -> Bounds:
    groups = GROUPS[people]
    size = people // groups
    low, high = size - size // 3, size + size // 3
    if sizes == "ss":
        return [(size, size)] * groups
    if sizes == "db":
        return [(low, high)] * groups
    lower = chance.integers(low, size, size=groups, endpoint=True)
    upper = chance.integers(size, high, size=groups, endpoint=True)
    return list(zip(lower.tolist(), upper.tolist(), strict=True))


def _weights(kind: str, people: int, chance: np.random.Generator) -> Floats:
    if kind == "Geo":
        points = chance.uniform(0, 100, size=(people, chance.integers(2, 21, endpoint=True)))
        distances: Floats = np.linalg.norm(points[:, None] - points, axis=2)
        return distances
    if kind == "RanInt":
        return chance.integers(0, 100, size=(people, people), endpoint=True).astype(float)
    return chance.uniform(0, 100, size=(people, people))


def _text(people: int, sizes: str, bounds: Bounds, weights: Floats) -> str:
    told = " ".join(f"{low} {high}" for low, high in bounds)
    head = f"{people} {len(bounds)} {'ss' if sizes == 'ss' else 'ds'} {told}\n"
    pairs = (f"{one} {other} {weights[one, other]:.3f}\n" for one, other in combinations(range(people), 2))
    return head + "".join(pairs)


def _written(folder: Path, name: str, text: str) -> Path:
    path = folder / f"{name}.txt"
    path.write_text(text)
    return path


def main() -> None:
    parser = argparse.ArgumentParser(description="Write instances that nobody has tuned for.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--people", type=int, choices=GROUPS, default=120)
    parser.add_argument("--each", type=int, default=2, help="how many of each kind of weight and size")
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    for path in write_all(asked.folder, asked.people, asked.each, asked.seed):
        print(path)


if __name__ == "__main__":
    main()
