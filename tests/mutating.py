"""Takes one authorization check away: what a mutant is, where there are any, and how one is put in place.

The function's own code is replaced by code made from its changed syntax tree, so that whoever imported the
function by name meets the mutant as well. Nothing is written to disk. As a pytest plugin (`-p tests.mutating`)
it puts the mutant named by HOLDSPACE_MUTANT in place before the tests begin.
"""

from __future__ import annotations

import ast
import importlib
import os
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from types import FunctionType
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:  # a plugin is imported before Django is ready
    from tests.contracts.source import Module


class Kind(StrEnum):
    """What is taken away."""

    SCOPE = "scope"
    """A `visible_to`, `clinical_to`, `circles_of` or `clinical_reach` gives everything."""
    CHECK = "check"
    """A `check_…` of a `policies` shelf refuses nothing."""
    DOOR = "door"
    """A `for_…` of a view lets everybody in."""
    PROOF = "proof"
    """A view that asks for proof again no longer asks."""


#: Scopes that are functions, and what gives everything in their stead.
FUNCTIONS = {
    "circles_of": 'return frozenset(Membership.unscoped.values_list("group_id", flat=True))',
    "clinical_reach": 'return frozenset(Group.unscoped.values_list("id", flat=True))',
}


@dataclass(frozen=True)
class Mutant:
    """One check that is taken away. `name` is `groups.models:Group.visible_to`, or the name of an address."""

    kind: Kind
    name: str

    @classmethod
    def parse(cls, text: str) -> Mutant:
        """The mutant of a text such as `check groups.policies:check_knows`."""
        kind, name = text.split(" ", 1)
        return cls(Kind(kind), name)

    def __str__(self) -> str:
        return f"{self.kind.value} {self.name}"

    @property
    def room(self) -> str:
        """The context in which the check stands."""
        return self.name.replace(":", ".").split(".")[0]


def mutants() -> Iterator[Mutant]:
    """Every authorization check of the source."""
    from tests.contracts.authz import addresses
    from tests.contracts.source import modules

    for module in modules():
        dotted = module.name.removesuffix(".py").replace("/", ".")
        for owner, function in _functions(module):
            qualified = f"{dotted}:{owner}.{function.name}" if owner else f"{dotted}:{function.name}"
            if (owner and function.name in ("visible_to", "clinical_to")) or function.name in FUNCTIONS:
                yield Mutant(Kind.SCOPE, qualified)
            elif module.shelf == "policies" and function.name.startswith("check_"):
                yield Mutant(Kind.CHECK, qualified)
    for address in addresses():
        access = getattr(address.view, "access", None)
        if access is not None and not _is_open(access):
            yield Mutant(Kind.DOOR, address.name)
        if access is not None and access.step_up:
            yield Mutant(Kind.PROOF, address.name)


def _is_open(access: Any) -> bool:
    from holdspace.accounts.access import EVERYONE

    return bool(access == EVERYONE)


def _functions(module: Module) -> Iterator[tuple[str, ast.FunctionDef]]:
    for node in module.tree.body:
        if isinstance(node, ast.FunctionDef):
            yield "", node
        elif isinstance(node, ast.ClassDef) and node.name != "Record":
            yield from ((node.name, each) for each in node.body if isinstance(each, ast.FunctionDef))


# --- Putting one in place --------------------------------------------------------------------------------


def put_in_place(mutant: Mutant) -> None:
    """Take the check away in this process, for good."""
    if mutant.kind in (Kind.DOOR, Kind.PROOF):
        _open_door(mutant)
        return
    dotted, _, qualified = mutant.name.partition(":")
    module = importlib.import_module(f"holdspace.{dotted}")
    owner, _, name = qualified.rpartition(".")
    holder = vars(getattr(module, owner)) if owner else vars(module)
    function = getattr(holder[name], "__func__", holder[name])
    function.__code__ = _mutated(function, _body(mutant, name), vars(module)).__code__


def _open_door(mutant: Mutant) -> None:
    from dataclasses import replace

    from holdspace.accounts.access import EVERYONE
    from tests.contracts.authz import addresses

    view = next(address.view for address in addresses() if address.name == mutant.name)
    view.access = EVERYONE if mutant.kind is Kind.DOOR else replace(view.access, step_up=False)


def _body(mutant: Mutant, name: str) -> str:
    if mutant.kind is Kind.CHECK:
        return "return None"
    return FUNCTIONS.get(name, "return cls.unscoped.all()")


def _mutated(function: FunctionType, body: str, names: dict[str, Any]) -> FunctionType:
    """The function with another body, its arguments as they are in its syntax tree."""
    path = function.__code__.co_filename
    with open(path) as source:
        tree = ast.parse(source.read(), path)
    found = next(node for node in ast.walk(tree) if _is_definition(node, function))
    assert isinstance(found, ast.FunctionDef)
    found.body, found.decorator_list = ast.parse(body).body, []
    made: dict[str, Any] = {}
    future = ast.parse("from __future__ import annotations").body
    changed = ast.fix_missing_locations(ast.Module([*future, found], []))
    exec(compile(changed, path, "exec"), names, made)
    return made[function.__name__]  # type: ignore[no-any-return]


def _is_definition(node: ast.AST, function: FunctionType) -> bool:
    if not isinstance(node, ast.FunctionDef) or node.name != function.__name__:
        return False
    first = min([node.lineno, *(decorator.lineno for decorator in node.decorator_list)])
    return first == function.__code__.co_firstlineno


@pytest.hookimpl(trylast=True)
def pytest_configure(config: pytest.Config) -> None:
    """As a plugin: the mutant of the environment, once Django is ready."""
    wanted = os.environ.get("HOLDSPACE_MUTANT")
    if wanted:
        put_in_place(Mutant.parse(wanted))
