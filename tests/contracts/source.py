"""The source as the contracts read it: parsed modules, what each imports, templates."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from tests.contracts.models import ROOT, SOURCE


@dataclass(frozen=True)
class Module:
    """One parsed module of `src/holdspace`."""

    path: Path
    tree: ast.Module

    @property
    def name(self) -> str:
        """`groups/actions.py`."""
        return self.path.relative_to(SOURCE).as_posix()

    @property
    def room(self) -> str:
        """The context: `groups`."""
        return self.name.split("/")[0]

    @property
    def shelf(self) -> str:
        """`actions`, whether a module or a package."""
        parts = self.name.split("/")
        return parts[1].removesuffix(".py") if len(parts) > 1 else ""

    def at(self, node: ast.AST) -> str:
        """Where a node stands, for a message."""
        return f"src/holdspace/{self.name}:{getattr(node, 'lineno', 0)}"

    def imports(self) -> dict[str, str]:
        """Name → module it was imported from."""
        found = {}
        for node in ast.walk(self.tree):
            if isinstance(node, ast.ImportFrom) and node.module:
                found |= {alias.asname or alias.name: node.module for alias in node.names}
            elif isinstance(node, ast.Import):
                found |= {alias.asname or alias.name: alias.name for alias in node.names}
        return found

    def calls(self) -> Iterator[ast.Call]:
        """Every call."""
        return (node for node in ast.walk(self.tree) if isinstance(node, ast.Call))


@cache
def modules() -> tuple[Module, ...]:
    """Every module of ours but migrations."""
    paths = sorted(p for p in SOURCE.rglob("*.py") if "migrations" not in p.parts)
    return tuple(Module(path, ast.parse(path.read_text())) for path in paths)


@cache
def templates() -> tuple[Path, ...]:
    """Every template of ours."""
    return tuple(sorted(p for p in SOURCE.rglob("templates/**/*") if p.suffix in (".html", ".txt")))


def called(call: ast.Call) -> str:
    """The last name of what is called: `filter` for `rows.filter(…)`."""
    function = call.func
    if isinstance(function, ast.Attribute):
        return function.attr
    return function.id if isinstance(function, ast.Name) else ""


def where(path: Path) -> str:
    """A path as people write it."""
    return path.relative_to(ROOT).as_posix()
