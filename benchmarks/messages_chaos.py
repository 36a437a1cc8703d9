"""What goes wrong in `benchmarks.messages`, over and over, at random moments."""

from __future__ import annotations

import random
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field


@dataclass
class Companion:
    """A process beside the servers: the worker, Redis; `how` is what kills it."""

    command: Sequence[str]
    environment: dict[str, str] | None = None
    how: signal.Signals = signal.SIGKILL
    process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        self.process = subprocess.Popen(self.command, env=self.environment, **quiet)  # type: ignore[call-overload]

    def kill(self) -> None:
        if self.process is not None:
            self.process.send_signal(self.how)
            self.process.wait(timeout=20)

    def kill_and_start(self, seconds: float) -> None:
        """Dead for so many seconds."""
        assert self.process is not None
        assert self.process.poll() is None, f"{self.command} had stopped by itself"
        self.kill()
        time.sleep(seconds)
        self.start()


@contextmanager
def running(companion: Companion) -> Iterator[Companion]:
    """Until the end of the block."""
    companion.start()
    try:
        yield companion
    finally:
        companion.kill()


@dataclass
class Nuisance:
    """Something that happens every so many seconds, on average."""

    name: str
    every: float
    act: Callable[[], None]
    chance: random.Random
    times: int = 0

    def go_on(self, over: threading.Event) -> None:
        while not over.wait(self.chance.expovariate(1 / self.every)):
            self.act()
            self.times += 1


@dataclass
class Chaos:
    """All nuisances, each in a thread of its own."""

    nuisances: list[Nuisance]
    _running: list[Future[None]] = field(default_factory=list)

    @contextmanager
    def raging(self) -> Iterator[None]:
        """Until the end of the block; what has begun is brought to its end, so that everything runs again."""
        over = threading.Event()
        with ThreadPoolExecutor(len(self.nuisances)) as threads:
            self._running = [threads.submit(each.go_on, over) for each in self.nuisances]
            try:
                yield
            finally:
                over.set()
        self.check()

    def check(self) -> None:
        """Raise what went wrong with one of them."""
        for each in self._running:
            if each.done():
                each.result()
