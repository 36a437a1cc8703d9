"""Before somebody joins a session from elsewhere: when it is asked where they are."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

BEFORE: Final = timedelta(hours=2)
"""So long before the beginning it is asked: earlier, people do not know it yet."""

FROM_ELSEWHERE: Final = frozenset({"online", "hybrid"})


def asks_where(modality: str, starts_at: datetime, ends_at: datetime, *, now: datetime) -> bool:
    """Whether members are asked now where they are: each time anew, where a group meets at a distance."""
    return modality in FROM_ELSEWHERE and starts_at - BEFORE <= now <= ends_at
