"""What somebody else's validator says about a file of claims: pyx12, with its maps of 005010X222A1.

Neither the maps nor the code are ours. `complaints` gives all that it finds wrong, in its own words.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from io import StringIO
from typing import Any

import pyx12.params
import pyx12.x12n_document


def complaints(file: str) -> list[str]:
    """Everything that is wrong with the file; empty where it is clean."""
    told = StringIO()
    accepted = pyx12.x12n_document.x12n_document(
        pyx12.params.ParamsBase(), StringIO(file), None, None, fd_json=told
    )
    found = list(_errors(json.loads(told.getvalue() or "{}")))
    return found if found or accepted else ["refused as a whole"]


def _errors(told: Any) -> Iterator[str]:
    if isinstance(told, list):
        for each in told:
            yield from _errors(each)
    if isinstance(told, dict):
        yield from (json.dumps(error) for error in told.get("errors", ()))
        for each in told.values():
            yield from _errors(each) if isinstance(each, list | dict) else ()
