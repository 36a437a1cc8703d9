"""A process beside the server that is started again whenever it ends by itself.

Without the worker nobody is mailed and no concern goes on to the next: a server that serves must not stand
alone without saying so.
"""

from __future__ import annotations

import logging
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

logger = logging.getLogger(__name__)

PAUSES = (1.0, 2.0, 5.0, 15.0, 30.0)
"""Seconds before it is started again: longer each time that it did not stand for `STANDS`."""

STANDS = 60.0


@contextmanager
def running_beside(command: Sequence[str]) -> Iterator[None]:
    """Run `command` as long as the block, also where this process is asked to end (SIGTERM)."""
    beside = Beside(command)
    # uvicorn ends in order and then lets the signal do what it does by default: nothing after it would run,
    # and what stands beside would be left behind.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    beside.start()
    try:
        yield
    finally:
        beside.stop()


class Beside:
    """Runs `command` until `stop`; that it ended by itself is logged."""

    def __init__(self, command: Sequence[str], *, pauses: Sequence[float] = PAUSES) -> None:
        self.command, self.pauses = list(command), pauses
        self.process: subprocess.Popen[bytes] | None = None
        self._over = threading.Event()
        self._turn = threading.Lock()
        self._thread = threading.Thread(target=self._keep, daemon=True)

    def start(self) -> None:
        """Start it, and watch it from now on."""
        self._run()
        self._thread.start()

    def stop(self) -> None:
        """End it, and do not start it again."""
        with self._turn:
            self._over.set()
            if self.process is not None:
                self.process.terminate()
        self._thread.join(timeout=15)

    def _run(self) -> None:
        with self._turn:  # never after `stop`
            if not self._over.is_set():
                self.process = subprocess.Popen(self.command)  # noqa: S603 - our own command

    def _keep(self) -> None:
        fell = 0
        while not self._over.is_set():
            assert self.process is not None
            stood = self._stood()
            if self._over.is_set():
                return
            fell = 0 if stood else min(fell + 1, len(self.pauses) - 1)
            logger.error("the process beside the server ended; it is started again")
            if self._over.wait(self.pauses[fell]):
                return
            self._run()

    def _stood(self) -> bool:
        """Wait until it ends; whether it had stood for a while."""
        assert self.process is not None
        try:
            self.process.wait(timeout=STANDS)
        except subprocess.TimeoutExpired:
            self.process.wait()
            return True
        return False
