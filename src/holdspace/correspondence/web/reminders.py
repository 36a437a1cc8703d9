"""What a member wants to hear of, and the page behind the link of every mail."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from holdspace.accounts.access import Request, for_everyone, for_members
from holdspace.correspondence import actions, queries
from holdspace.correspondence.models import Reminder
from holdspace.correspondence.rules.ways import mails_are_off
from holdspace.correspondence.web.forms import ReminderForm
from holdspace.correspondence.words import NAMED
from holdspace.kernel.actors import system_actor
from holdspace.kernel.refusals import Refused
from holdspace.ui.posting import posted, put_on_form
from holdspace.ui.secret_addresses import keeps_address_secret
from holdspace.vault.scope import acting_as


@for_members
@require_http_methods(["GET", "HEAD", "POST"])
def reminders(request: Request) -> HttpResponse:
    """By which way each kind of message reaches a member, how long before, and when not at all."""
    form = ReminderForm(posted(request), chosen=queries.choice_of(request.actor))
    if form.is_valid():
        try:
            actions.choose_reminders(choice=form.choice, by=request.actor)
        except Refused as refusal:
            put_on_form(form, refusal)
        else:
            messages.success(request, _("Saved. It holds from now on, and you can change it at any time."))
            return redirect("correspondence:reminders")
    page = {"form": form, "has_device": queries.has_device(request.actor)}
    return render(request, "correspondence/reminders.html", page, status=422 if form.errors else 200)


@for_everyone
@csrf_exempt  # RFC 8058: a mail program posts here, without a cookie; the address itself is what allows it
@keeps_address_secret("GET", "HEAD", "POST")
@require_http_methods(["GET", "HEAD", "POST"])
def mails_off(request: Request, token: str) -> HttpResponse:
    """Mails of one kind, switched off with one touch, or on again; looking alone changes nothing."""
    named = queries.named_by(token)
    if named is None:
        raise Http404
    with acting_as(system_actor(named.practice_id)) as system:
        if request.method == "POST":
            on = request.POST.get("mails") == "on"
            actions.switch_mails(member_id=named.member_id, kind=named.kind, on=on, by=system)
        way = queries.way_of(system, named)
    always = named.kind is Reminder.Kind.CHANGED
    page = {
        "says": _(NAMED[named.kind]),
        "off": mails_are_off(way, always=always),
        "always": always,
        "done": request.method == "POST",
    }
    response = render(request, "correspondence/mails_off.html", page)
    response["Cache-Control"], response["X-Robots-Tag"] = "no-store", "noindex, nofollow"
    return response
