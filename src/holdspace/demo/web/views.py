"""One-click sign-in. It exists only where both the environment and the database say "demonstration"."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.contrib.auth import login
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from holdspace.accounts.access import Request, for_everyone
from holdspace.accounts.models import User
from holdspace.demo import queries
from holdspace.kernel import clock

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def _only_in_the_demonstration() -> None:
    if not (settings.HOLDSPACE_DEMO and queries.is_demonstration()):
        raise Http404


@for_everyone
@require_safe
def choose(request: Request) -> HttpResponse:
    """Who would you like to be?"""
    _only_in_the_demonstration()
    return render(request, "demo/choose.html", {"households": queries.who_can_sign_in()})


@for_everyone
@require_POST
def sign_in(request: Request, user_id: UUID) -> HttpResponse:
    """Sign in as one of the invented people."""
    _only_in_the_demonstration()
    user = get_object_or_404(User, pk=user_id, is_active=True)
    login(request, user, backend=BACKEND)
    moment = clock.now().timestamp()
    request.session["demo_sign_in"] = True
    request.session["account_authentication_methods"] = [{"method": "password", "at": moment}]
    return redirect("front_door")
