"""What changes in outcomes."""

from __future__ import annotations

from holdspace.outcomes.actions.programme import export_programme, read_programme
from holdspace.outcomes.actions.repairs import LONGEST, write_repair
from holdspace.outcomes.actions.silencing import silence

__all__ = ["LONGEST", "export_programme", "read_programme", "silence", "write_repair"]
