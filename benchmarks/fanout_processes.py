"""How the servers of `benchmarks.fanout` are started and ended.

Each has a folder of its own that goes with it, one core where the machine has two, and is killed at the end.
"""

from __future__ import annotations

import os
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

CORES = sorted(os.sched_getaffinity(0))
FOR_SERVERS, FOR_CLIENTS = {CORES[0]}, {CORES[-1]}
STARTS_WITHIN = 60.0


@contextmanager
def process(command: list[str], home: Path, **environment: str) -> Iterator[int]:
    """A process on the servers' core, killed with all that it started; its words go to a file in `home`."""
    with (home / f"{Path(command[0]).name}.log").open("ab") as words:
        os.sched_setaffinity(0, FOR_SERVERS)
        try:
            started = subprocess.Popen(
                command,
                env=os.environ | environment,
                stdin=subprocess.DEVNULL,
                stdout=words,
                stderr=words,
                process_group=0,
            )
        finally:
            os.sched_setaffinity(0, FOR_CLIENTS)
    try:
        yield started.pid
    finally:
        with ExitStack() as gone:
            gone.callback(started.wait)
            os.killpg(started.pid, 9)


def answers(port: int, pid: int, home: Path) -> None:
    """Wait until something listens there; raise `RuntimeError` with what it said when nothing ever does."""
    give_up = time.monotonic() + STARTS_WITHIN
    while time.monotonic() < give_up and Path(f"/proc/{pid}/cwd").exists():
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    said = "\n".join(file.read_text(errors="replace")[-1500:] for file in sorted(home.glob("*.log")))
    raise RuntimeError(f"no server answers on port {port}\n{said}")


def started(stack: ExitStack, command: list[str], port: int, home: Path, **environment: str) -> int:
    pid = stack.enter_context(process(command, home, **environment))
    answers(port, pid, home)
    return pid
