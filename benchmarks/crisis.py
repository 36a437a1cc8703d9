"""Words of danger found in public sets of texts, beside a keyword list and a plain classifier, in one run.

python -m benchmarks.crisis FOLDER [--seed 1] [--half test]

FOLDER holds any of the files named in `SETS`, which this project does not carry; a missing one is said and
skipped. Every set is halved by the seed; `dev` is for looking at, `test` for the figures. Labels are those
of the sets, made by subreddit, by readers or by search words: none says of itself that it is the truth.
Recall and precision with Wilson's 95 % interval, alerts per 100 texts that are labelled as ordinary, and
milliseconds a text. The classifier (TF-IDF, logistic regression) learns from the other half of the same set,
so it knows the set's own words and labels; it is skipped where scikit-learn is missing. Prints no text.
"""

from __future__ import annotations

import argparse
import csv
import random
import re
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from holdspace.safety.listening import shipped
from holdspace.safety.rules.language import Tier, find
from holdspace.safety.rules.precision import share


class Example(NamedTuple):
    """A text, and whether its set says that it is one of danger."""

    text: str
    danger: bool


Rows = Iterator[Example]


def _rows(path: Path) -> list[dict[str, str]]:
    csv.field_size_limit(10**9)
    raw = path.read_bytes()
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError:
        text = raw.decode("latin-1")
    return list(csv.DictReader(text.splitlines(keepends=True)))


def _sdcnl(path: Path) -> Rows:
    for row in _rows(path):
        yield Example(f"{row['title']}. {row['selftext']}", row["is_suicide"] == "1")


def _cssrs(path: Path) -> Rows:
    """Whole histories of writers, labelled by psychiatrists; "Indicator" is neither, and left out."""
    for row in _rows(path):
        if row["Label"] != "Indicator":
            yield Example(row["Post"], row["Label"] != "Supportive")


def _tweets(path: Path) -> Rows:
    for row in _rows(path):
        yield Example(row["tweet"], row["intention"] == "1")


def _spanish(path: Path) -> Rows:
    for row in _rows(path):
        yield Example(row["tweet_clean"], row["suicidio"] == "1")


def _counsel(path: Path) -> Rows:
    asked = {row["questionID"]: f"{row['questionTitle']} {row['questionText']}" for row in _rows(path)}
    yield from (Example(text, danger=False) for text in asked.values())


def _annomi(path: Path) -> Rows:
    for row in _rows(path):
        if row["interlocutor"] == "client":
            yield Example(row["utterance_text"], danger=False)


def _dreaddit(path: Path) -> Rows:
    for row in _rows(path):
        yield Example(row["text"], danger=False)


SETS: dict[str, tuple[str, Callable[[Path], Rows]]] = {
    "SDCNL: SuicideWatch or depression": ("sdcnl-train.csv", _sdcnl),  # ayaanzhaque/SDCNL
    "C-SSRS of 500 writers": ("cssrs500.csv", _cssrs),  # AmanuelF/Suicide-Risk-Assessment-using-Reddit
    "tweets, intention or not": ("twitter-suicidal_data.csv", _tweets),  # laxmimerit/…-intention-dataset
    "Spanish tweets": ("suicidio_notacion.csv", _spanish),  # kvvaldez/spanish_suicide
    "counsel-chat questions": ("20200325_counsel_chat.csv", _counsel),  # nbertagnolli/counsel-chat
    "AnnoMI client turns": ("AnnoMI-simple.csv", _annomi),  # uccollab/AnnoMI
    "Dreaddit": ("dreaddit-train.csv", _dreaddit),  # gillian850413/Insight_Stress_Analysis
}
KEYWORDS = re.compile(
    r"suicid|kill myself|want to die|end my life|self.?harm|cut myself|overdose|better off dead|matarme|"
    r"quiero morir|quitarme la vida|autolesi",
    re.IGNORECASE,
)

AGAINST_OTHERS = (
    "others",
    "otros",
    "abuse",
    "maltrato",
)  # signs of harm to others and of abuse, by their ids

Detector = Callable[[str], bool]


def halves(examples: Sequence[Example], seed: int) -> tuple[list[Example], list[Example]]:
    """The two halves (dev, test) of a set."""
    mixed = list(examples)
    random.Random(seed).shuffle(mixed)
    middle = len(mixed) // 2
    return mixed[:middle], mixed[middle:]


def in_words(hits: int, of: int) -> str:
    """A share with its 95 % interval, in words."""
    found = share(hits, of)
    return f"{found.share:.3f} ({found.low:.2f}–{found.high:.2f})" if found else "—"


def measured(name: str, detect: Detector, examples: Sequence[Example]) -> str:
    """One line: how a detector does on the examples."""
    began = time.perf_counter()
    told = [detect(each.text) for each in examples]
    each_ms = 1000 * (time.perf_counter() - began) / len(examples)
    danger = sum(each.danger for each in examples)
    right = sum(each.danger and said for each, said in zip(examples, told, strict=True))
    ordinary = len(examples) - danger
    false = sum(told) - right
    rate = f"{100 * false / ordinary:.1f}" if ordinary else "—"
    precise = in_words(right, sum(told)) if danger else "—"
    return (
        f"  {name:22} recall {in_words(right, danger):20} precision {precise:20}"
        f" alerts/100 ordinary {rate:>5}   {each_ms:.2f} ms"
    )


def classifier(learn: Sequence[Example]) -> Detector | None:
    """TF-IDF of words and pairs with logistic regression; None without scikit-learn, or one label alone."""
    try:
        from sklearn.feature_extraction.text import TfidfVectorizer
        from sklearn.linear_model import LogisticRegression
        from sklearn.pipeline import make_pipeline
    except ImportError:
        return None
    if len({each.danger for each in learn}) < 2:
        return None
    model = make_pipeline(TfidfVectorizer(ngram_range=(1, 2), min_df=2), LogisticRegression(max_iter=1000))
    model.fit([each.text for each in learn], [each.danger for each in learn])
    return lambda text: bool(model.predict([text])[0])


def main() -> None:
    """Every set that is there."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--half", choices=("dev", "test"), default="test")
    given = parser.parse_args()
    lexicon = shipped()

    def tier(text: str) -> Tier | None:
        found = find(text, lexicon)
        return found.tier if found else None

    def against_oneself(text: str) -> bool:
        found = find(text, lexicon)
        return found is not None and not all(code.startswith(AGAINST_OTHERS) for code in found.codes)

    for name, (file, read) in SETS.items():
        path = given.folder / file
        if not path.is_file():
            print(f"{name}: {file} is not there, skipped")
            continue
        dev, test = halves(list(read(path)), given.seed)
        other, examples = (dev, test) if given.half == "test" else (test, dev)
        print(f"{name}: {len(examples)} texts, {sum(each.danger for each in examples)} of danger")
        print(measured("Holdspace red or amber", lambda text: tier(text) is not None, examples))
        print(measured("Holdspace red", lambda text: tier(text) is Tier.RED, examples))
        print(measured("without others, abuse", against_oneself, examples))
        print(measured("keyword list", lambda text: KEYWORDS.search(text) is not None, examples))
        if (learnt := classifier(other)) is not None:
            print(measured("TF-IDF classifier", learnt, examples))


if __name__ == "__main__":
    main()
