"""Stories of forming look at rows as the system does; whoever acts in them acts inside `acting_as`."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from holdspace.vault.scope import acting_as
from tests.cast import Cast


@pytest.fixture(autouse=True)
def _backstage(cast: Cast) -> Iterator[None]:
    with acting_as(cast.system):
        yield
