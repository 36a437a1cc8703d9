"""Where an attached file is looked at: while it arrives, before any transaction and any view.

On the embedded database one request writes at a time. A file that takes seconds to open must not keep
everybody else waiting, so it is made anew here, in a process of its own, and the view finds the result.
"""

from __future__ import annotations

from io import BytesIO
from typing import Any, ClassVar, Final

from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import SkipFile
from django.http import HttpRequest

from holdspace.attachments.remaking import take
from holdspace.attachments.rules.limits import MOST_SENT
from holdspace.attachments.rules.remade import Remade
from holdspace.attachments.rules.unreadable import Unreadable, Why
from holdspace.kernel.actors import ANONYMOUS, Actor
from holdspace.practice.roles import Permission
from holdspace.ui.uploads import PageUpload

ENVELOPE: Final = 64 * 1024
"""Bytes of a request around its file: the other fields and the lines between them."""
FIELD: Final = "file"


class Examined(UploadedFile):  # type: ignore[type-arg]
    """What came of a file: the one that was made anew, or why there is none. Its own name was never kept."""

    def __init__(self, remade: Remade | None, why: Why | None = None) -> None:
        super().__init__(BytesIO(), name=FIELD, size=len(remade.content) if remade else 0)
        self.remade, self.why = remade, why

    @classmethod
    def of(cls, content: bytes) -> Examined:
        """Look at a file and make it anew."""
        try:
            return cls(take(content))
        except Unreadable as problem:
            return cls(None, problem.why)


class AttachmentUpload(PageUpload):
    """One file of a record."""

    page: ClassVar[str] = "attachments:add"
    permission: ClassVar[str] = Permission.CLINICAL_WRITE
    also: ClassVar[str] = Permission.ROSTER_EDIT
    most_bytes: ClassVar[int] = MOST_SENT + ENVELOPE

    def _is_expected(self, request: HttpRequest | None) -> bool:
        match = getattr(request, "resolver_match", None)
        actor: Actor = getattr(request, "actor", ANONYMOUS)
        welcome = actor.may(self.permission) or actor.may(self.also)
        return match is not None and match.view_name == self.page and welcome

    def new_file(self, field_name: str, *args: Any, **options: Any) -> None:
        """One file is looked at in a request, however many are sent."""
        if self.activated and (field_name != FIELD or getattr(self, "file", None) is not None):
            raise SkipFile
        super().new_file(field_name, *args, **options)

    def file_complete(self, file_size: int) -> Any:
        """What came of it, in the place of what was sent."""
        file = super().file_complete(file_size)
        return None if file is None else Examined.of(file.read())
