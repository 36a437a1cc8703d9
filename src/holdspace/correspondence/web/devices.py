"""The devices on which one is told that something waits: a page, and the worker that shows the words."""

from __future__ import annotations

from uuid import UUID

from csp.constants import SELF
from csp.decorators import csp_update
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from holdspace.accounts.access import Request, for_everyone, for_members_and_staff
from holdspace.correspondence import actions, queries, tasks
from holdspace.correspondence.push import public_key
from holdspace.kernel.refusals import Missing, Refused
from holdspace.practice.roles import Permission


@for_members_and_staff(Permission.CONCERN_ANSWER)
@csp_update({"worker-src": [SELF]})  # type: ignore[arg-type]  # it is only handed on
@require_safe
def devices(request: Request) -> HttpResponse:
    """One's devices, and how this one is added."""
    return _page(request)


@for_members_and_staff(Permission.CONCERN_ANSWER)
@csp_update({"worker-src": [SELF]})  # type: ignore[arg-type]  # it is only handed on
@require_POST
def add(request: Request) -> HttpResponse:
    """Be told on this device, and hear at once whether it rings."""
    try:
        device = actions.add_device(subscription=request.POST.get("subscription", ""), by=request.actor)
    except Missing:
        raise
    except Refused as refusal:
        return _page(request, refusal)
    tasks.push_trial.enqueue(str(request.actor.practice_id), str(device.pk))
    messages.success(request, _("You are told on this device from now on. A first word is on its way to it."))
    return redirect("correspondence:devices")


@for_members_and_staff(Permission.CONCERN_ANSWER)
@require_POST
def try_it(request: Request, pk: UUID) -> HttpResponse:
    """Hear whether a device rings."""
    device = queries.device_of(request.actor, pk)
    tasks.push_trial.enqueue(str(request.actor.practice_id), str(device.pk))
    messages.success(request, _("A word is on its way to that device."))
    return redirect("correspondence:devices")


@for_members_and_staff(Permission.CONCERN_ANSWER)
@require_POST
def remove(request: Request, pk: UUID) -> HttpResponse:
    """Be told on a device no longer."""
    actions.remove_device(device=queries.device_of(request.actor, pk), by=request.actor)
    messages.success(request, _("That device is told nothing more."))
    return redirect("correspondence:devices")


@for_everyone
@require_safe
def worker(request: Request) -> HttpResponse:
    """The service worker that shows the words when they arrive; it answers for no page."""
    return render(request, "correspondence/push_worker.js", content_type="text/javascript")


def _page(request: Request, refusal: Refused | None = None) -> HttpResponse:
    page = {"devices": queries.devices_of(request.actor), "public_key": public_key(), "refusal": refusal}
    return render(request, "correspondence/devices.html", page, status=422 if refusal else 200)
