"""How an action says no: with a sentence for the person who asked."""

from __future__ import annotations

from collections.abc import Mapping


class Refused(Exception):  # noqa: N818 - it is not an error of the program
    """The thing asked for cannot be done; `sentence` says why, in words for people.

    `fields` may hold one sentence per field of the form that asked.
    """

    def __init__(self, sentence: object, *, fields: Mapping[str, object] | None = None) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.fields = dict(fields or {})

    def __str__(self) -> str:
        return str(self.sentence)


class Conflict(Refused):
    """Somebody else was first: what was asked builds on a version that is no longer the newest."""

    def __init__(self, sentence: object, *, newest: int) -> None:
        super().__init__(sentence)
        self.newest = newest


class Missing(Refused):
    """The thing does not exist, or does not exist for this actor: the two are never told apart."""
