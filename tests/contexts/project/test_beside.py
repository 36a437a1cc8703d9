"""What runs beside the server is started again when it ends, and only until the server ends."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.db import OperationalError

from holdspace.project import worker
from holdspace.project.beside import Beside


def until(true: Callable[[], bool]) -> None:
    end = time.monotonic() + 20
    while not true():
        assert time.monotonic() < end, "it did not come to that"
        time.sleep(0.05)


@pytest.fixture
def diary(tmp_path: Path) -> Path:
    """Each start of the process below leaves a line here."""
    path = tmp_path / "starts"
    path.touch()
    return path


def writes(diary: Path, then: str) -> list[str]:
    note = f"import time; open({str(diary)!r}, 'a').write('started\\n'); {then}"
    return [sys.executable, "-c", note]


def starts(diary: Path) -> int:
    return len(diary.read_text().splitlines())


def test_it_is_started_again_whenever_it_ends(diary: Path) -> None:
    beside = Beside(writes(diary, "raise SystemExit(3)"), pauses=(0.05, 0.05))
    beside.start()
    until(lambda: starts(diary) >= 3)
    beside.stop()
    known = starts(diary)
    time.sleep(0.5)
    assert starts(diary) == known


SERVER = """
import os, signal
from holdspace.project.beside import running_beside
with running_beside({command!r}):
    while not os.path.getsize({diary!r}):
        pass
    signal.raise_signal(signal.SIGTERM)  # as uvicorn does, once it has ended
"""


def test_a_server_that_is_asked_to_end_leaves_nothing_behind(diary: Path) -> None:
    note = f"import os, time; open({str(diary)!r}, 'a').write(f'{{os.getpid()}}\\n'); time.sleep(60)"
    script = SERVER.format(command=[sys.executable, "-c", note], diary=str(diary))
    done = subprocess.run([sys.executable, "-c", script], timeout=30, check=False)
    assert done.returncode == 0
    (left,) = map(int, diary.read_text().split())
    with pytest.raises(ProcessLookupError):
        os.kill(left, 0)


def test_one_that_is_killed_comes_back_and_goes_with_the_server(diary: Path) -> None:
    beside = Beside(writes(diary, "time.sleep(60)"), pauses=(0.05,))
    beside.start()
    until(lambda: starts(diary) == 1)
    first = beside.process
    assert first is not None
    first.kill()
    until(lambda: starts(diary) == 2)
    beside.stop()
    assert beside.process is not None
    assert beside.process.poll() is not None


def test_a_database_that_is_away_does_not_end_the_worker(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def ready() -> None:
        raise OperationalError("could not connect to somewhere")

    away = SimpleNamespace(objects=SimpleNamespace(ready=ready))
    monkeypatch.setattr(worker, "DBTaskResult", away)
    worker.do_waiting_tasks()
    assert "OperationalError at" in caplog.text  # its kind and place, and no more
