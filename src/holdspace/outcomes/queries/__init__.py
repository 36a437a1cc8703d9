"""What is read of outcomes."""

from __future__ import annotations

from holdspace.outcomes.queries.asked_together import AskedTogether, Stand, asked_together
from holdspace.outcomes.queries.climate import (
    ClimatePage,
    Evening,
    LowSession,
    Picture,
    TogetherPage,
    climate_page,
    evenings,
    low_session,
    repair_of,
    together_page,
)
from holdspace.outcomes.queries.programme import Programme, programme
from holdspace.outcomes.queries.sheets import Sheet, cell_words, held_back, sheets, step_words

__all__ = [
    "AskedTogether",
    "ClimatePage",
    "Evening",
    "LowSession",
    "Picture",
    "Programme",
    "Sheet",
    "Stand",
    "TogetherPage",
    "asked_together",
    "cell_words",
    "climate_page",
    "evenings",
    "held_back",
    "low_session",
    "programme",
    "repair_of",
    "sheets",
    "step_words",
    "together_page",
]
