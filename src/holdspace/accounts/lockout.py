"""Ten wrong passwords, or ten wrong codes, in a quarter of an hour, and the door stays shut for as long.

django-axes counts in the database, so the count holds across processes. What it counts under is a keyed hash
of the address: a failed attempt names nobody, and capitals or blanks open no new count. Codes of the second
factor are counted as well, for a six-digit code could otherwise be guessed by whoever has the password. A
passkey is never locked out.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from allauth.core.exceptions import ImmediateHttpResponse
from axes.handlers.proxy import AxesProxyHandler
from django.conf import settings
from django.contrib.auth.signals import user_login_failed
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render

from holdspace.accounts.models import User
from holdspace.vault.keyring import blind_index

FIELD = settings.AXES_USERNAME_FORM_FIELD


def password_count(address: str) -> str:
    """Under what wrong passwords for this address are counted; the same for addresses without an account."""
    return blind_index("sign-in", address.strip().casefold())


def code_count(user_id: UUID) -> str:
    """Under what wrong codes of this account's second factor are counted."""
    return blind_index("second-factor", str(user_id))


@contextmanager
def form_put_away(request: HttpRequest) -> Iterator[None]:
    """The form is out of reach inside: a failed attempt would be stored with all that was typed, and people
    type passwords into the wrong field."""
    typed, request.POST = request.POST, QueryDict()
    try:
        yield
    finally:
        request.POST = typed


def is_locked(request: HttpRequest, count: str) -> bool:
    """Whether this count has reached its limit."""
    return not AxesProxyHandler.is_allowed(request, {FIELD: count})


def forget(count: str) -> None:
    """Begin a count again, after the right answer."""
    AxesProxyHandler.reset_attempts(username=count)


def count_wrong_code(sender: object, request: HttpRequest, user: User, **kwargs: Any) -> None:
    """A wrong code was given (allauth says so); the tenth shuts the door."""
    with form_put_away(request):
        user_login_failed.send(sender=__name__, credentials={FIELD: code_count(user.pk)}, request=request)


def check_codes(request: HttpRequest, user: User) -> None:
    """Keep out whoever gave ten wrong codes, even with the right one now."""
    if is_locked(request, code_count(user.pk)):
        raise ImmediateHttpResponse(locked_out(request))


def locked_out(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
    """The page with the way out: wait a quarter of an hour, or sign in with a passkey at once."""
    return render(request, "accounts/locked_out.html", status=429)
