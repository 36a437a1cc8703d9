"""The list of words that ships with Holdspace, read once."""

from __future__ import annotations

from functools import cache
from importlib import resources

from holdspace.safety.rules.language import Phrases, parse


@cache
def shipped() -> tuple[Phrases, ...]:
    """Every entry of `crisis-words.toml`."""
    return parse((resources.files("holdspace.safety") / "crisis-words.toml").read_text(encoding="utf-8"))
