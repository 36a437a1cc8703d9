"""Addresses that are a secret: they stand in no log."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from django.http import HttpResponse, HttpResponseNotAllowed

from holdspace.accounts.access import Request

SecretView = Callable[[Request, str], HttpResponse]


def keeps_address_secret(*methods: str) -> Callable[[SecretView], SecretView]:
    """Refuse methods other than these without a word: Django would write the address into the log."""

    def keep(view: SecretView) -> SecretView:
        @wraps(view)
        def answer(request: Request, token: str) -> HttpResponse:
            return view(request, token) if request.method in methods else HttpResponseNotAllowed(methods)

        return answer

    return keep
