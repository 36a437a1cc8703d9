"""The numbers to call that ship with Holdspace, read once, and a practice's own beside them."""

from __future__ import annotations

from functools import cache
from importlib import resources

from holdspace.safety.rules.crisis_lines import CrisisLine, parse


@cache
def shipped() -> tuple[CrisisLine, ...]:
    """Every line of `crisis-lines.toml`."""
    return parse((resources.files("holdspace.safety") / "crisis-lines.toml").read_text(encoding="utf-8"))
