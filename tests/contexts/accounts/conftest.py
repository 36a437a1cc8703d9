"""Fixtures of the sign-in tests."""

from __future__ import annotations

from tests.scratch import transactional_db

__all__ = ["transactional_db"]
