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

__all__ = [
    "AskedTogether",
    "ClimatePage",
    "Evening",
    "LowSession",
    "Picture",
    "Stand",
    "TogetherPage",
    "asked_together",
    "climate_page",
    "evenings",
    "low_session",
    "repair_of",
    "together_page",
]
