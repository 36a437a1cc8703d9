"""What a member gives to those who come after, text by text; also one who has left."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from holdspace.accounts.access import Request, for_members
from holdspace.circle import policies
from holdspace.circle.actions import writing
from holdspace.circle.queries import after as queries
from holdspace.circle.queries import space
from holdspace.ui.posting import tell


@for_members
@require_safe
def after(request: Request) -> HttpResponse:
    """What one gave, what one could give, and what those who come after see of it."""
    found = queries.to_give(request.actor, everything="all" in request.GET)
    return render(request, "circle/after.html", {"found": found})


@for_members
@require_POST
def hand_on(request: Request, key: UUID) -> HttpResponse:
    """Give one text to those who come after, or give it no more."""
    post = space.post_for(request.actor, key)
    policies.check_is_own(request.actor, post)
    if request.POST.get("act") == "keep":
        words = _("It is given no more. Nobody who comes after finds it now.")
        tell(request, lambda: writing.keep_here(post=post, by=request.actor), words)
    else:
        words = _("Given. Your therapists look at it before anybody finds it.")
        tell(request, lambda: writing.give_beyond(post=post, by=request.actor), words)
    return redirect("circle:own", key) if request.POST.get("at") == "own" else redirect("circle:after")
