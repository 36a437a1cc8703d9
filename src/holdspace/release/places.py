"""The places whose retention rules are known, read once from the file beside this module."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib import resources

from holdspace.release.rules import retention
from holdspace.release.rules.retention import Place


@cache
def places() -> dict[str, Place]:
    """Every place with a rule, by its code."""
    text = (resources.files("holdspace.release") / "retention.toml").read_text(encoding="utf-8")
    return retention.places(tomllib.loads(text))
