"""What is read of forming: the round, its plans, the board, what a move would do, places offered."""

from __future__ import annotations

from holdspace.forming.queries.board import Board, Chair, Circle, Waiter, board
from holdspace.forming.queries.names import Names
from holdspace.forming.queries.offers import OfferLine, count_ready, offer_for, offers, own_offers
from holdspace.forming.queries.question import Question, place_of, question, wishes_of
from holdspace.forming.queries.rounds import (
    CandidateLine,
    candidate_for,
    candidate_lines,
    decision_for,
    decisions,
    open_round,
    plan_for,
    plans,
)
from holdspace.forming.queries.weighing import (
    Compared,
    Moved,
    Weighed,
    Why,
    compared,
    progress_of,
    weighed,
    why,
)

__all__ = [
    "Board",
    "CandidateLine",
    "Chair",
    "Circle",
    "Compared",
    "Moved",
    "Names",
    "OfferLine",
    "Question",
    "Waiter",
    "Weighed",
    "Why",
    "board",
    "candidate_for",
    "candidate_lines",
    "compared",
    "count_ready",
    "decision_for",
    "decisions",
    "offer_for",
    "offers",
    "open_round",
    "own_offers",
    "place_of",
    "plan_for",
    "plans",
    "progress_of",
    "question",
    "weighed",
    "why",
    "wishes_of",
]
