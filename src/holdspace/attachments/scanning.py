"""Whether a virus scanner (`clamd`) finds something in a file, where one is configured."""

from __future__ import annotations

import asyncio
from io import BytesIO

from aioclamd import ClamdAsyncClient, ClamdError  # type: ignore[import-untyped]
from django.conf import settings

from holdspace.attachments.rules.limits import MOST_SENT
from holdspace.attachments.rules.unreadable import Unreadable, Why


def check_clean(content: bytes, *, seconds: float) -> None:
    """Raises Unreadable for what the scanner finds, and where it does not answer in time."""
    if not settings.HOLDSPACE_CLAMD:
        return
    try:
        found = asyncio.run(_asked(content, seconds))
    except (ClamdError, OSError, ValueError) as problem:
        raise Unreadable(Why.NOT_SCANNED) from problem
    if found == "FOUND":
        raise Unreadable(Why.INFECTED)
    if found != "OK":
        raise Unreadable(Why.NOT_SCANNED)


class _Pieces(BytesIO):
    """Hands a file over in pieces of 64 KB: the client asks for 1 KB at a time, which takes far longer."""

    def read(self, size: int | None = -1, /) -> bytes:
        return super().read(64 * 1024)


async def _asked(content: bytes, seconds: float) -> str:
    """`OK`, `FOUND` or `ERROR`."""
    host, _, port = settings.HOLDSPACE_CLAMD.rpartition(":")
    clamd = ClamdAsyncClient(host=host, port=int(port), timeout=seconds)
    answer = await clamd.instream(_Pieces(content), max_size=MOST_SENT)
    return str(next(iter(answer.values()))[0]) if answer else "ERROR"
