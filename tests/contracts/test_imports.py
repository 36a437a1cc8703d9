"""Floors and shelves hold (see `.importlinter`), and no library calls home."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

from tests.contracts.models import ROOT
from tests.contracts.source import modules


def test_floors_and_shelves_hold() -> None:
    tool = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run([tool, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_other_rooms_are_not_reached_by_name() -> None:
    """`apps.get_model` belongs to migrations; elsewhere it would hide an import from the floors."""
    assert [module.name for module in modules() if "get_model(" in module.path.read_text()] == []


def test_nothing_calls_home() -> None:
    """No module imports a client for other people's servers; mail goes through Django, news through Redis,
    and what goes to a practice's own pager or to a push service through one module.
    """
    clients = re.compile(
        r"^\s*(?:from|import) (requests|httpx|aiohttp|urllib\.request|urllib3|boto3)\b", re.M
    )
    found = [module.name for module in modules() if clients.search(module.path.read_text())]
    assert found == ["correspondence/outside.py"]
