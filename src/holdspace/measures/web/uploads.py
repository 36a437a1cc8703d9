"""Which files with words of questionnaires arrive: one, on its page, from an owner."""

from __future__ import annotations

from typing import ClassVar, Final

from holdspace.measures.actions import LARGEST_WORDING
from holdspace.practice.roles import Permission
from holdspace.ui.uploads import PageUpload

ENVELOPE: Final = 2 * LARGEST_WORDING
"""Bytes of a request around its file: what was typed beside it, and the lines between them."""


class WordingUpload(PageUpload):
    """The file with the words of one questionnaire."""

    page: ClassVar[str] = "measures:wordings"
    permission: ClassVar[str] = Permission.PRACTICE_EDIT
    most_bytes: ClassVar[int] = LARGEST_WORDING + ENVELOPE
