"""What a practice had before its members could be asked alone stays as it was."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests import services


@pytest.mark.proof  # a minute: all migrations, twice
def test_schedules_and_answers_from_before_are_kept(tmp_path: Path) -> None:
    """Every third session stays every third session, without points; answers stay, given with a check-in."""
    environment = os.environ | {"HOLDSPACE_HOME": str(tmp_path / "home"), "HOLDSPACE_DATABASE_URL": ""}
    (tmp_path / "home" / "data").mkdir(parents=True)
    for module in (("holdspace.project", "init"), ("tests.contexts.measures.migrating",)):
        done = subprocess.run(
            [sys.executable, "-m", *module],
            env=environment, cwd=services.ROOT, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr[-2000:]
    assert json.loads(done.stdout.splitlines()[-1]) == {
        "asked": ["phq-9", 3, [], 6],
        "answers": ["phq-9", {"mood": 2}, {"total": None}, "check_in", None],
    }
