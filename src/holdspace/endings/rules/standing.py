"""Where a word of farewell stands between who writes it and who receives it."""

from __future__ import annotations

from enum import StrEnum


class Standing(StrEnum):
    """Where a word stands; what was never written has no row at all."""

    READY = "ready"
    """It goes to whom it is for as soon as everything is handed over."""
    WAITING = "waiting"
    """A leader reads it first."""
    BACK = "back"
    """A leader gave it back, with a word."""
    HANDED = "handed"
    """It belongs to whom it is for."""


#: What can still be changed, or withdrawn, by who wrote it.
IN_HAND = (Standing.READY, Standing.WAITING, Standing.BACK)


def written(before: str | None, *, held: bool, dangerous: bool) -> Standing:
    """Where a word stands that was written now. What a leader gave back is read by one again."""
    if before == Standing.HANDED:
        raise ValueError("What was handed over is not written again.")
    read_first = held or dangerous or before == Standing.BACK
    return Standing.WAITING if read_first else Standing.READY
