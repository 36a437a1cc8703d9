"""What answers add up to, and whether a change is more than the instrument's own noise.

Reversed answers are counted from the other end. Missing answers: the mean of the answers given stands in for
them as long as no more are missing than the instrument allows; otherwise there is no score. An answer "does
not apply to me" is not missing: the mean of the rest stands in for it, however few may be missing. Scores are
rounded half up, sums to whole points.

A safety question is never prorated into an answer: an alert is only ever raised by an answer that was given
(or by one left open, where the instrument says so), and a safety question left open is told apart in
`alerts_unanswered`, so that a clinician can ask. It may still be one of the missing answers that a total
tolerates, because a form without its last answer says much about the rest.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from holdspace.kernel.refusals import Refused
from holdspace.kernel.words import gettext_noop
from holdspace.measures.rules.criteria import met
from holdspace.measures.rules.parts import (
    Alert,
    Band,
    Better,
    By,
    ChangeRule,
    Instrument,
    Item,
    MissingRule,
    Per,
    Subscale,
    TotalRule,
)

NOT_AN_ANSWER = gettext_noop("This is not one of the answers to this question.")
UNKNOWN_QUESTION = gettext_noop("There is an answer to a question that is not on this form.")
NO_RULE = gettext_noop("This form has no rule for what counts as a change.")

Answers = Mapping[str, int | None]
"""Question → points; None or absent: not answered."""


@dataclass(frozen=True, slots=True)
class PartScore:
    """The score of one subscale; None when too much of it is missing."""

    key: str
    total: float | None
    missing: int
    band: Band | None
    case: bool | None


@dataclass(frozen=True, slots=True)
class Score:
    """The result of one filled-in form.

    `total`, `band`, `case` are None when too much is missing (or the instrument has no total, bands or
    caseness); `case` also where groups differ about it, and `cases` says what holds for each. `answered` and
    `missing` count scored questions that apply. `alerts` and `alerts_unanswered` hold the keys of safety
    questions: those that ask for a clinician, and those left open. `criteria` says for each rule whether it
    is met; None when the missing answers decide it. `cutoffs` holds the keys of those that are reached.
    """

    total: float | None
    answered: int
    missing: int
    prorated: bool
    band: Band | None
    alerts: tuple[str, ...]
    alerts_unanswered: tuple[str, ...]
    case: bool | None
    cases: tuple[tuple[str, bool], ...] = ()
    cutoffs: tuple[str, ...] = ()
    subscales: tuple[PartScore, ...] = ()
    criteria: tuple[tuple[str, bool | None], ...] = ()


class Direction(StrEnum):
    """What a change between two totals amounts to."""

    IMPROVED = "improved"
    WORSE = "worse"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Change:
    """`points` is after minus before; `reliable` says whether it exceeds `rule`; `source` is the rule's."""

    points: float
    reliable: Direction
    rule: ChangeRule

    @property
    def source(self) -> str:
        return self.rule.source


@dataclass(frozen=True, slots=True)
class _Given:
    """Answers to some questions, as far as these were asked and apply: their points, how many are open."""

    points: tuple[int, ...]
    missing: int
    questions: int

    @property
    def mean(self) -> Fraction:
        return Fraction(sum(self.points), len(self.points))

    def is_enough(self, rule: MissingRule) -> bool:
        return bool(self.points) and rule.allows(self.missing, self.questions)


def score(instrument: Instrument, answers: Answers) -> Score:
    """Score `answers` (question key → points; None or absent = not answered).

    Raises Refused, with a sentence for each question, when an answer is none of the question's options.
    """
    _refuse_strange(instrument, answers)
    given = _given(instrument.scored_items, answers)
    total = _total(instrument, given, answers)
    open_ones = tuple(alert for alert in instrument.alerts if _is_open(instrument, alert, answers))
    return Score(
        total=total,
        answered=len(given.points),
        missing=given.missing,
        prorated=total is not None and given.missing > 0,
        band=None if total is None else band(instrument, total),
        alerts=tuple(a.item for a in instrument.alerts if _raised(a, answers, is_open=a in open_ones)),
        alerts_unanswered=tuple(alert.item for alert in open_ones),
        case=None if total is None else case(instrument, total),
        cases=() if total is None else cases(instrument, total),
        cutoffs=() if total is None else _reached(instrument, total),
        subscales=tuple(_part(instrument, part, given, answers) for part in instrument.subscales),
        criteria=_criteria(instrument, answers),
    )


def band(instrument: Instrument | Subscale, total: float) -> Band | None:
    """The band in which `total` lies; None for an instrument without bands."""
    return next((each for each in reversed(instrument.bands) if total >= each.lowest), None)


def case(instrument: Instrument | Subscale, total: float) -> bool | None:
    """Whether `total` is called a case; None without caseness, and where groups differ about it."""
    return None if instrument.caseness is None else instrument.caseness.holds(total)


def cases(instrument: Instrument, total: float) -> tuple[tuple[str, bool], ...]:
    """For each group with a threshold of its own, whether `total` is called a case."""
    return tuple(instrument.caseness.by_group(total).items()) if instrument.caseness else ()


def change(instrument: Instrument, before: float, after: float, *, rule: str | None = None) -> Change:
    """Compare two totals by the rule with this id (the instrument's first when None).

    A change of exactly the rule's points counts: the NHS rules read "6 or more", "4 or more". Raises Refused
    when the instrument has no such rule.
    """
    chosen = instrument.change_rule(rule)
    if chosen is None:
        raise Refused(NO_RULE)
    points = _difference(before, after, instrument.total)
    return Change(points, _direction(instrument.better, points, chosen.at_least), chosen)


def _difference(before: float, after: float, total: TotalRule) -> float:
    """After minus before, without the noise of binary fractions."""
    points = after - before
    return points if total.decimals == 0 else round(points, total.decimals)


def _direction(better: Better, points: float, at_least: float) -> Direction:
    gain = -points if better is Better.LOWER else points
    if gain >= at_least:
        return Direction.IMPROVED
    return Direction.WORSE if gain <= -at_least else Direction.NONE


def _total(instrument: Instrument, given: _Given, answers: Answers) -> float | None:
    if instrument.total.by is By.NONE:
        return None
    if instrument.missing.per is Per.SUBSCALE:
        return _sum_of_parts(instrument, answers)
    return _scored(instrument.total, given, instrument.missing)


def _sum_of_parts(instrument: Instrument, answers: Answers) -> float | None:
    """Every part prorated by itself, then added; None when one of them has too few answers."""
    parts = [_given(_items(instrument, part), answers) for part in instrument.subscales]
    if not all(part.is_enough(instrument.missing) for part in parts):
        return None
    whole = sum((part.mean * part.questions for part in parts), Fraction(0))
    questions = sum(part.questions for part in parts)
    return instrument.total.score(whole / questions, questions)


def _part(instrument: Instrument, part: Subscale, whole: _Given, answers: Answers) -> PartScore:
    """A part by its own rule; without one by that of the form, which then counts over the whole form."""
    given = _given(_items(instrument, part), answers)
    rule = part.missing or instrument.missing
    counted = whole if part.missing is None and rule.per is Per.FORM else given
    total = _scored(part.total, given, rule) if counted.is_enough(rule) else None
    return PartScore(
        key=part.key,
        total=total,
        missing=given.missing,
        band=None if total is None else band(part, total),
        case=None if total is None else case(part, total),
    )


def _scored(total: TotalRule, given: _Given, rule: MissingRule) -> float | None:
    return total.score(given.mean, given.questions) if given.is_enough(rule) else None


def _items(instrument: Instrument, part: Subscale) -> tuple[Item, ...]:
    return tuple(instrument.item(key) for key in part.items)


def _given(items: Sequence[Item], answers: Answers) -> _Given:
    asked = [item for item in items if _is_asked(item, answers)]
    applying = [(item, answers.get(item.key)) for item in asked if item.applies(answers.get(item.key))]
    points = tuple(item.points(value) for item, value in applying if value is not None)
    return _Given(points, missing=len(applying) - len(points), questions=len(asked))


def _criteria(instrument: Instrument, answers: Answers) -> tuple[tuple[str, bool | None], ...]:
    """Rules over single questions; one that was rightly not asked counts as its lowest answer."""
    settled = dict(answers)
    settled |= {item.key: item.range[0] for item in instrument.items if _is_left_out(item, answers)}
    return tuple((each.key, met(each, settled)) for each in instrument.criteria)


def _is_left_out(item: Item, answers: Answers) -> bool:
    """Whether the answers before it, all of them given, do not lead to this question."""
    if item.asked_if is None or answers.get(item.key) is not None:
        return False
    known = all(answers.get(key) is not None for key in item.asked_if.items)
    return known and not _is_asked(item, answers)


def _is_asked(item: Item, answers: Answers) -> bool:
    """Whether the answers before it lead to this question."""
    if item.asked_if is None:
        return True
    before = [answers.get(key) for key in item.asked_if.items]
    return any(value is not None and value >= item.asked_if.at_least for value in before)


def _is_open(instrument: Instrument, alert: Alert, answers: Answers) -> bool:
    item = instrument.item(alert.item)
    return answers.get(item.key) is None and _is_asked(item, answers)


def _raised(alert: Alert, answers: Answers, *, is_open: bool) -> bool:
    value = answers.get(alert.item)
    return (is_open and alert.unanswered) if value is None else value > alert.above


def _reached(instrument: Instrument, total: float) -> tuple[str, ...]:
    return tuple(cutoff.key for cutoff in instrument.cutoffs if cutoff.reached(total))


def _refuse_strange(instrument: Instrument, answers: Answers) -> None:
    allowed = {item.key: item.values for item in instrument.items}
    if set(answers) - set(allowed):
        raise Refused(UNKNOWN_QUESTION)
    wrong = {key: NOT_AN_ANSWER for key, value in answers.items() if not _is_answer(value, allowed[key])}
    if wrong:
        raise Refused(NOT_AN_ANSWER, fields=wrong)


def _is_answer(value: object, allowed: tuple[int, ...]) -> bool:
    return value is None or (type(value) is int and value in allowed)
