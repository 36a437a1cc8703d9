"""How it was to be in the room: our own four questions, and how their answers become the group's.

They are conversation openers written for Holdspace, not a validated measure, and every page says so. The
keys are those of the instrument file `measures/instruments/session-rating.toml`; a contract test holds that.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from holdspace.kernel.refusals import Refused
from holdspace.kernel.words import gettext_noop
from holdspace.sessions.rules.climate import MINIMUM, GroupRating, group_rating

LOWEST, HIGHEST = 0, 10
OUT_OF_RANGE = gettext_noop("An answer is a whole number from 0 to 10, or left out.")
NOTHING_SAID = gettext_noop("Answer at least one question, or leave the page: nothing is expected of you.")


@dataclass(frozen=True, slots=True)
class Question:
    """One question with the words at the two ends of its scale; sentences to be translated where shown."""

    key: str
    text: str
    lowest: str
    highest: str


QUESTIONS = (
    Question(
        "heard",
        gettext_noop("Did you feel safe enough, and heard?"),
        gettext_noop("Not at all"),
        gettext_noop("Completely"),
    ),
    Question(
        "mattered",
        gettext_noop("Did we spend the time on what matters to you?"),
        gettext_noop("Not at all"),
        gettext_noop("Completely"),
    ),
    Question(
        "together",
        gettext_noop("Did the way the group worked together suit you?"),
        gettext_noop("Not at all"),
        gettext_noop("Completely"),
    ),
    Question(
        "overall",
        gettext_noop("All in all, how was this session for you?"),
        gettext_noop("Not right for me"),
        gettext_noop("Just right for me"),
    ),
)
KEYS = tuple(question.key for question in QUESTIONS)


def checked_answers(answers: Mapping[str, int | None]) -> dict[str, int]:
    """The answers that were given, by question; what was skipped is left out.

    Raises Refused for points outside the scale or when nothing was answered, KeyError for a question that
    does not exist.
    """
    given = {key: points for key, points in answers.items() if points is not None}
    if unknown := answers.keys() - set(KEYS):
        raise KeyError(*unknown)
    if any(isinstance(each, bool) or not LOWEST <= each <= HIGHEST for each in given.values()):
        raise Refused(OUT_OF_RANGE)
    if not given:
        raise Refused(NOTHING_SAID)
    return {key: given[key] for key in KEYS if key in given}


def in_steps(ratings: Sequence[Mapping[str, int | None]], step: int = MINIMUM) -> list[dict[str, int | None]]:
    """The same ratings, in the order in which they arrived, cut so that no later one stands out.

    Leaders see the mean while answers still arrive. Between two looks at it, at least `step` new answers must
    have come to a question, else one person's answer could be found by subtraction. So of each question only
    the first n - n mod `step` answers stay; the others become None until enough have followed.
    """
    kept = {key: _answered(ratings, key) // step * step for key in KEYS}
    seen = dict.fromkeys(KEYS, 0)
    cut: list[dict[str, int | None]] = []
    for rating in ratings:
        row: dict[str, int | None] = {}
        for key in KEYS:
            seen[key] += rating.get(key) is not None
            row[key] = rating.get(key) if seen[key] <= kept[key] else None
        cut.append(row)
    return cut


def shown_rating(ratings: Sequence[Mapping[str, int | None]]) -> GroupRating | None:
    """The group's rating as leaders may see it; `ratings` in the order in which they arrived."""
    return group_rating(in_steps(ratings))


def _answered(ratings: Sequence[Mapping[str, int | None]], key: str) -> int:
    return sum(rating.get(key) is not None for rating in ratings)
