"""`authz.toml` as values: for each address and method, which actors are let in, in which relations, and how.

A row:

    ["sessions:cancel"]
    args = { pk = "session.next" }              # what the address names (kinds in `house.py`)
    GET = "leaders coordinator*"                # who is let in
    POST = "leaders coordinator*"
    payload = { reason = "rain" }               # what the form sends
    foreign = [{ room = "$other:…" }]           # payloads that name other people's things: nothing may happen

A word of `GET` or `POST` is an actor or one of `[actors]`; it is let in for what is `own` or of the same
group. `name*`: everywhere in the practice. `name@own,former_group`: in these relations alone. A word that
ends in `!` is let in and refused with a sentence (422 or 409). Whoever is not named finds nothing there:
exactly what an address that does not exist shows (anonymous visitors are led to the sign-in page).
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any, Final

from django.urls import URLPattern, URLResolver, get_resolver

from tests.contracts.house import WHO, Relation

FILE: Final = Path(__file__).with_name("authz.toml")
METHODS: Final = ("GET", "POST", "PUT", "PATCH", "DELETE")
WHOLE_PRACTICE: Final = (
    Relation.OWN,
    Relation.SAME_GROUP_OTHER,
    Relation.OTHER_GROUP,
    Relation.FORMER_GROUP,
)


class Outcome(StrEnum):
    """What somebody meets."""

    IN = "in"
    REFUSED = "refused"
    OUT = "out"


@dataclass(frozen=True)
class Row:
    """One address and method."""

    name: str
    method: str
    args: dict[str, str]
    lets_in: dict[tuple[str, Relation], Outcome]
    payload: dict[str, Any]
    foreign: tuple[dict[str, str], ...]

    def __str__(self) -> str:
        return f"{self.method} {self.name}"

    def expects(self, actor: str, relation: Relation) -> Outcome:
        """What this actor meets in this relation."""
        return self.lets_in.get((actor, relation), Outcome.OUT)


@cache
def table() -> dict[str, Any]:
    """The whole file."""
    return tomllib.loads(FILE.read_text())


@cache
def rows() -> tuple[Row, ...]:
    """Every declared address and method of ours and of libraries."""
    return tuple(_rows())


def _rows() -> Iterator[Row]:
    for name, entry in table()["routes"].items():
        for method in METHODS:
            if method in entry:
                yield Row(
                    name,
                    method,
                    entry.get("args", {}),
                    _lets_in(entry[method], bool(entry.get("args"))),
                    entry.get("payload", {}),
                    tuple(entry.get("foreign", ())) if method == "POST" else (),
                )


def _lets_in(words: str, has_object: bool) -> dict[tuple[str, Relation], Outcome]:
    found = {}
    for word in words.split():
        outcome = Outcome.REFUSED if word.endswith("!") else Outcome.IN
        names, relations = _word(word.removesuffix("!"), has_object)
        found |= {(actor, relation): outcome for actor in names for relation in relations}
    return found


def _word(word: str, has_object: bool) -> tuple[tuple[str, ...], tuple[Relation, ...]]:
    name, _, listed = word.partition("@")
    relations: tuple[Relation, ...] = (Relation.OWN, Relation.SAME_GROUP_OTHER)
    if not has_object:
        relations = (Relation.OWN,)
    elif name.endswith("*"):
        relations = WHOLE_PRACTICE
    elif listed:
        relations = tuple(Relation(relation) for relation in listed.split(","))
    return actors_of(name.removesuffix("*")), relations


def actors_of(name: str) -> tuple[str, ...]:
    """The actors behind a word: one, or a group of `[actors]`."""
    if name in WHO:
        return (name,)
    return tuple(actor for word in table()["actors"][name].split() for actor in actors_of(word))


# --- The addresses that there are ------------------------------------------------------------------------


@dataclass(frozen=True)
class Address:
    """One pattern of the URLconf."""

    name: str
    view: Any

    @property
    def methods(self) -> tuple[str, ...] | None:
        """What the view's own `require_…` decorators allow; None when it allows everything."""
        view = self.view
        while view is not None:
            allowed = _closure(view).get("request_method_list")
            if allowed is not None:
                return tuple(method for method in METHODS if method in allowed)
            view = getattr(view, "__wrapped__", None)
        return None


def _closure(view: Any) -> dict[str, Any]:
    cells = getattr(view, "__closure__", None) or ()
    names = view.__code__.co_freevars if hasattr(view, "__code__") else ()
    return {name: cell.cell_contents for name, cell in zip(names, cells, strict=True)}


def addresses() -> Iterator[Address]:
    """Every address that the program answers, ours and the libraries'."""
    yield from _walk(get_resolver().url_patterns, "")


def _walk(patterns: list[URLPattern | URLResolver], space: str) -> Iterator[Address]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{space}{pattern.namespace}:" if pattern.namespace else space
            yield from _walk(pattern.url_patterns, inner)
        else:
            yield Address(f"{space}{pattern.name or ''}", pattern.callback)
