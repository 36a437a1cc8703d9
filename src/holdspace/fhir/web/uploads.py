"""Which files rosters arrive in: one, on its page, from who may import."""

from __future__ import annotations

from typing import ClassVar, Final

from holdspace.practice.roles import Permission
from holdspace.ui.uploads import PageUpload

MOST_BYTES: Final = 64 * 1024**2


class RosterUpload(PageUpload):
    """The file of a roster."""

    page: ClassVar[str] = "fhir:import"
    permission: ClassVar[str] = Permission.ROSTER_IMPORT
    most_bytes: ClassVar[int] = MOST_BYTES
