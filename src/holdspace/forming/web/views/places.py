"""Places: a leader accepts a circle, coordinators note answers, and the person asked says yes or no."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from holdspace.accounts.access import Request, for_members, for_staff
from holdspace.forming import actions, policies, queries, tasks
from holdspace.forming.models import Offer
from holdspace.groups.models import Group
from holdspace.kernel.actors import Actor, system_actor
from holdspace.kernel.refusals import Missing, Refused
from holdspace.practice.roles import Permission
from holdspace.ui.posting import tell

FORM = ["GET", "HEAD", "POST"]


@for_staff(Permission.FORMING_DECIDE)
@require_http_methods(FORM)
def accept(request: Request, pk: UUID, group: UUID) -> HttpResponse:
    """Ask the newcomers of a circle, after a look at whom and what they will read."""
    plan = queries.plan_for(request.actor, pk)
    own = get_object_or_404(Group.visible_to(request.actor), pk=group)
    if not policies.can_offer(request.actor, plan, own):
        raise Missing(_("This page does not exist."))
    board = queries.board(request.actor, plan, queries.question(plan.round))
    circle = next((each for each in board.circles if each.group.pk == group), None)
    content: dict[str, object] = {"plan": plan, "circle": circle, "group": own}
    if request.method != "POST":
        return render(request, "forming/accept.html", content)
    try:
        made = actions.accept_circle(plan=plan, group=own, by=request.actor)
    except Refused as refusal:
        return render(request, "forming/accept.html", content | {"refusal": refusal}, status=422)
    messages.success(
        request,
        ngettext(
            "%(number)s person is asked. Their place is kept for two weeks.",
            "%(number)s people are asked. Their places are kept for two weeks.",
            len(made),
        )
        % {"number": len(made)},
    )
    return redirect("forming:round")


@for_staff(Permission.INTAKE_EDIT)
@require_POST
def answer(request: Request, pk: UUID) -> HttpResponse:
    """A coordinator notes what somebody said on the telephone."""
    offer = queries.offer_for(request.actor, pk)
    try:
        _answered(offer, request.POST.get("takes") == "yes", request.actor)
    except Refused as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.success(request, _("Noted."))
    return redirect("forming:round")


@for_staff(Permission.FORMING_DECIDE)
@require_POST
def withdraw(request: Request, pk: UUID) -> HttpResponse:
    """Take a place back."""
    offer = queries.offer_for(request.actor, pk)
    words = _("The place is free again. Let them know, if they have read of it.")
    tell(request, lambda: actions.withdraw_place(offer=offer, by=request.actor), words)
    return redirect("forming:round")


@for_members
@require_http_methods(FORM)
def place(request: Request, pk: UUID) -> HttpResponse:
    """The person who is asked reads when and where, and says yes or no."""
    line = next((each for each in queries.own_offers(request.actor) if each.offer.pk == pk), None)
    if line is None:
        raise Missing(_("This page does not exist."))
    if request.method != "POST":
        return render(request, "forming/place.html", {"line": line})
    takes = request.POST.get("takes") == "yes"
    try:
        _answered(line.offer, takes, request.actor)
    except Refused as refusal:
        return render(request, "forming/place.html", {"line": line, "refusal": refusal}, status=422)
    messages.success(
        request,
        _("Your place is kept. There is one more thing to read before the first time.")
        if takes
        else _("Thank you for saying so. You stay on the list, and somebody will get in touch."),
    )
    return redirect("front_door")


@transaction.atomic
def _answered(offer: Offer, takes: bool, by: Actor) -> None:
    """With a no, the round is planned again by itself, with as few changes as can be."""
    offer = actions.answer_for(offer=offer, takes=takes, by=by)
    if takes:
        return
    again = actions.plan_again(plan=offer.plan, by=system_actor(offer.practice_id))
    if again is not None:
        tasks.look_for(again)
