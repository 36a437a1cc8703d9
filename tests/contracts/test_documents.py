"""Documents that are made from code say what the code says."""

from __future__ import annotations

import pytest

from docs.generate import DOCUMENTS, made, standing


@pytest.mark.parametrize("path", DOCUMENTS)
def test_a_generated_document_is_not_stale(path: str) -> None:
    assert standing(path) == made(path), "run: python -m docs.generate"
