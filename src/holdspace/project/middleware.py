"""The doors of the house, in the order in which a request passes them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import ResolverMatch, reverse
from django.utils import timezone, translation

from holdspace.accounts.access import EVERYONE, Access
from holdspace.kernel import clock
from holdspace.kernel.actors import ANONYMOUS, Actor
from holdspace.kernel.refusals import Conflict, Missing, Refused
from holdspace.members.actors import actor_of
from holdspace.project import doors
from holdspace.vault.scope import acting_as, one_request

Next = Callable[[HttpRequest], HttpResponse]


class SessionLimits:
    """Ends a session that was idle too long, or is too old. Last use is noted once a minute."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated and self._over(request):
            logout(request)
        return self.get_response(request)

    def _over(self, request: HttpRequest) -> bool:
        now = clock.now().timestamp()
        begun = request.session.setdefault("begun_at", now)
        seen = request.session.get("seen_at", now)
        idle = request.session.get("idle_limit", settings.HOLDSPACE_IDLE_STAFF)
        if now - begun > settings.HOLDSPACE_ABSOLUTE or now - seen > idle:
            return True
        if now - seen > 60 or "seen_at" not in request.session:
            request.session["seen_at"] = now
        return False


class WhoActs:
    """Finds the actor, tells the database, speaks their language, keeps signed-in pages out of caches."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        actor = actor_of(request.user, request.session) if request.user.is_authenticated else ANONYMOUS
        if actor is ANONYMOUS and request.user.is_authenticated:
            logout(request)  # the account belongs to nobody who is here any more
        request.actor = actor  # type: ignore[attr-defined]
        if actor.is_member and request.session.get("idle_limit") != settings.HOLDSPACE_IDLE_MEMBER:
            request.session["idle_limit"] = settings.HOLDSPACE_IDLE_MEMBER
        if actor.language and actor is not ANONYMOUS:
            translation.activate(actor.language)
        with acting_as(actor), one_request(), timezone.override(ZoneInfo(actor.time_zone)):
            response = self.get_response(request)
        if request.user.is_authenticated:
            response["Cache-Control"] = "no-store"
        if request.resolver_match and "token" in request.resolver_match.kwargs:
            response._has_been_logged = True  # type: ignore[attr-defined]  # its address is a secret
        return response


class SecondFactor:
    """Staff without a second factor can do nothing but set one up."""

    ALLOWED = (
        "mfa_",
        "account_logout",
        "account_reauthenticate",
        "account_login",
        "elsewhere",
        "safety:help",
    )

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *view: Any) -> HttpResponse | None:
        actor: Actor = request.actor  # type: ignore[attr-defined]
        name = request.resolver_match.view_name if request.resolver_match else ""
        if not actor.is_staff or actor.second_factor or name.startswith(self.ALLOWED):
            return None
        if Authenticator.objects.filter(user_id=actor.user_id).exclude(type="recovery_codes").exists():
            # A factor exists but this session was opened without it.
            logout(request)
            return to_sign_in(request)
        return HttpResponseRedirect(reverse("mfa_index"))


class DefaultDeny:
    """Serves only views that declare who may call them; to all others the page does not exist."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., object], args: Any, kwargs: Any
    ) -> HttpResponse | None:
        actor: Actor = request.actor  # type: ignore[attr-defined]
        access = declared_access(view, request.resolver_match)
        if access is None:
            raise Http404
        if actor is ANONYMOUS and access != EVERYONE and ANONYMOUS.kind not in access.kinds:
            return to_sign_in(request)
        if not access.admits(actor):
            raise Http404
        if access.step_up and not recently_proved(actor):
            return redirect_to_login(request.get_full_path(), reverse("account_reauthenticate"))
        return None


def to_sign_in(request: HttpRequest) -> HttpResponse:
    """To the sign-in page, and back. Where htmx asks for a part of a page, the whole page is led there:
    otherwise the form would stand in the middle of it, beside what was on it before.
    """
    page = request.headers.get("HX-Current-URL")
    if page is None:
        return redirect_to_login(request.get_full_path())
    address = urlsplit(page)
    back = f"{address.path}?{address.query}" if address.query else address.path
    return HttpResponse(status=204, headers={"HX-Redirect": redirect_to_login(back).url})


def declared_access(view: Callable[..., object], match: ResolverMatch | None) -> Access | None:
    """What a view of ours declares, or what `project.doors` declares for a view of a library."""
    own: Access | None = getattr(view, "access", None)
    return own or doors.OF_LIBRARIES.get(match.view_name if match else "")


def recently_proved(actor: Actor) -> bool:
    """Whether the person proved who they are in the last five minutes."""
    limit = timedelta(seconds=settings.ACCOUNT_REAUTHENTICATION_TIMEOUT)
    proved: datetime | None = actor.authenticated_at
    return proved is not None and clock.now() - proved <= limit


class Refusals:
    """Turns a refusal that no view caught into its page: missing, conflict, or a sentence."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if isinstance(error, Missing):
            return render(request, "404.html", status=404)
        if isinstance(error, Refused):
            status = 409 if isinstance(error, Conflict) else 422
            return render(request, "project/refused.html", {"refusal": error}, status=status)
        return None
