"""A practice that bills."""

from __future__ import annotations

import pytest

from tests.bills import Bills, open_books
from tests.cast import Cast


@pytest.fixture
def bills(cast: Cast) -> Bills:
    """Everything is set up, and all three came last Tuesday."""
    return open_books(cast)
