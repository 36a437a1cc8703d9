"""Fixtures of the contracts."""

from __future__ import annotations

import pytest
from django.db import connection

from tests.scratch import transactional_db

__all__ = ["transactional_db"]


@pytest.fixture
def on_postgresql() -> None:
    if connection.vendor != "postgresql":
        pytest.skip("row-level security is PostgreSQL's")


@pytest.fixture
def on_sqlcipher() -> None:
    if connection.vendor != "sqlite":
        pytest.skip("pragmas and file bytes are the embedded engine's")
