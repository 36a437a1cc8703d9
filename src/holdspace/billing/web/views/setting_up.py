"""How the practice bills: its details, fees and policy, insurers, and the numbers of who treats."""

from __future__ import annotations

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from holdspace.accounts.access import Request, for_staff
from holdspace.billing import actions
from holdspace.billing.models import GroupFee, Insurer
from holdspace.billing.queries.facts import billing_of
from holdspace.billing.queries.set_up import overview, provider_of
from holdspace.billing.web.set_up_forms import FeesForm, GroupFeeForm, InsurerForm, PracticeForm, ProviderForm
from holdspace.groups.models import Group
from holdspace.kernel.refusals import Conflict
from holdspace.practice.models import Site, Staff
from holdspace.practice.roles import Permission
from holdspace.ui.posting import posted

FORM = ["GET", "HEAD", "POST"]


@for_staff(Permission.BILLING_SET_UP)
@require_safe
def set_up(request: Request) -> HttpResponse:
    """Everything that is set up once, and what is missing of it."""
    return render(request, "billing/set_up.html", {"page": overview(request.actor)})


@for_staff(Permission.BILLING_SET_UP)
@require_http_methods(FORM)
def practice(request: Request) -> HttpResponse:
    """The practice's details for claims."""
    form = _practice_form(request)
    if request.method != "POST" or not form.is_valid():
        return _page(request, "billing/practice.html", form)
    given = form.cleaned_data
    try:
        actions.save_practice(
            provider=form.provider(),
            places=form.places(),
            is_test=given["is_test"],
            version=given["version"],
            by=request.actor,
        )
    except Conflict as conflict:
        return _page(request, "billing/practice.html", _practice_form(request, conflict.newest), conflict)
    return _saved(request)


@for_staff(Permission.BILLING_SET_UP)
@require_http_methods(FORM)
def fees(request: Request) -> HttpResponse:
    """The usual fee, the attendance policy, and the fees of groups."""
    form = _fees_form(request)
    if request.method != "POST" or not form.is_valid():
        return _fees(request, form)
    given = form.cleaned_data
    try:
        actions.save_fees(
            fee=given["fee"],
            policy=form.policy(),
            currency=given["currency"],
            version=given["version"],
            by=request.actor,
        )
    except Conflict as conflict:
        return _fees(request, _fees_form(request, conflict.newest), conflict=conflict)
    return _saved(request)


@for_staff(Permission.BILLING_SET_UP)
@require_POST
def group_fee(request: Request) -> HttpResponse:
    """The fee of one group from a day on."""
    form = GroupFeeForm(request.POST, groups=Group.visible_to(request.actor))
    if not form.is_valid():
        return _fees(request, FeesForm(None, billing=billing_of(request.actor.practice_id)), group_form=form)
    given = form.cleaned_data
    actions.set_group_fee(
        group=form.chosen, amount=given["amount"], starts_on=given["starts_on"], by=request.actor
    )
    messages.success(request, _("Saved."))
    return redirect("billing:fees")


@for_staff(Permission.BILLING_SET_UP)
@require_http_methods(FORM)
def add_insurer(request: Request) -> HttpResponse:
    """A new insurer."""
    return _insurer(request, None)


@for_staff(Permission.BILLING_SET_UP)
@require_http_methods(FORM)
def change_insurer(request: Request, pk: UUID) -> HttpResponse:
    """What is kept of an insurer."""
    return _insurer(request, get_object_or_404(Insurer.visible_to(request.actor), pk=pk))


@for_staff(Permission.BILLING_SET_UP)
@require_http_methods(FORM)
def provider(request: Request, pk: UUID) -> HttpResponse:
    """Under which name and number somebody treats."""
    staff = get_object_or_404(Staff.visible_to(request.actor), pk=pk)
    form = ProviderForm(posted(request), kept=provider_of(request.actor, staff))
    if request.method == "POST" and form.is_valid():
        actions.save_provider(staff=staff, values=form.values(), by=request.actor)
        return _saved(request)
    return _page(request, "billing/provider.html", form, who=staff.display_name)


def _insurer(request: Request, kept: Insurer | None) -> HttpResponse:
    form = InsurerForm(posted(request), insurer=kept)
    if request.method == "POST" and form.is_valid():
        modifier = form.cleaned_data["telehealth_modifier"]
        actions.save_insurer(insurer=kept, payer=form.payer(), modifier=modifier, by=request.actor)
        return _saved(request)
    return _page(request, "billing/insurer.html", form, insurer=kept)


def _practice_form(request: Request, newest: int | None = None) -> PracticeForm:
    billing = billing_of(request.actor.practice_id)
    sites = list(Site.visible_to(request.actor).order_by("name", "id"))
    return PracticeForm(posted(request, newest), billing=billing, sites=sites)


def _fees_form(request: Request, newest: int | None = None) -> FeesForm:
    return FeesForm(posted(request, newest), billing=billing_of(request.actor.practice_id))


def _fees(
    request: Request,
    form: FeesForm,
    *,
    group_form: GroupFeeForm | None = None,
    conflict: Conflict | None = None,
) -> HttpResponse:
    groups = list(Group.visible_to(request.actor).order_by("name", "id"))
    kept = GroupFee.visible_to(request.actor).filter(group__in=groups).select_related("group")
    more = {
        "groups": groups,
        "group_form": group_form or GroupFeeForm(None, groups=groups),
        "group_fees": kept.order_by("group__name", "-starts_on", "id"),
        "currency": billing_of(request.actor.practice_id).currency,
    }
    return _page(request, "billing/fees.html", form, conflict, wrong=bool(group_form), **more)


def _page(
    request: Request,
    template: str,
    form: forms.Form,
    conflict: Conflict | None = None,
    *,
    wrong: bool = False,
    **more: object,
) -> HttpResponse:
    status = 409 if conflict else 422 if form.errors or wrong else 200
    return render(request, template, {"form": form, "conflict": conflict, **more}, status=status)


def _saved(request: Request) -> HttpResponse:
    messages.success(request, _("Saved."))
    return redirect("billing:set_up")
