"""The one way by which anything but mail leaves the building."""

from __future__ import annotations

from collections.abc import Mapping
from email.message import Message
from typing import IO
from urllib.error import HTTPError
from urllib.request import HTTPRedirectHandler, Request, build_opener

SECONDS_TO_ANSWER = 10


class Declined(OSError):  # noqa: N818
    """The other side answered, and did not take it; `status` is what it answered."""

    def __init__(self, status: int) -> None:
        super().__init__("it was not taken")
        self.status = status


class _NoFurther(HTTPRedirectHandler):
    """What was meant for one address goes to no other."""

    def redirect_request(
        self, req: Request, fp: IO[bytes], code: int, msg: str, headers: Message, newurl: str
    ) -> None:
        return None


_opener = build_opener(_NoFurther)


def post(address: str, body: bytes, headers: Mapping[str, str]) -> None:
    """POST to an address that the caller has looked at. Raises Declined, or OSError where nobody answered."""
    request = Request(address, body, dict(headers), method="POST")  # noqa: S310 - looked at by the caller
    try:
        with _opener.open(request, timeout=SECONDS_TO_ANSWER):
            pass
    except HTTPError as answer:
        answer.close()
        raise Declined(answer.code) from None
