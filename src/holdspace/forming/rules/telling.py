"""Sentences of the engine put away and read again: with ids in them, so that each reader gets own names."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

from holdspace.kernel.words import Words

Name: TypeAlias = Callable[[str], str]


def stored(words: Words) -> dict[str, Any]:
    """A sentence as plain JSON values."""
    return {
        "say": words.template,
        "with": {key: stored(value) if isinstance(value, Words) else value for key, value in words.params},
    }


def read(kept: Mapping[str, Any]) -> Words:
    """The sentence again."""
    params = {key: read(value) if isinstance(value, dict) else value for key, value in kept["with"].items()}
    return Words(kept["say"], tuple(sorted(params.items())))


def named(words: Words, names: Mapping[str, Name]) -> Words:
    """The sentence with what each parameter stands for in place of its id or code.

    `names` says for each parameter how one id is called; several ids stand apart by a comma. A parameter
    without a name (a number) stays.
    """
    return Words(words.template, tuple((key, _named(key, value, names)) for key, value in words.params))


def _named(key: str, value: object, names: Mapping[str, Name]) -> object:
    if isinstance(value, Words):
        return named(value, names)
    if key not in names or not isinstance(value, str):
        return value
    return ", ".join(names[key](each) for each in value.split(", ") if each)
