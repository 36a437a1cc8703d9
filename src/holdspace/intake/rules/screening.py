"""What a screening holds, as plain values: reasons and readiness for the decision, and what forming needs.

Nothing here adds up to a score. Readiness are answers in words; strength to work is the clinician's own
estimate from 1 to 10, used only to seat people of similar strength together.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import asdict, dataclass, fields, replace
from typing import Any, Final

from holdspace.intake.rules.stages import Decision
from holdspace.intake.rules.vocabulary import Kind, Vocabulary
from holdspace.kernel.refusals import Refused
from holdspace.kernel.words import Words, say

LEAST_STRENGTH, MOST_STRENGTH = 1, 10
QUESTIONS: Final[Mapping[str, Words]] = {
    "motivation": say("Do they want a group, for themselves?"),
    "speaks": say("Can they speak of themselves when others listen?"),
    "listens": say("Can they listen, and be moved by what others carry?"),
    "commits": say("Can they come every week, for some months?"),
    "safety": say("Can they come through a hard hour without harm to themselves or others?"),
}
"""What is asked about readiness; each is answered `no`, `partly`, `yes` or not at all."""
READINESS: Final = tuple(QUESTIONS)
ANSWER_WORDS: Final[Mapping[str, Words]] = {"no": say("no"), "partly": say("partly"), "yes": say("yes")}
ANSWERS: Final = tuple(ANSWER_WORDS)


@dataclass(frozen=True, slots=True)
class Facts:
    """The codes and numbers of a screening; all may be empty while it is a draft.

    `counted` are those of the `traits` with which the person asked not to be the only one; `waived` those for
    which they said later that it is all right. `look_again_on` is a day as ISO text, kept with the draft of a
    “not now”.
    """

    decision: str = ""
    in_favour: tuple[str, ...] = ()
    against: tuple[str, ...] = ()
    not_now: tuple[str, ...] = ()
    readiness: tuple[tuple[str, str], ...] = ()
    themes: tuple[str, ...] = ()
    style: str = ""
    strength: int | None = None
    high_risk: bool = False
    traits: tuple[str, ...] = ()
    counted: tuple[str, ...] = ()
    waived: tuple[str, ...] = ()
    look_again_on: str = ""

    def as_stored(self) -> dict[str, Any]:
        """Plain JSON values."""
        return asdict(self)

    @classmethod
    def of(cls, stored: Mapping[str, Any] | None) -> Facts:
        """From what is stored; what an older or newer release kept besides is left out."""
        known = {field.name for field in fields(cls)}
        return cls(**{name: _plain(value) for name, value in (stored or {}).items() if name in known})

    @property
    def answers(self) -> dict[str, str]:
        return dict(self.readiness)


def _plain(value: Any) -> Any:
    return tuple(_plain(each) for each in value) if isinstance(value, list | tuple) else value


_KINDS: Final[Mapping[str, Kind]] = {
    "in_favour": Kind.IN_FAVOUR,
    "against": Kind.AGAINST,
    "not_now": Kind.NOT_NOW,
    "themes": Kind.THEME,
    "traits": Kind.TRAIT,
    "counted": Kind.TRAIT,
    "waived": Kind.TRAIT,
}


def tidy(facts: Facts) -> Facts:
    """Each list sorted and once; what is counted or waived is a trait too."""
    lists = {name: tuple(sorted(set(getattr(facts, name)))) for name in _KINDS}
    lists["traits"] = tuple(sorted({*lists["traits"], *lists["counted"]}))
    return replace(facts, **lists, readiness=tuple(sorted(facts.readiness)))  # type: ignore[arg-type]


def check(facts: Facts, known: Vocabulary, *, before: Facts | None = None) -> None:
    """Refused with one sentence per field for codes and numbers that cannot stand.

    Codes that stood there `before` stay valid when the practice has put them away since.
    """
    wrong = dict(_unknown(facts, known, before or Facts())) | dict(_out_of_range(facts))
    if wrong:
        raise Refused(say("Something here needs another look."), fields=wrong)


def _unknown(facts: Facts, known: Vocabulary, before: Facts) -> Iterator[tuple[str, Words]]:
    for name, kind in _KINDS.items():
        strange = [
            c for c in getattr(facts, name) if not known.knows(kind, c) and c not in getattr(before, name)
        ]
        if strange:
            yield name, say("One of these is not in the vocabulary any more. Choose again.")
    if facts.style and facts.style != before.style and not known.knows(Kind.STYLE, facts.style):
        yield "style", say("Choose one of the styles, or none.")
    if facts.decision and facts.decision not in list(Decision):
        yield "decision", say("Choose what you decide, or leave it open.")


def _out_of_range(facts: Facts) -> Iterator[tuple[str, Words]]:
    if facts.strength is not None and not LEAST_STRENGTH <= facts.strength <= MOST_STRENGTH:
        yield "strength", say("Strength to work is a number from 1 to 10.")
    if any(key not in READINESS or answer not in ANSWERS for key, answer in facts.readiness):
        yield "readiness", say("Answer with no, partly or yes, or not at all.")
    if set(facts.waived) - set(facts.traits):
        yield "waived", say("Only something that is true of them can be waived.")


def check_seatable(facts: Facts) -> None:
    """Refused where something is missing that forming has to know of somebody who waits for a seat."""
    wrong = dict(_unseatable(facts))
    if wrong:
        raise Refused(
            say("They wait for a seat already: without this nobody can form a group."), fields=wrong
        )


def check_decided(facts: Facts) -> Decision:
    """The decision, when it may be taken: with a reason, for a seat also with what forming has to know."""
    if facts.decision not in list(Decision):
        sentence = say("Choose what you decide.")
        raise Refused(sentence, fields={"decision": sentence})
    decision = Decision(facts.decision)
    wrong = dict(_missing(facts, decision))
    if wrong:
        raise Refused(say("Before you decide, a few things are missing."), fields=wrong)
    return decision


def _missing(facts: Facts, decision: Decision) -> Iterator[tuple[str, Words]]:
    reasons: Mapping[Decision, tuple[str, Collection[str]]] = {
        Decision.IN_FAVOUR: ("in_favour", facts.in_favour),
        Decision.AGAINST: ("against", facts.against),
        Decision.NOT_NOW: ("not_now", facts.not_now),
    }
    name, given = reasons[decision]
    if not given:
        yield name, say("Choose at least one reason.")
    if decision is Decision.IN_FAVOUR:
        yield from _unseatable(facts)


def _unseatable(facts: Facts) -> Iterator[tuple[str, Words]]:
    if not facts.themes:
        yield "themes", say("Choose at least one struggle: without it nobody can be found who shares it.")
    if facts.strength is None:
        yield "strength", say("Say how much they can work with, from 1 to 10.")
