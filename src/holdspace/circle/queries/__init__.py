"""What is read of the space in between."""

from __future__ import annotations

from functools import lru_cache
from importlib import resources

from holdspace.circle.rules.questions import Question, parse


@lru_cache(maxsize=1)
def questions() -> tuple[Question, ...]:
    """Every question of the week that ships, in the order of its file."""
    return parse((resources.files("holdspace.circle") / "questions.toml").read_text(encoding="utf-8"))
