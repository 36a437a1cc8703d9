"""The leaders' pages: whom to admit, and how a membership ends. Each asks once before it acts."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from holdspace.accounts.access import Request, for_staff
from holdspace.groups import actions, policies, queries
from holdspace.groups.models import Group, Membership
from holdspace.groups.web.forms import EndingForm
from holdspace.groups.web.seats import drawn
from holdspace.kernel.refusals import Missing, Refused
from holdspace.practice.roles import Permission
from holdspace.ui.posting import posted, put_on_form
from holdspace.vault import keyring
from holdspace.vault.roots import Domain

FORM = ["GET", "HEAD", "POST"]


@for_staff(Permission.GROUP_ADMIT)
@require_safe
def proposals(request: Request) -> HttpResponse:
    """Who waits for the leaders' answer, group by group, and which openings wait for review."""
    waiting = [(group, queries.proposals(request.actor, group)) for group in queries.groups_of(request.actor)]
    content = {
        "waiting": [(group, people) for group, people in waiting if people],
        "openings": queries.openings_to_review(request.actor),
    }
    return render(request, "groups/proposals.html", content)


@for_staff(Permission.GROUP_ADMIT)
@require_http_methods(FORM)
def admit(request: Request, pk: UUID) -> HttpResponse:
    """Admit somebody who was proposed, after a question."""
    proposal = queries.open_proposal(request.actor, pk)
    group, member = proposal.group, proposal.member
    keyring.warm([member.pk], Domain.IDENTITY)
    seated = queries.circle(group)
    seats = drawn(group, queries.leaders(group), seated, newcomer=member.chosen_name or "")
    content = {"proposal": proposal, "group": group, "member": member, "seated": len(seated), "seats": seats}
    if request.method != "POST":
        return render(request, "groups/admit.html", content)
    try:
        actions.admit_member(group=group, member=member, by=request.actor)
    except Refused as refusal:
        return render(request, "groups/admit.html", content | {"refusal": refusal}, status=422)
    messages.success(request, _("Admitted. They see the circle from now on, and can sign the agreement."))
    return redirect(_page_of(group))


@for_staff(Permission.GROUP_ADMIT, Permission.SCHEDULE_EDIT)
@require_POST
def decline(request: Request, pk: UUID) -> HttpResponse:
    """The leaders decline, or the coordinator withdraws."""
    proposal = queries.open_proposal(request.actor, pk)
    actions.decline_proposal(proposal=proposal, by=request.actor)
    messages.success(request, _("This proposal is off the list."))
    if policies.answers_for(request.actor, proposal.group):
        return redirect("groups:proposals")
    return redirect("groups:detail", proposal.group_id)


@for_staff(Permission.GROUP_ADMIT)
@require_http_methods(FORM)
def end_membership(request: Request, pk: UUID) -> HttpResponse:
    """End a membership, after a question and with a word on how."""
    membership = get_object_or_404(
        Membership.visible_to(request.actor).select_related("group", "member"), pk=pk, ends_at__isnull=True
    )
    if not policies.answers_for(request.actor, membership.group):
        raise Missing(_("This page does not exist."))
    form = EndingForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            actions.end_membership(
                membership=membership, ending=form.cleaned_data["ending"], by=request.actor
            )
        except Refused as refusal:
            put_on_form(form, refusal)
        else:
            messages.success(request, _("The membership has ended. Their pages of this circle are closed."))
            return redirect(_page_of(membership.group))
    content = {"membership": membership, "group": membership.group, "form": form}
    return render(request, "groups/end_membership.html", content, status=422 if form.errors else 200)


def _page_of(group: Group) -> str:
    """The group's page for its leaders, which a context above serves; where none does, the front door."""
    try:
        return reverse("desk:group", args=[group.pk])
    except NoReverseMatch:
        return reverse("front_door")
