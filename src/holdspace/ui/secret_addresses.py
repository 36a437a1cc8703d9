"""Addresses that are a secret: they stand in no log."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import TypeVar

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed

Asked = TypeVar("Asked", bound=HttpRequest)
SecretView = Callable[[Asked, str], HttpResponse]


def keeps_address_secret(*methods: str) -> Callable[[SecretView[Asked]], SecretView[Asked]]:
    """Refuse methods other than these without a word: Django would write the address into the log."""

    def keep(view: SecretView[Asked]) -> SecretView[Asked]:
        @wraps(view)
        def answer(request: Asked, token: str) -> HttpResponse:
            return view(request, token) if request.method in methods else HttpResponseNotAllowed(methods)

        return answer

    return keep
