"""What `make test` runs, step by step; stops at the first step that fails.

python -m tests.run            everything
python -m tests.run --fast     without browser journeys and PostgreSQL
python -m tests.run --only lint|types|imports|embedded|sockets|postgres|journeys|cameras
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from tests import services
from tests.environment import required

#: Three for two cores: whoever waits for a disk or a database leaves the core to another. A file stays with one
#: of them, so that what a module builds (a furnished house, a grown demonstration) is built once.
WORKERS = ("-n", "3", "--dist", "loadfile")
PYTEST = (sys.executable, "-m", "pytest", "-q", "--durations=5", "-m", "not proof")
#: What asks no database, or always the embedded one, or asks either the same at length: not run a second time on
#: PostgreSQL, so that a run ends in time.
WITHOUT_POSTGRES = (
    *(
        f"tests/contexts/{name}"
        for name in ("project", "ui", "attachments", "desk", "demo", "test_query_counts.py")
    ),
    *(f"tests/contexts/{name}" for name in ("measures/test_migrating.py", "outcomes/test_programme.py")),
    "tests/contexts/outcomes/test_paths.py",
    *(f"tests/contracts/test_{name}.py" for name in ("documents", "engine", "imports", "matrix_document")),
    *(
        f"tests/contracts/test_{name}.py"
        for name in ("pages", "privacy", "spanish_pages", "translations", "words")
    ),
)
#: Sockets are told by the second whether somebody listens: they are tested alone, without a neighbour.
SOCKETS = tuple(f"tests/contexts/live/test_{name}.py" for name in ("consumers", "presence", "rooms", "relay"))
WITH_DATABASE = ("tests/contexts", "tests/contracts")


@dataclass(frozen=True)
class Step:
    """One command, the environment it needs, and what must be there for it."""

    name: str
    command: tuple[str, ...]
    environment: dict[str, str] = field(default_factory=dict)
    needs: Callable[[], str | None] | None = None
    service: str = ""
    slow: bool = False


def steps() -> Iterator[Step]:
    """Every step in order."""
    tool = os.path.dirname(sys.executable)
    not_here = tuple(f"--ignore={path}" for path in SOCKETS)
    nor_again = tuple(f"--ignore={path}" for path in WITHOUT_POSTGRES)
    postgres = {"HOLDSPACE_DATABASE_URL": services.POSTGRES + "holdspace"}
    yield Step("lint", (f"{tool}/ruff", "check", "src", "tests", "benchmarks", "docs"))
    yield Step("lint", (f"{tool}/ruff", "format", "--check", "src", "tests", "benchmarks", "docs"))
    yield Step("types", (f"{tool}/mypy",))
    yield Step("imports", (f"{tool}/lint-imports",))
    yield Step("embedded", (*PYTEST, *WORKERS, *not_here, "tests/rules", *WITH_DATABASE))
    yield Step("sockets", (*PYTEST, *SOCKETS))
    yield Step(
        "postgres",
        (*PYTEST, *WORKERS, "--create-db", *not_here, *nor_again, *WITH_DATABASE),
        postgres,
        services.postgres,
        "postgres",
        slow=True,
    )
    for name, which, how in (
        ("journeys", "not proof and not filmed", ("-n", "2", "--dist", "loadfile")),
        ("cameras", "not proof and filmed", ()),
    ):
        command = (*PYTEST, *how, "-m", which, "tests/journeys")
        yield Step(name, command, {}, services.browser, "browser", slow=True)


def main() -> int:
    """Run the steps; returns the exit status."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--fast", action="store_true")
    parser.add_argument("--only")
    chosen = parser.parse_args()
    skipped = []
    for step in steps():
        if (chosen.only and step.name != chosen.only) or (chosen.fast and step.slow):
            continue
        if step.needs and step.needs() is None:
            if required(step.service):
                return _say(f"{step.name}: {step.service} is required here and was not found", status=1)
            skipped.append(f"{step.name}: skipped, no {step.service} found on this machine")
            continue
        if not _run(step):
            return _say(f"{step.name}: failed", status=1)
    for line in skipped:
        _say(line)
    return 0


def _run(step: Step) -> bool:
    _say(f"── {step.name}: {' '.join(os.path.basename(part) for part in step.command[:3])}")
    began = time.monotonic()
    done = subprocess.run(step.command, env=os.environ | step.environment, check=False)
    _say(f"   {step.name}: {time.monotonic() - began:.0f} s")
    return done.returncode == 0


def _say(line: str, *, status: int = 0) -> int:
    print(line, flush=True)  # noqa: T201
    return status


if __name__ == "__main__":
    sys.exit(main())
