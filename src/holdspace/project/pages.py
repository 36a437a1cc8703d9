"""Pages that belong to the house itself: the front door, the way out, the page after an expired form."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from holdspace.accounts.access import Request, for_everyone
from holdspace.practice.roles import Permission

PAPER = "#f7f2e9"
"""The paper of the light theme, as tokens.css has it."""

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


@for_everyone
@require_safe
def manifest(request: Request) -> HttpResponse:
    """How a device shows the member's side among its apps: under the neutral name that the practice chose."""
    name = settings.HOLDSPACE_APP_NAME
    home = reverse("desk:home")
    about = {
        "id": home,
        "start_url": home,
        "scope": "/",
        "name": name,
        "short_name": name,
        "display": "standalone",
        "lang": get_language() or "en",
        "background_color": PAPER,
        "theme_color": PAPER,
        "icons": [
            {"src": static("ui/mark.svg"), "sizes": "any", "type": "image/svg+xml"},
            *(
                {
                    "src": static(f"ui/icon-{size}.png"),
                    "sizes": f"{size}x{size}",
                    "type": "image/png",
                    "purpose": purpose,
                }
                for size in (192, 512)
                for purpose in ("any", "maskable")
            ),
        ],
    }
    return JsonResponse(about, content_type="application/manifest+json")


def form_too_old(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form came back with an old or missing token: say what was kept and what to do."""
    return render(request, "403_csrf.html", status=403)
