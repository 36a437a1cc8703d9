"""A file that somebody sent is looked at and made anew, outside of this process and of any transaction.

At most two at a time in one process: what they take together is what the machine has to have spare. It must
not be called within a transaction: on the embedded database, nobody else could write meanwhile.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path
from threading import BoundedSemaphore, Event, Thread, Timer
from typing import Final

import holdspace
from holdspace.attachments import scanning
from holdspace.attachments.rules.content import Format, format_of
from holdspace.attachments.rules.limits import MOST_KEPT, MOST_SECONDS
from holdspace.attachments.rules.remade import Remade
from holdspace.attachments.rules.unreadable import Unreadable, Why

AT_ONCE: Final = 2
_LINE: Final = 200
"""Bytes of the line that the other process says before the file; it says less."""

_turns = BoundedSemaphore(AT_ONCE)


def take(content: bytes) -> Remade:
    """The file to be kept in the place of `content`. Raises Unreadable, within `MOST_SECONDS`."""
    ends = time.monotonic() + MOST_SECONDS
    format_of(content)  # what is plainly none of ours needs no process
    if not _turns.acquire(timeout=MOST_SECONDS / 2):
        raise Unreadable(Why.BUSY)
    try:
        scanning.check_clean(content, seconds=ends - time.monotonic())
        return _answer(_said_apart(content, seconds=max(0.1, ends - time.monotonic())))
    finally:
        _turns.release()


def _said_apart(content: bytes, *, seconds: float) -> bytes:
    """What the other process answers: never more than a file may hold, however much it says."""
    with subprocess.Popen(
        [sys.executable, "-s", "-P", "-m", "holdspace.attachments.apart"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=_bare_environment(),
        cwd=os.sep,
    ) as process:
        late = Event()
        end = Timer(seconds, _end, (process, late))
        hand_over = Thread(target=_hand_over, args=(process, content), daemon=True)
        end.start()
        hand_over.start()
        try:
            assert process.stdout is not None
            said = process.stdout.read(_LINE + MOST_KEPT + 1)
        finally:
            end.cancel()
            process.kill()
            hand_over.join()
        if late.is_set():
            raise Unreadable(Why.TOO_SLOW)
        return said


def _end(process: subprocess.Popen[bytes], late: Event) -> None:
    late.set()
    process.kill()


def _hand_over(process: subprocess.Popen[bytes], content: bytes) -> None:
    assert process.stdin is not None
    try:
        process.stdin.write(content)
        process.stdin.close()
    except OSError:  # it ended before it had read everything
        pass


def _bare_environment() -> dict[str, str]:
    """Where the program lies, and nothing that is secret."""
    return {
        "PYTHONPATH": str(Path(holdspace.__path__[0]).parent),
        "LC_ALL": "C.UTF-8",
        "MALLOC_ARENA_MAX": "2",
    }


def _answer(said: bytes) -> Remade:
    """What was answered, believed as little as what was sent. Raises Unreadable."""
    line, _, made = said.partition(b"\n")
    try:
        answer = json.loads(line[:_LINE])
    except ValueError:  # stopped by its limits before it could speak
        raise Unreadable(Why.TOO_HEAVY) from None
    if "why" in answer:
        raise Unreadable(Why(answer["why"]))
    if len(made) > MOST_KEPT or format_of(made).value != answer["format"]:
        raise Unreadable(Why.DAMAGED)
    return Remade(made, Format(answer["format"]), int(answer["pages"]))
