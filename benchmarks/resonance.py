"""Who else carries this: ranking by meaning and by shared words beside BM25 and chance, on public sets.

python -m benchmarks.resonance FOLDER [--most 700] [--seed 1]

FOLDER holds any of the files named in `SETS`, which this project does not carry; a missing one is said and
skipped. Leave one out: every text asks the rest. *Same topic* stands for *same struggle*; nDCG@10 with that
as relevance, chance as the mean of random orders. Then, in pools of 60, how often something reaches the floor
(coverage) and how much of what is shown has the same topic (precision). Prints no text.
"""

from __future__ import annotations

import argparse
import csv
import json
import math
import random
import resource
import time
from collections import Counter
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from holdspace.circle.rules import embedding
from holdspace.circle.rules.common_words import CommonWords, words_of
from holdspace.circle.rules.resonance import FLOOR, MOST

Texts = list[tuple[str, str]]  # (text, topic)


class Set(NamedTuple):
    """A public set: its file, and the columns of its texts and topics."""

    file: str
    parts: tuple[str, ...]
    topic: str


SETS = {
    # nbertagnolli/counsel-chat
    "counsel-chat topic": Set("20200325_counsel_chat.csv", ("questionTitle", "questionText"), "topic"),
    # gillian850413/Insight_Stress_Analysis
    "Dreaddit subreddit": Set("dreaddit-train.csv", ("text",), "subreddit"),
    # drmuskangarg/CAMS
    "CAMS cause": Set("IntentSDCNL_Training.csv", ("selftext",), "ANNOTATIONS"),
    # thu-coai/Emotional-Support-Conversation
    "FailedESConv problem": Set("FailedESConv.json", ("situation",), "problem_type"),
}
POOL = 60


def read(path: Path, columns: Set, *, most: int, seed: int) -> Texts:
    """Distinct texts whose topic at least one other shares; at most `most`, drawn by the seed."""
    with path.open(encoding="utf-8", errors="replace", newline="") as file:
        rows = json.load(file) if path.suffix == ".json" else list(csv.DictReader(file))
    found = {
        " ".join(row[part] or "" for part in columns.parts).strip(): row[columns.topic].strip()
        for row in rows
    }
    held = [(text, label) for text, label in found.items() if text and label]
    drawn = random.Random(seed).sample(held, min(most, len(held)))
    often = Counter(label for _, label in drawn)
    return [(text, label) for text, label in drawn if often[label] > 1]


def bm25(texts: list[str], *, k: float = 1.5, b: float = 0.75) -> NDArray[np.float64]:
    """Scores of every text (column) for every text asked (row): Robertson & Zaragoza (2009)."""
    counts = [Counter(words_of(text)) for text in texts]
    lengths = np.array([sum(count.values()) for count in counts], dtype=float)
    places = {word: i for i, word in enumerate(sorted({word for count in counts for word in count}))}
    tf = np.zeros((len(texts), len(places)))
    for row, count in enumerate(counts):
        for word, n in count.items():
            tf[row, places[word]] = n
    held = (tf > 0).sum(axis=0)
    idf = np.log(1 + (len(texts) - held + 0.5) / (held + 0.5))
    weighted = idf * tf * (k + 1) / (tf + k * (1 - b + b * lengths[:, None] / lengths.mean()))
    return np.asarray((tf > 0).astype(float) @ weighted.T)


def ndcg(scores: NDArray[np.float64], topics: list[str], *, at: int = 10) -> float:
    """Mean nDCG over texts, the text itself left out."""
    gains = 1 / np.log2(np.arange(2, at + 2))
    total = 0.0
    for asked, row in enumerate(scores):
        order = [i for i in np.argsort(-row, kind="stable") if i != asked][:at]
        same = sum(topic == topics[asked] for topic in topics) - 1
        got = sum(gain for gain, i in zip(gains, order, strict=False) if topics[i] == topics[asked])
        total += got / gains[:same].sum()
    return total / len(topics)


def at_the_floor(scores: NDArray[np.float64], topics: list[str], *, seed: int) -> tuple[float, float, int]:
    """(coverage, precision, how many were shown) with pools of `POOL` drawn from the others."""
    drawn, right, shown, covered = random.Random(seed), 0, 0, 0
    for asked in range(len(topics)):
        pool = drawn.sample([i for i in range(len(topics)) if i != asked], min(POOL, len(topics) - 1))
        best = [i for i in sorted(pool, key=lambda i: -scores[asked, i])[:MOST] if scores[asked, i] >= FLOOR]
        covered, shown = covered + bool(best), shown + len(best)
        right += sum(topics[i] == topics[asked] for i in best)
    return covered / len(topics), right / shown if shown else math.nan, shown


def timed(name: str, texts: list[str], begun: float) -> str:
    return f"{name} {(time.process_time() - begun) / len(texts) * 1000:.1f} ms a text"


def compare(name: str, texts: Texts, *, seed: int) -> str:
    """One row of the table."""
    words, topics = [text for text, _ in texts], [topic for _, topic in texts]
    begun = time.process_time()
    index = CommonWords(words)
    by_words = np.array([index.likeness(text) for text in words])
    cost = [timed("shared words", words, begun)]
    noise = np.random.default_rng(seed)
    chance = np.mean([ndcg(noise.random((len(words), len(words))), topics) for _ in range(5)])
    cells = [f"{chance:.3f}", f"{ndcg(by_words, topics):.3f}", f"{ndcg(bm25(words), topics):.3f}"]
    floor = "no model"
    model = embedding.model()
    if model is not None:
        begun = time.process_time()
        vectors = model.vectors(words).astype(float)
        cost.append(timed("embedding", words, begun))
        alike = vectors @ vectors.T
        cells.append(f"**{ndcg(alike, topics):.3f}**")
        coverage, precision, shown = at_the_floor(alike, topics, seed=seed)
        floor = f"{coverage:.2f} / {precision:.2f} of {shown}"
    else:
        cells.append("no model")
    return f"| {name} ({len(words)}) | " + " | ".join([*cells, floor, "; ".join(cost)]) + " |"


def main() -> None:
    """Print one row a set, and the memory of the process."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("--most", type=int, default=700)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    print("| set (texts) | chance | shared words | BM25 | embedding | coverage / precision | cost |")
    print("|---|---|---|---|---|---|---|")
    for name, columns in SETS.items():
        path = asked.folder / columns.file
        if not path.is_file():
            print(f"skipped: {columns.file} is not in the folder ({name})")
            continue
        print(compare(name, read(path, columns, most=asked.most, seed=asked.seed), seed=asked.seed))
    print(f"memory at most {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


if __name__ == "__main__":
    main()
