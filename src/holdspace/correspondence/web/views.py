"""The calendar of one person: the file that programs fetch, and the page where its address is made."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from holdspace.accounts.access import Request, for_everyone, for_signed_in
from holdspace.correspondence import actions, queries
from holdspace.correspondence.rules.calendar import calendar_text
from holdspace.kernel import clock
from holdspace.kernel.refusals import Refused
from holdspace.ui.secret_addresses import keeps_address_secret
from holdspace.vault.scope import acting_as


@for_everyone
@csrf_exempt  # nothing is changed here, and a failed check would write the address into the log too
@keeps_address_secret("GET", "HEAD")
@require_safe
def feed(request: Request, token: str) -> HttpResponse:
    """The calendar behind an address; unknown, revoked and orphaned addresses answer alike."""
    found = queries.feed_behind(token)
    owner = queries.actor_behind(found) if found else None
    if found is None or owner is None:
        raise Http404
    with acting_as(owner):
        entries = queries.entries_for(owner)
    text = calendar_text(
        entries,
        owner=found.user_id,
        title=found.practice.sender_name,
        summary=found.practice.neutral_subject,
        stamped=clock.now(),
    )
    headers = {"Cache-Control": "no-store", "X-Robots-Tag": "noindex, nofollow"}
    return HttpResponse(text, content_type="text/calendar; charset=utf-8", headers=headers)


@for_signed_in
@require_safe
def feeds(request: Request) -> HttpResponse:
    """One's calendar addresses, as far as they can still be told apart: by the day they were made."""
    return render(request, "correspondence/feeds.html", {"feeds": queries.feeds_of(request.actor)})


@for_signed_in
@require_POST
def open_feed(request: Request) -> HttpResponse:
    """Make an address and show it, this once."""
    try:
        token = actions.open_feed(by=request.actor)
    except Refused as refusal:
        content = {"feeds": queries.feeds_of(request.actor), "refusal": refusal}
        return render(request, "correspondence/feeds.html", content, status=422)
    link = request.build_absolute_uri(reverse("correspondence:feed", args=[token]))
    content = {"link": link, "subscribe": f"webcal:{link.partition(':')[2]}"}
    return render(request, "correspondence/opened.html", content)


@for_signed_in
@require_POST
def revoke_feed(request: Request, pk: UUID) -> HttpResponse:
    """Switch an address off."""
    actions.revoke_feed(feed=queries.feed_of(request.actor, pk), by=request.actor)
    messages.success(
        request, _("This address is switched off. Calendars that used it are told nothing more.")
    )
    return redirect("correspondence:feeds")
