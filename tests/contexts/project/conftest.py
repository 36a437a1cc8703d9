"""A home of its own for the `holdspace` command, run as people run it: in a process of its own."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests import services


@dataclass
class Home:
    """A folder in which nothing has been installed yet."""

    path: Path
    printed: str = ""
    """What `init` said, where the home came with keys."""

    def run(self, *arguments: str, typed: str = "", **environment: str) -> subprocess.CompletedProcess[str]:
        """`holdspace <arguments>`, with HOLDSPACE_<NAME> for each keyword."""
        inherited = {name: value for name, value in os.environ.items() if not name.startswith("HOLDSPACE_")}
        own = {f"HOLDSPACE_{name.upper()}": value for name, value in environment.items()}
        return subprocess.run(
            [sys.executable, "-m", "holdspace.project", *arguments],
            env=inherited | {"HOLDSPACE_HOME": str(self.path), "PYTHONPATH": "src"} | own,
            cwd=services.ROOT,
            input=typed,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )

    @property
    def keys(self) -> Path:
        return self.path / "keys"

    @property
    def data(self) -> Path:
        return self.path / "data"


Findings = Callable[[str], list[str]]


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """An empty home."""
    return Home(tmp_path / "home")


@pytest.fixture(scope="session")
def furnished(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """A home with keys and a database, made once: migrations take seconds."""
    made = Home(tmp_path_factory.mktemp("furnished") / "home")
    for name in ("init", "migrate"):
        done = made.run(name)
        assert done.returncode == 0, done.stderr
        made.printed += done.stdout
    return made


@pytest.fixture
def settled(home: Home, furnished: Home) -> Home:
    """Another such home, with the same keys."""
    shutil.copytree(furnished.path, home.path)
    home.printed = furnished.printed
    return home


@pytest.fixture
def findings(home: Home) -> Findings:
    """The names of what `holdspace doctor` finds, from what it printed."""
    return lambda printed: [line[2:].split(":")[0] for line in printed.splitlines() if line.startswith("✗ ")]
