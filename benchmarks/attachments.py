"""What it costs to look at a file: seconds, and the memory of the process in which it is opened.

    python -m benchmarks.attachments [--rounds 3]

Each file is opened as an upload opens it, with the same limits. Memory is the peak of that process as the kernel
counted it (`VmHWM`); what the server itself needs beside it is the difference of its own peak before and after the
largest file. Bounds: 10 s and 256 MB (security.md, R19).
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median

from tests import files

SOURCE = Path(__file__).parents[1] / "src"
APART = """
import sys
from holdspace.attachments.apart import main
main()
status = open("/proc/self/status").read().splitlines()
sys.stderr.write(next(line for line in status if line.startswith("VmHWM")).split()[1])
"""


def cases() -> Iterator[tuple[str, bytes]]:
    """Honest files of the largest size that is taken, and those that are meant to hurt."""
    yield "photograph, 48 megapixels, JPEG", files.picture("JPEG", (8_000, 6_000))
    yield "page of A4 at 600 dpi, RGB, PNG", files.png(4_960, 7_016)
    yield "grey, 50 megapixels, PNG", files.png(7_000, 7_100, colour=0)
    yield "transparent, 18 megapixels, PNG", files.png(4_300, 4_300, colour=6)
    yield "grey of 16 bits, 13 megapixels, PNG", files.png(3_600, 3_600, depth=16, colour=0)
    yield "PDF of 200 pages", files.of_pages(200)
    for name, content, _ in files.refused():
        yield name, content


def apart(content: bytes) -> tuple[str, float, int]:
    """What was said of a file, seconds on the clock, and megabytes at the most."""
    began = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-s", "-P", "-c", APART],
        input=content,
        capture_output=True,
        env={"PYTHONPATH": str(SOURCE), "LC_ALL": "C.UTF-8", "MALLOC_ARENA_MAX": "2"},
        check=False,
    )
    took = time.perf_counter() - began
    said = json.loads(done.stdout.partition(b"\n")[0] or b'{"why": "stopped"}')
    return said.get("why") or f"kept as {said['format']}", took, int(done.stderr.split()[-1]) // 1024


def main() -> None:
    """Print a table in Markdown."""
    asked = argparse.ArgumentParser()
    asked.add_argument("--rounds", type=int, default=3)
    rounds = asked.parse_args().rounds
    print(
        f"load {os.getloadavg()[0]:.1f}\n\n| file | sent, kB | what became of it | s | MB |\n|---|---|---|---|---|"
    )
    for name, content in cases():
        said = [apart(content) for _ in range(rounds)]
        seconds, memory = median(each[1] for each in said), max(each[2] for each in said)
        print(f"| {name} | {len(content) // 1024:,} | {said[0][0]} | {seconds:.2f} | {memory} |")


if __name__ == "__main__":
    main()
