"""The document of the permission matrix says what the code and the matrix say."""

from __future__ import annotations

from tests.contracts.generate import DOCUMENT, document
from tests.contracts.models import ROOT


def test_the_permission_matrix_is_not_stale() -> None:
    assert (ROOT / DOCUMENT).read_text() == document(), "run: python -m tests.contracts.generate"
