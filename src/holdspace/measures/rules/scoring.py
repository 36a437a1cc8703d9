"""What answers add up to, and whether a change is more than the instrument's own noise.

Totals are whole points. Missing answers: the total is prorated from the answers given (their mean stands in
for the missing ones, rounded half up) as long as no more are missing than the instrument allows; otherwise
there is none.

A safety question is never prorated into an answer: an alert is only ever raised by an answer that was
given, and a safety question left open is told apart in `alerts_unanswered`, so that a clinician can ask. It
may still be one of the missing answers that a total tolerates, because a form without its last answer says
much about the rest.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from holdspace.kernel.refusals import Refused
from holdspace.kernel.words import gettext_noop
from holdspace.measures.rules.instrument import Alert, Band, Better, ChangeRule, Instrument

NOT_AN_ANSWER = gettext_noop("This is not one of the answers to this question.")
UNKNOWN_QUESTION = gettext_noop("There is an answer to a question that is not on this form.")
NO_RULE = gettext_noop("This form has no rule for what counts as a change.")


@dataclass(frozen=True, slots=True)
class Score:
    """The result of one filled-in form.

    `total`, `band`, `case` are None when too much is missing (or the instrument has no bands or caseness).
    `answered` and `missing` count scored questions. `alerts` and `alerts_unanswered` hold the keys of safety
    questions: answered above their threshold, and left open.
    """

    total: int | None
    answered: int
    missing: int
    prorated: bool
    band: Band | None
    alerts: tuple[str, ...]
    alerts_unanswered: tuple[str, ...]
    case: bool | None


class Direction(StrEnum):
    """What a change between two totals amounts to."""

    IMPROVED = "improved"
    WORSE = "worse"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Change:
    """`points` is after minus before; `reliable` says whether it exceeds `rule`; `source` is the rule's."""

    points: int
    reliable: Direction
    rule: ChangeRule

    @property
    def source(self) -> str:
        return self.rule.source


def score(instrument: Instrument, answers: Mapping[str, int | None]) -> Score:
    """Score `answers` (question key → points; None or absent = not answered).

    Raises Refused, with a sentence for each question, when an answer is none of the question's options.
    """
    _refuse_strange(instrument, answers)
    given = [value for item in instrument.scored_items if (value := answers.get(item.key)) is not None]
    missing = len(instrument.scored_items) - len(given)
    total = _total(instrument, given)
    return Score(
        total=total,
        answered=len(given),
        missing=missing,
        prorated=total is not None and missing > 0,
        band=None if total is None else band(instrument, total),
        alerts=tuple(alert.item for alert in instrument.alerts if _raised(alert, answers)),
        alerts_unanswered=tuple(a.item for a in instrument.alerts if answers.get(a.item) is None),
        case=None if total is None else case(instrument, total),
    )


def band(instrument: Instrument, total: int) -> Band | None:
    """The band in which `total` lies; None for an instrument without bands."""
    return next((each for each in reversed(instrument.bands) if total >= each.lowest), None)


def case(instrument: Instrument, total: int) -> bool | None:
    """Whether `total` is called a case; None for an instrument without caseness."""
    return None if instrument.caseness is None else total >= instrument.caseness.at_least


def change(instrument: Instrument, before: int, after: int, *, rule: str | None = None) -> Change:
    """Compare two totals by the rule with this id (the instrument's first when None).

    A change of exactly the rule's points counts: the NHS rules read "6 or more", "4 or more". Raises Refused
    when the instrument has no such rule.
    """
    chosen = instrument.change_rule(rule)
    if chosen is None:
        raise Refused(NO_RULE)
    points = after - before
    return Change(points, _direction(instrument.better, points, chosen.at_least), chosen)


def _direction(better: Better, points: int, at_least: int) -> Direction:
    gain = -points if better is Better.LOWER else points
    if gain >= at_least:
        return Direction.IMPROVED
    return Direction.WORSE if gain <= -at_least else Direction.NONE


def _total(instrument: Instrument, given: list[int]) -> int | None:
    """The sum, with the mean answer in place of each missing one; in whole points, half rounded up."""
    asked, answered = len(instrument.scored_items), len(given)
    if asked - answered > instrument.missing.at_most:
        return None
    return (2 * sum(given) * asked + answered) // (2 * answered)


def _raised(alert: Alert, answers: Mapping[str, int | None]) -> bool:
    value = answers.get(alert.item)
    return value is not None and value > alert.above


def _refuse_strange(instrument: Instrument, answers: Mapping[str, int | None]) -> None:
    allowed = {item.key: item.values for item in instrument.items}
    if set(answers) - set(allowed):
        raise Refused(UNKNOWN_QUESTION)
    wrong = {key: NOT_AN_ANSWER for key, value in answers.items() if not _is_answer(value, allowed[key])}
    if wrong:
        raise Refused(NOT_AN_ANSWER, fields=wrong)


def _is_answer(value: object, allowed: tuple[int, ...]) -> bool:
    return value is None or (type(value) is int and value in allowed)
