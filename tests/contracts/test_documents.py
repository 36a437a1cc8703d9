"""Documents that are made from code say what the code says."""

from __future__ import annotations

from docs.generate import stale


def test_no_generated_document_is_stale() -> None:
    assert stale() == [], "run: python -m docs.generate"
