"""Fixtures of the audit's tests."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import LazySettings

from holdspace.vault import roots
from tests.scratch import transactional_db

__all__ = ["transactional_db"]


@pytest.fixture
def own_keys(tmp_path: Path, settings: LazySettings) -> Iterator[Path]:
    """A key folder of this test's own, with the same keys and no checkpoints yet."""
    folder = tmp_path / "keys"
    folder.mkdir(mode=0o700)
    for name in ("root.key", "psychotherapy.key"):
        shutil.copyfile(Path(settings.HOLDSPACE_KEYS) / name, folder / name)
    settings.HOLDSPACE_KEYS = folder
    yield folder
    roots.forget()
