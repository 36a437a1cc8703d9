"""How often the hint "this may be heard as advice" is right, on sentences of two public advice forums.

python -m benchmarks.hints FOLDER [--split test]

FOLDER holds the `*_{train,dev,test}.tsv` of venkatasg/Advice-EMNLP2020 (MIT), which this project does not
carry; a missing file is said and skipped. Patterns were looked at beside train and dev only; the figure is
that of test. Two labels of the same annotators: by majority, and by the estimate of Dawid and Skene (1979),
which the set's authors trained on. Beside it: saying yes to every sentence. The sentences are put together
again from their tokens ("do n't"). Prints no text.
"""

from __future__ import annotations

import argparse
import csv
import re
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from holdspace.feedback.rules.hints import Kind, hints

FORUMS = ("askparents", "needadvice")
LABELS = {"Dawid-Skene": "DS_Label", "majority": "Majority_label"}
JOINED = re.compile(r" (?=n['’]t\b|['’](?:s|d|m|ll|re|ve)\b|[.,;:!?)])|(?<=\() ", re.IGNORECASE)


class Sentence(NamedTuple):
    """One sentence of a reply, and whether it is advice by each label."""

    text: str
    advice: dict[str, bool]


def read(path: Path) -> Iterator[Sentence]:
    """The sentences of a file; its quotation marks are those of the text."""
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
            text = JOINED.sub("", row["Sentence"].strip('"').replace('""', '"'))
            yield Sentence(text, {label: row[column] == "1" for label, column in LABELS.items()})


def hinted(text: str) -> bool:
    """Whether the writer would be told that this may be heard as advice."""
    return any(hint.kind is Kind.ADVICE for hint in hints(text))


def row(name: str, sentences: Sequence[Sentence], said: Sequence[bool], label: str) -> str:
    """One row of the table."""
    truth = [sentence.advice[label] for sentence in sentences]
    right = sum(both for both in map(all, zip(said, truth, strict=True)))
    base = sum(truth) / len(truth)
    precision = right / sum(said) if any(said) else float("nan")
    recall = right / sum(truth)
    counts = f"{len(sentences)} | {sum(said)}"
    return f"| {name}, {label} | {counts} | **{precision:.3f}** | {recall:.3f} | {base:.3f} |"


def main() -> None:
    """Print one row a forum and label, both forums together, and the time a text."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("--split", choices=("train", "dev", "test"), default="test")
    asked = parser.parse_args()
    held: dict[str, list[Sentence]] = {}
    for forum in FORUMS:
        path = asked.folder / f"{forum}_{asked.split}.tsv"
        if path.is_file():
            held[forum] = list(read(path))
        else:
            print(f"skipped: {path.name} is not in the folder")
    if not held:
        return
    held["both"] = [sentence for sentences in held.values() for sentence in sentences]
    print("| sentences, label | n | hinted | precision | recall | always yes: precision |")
    print("|---|---|---|---|---|---|")
    for name, sentences in held.items():
        begun = time.process_time()
        said = [hinted(sentence.text) for sentence in sentences]
        cost = (time.process_time() - begun) / len(sentences) * 1000
        for label in LABELS:
            print(row(name, sentences, said, label))
    print(f"{cost:.2f} ms a sentence")


if __name__ == "__main__":
    main()
