"""What is done with outcomes."""

from __future__ import annotations

from holdspace.outcomes.actions.programme import export_programme, read_programme

__all__ = ["export_programme", "read_programme"]
