"""Signed checkpoints: every hour the newest entry's number and digest, signed and kept outside the data.

A chain of hashes does not show that its end was cut off, nor that all of it was hashed anew. A checkpoint
does: it lies beside the keys, not in the database, and is signed with a key derived from the root (Ed25519).
The file is only ever appended to, one JSON object a line; each line names the hash of the line before, so
that a line taken out of the middle shows as well. Copy the file off the machine: whoever holds the
machine's keys can write it anew.

A checkpoint is made only over a chain that is sound since the last one. Otherwise `Broken` is raised and the
signed past stays as it is.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import IO, Final

from cryptography.exceptions import InvalidSignature
from django.conf import settings

from holdspace.audit.reading import check_tail, mark_at
from holdspace.audit.rules.chain import BEGINNING, START, Kind, Mark, Problem
from holdspace.kernel import clock
from holdspace.vault import roots


class Broken(Exception):  # noqa: N818
    """The chain is not what was signed, or not sound since: nothing is signed over it. See `holdspace audit
    verify`."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("; ".join(map(str, problems[:5])))
        self.problems = problems


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """At `at`, the newest entry was `seq` with this `digest`. `previous`: SHA-256 of the line before."""

    seq: int
    digest: str
    at: str
    previous: str

    @property
    def signed_bytes(self) -> bytes:
        """What the signature covers."""
        return json.dumps([self.seq, self.digest, self.at, self.previous], separators=(",", ":")).encode()


@dataclass
class Signed:
    """The checkpoints whose signatures hold, and what is wrong with the others."""

    checkpoints: list[Checkpoint] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    last_line: str = ""

    @property
    def marks(self) -> list[Mark]:
        """The checkpoints as the chain's rules read them, in the order of their numbers."""
        return sorted(Mark(checkpoint.seq, checkpoint.digest) for checkpoint in self.checkpoints)

    @property
    def newest_seq(self) -> int:
        """The newest entry that a signature vouches for; 0 without one."""
        return max((checkpoint.seq for checkpoint in self.checkpoints), default=0)


def file() -> Path:
    """Where the checkpoints lie: beside the keys, never in the data folder."""
    return Path(settings.HOLDSPACE_KEYS) / "checkpoints" / "audit-chain.jsonl"


def read() -> Signed:
    """Every checkpoint that was made, each checked against the signing key and the line before it."""
    path = file()
    return _read(path.read_text().splitlines() if path.exists() else [])


def make() -> Checkpoint | None:
    """Sign the newest entry; None when nothing was written since the last checkpoint. Raises `Broken`."""
    with _opened() as lines:
        signed = _read(lines.read().splitlines())
        newest = _sound_since(signed)
        if newest.seq == signed.newest_seq:
            return None
        moment = clock.now().isoformat(timespec="seconds")
        checkpoint = Checkpoint(newest.seq, newest.digest, moment, _hash(signed.last_line))
        _append(lines, checkpoint)
        return checkpoint


def hourly(moment: datetime) -> None:
    """What the worker does every hour."""
    make()


PERIODIC: Final[tuple[tuple[timedelta, Callable[[datetime], object]], ...]] = ((timedelta(hours=1), hourly),)


def _sound_since(signed: Signed) -> Mark:
    """The newest entry, when all since the last checkpoint is sound and the checkpoint itself still true."""
    last = signed.marks[-1] if signed.marks else START
    found = mark_at(last.seq)
    if signed.problems or found != last:
        kind = Kind.TRUNCATED if found is None else Kind.FORGED
        raise Broken(signed.problems or [Problem(last.seq, kind)])
    newest, problems = check_tail(last)
    if problems:
        raise Broken(problems)
    return newest


def _read(lines: list[str]) -> Signed:
    signed = Signed()
    for line in lines:
        checkpoint, sound = _parsed(line)
        if sound and checkpoint.previous == _hash(signed.last_line):
            signed.checkpoints.append(checkpoint)
        else:
            signed.problems.append(Problem(checkpoint.seq, Kind.FORGED))
        signed.last_line = line
    return signed


def _parsed(line: str) -> tuple[Checkpoint, bool]:
    """A line of the file, and whether its signature is ours."""
    try:
        held = json.loads(line)
        signature = bytes.fromhex(held.pop("signature"))
        checkpoint = Checkpoint(**held)
        roots.checkpoint_signer().public_key().verify(signature, checkpoint.signed_bytes)
    except (ValueError, TypeError, KeyError, AttributeError, InvalidSignature):
        return Checkpoint(0, "", "", ""), False
    return checkpoint, True


def _hash(line: str) -> str:
    return hashlib.sha256(line.encode()).hexdigest() if line else BEGINNING


@contextmanager
def _opened() -> Iterator[IO[str]]:
    """The file, held by this process alone until the block ends."""
    path = file()
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o600)
    with os.fdopen(handle, "r+") as lines:
        fcntl.flock(lines, fcntl.LOCK_EX)
        yield lines


def _append(lines: IO[str], checkpoint: Checkpoint) -> None:
    signature = roots.checkpoint_signer().sign(checkpoint.signed_bytes).hex()
    held = {name: getattr(checkpoint, name) for name in ("seq", "digest", "at", "previous")}
    lines.write(json.dumps(held | {"signature": signature}, separators=(",", ":")) + "\n")
    lines.flush()
    os.fsync(lines.fileno())
