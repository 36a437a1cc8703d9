"""What changes in outcomes."""

from __future__ import annotations

from holdspace.outcomes.actions.repairs import LONGEST, write_repair

__all__ = ["LONGEST", "write_repair"]
