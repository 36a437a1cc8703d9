"""The practice's own pager, where it has one: it is told that something waits, never what or about whom."""

from __future__ import annotations

import json

from django.conf import settings

from holdspace.correspondence.outside import post


def page(address: str, *, step: str, count: int, key: str) -> None:
    """POST a few words of JSON to an https address. `key` is the same for the same news, so that a pager may
    leave out what it has heard. Raises OSError where nobody took it.
    """
    if not address.startswith("https://"):
        raise OSError("a pager listens at an https address")
    news = {"news": "waiting", "step": step, "people": count, "sign_in": f"{settings.HOLDSPACE_BASE_URL}/"}
    post(address, json.dumps(news).encode(), {"Content-Type": "application/json", "Idempotency-Key": key})
