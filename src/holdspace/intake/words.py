"""The vocabulary that ships with Holdspace, read once."""

from __future__ import annotations

from functools import cache
from importlib import resources

from holdspace.intake.rules.vocabulary import Vocabulary, parse


@cache
def shipped() -> Vocabulary:
    """Every term of `vocabulary.toml`."""
    return parse((resources.files("holdspace.intake") / "vocabulary.toml").read_text(encoding="utf-8"))
