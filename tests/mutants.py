"""Takes every authorization check away in turn, and asks whether the tests notice (`make mutants`).

    python -m tests.mutants [--only TEXT] [--again] [--quick] [--jobs 2]

For each mutant (`mutating.py`), in this order, until one notices: the models asked directly and the rows of the
matrix that belong to the mutant's room; the tests of that room; the rest of the matrix. The first and last
happen in a fork of one process that has built the house once. `--quick` leaves the tests of the room out.

The tests of a room count only if they pass without a mutant: otherwise their failing would prove nothing, and
what only they could notice is reported as undecided. The result is kept in `docs/reference/mutants.md`, with the
commit at which each was hunted; `--again` hunts only those that the document does not hold as killed.
"""

from __future__ import annotations

import argparse
import atexit
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.contracts.walking import Walker
    from tests.mutating import Mutant

ROOT = Path(__file__).resolve().parents[1]
REPORT = ROOT / "docs" / "reference" / "mutants.md"


class Verdict(StrEnum):
    """What became of a mutant."""

    KILLED = "killed"
    SURVIVED = "survived"
    UNDECIDED = "undecided"


@dataclass(frozen=True)
class Fate:
    """What became of one mutant, and what noticed it."""

    mutant: Mutant
    verdict: Verdict
    by: str
    seconds: float
    commit: str


def main() -> int:
    """Run all (or `--only` some); returns 1 when a mutant lives."""
    options = _options()
    _own_home()
    walker, moment = _build()
    from tests.mutating import mutants

    earlier = _killed_before() if options.again else {}
    there = [mutant for mutant in mutants() if options.only in str(mutant)]
    chosen = [mutant for mutant in there if str(mutant) not in earlier]
    known = _in_forks(walker, None).splitlines()
    for failure in known:
        _say(f"fails without a mutant, and proves nothing: {failure}")
    rooms = {} if options.quick else _rooms_that_pass({mutant.room for mutant in chosen}, options.jobs)
    fates = _hunt_all(chosen, Ground(walker, moment, rooms, known), options.jobs)
    fates += [earlier[str(mutant)] for mutant in there if str(mutant) in earlier]
    if not options.only:
        REPORT.write_text(_report(fates, known))
    _say(_numbers(fates))
    return int(any(fate.verdict is not Verdict.KILLED for fate in fates))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", default="", help="mutants whose name holds this text")
    parser.add_argument("--again", action="store_true", help="only what the document does not hold as killed")
    parser.add_argument("--quick", action="store_true", help="the matrix alone")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="how many are hunted at once")
    return parser.parse_args()


def _own_home() -> None:
    """A home of this run's own: the house is committed to it, and forks read it."""
    home = Path(tempfile.mkdtemp(prefix="holdspace-mutants-"))
    owner = os.getpid()
    atexit.register(lambda: shutil.rmtree(home, True) if os.getpid() == owner else None)
    for name in ("data", "keys"):
        (home / name).mkdir(mode=0o700)
    for name in ("root.key", "psychotherapy.key"):
        (home / "keys" / name).write_bytes(os.urandom(32))
    os.environ |= {
        "HOLDSPACE_HOME": str(home),
        "HOLDSPACE_EMAIL_BACKEND": "django.core.mail.backends.locmem.EmailBackend",
        "DJANGO_SETTINGS_MODULE": "holdspace.project.settings",
    }
    os.environ.pop("HOLDSPACE_DATABASE_URL", None)


def _build() -> tuple[Walker, datetime]:
    """The house of the matrix, committed; no connection stays open, for none may cross a fork."""
    import django

    django.setup()
    from django.conf import settings
    from django.core.management import call_command
    from django.db import connection
    from django.test.utils import setup_test_environment

    from holdspace.vault.walls import raise_walls

    setup_test_environment()
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    call_command("migrate", verbosity=0)
    raise_walls()
    from holdspace.kernel import clock
    from tests.contracts.house import House
    from tests.contracts.walking import Walker

    moment = clock.now()
    _hold_the_clock(moment)
    walker = Walker(House.build())
    connection.close()
    return walker, moment


def _hold_the_clock(moment: datetime) -> None:
    """One moment for the whole run, in every process: a proof is good for five minutes only."""
    from holdspace.kernel import clock

    _holding.enter_context(clock.held_at(moment))


# --- Many at once ----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Ground:
    """Where mutants are hunted: the house, the rooms whose tests count, and what fails anyway."""

    walker: Walker
    moment: datetime
    rooms: dict[str, bool]
    known: list[str]


_holding = ExitStack()
"""Never closed: a context that nobody keeps is left again at once."""

_ground: Ground | None = None
"""Set before the hunters are forked, who find it in their memory."""


def _hunt_all(chosen: Sequence[Mutant], ground: Ground, jobs: int) -> list[Fate]:
    global _ground
    _ground = ground
    hunters = ProcessPoolExecutor(jobs, mp_context=get_context("fork"), initializer=_begin_to_hunt)
    with hunters:
        return [_told(fate) for fate in hunters.map(_hunted, chosen)]


def _begin_to_hunt() -> None:
    """A copy of the house for this hunter alone, for one file has one writer at a time; and the same moment."""
    from django.db import connection

    assert _ground is not None
    _hold_the_clock(_ground.moment)
    file = Path(connection.settings_dict["NAME"])
    own = Path(tempfile.mkdtemp(dir=file.parent)) / file.name
    shutil.copy(file, own)
    connection.settings_dict["NAME"] = own


def _hunted(mutant: Mutant) -> Fate:
    assert _ground is not None
    return _hunt(_ground.walker, mutant, _ground.rooms, _ground.known)


# --- One mutant ------------------------------------------------------------------------------------------


def _hunt(walker: Walker, mutant: Mutant, rooms: dict[str, bool], known: list[str]) -> Fate:
    begun = time.monotonic()
    by = _in_forks(walker, mutant, known, rest=False)
    if not by and rooms.get(mutant.room):
        by = _tests_of(mutant.room, mutant)
    by = by or _in_forks(walker, mutant, known, rest=True)
    verdict = Verdict.KILLED if by else Verdict.SURVIVED if rooms.get(mutant.room) else Verdict.UNDECIDED
    return Fate(mutant, verdict, by, time.monotonic() - begun, _commit())


def _in_forks(
    walker: Walker, mutant: Mutant | None, known: Sequence[str] = (), *, rest: bool | None = None
) -> str:
    """What in the matrix notices the mutant, asked in a process of its own; nothing: empty.

    Without a mutant: everything that fails anyway, a line each; those lines are `known` later on.
    """
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        os._exit(_in_child(walker, mutant, known, rest, writing))
    os.close(writing)
    with os.fdopen(reading) as said:
        noticed = said.read()
    _, status = os.waitpid(child, 0)
    return noticed or (f"the program ended with {status}" if status else "")


def _in_child(
    walker: Walker, mutant: Mutant | None, known: Sequence[str], rest: bool | None, writing: int
) -> int:
    from django.db import connection

    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)  # the log of what the mutants break
    try:
        if mutant is not None:
            from tests.mutating import put_in_place

            put_in_place(mutant)
        found = (line for line in _noticing(walker, mutant, rest) if line not in known)
        noticed = "\n".join(found) if mutant is None else next(found, "")
    except Exception as problem:
        noticed = f"{type(problem).__name__} in the matrix"
    os.write(writing, noticed.encode())
    connection.close()
    return 0


def _noticing(walker: Walker, mutant: Mutant | None, rest: bool | None) -> Iterator[str]:
    """Every failure of the matrix; `rest` False: the mutant's own part of it, True: all but that."""
    from tests.contracts import test_authorization as matrix
    from tests.contracts.house import WHO

    if rest is not True:
        yield from _asked_directly(walker)
    rows = list(matrix.ROWS.values())
    if mutant is not None:
        rows = [row for row in rows if row.name.startswith(f"{mutant.room}:") is not rest]
        rows.sort(key=lambda row: row.name != mutant.name)
    for row in rows:
        for actor in WHO:
            yield from matrix._failures(walker, row, actor)


def _asked_directly(walker: Walker) -> Iterator[str]:
    """What the models themselves answer, and what the views that ask for proof again do."""
    from tests.contracts import test_authorization as matrix
    from tests.contracts import test_visible as visible
    from tests.contracts.house import WHO

    for label in visible.SEEN:
        yield from (f"{label}.visible_to: {wrong}" for wrong in visible.wrong(walker.house, label))
    for actor in (actor for actor, name in WHO.items() if name):
        yield from visible.wrong_reach(walker.house, actor)
    for name in matrix.table()["step_up"]["names"]:
        yield from matrix.step_up_failures(walker, name)


# --- The tests of a room ---------------------------------------------------------------------------------


def _rooms_that_pass(rooms: set[str], jobs: int) -> dict[str, bool]:
    """Whether each room's own tests pass as things are."""
    names = sorted(rooms)
    with ThreadPoolExecutor(jobs) as runners:
        found = dict(zip(names, runners.map(_passes, names), strict=True))
    for room, passes in found.items():
        _say(f"tests of {room}: {'pass' if passes else 'do not count, they fail without a mutant'}")
    return found


def _passes(room: str) -> bool:
    return _folder(room).is_dir() and not _tests_of(room, None)


def _tests_of(room: str, mutant: Mutant | None) -> str:
    """What of a room's tests fails; nothing: empty."""
    wanted = {"HOLDSPACE_MUTANT": str(mutant)} if mutant else {}
    environment = {k: v for k, v in os.environ.items() if not k.startswith("HOLDSPACE_")} | wanted
    command = (
        sys.executable,
        "-m",
        "pytest",
        "-x",
        "-q",
        "--no-header",
        "-p",
        "tests.mutating",
        str(_folder(room)),
    )
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    if done.returncode == 0:
        return ""
    said = done.stdout.replace(f"{ROOT}/", "")  # the report names no path of a machine
    failed = [line for line in said.splitlines() if line.startswith(("FAILED", "ERROR"))]
    return failed[0] if failed else f"pytest ended with {done.returncode}"


def _folder(room: str) -> Path:
    return ROOT / "tests" / "contexts" / room


# --- What came of it -------------------------------------------------------------------------------------


def _told(fate: Fate) -> Fate:
    _say(f"{fate.verdict.value:9} {fate.seconds:5.0f} s  {fate.mutant}  {fate.by[:90]}")
    return fate


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def _numbers(fates: list[Fate]) -> str:
    counted = Counter(fate.verdict for fate in fates)
    return ", ".join(
        [f"{len(fates)} mutants", *(f"{counted[verdict]} {verdict.value}" for verdict in Verdict)]
    )


_ROW = re.compile(r"\| `(?P<mutant>[^`]+)` \| killed \| (?P<commit>\S+) \| (?P<by>.*) \|")


def _killed_before() -> dict[str, Fate]:
    """What the document holds as killed, by the mutant's name."""
    from tests.mutating import Mutant

    rows = _ROW.finditer(REPORT.read_text() if REPORT.exists() else "")
    return {
        row["mutant"]: Fate(Mutant.parse(row["mutant"]), Verdict.KILLED, row["by"], 0, row["commit"])
        for row in rows
    }


def _report(fates: list[Fate], known: list[str]) -> str:
    lines = [
        "<!-- Made by `python -m tests.mutants`; do not edit. -->",
        "",
        "# Mutants",
        "",
        "Every authorization check is taken away in turn, and the tests have to notice each.",
        "",
        f"Last run: {datetime.now(UTC):%Y-%m-%d}. {_numbers(fates)}.",
        "",
        "| what is taken away | mutants | killed |",
        "|---|---|---|",
        *_table(fates),
        "",
    ]
    if known:
        lines += ["## Failing without any mutant", "", *(f"- {failure}" for failure in known), ""]
    lines += ["| mutant | | hunted at | noticed by |", "|---|---|---|---|", *_rows(fates), ""]
    return "\n".join(lines)


def _rows(fates: list[Fate]) -> Iterator[str]:
    """Those that live first."""
    for fate in sorted(fates, key=lambda fate: (fate.verdict is Verdict.KILLED, str(fate.mutant))):
        by = fate.by.replace("|", "/")[:120].strip()
        yield f"| `{fate.mutant}` | {fate.verdict.value} | {fate.commit} | {by} |"


def _table(fates: list[Fate]) -> Iterator[str]:
    from tests.mutating import Kind

    is_killed: Callable[[Fate], bool] = lambda fate: fate.verdict is Verdict.KILLED  # noqa: E731
    for kind in Kind:
        those = [fate for fate in fates if fate.mutant.kind is kind]
        yield f"| {kind.value} | {len(those)} | {sum(map(is_killed, those))} |"


def _commit() -> str:
    """The commit that is hunted in; marked where something has not been committed."""
    return _git("rev-parse", "--short", "HEAD") + ("+" if _git("status", "--porcelain", "src") else "")


def _git(*arguments: str) -> str:
    done = subprocess.run(("git", *arguments), cwd=ROOT, capture_output=True, text=True, check=False)
    return done.stdout.strip()


if __name__ == "__main__":
    sys.exit(main())
