"""Questions of the week as data: by stage of the group and by theme, in several languages.

What ships stands in `questions.toml`. A question is offered to a leader, who picks one or writes their own;
nothing chooses for them.
"""

import tomllib
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final

LANGUAGES: Final = frozenset({"en", "es"})
"""Every question has to be there in each of these."""


class Stage(StrEnum):
    """Where a group stands on its way. After MacKenzie (1997): engagement, differentiation, work, ending."""

    BEGINNING = "beginning"
    DIFFERING = "differing"
    WORKING = "working"
    PARTING = "parting"


class Theme(StrEnum):
    """What a question is about; the first seven are the headings of a screening's themes."""

    LOSS = "loss"
    CLOSENESS = "closeness"
    MOOD = "mood"
    SELF = "self"
    PAST = "past"
    HABITS = "habits"
    LIFE = "life"
    GROUP = "group"


@dataclass(frozen=True, slots=True)
class Question:
    """One question, with a code that keeps its meaning."""

    code: str
    stage: Stage
    theme: Theme
    written: Mapping[str, str]

    def words(self, language: str) -> str:
        """The question in a language such as "es" or "es-MX"; in English where it is not there."""
        return self.written.get(language.split("-")[0].lower(), self.written["en"])


def parse(text: str) -> tuple[Question, ...]:
    """The questions of a TOML file, in its order.

    Raises ValueError for an unknown theme or stage, a code that stands twice, and a question that lacks
    a language or has no words in it.
    """
    found: dict[str, Question] = {}
    for question in _questions(tomllib.loads(text)):
        if question.code in found:
            raise ValueError(f"{question.code} stands twice.")
        if lacking := {language for language in LANGUAGES if not question.written.get(language, "").strip()}:
            raise ValueError(f"{question.code} has no words in: {', '.join(sorted(lacking))}.")
        found[question.code] = question
    return tuple(found.values())


def fitting(
    questions: Collection[Question],
    *,
    stage: Stage,
    themes: Collection[Theme] = (),
    asked: Collection[str] = (),
) -> list[Question]:
    """What may be offered at a stage: those of the given themes first, those asked already (codes) last."""
    here = [question for question in questions if question.stage is stage]
    return sorted(here, key=lambda question: (question.code in asked, question.theme not in themes))


def _questions(file: Mapping[str, Mapping[str, Mapping[str, Mapping[str, str]]]]) -> Iterator[Question]:
    for theme, stages in file.items():
        for stage, questions in stages.items():
            for code, written in questions.items():
                yield Question(code, Stage(stage), Theme(theme), MappingProxyType(dict(written)))
