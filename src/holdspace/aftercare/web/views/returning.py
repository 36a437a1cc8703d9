"""Somebody who left says that they wish to come back, or that they do not any more."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from holdspace.accounts.access import Request, for_members
from holdspace.aftercare import policies
from holdspace.aftercare.actions import returning as actions
from holdspace.aftercare.queries.returning import own_wait
from holdspace.ui.posting import tell


@for_members
@require_http_methods(["GET", "HEAD", "POST"])
def come_back(request: Request) -> HttpResponse:
    """What it means to come back, and the wish itself."""
    policies.check_can_return(request.actor)
    if request.method == "POST":
        words = _("The practice knows now that you wish to come back, and gets in touch with you.")
        tell(request, lambda: actions.ask_back(by=request.actor), words)
        return redirect("desk:home")
    return render(request, "aftercare/come_back.html", {"waiting": own_wait(request.actor)})


@for_members
@require_POST
def stay_away(request: Request) -> HttpResponse:
    """Wait no more."""
    words = _("You wait for no place any more. You can say so again at any time.")
    tell(request, lambda: actions.stay_away(by=request.actor), words)
    return redirect("desk:home")
