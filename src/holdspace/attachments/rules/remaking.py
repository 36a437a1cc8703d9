"""One file, made anew, whatever it is."""

from __future__ import annotations

from holdspace.attachments.rules.content import Format, format_of
from holdspace.attachments.rules.documents import remake_document
from holdspace.attachments.rules.pictures import remake_picture
from holdspace.attachments.rules.remade import Remade


def remake(content: bytes) -> Remade:
    """The file that is kept in the place of the one that was sent. Raises Unreadable.

    It takes memory and time that only an operating system can bound: see `attachments.apart`.
    """
    kind = format_of(content)
    return remake_document(content) if kind is Format.PDF else remake_picture(content, kind)
