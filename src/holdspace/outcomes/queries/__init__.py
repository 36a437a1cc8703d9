"""What is read of outcomes: a programme in numbers."""

from __future__ import annotations

from holdspace.outcomes.queries.programme import Programme, programme
from holdspace.outcomes.queries.sheets import Sheet, cell_words, held_back, sheets, step_words

__all__ = ["Programme", "Sheet", "cell_words", "held_back", "programme", "sheets", "step_words"]
