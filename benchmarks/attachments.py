"""What it costs to look at a file: seconds, and the memory of the process in which it is opened.

    python -m benchmarks.attachments [--rounds 3]

Each file is opened as an upload opens it, with the same limits. Memory is the peak of that process as the
kernel counted it (`VmHWM`); what is refused before a process is started (empty, too large, of another type)
is so there too, and costs what the process costs alone. The last line is of the server's side: its peak
before and after 20 MB were handed over. Bounds: 10 s and 256 MB (security.md, R19).
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
import sys, time
from holdspace.attachments.apart import main
main()
status = open("/proc/self/status").read().splitlines()
peak = next(line for line in status if line.startswith("VmHWM")).split()[1]
sys.stderr.write(f"{time.process_time()} {peak}")
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


def apart(content: bytes) -> tuple[str, float, float, int]:
    """What was said of a file, seconds on the clock and of the processor, and megabytes at the most."""
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
    processor, peak = done.stderr.split()[-2:]
    return said.get("why") or f"kept as {said['format']}", took, float(processor), int(peak) // 1024


def main() -> None:
    """Print a table in Markdown."""
    asked = argparse.ArgumentParser()
    asked.add_argument("--rounds", type=int, default=3)
    rounds = asked.parse_args().rounds
    print(f"load {os.getloadavg()[0]:.1f}\n")
    print("| file | sent, kB | what became of it | s | s of the processor | MB |")
    print("|---" * 6 + "|")
    for name, content in cases():
        said = [apart(content) for _ in range(rounds)]
        seconds, processor = (median(each[at] for each in said) for at in (1, 2))
        memory = max(each[3] for each in said)
        row = f"| {name} | {len(content) // 1024:,} | {said[0][0]} |"
        print(f"{row} {seconds:.2f} | {processor:.2f} | {memory} |")
    print(f"\nThe server, 20 MB handed over and 10 MB taken back: {_beside()} MB more than before.")


def _beside() -> int:
    """Megabytes by which this process grew at the most while it handed a file over, sealed and opened it."""
    program = """
import os, django
django.setup()
from django.conf import settings
from holdspace.attachments.remaking import _said_apart
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
lines = lambda: open("/proc/self/status").read().splitlines()
peak = lambda: int(next(line for line in lines() if line.startswith("VmHWM")).split()[1])
before = peak()
sent = b"%PDF-" + os.urandom(20 * 1024**2 - 5)
_said_apart(sent, seconds=10)
made = os.urandom(10 * 1024**2)
cipher = AESGCM(bytes(32))
cipher.decrypt(bytes(12), cipher.encrypt(bytes(12), made, b""), b"")
print((peak() - before) // 1024)
"""
    environment = os.environ | {
        "PYTHONPATH": str(SOURCE),
        "DJANGO_SETTINGS_MODULE": "holdspace.project.settings",
    }
    said = subprocess.run([sys.executable, "-c", program], capture_output=True, env=environment, check=True)
    return int(said.stdout)


if __name__ == "__main__":
    main()
