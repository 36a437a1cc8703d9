"""The process in which a file is opened: it has nothing, may little, and ends soon.

    python -s -P -m holdspace.attachments.apart < file

It reads a file from its input and writes one line of JSON and the new file to its output. Decoders are
large and written in C: what goes wrong in them goes wrong here, without keys, without a database, without a
name.
"""

from __future__ import annotations

import json
import resource
import sys
from typing import Final

from holdspace.attachments.rules.limits import MOST_MEMORY, MOST_PROCESSOR, MOST_SENT
from holdspace.attachments.rules.unreadable import Unreadable, Why

_LIMITS: Final = (
    ("RLIMIT_AS", MOST_MEMORY),
    ("RLIMIT_CPU", MOST_PROCESSOR),
    ("RLIMIT_CORE", 0),  # a core file would hold what somebody sent
    ("RLIMIT_FSIZE", 0),  # it writes no file at all
    ("RLIMIT_NOFILE", 16),
)


def main() -> int:
    """Make one file anew. Answers on the output in any case, unless it is stopped."""
    content = sys.stdin.buffer.read(MOST_SENT + 1)
    try:
        said, made = _remade(content)
    except Unreadable as problem:
        said, made = {"why": problem.why.value}, b""
    except MemoryError:
        said, made = {"why": Why.TOO_HEAVY.value}, b""
    sys.stdout.buffer.write(json.dumps(said).encode() + b"\n" + made)
    sys.stdout.buffer.flush()
    return 0


def _remade(content: bytes) -> tuple[dict[str, object], bytes]:
    from holdspace.attachments.rules.remaking import remake  # its libraries are loaded before the limits hold

    _bound()
    made = remake(content)
    return {"format": made.format.value, "pages": made.pages}, made.content


def _bound() -> None:
    for name, most in _LIMITS:
        limit = getattr(resource, name, None)
        if limit is not None:
            resource.setrlimit(limit, (most, most))


if __name__ == "__main__":
    sys.exit(main())
