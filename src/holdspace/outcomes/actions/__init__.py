"""What changes outcomes."""

from __future__ import annotations

from holdspace.outcomes.actions.silencing import silence

__all__ = ["silence"]
