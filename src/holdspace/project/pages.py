"""Pages that belong to the house itself: the front door, the way out, the page after an expired form."""

from __future__ import annotations

from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from holdspace.accounts.access import Request, for_everyone
from holdspace.practice.roles import Permission

#: Where somebody's day begins: the first of these that their roles permit.
_BEGINNINGS = (
    (Permission.SESSION_LEAD, "desk:today"),
    (Permission.CLINICAL_READ, "desk:today"),
    (Permission.SCHEDULE_EDIT, "sessions:schedule"),
    (Permission.PEOPLE_EDIT, "practice:people"),
)


@for_everyone
@require_safe
def front_door(request: Request) -> HttpResponse:
    """Lead everybody to where their day begins."""
    actor = request.actor
    if actor.is_member:
        return redirect("desk:home")
    for permission, page in _BEGINNINGS:
        if actor.may(permission):
            return redirect(page)
    return redirect("account_login")


@for_everyone
def elsewhere(request: Request) -> HttpResponse:
    """Leave quickly: end the session, show a page that says nothing."""
    if request.user.is_authenticated:
        logout(request)
    return render(request, "ui/quick_exit.html")


def form_too_old(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form came back with an old or missing token: say what was kept and what to do."""
    return render(request, "403_csrf.html", status=403)
