"""A screening in words: for whoever reads it later, and for two who wrote at the same time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from holdspace.intake.actions.screening import TEXTS
from holdspace.intake.models import Screening
from holdspace.intake.rules.screening import ANSWER_WORDS, QUESTIONS, Facts
from holdspace.intake.rules.stages import DECISION_WORDS, Decision
from holdspace.intake.rules.vocabulary import Kind, Vocabulary
from holdspace.intake.web.forms.screening import ScreeningForm


@dataclass(frozen=True, slots=True)
class Part:
    """One thing that a screening says. `lines` is empty where nothing was said; `is_text` for free words."""

    name: str
    label: str
    lines: tuple[str, ...]
    is_text: bool = False


def told(facts: Facts, texts: Mapping[str, str], words: Vocabulary) -> list[Part]:
    """Everything that a screening says, in the order of the form."""
    parts = {part.name: part for part in (*_texts(texts), *_lists(facts, words), *_rest(facts, words))}
    return [parts[name] for name in ORDER]


def texts_of(screening: Screening) -> dict[str, str]:
    """The free words of a screening."""
    return {name: getattr(screening, name) or "" for name in TEXTS}


def apart(theirs: list[Part], mine: list[Part]) -> list[Part]:
    """What the other one says where the two differ."""
    return [their for their, my in zip(theirs, mine, strict=True) if their.lines != my.lines]


ORDER = (
    "hopes",
    "readiness",
    "themes",
    "style",
    "strengths",
    "strength",
    "traits",
    "high_risk",
    "note",
    "in_favour",
    "against",
    "not_now",
    "decision",
    "look_again_on",
)


def _texts(texts: Mapping[str, str]) -> Iterator[Part]:
    for name in TEXTS:
        text = texts[name].strip()
        yield Part(name, _label(name), (text,) if text else (), is_text=True)


def _lists(facts: Facts, words: Vocabulary) -> Iterator[Part]:
    kinds = {"themes": Kind.THEME, "in_favour": Kind.IN_FAVOUR, "against": Kind.AGAINST}
    for name, kind in (kinds | {"not_now": Kind.NOT_NOW}).items():
        yield Part(name, _label(name), tuple(words.all_words(kind, getattr(facts, name))))
    yield Part("traits", _label("traits"), tuple(_traits(facts, words)))


def _traits(facts: Facts, words: Vocabulary) -> Iterator[str]:
    for code in sorted({*facts.traits, *facts.counted}):
        said = [words.words(Kind.TRAIT, code)]
        said += [_label("counted").lower()] if code in facts.counted else []
        said += [_label("waived").lower()] if code in facts.waived else []
        yield "; ".join(said)


def _rest(facts: Facts, words: Vocabulary) -> Iterator[Part]:
    answers = facts.answers
    said = [f"{QUESTIONS[code]} {ANSWER_WORDS[answers[code]]}" for code in QUESTIONS if code in answers]
    yield Part("readiness", _("Are they ready?"), tuple(said))
    strength = _("%(strength)s of 10") % {"strength": facts.strength} if facts.strength else ""
    decision = str(DECISION_WORDS[Decision(facts.decision)]) if facts.decision in list(Decision) else ""
    yield _line("style", words.words(Kind.STYLE, facts.style) if facts.style else "")
    yield _line("strength", strength)
    yield _line("high_risk", _("yes") if facts.high_risk else "")
    yield _line("decision", decision)
    yield _line("look_again_on", facts.look_again_on)


def _line(name: str, said: str) -> Part:
    return Part(name, _label(name), (said,) if said else ())


def _label(name: str) -> str:
    return str(ScreeningForm.base_fields[name].label)
