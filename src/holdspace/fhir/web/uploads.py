"""Where an uploaded file lies while it is read: in memory, for names never lie unencrypted on a disk.

Only the page that takes rosters receives files, only from who may import one, and only up to a size; whatever
else is uploaded anywhere is read off the line and kept nowhere.
"""

from __future__ import annotations

from typing import Any, Final

from django.core.files.uploadhandler import MemoryFileUploadHandler
from django.http import HttpRequest

from holdspace.kernel.actors import ANONYMOUS, Actor
from holdspace.practice.roles import Permission

MOST_BYTES: Final = 64 * 1024**2
PAGE: Final = "fhir:import"


class RosterUpload(MemoryFileUploadHandler):
    """Keeps the one kind of file that this house takes, in memory (`FILE_UPLOAD_HANDLERS`)."""

    def handle_raw_input(
        self,
        input_data: Any,
        META: Any,  # noqa: N803 - Django calls it so
        content_length: int,
        boundary: Any,
        encoding: Any = None,
    ) -> None:
        """Decide, before anything is read, whether files are kept."""
        self.activated = content_length <= MOST_BYTES and _expects_file(self.request)


def _expects_file(request: HttpRequest | None) -> bool:
    match = getattr(request, "resolver_match", None)
    actor: Actor = getattr(request, "actor", ANONYMOUS)
    return match is not None and match.view_name == PAGE and actor.may(Permission.ROSTER_IMPORT)
