"""Where an uploaded file lies while it is read: in memory, for names never lie unencrypted on a disk.

Only the one page for which a handler is made receives files, only from who may send one, and only up to a
size; whatever else is uploaded anywhere is read off the line and kept nowhere.
"""

from __future__ import annotations

from typing import Any, ClassVar

from django.core.files.uploadhandler import MemoryFileUploadHandler
from django.http import HttpRequest

from holdspace.kernel.actors import ANONYMOUS, Actor


class PageUpload(MemoryFileUploadHandler):
    """Keeps in memory what is sent to one page (`FILE_UPLOAD_HANDLERS`); each such page has its own."""

    page: ClassVar[str]
    permission: ClassVar[str]
    most_bytes: ClassVar[int]

    def handle_raw_input(
        self,
        input_data: Any,
        META: Any,  # noqa: N803 - Django calls it so
        content_length: int,
        boundary: Any,
        encoding: Any = None,
    ) -> None:
        """Decide, before anything is read, whether files are kept."""
        self.activated = content_length <= self.most_bytes and self._is_expected(self.request)

    def _is_expected(self, request: HttpRequest | None) -> bool:
        match = getattr(request, "resolver_match", None)
        actor: Actor = getattr(request, "actor", ANONYMOUS)
        return match is not None and match.view_name == self.page and actor.may(self.permission)
