"""What is read of feedback: by its two people, by leaders, and by the rooms above."""

from holdspace.feedback.queries.leading import reading, round_for, round_page, rounds_of
from holdspace.feedback.queries.own import (
    answer_for,
    answers_of,
    feedback_for,
    mine,
    reflection_of,
    waiting_for,
)
from holdspace.feedback.queries.passing import exchanges, met
from holdspace.feedback.queries.portraits import portraits_waiting

__all__ = [
    "answer_for",
    "answers_of",
    "exchanges",
    "feedback_for",
    "met",
    "mine",
    "portraits_waiting",
    "reading",
    "reflection_of",
    "round_for",
    "round_page",
    "rounds_of",
    "waiting_for",
]
