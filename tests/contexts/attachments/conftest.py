"""How busy this machine is says nothing about files: the deadline is tried where it is meant."""

from __future__ import annotations

import pytest

from holdspace.attachments import remaking


@pytest.fixture(autouse=True)
def _patience(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(remaking, "MOST_SECONDS", 120.0)
