"""The lexicon that ships with Holdspace, read once."""

from __future__ import annotations

from functools import cache
from importlib import resources

from holdspace.safety.rules.language import Lexicon, parse

LANGUAGES = ("en", "es")


@cache
def shipped() -> Lexicon:
    """Every entry of `words/en.toml` and `words/es.toml`; a text is read in both."""
    folder = resources.files("holdspace.safety") / "words"
    return parse(*((folder / f"{language}.toml").read_text(encoding="utf-8") for language in LANGUAGES))
