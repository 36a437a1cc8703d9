"""The owner's pages: people and roles. Every change asks the owner to prove themselves first."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from holdspace.accounts.access import Request, for_staff
from holdspace.kernel.refusals import Refused
from holdspace.practice import actions, queries
from holdspace.practice.models import RoleSpell, Staff
from holdspace.practice.roles import ROLE_WORDS, Permission, Role
from holdspace.practice.web.forms import PersonForm, RoleForm


@for_staff(Permission.PEOPLE_EDIT)
@require_safe
def people(request: Request) -> HttpResponse:
    """Everybody who works here, and what they may do."""
    content = {
        "people": queries.people(request.actor),
        "roles": RoleForm(),
        "role_words": ROLE_WORDS,
    }
    return render(request, "practice/people.html", content)


@for_staff(Permission.PEOPLE_EDIT, step_up=True)
@require_http_methods(["GET", "HEAD", "POST"])
def take_on(request: Request) -> HttpResponse:
    """Somebody new."""
    form = PersonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            given = dict(form.cleaned_data, role=Role(form.cleaned_data["role"]))
            _staff, token = actions.take_on(**given, by=request.actor)
        except Refused as refusal:
            form.add_error("email" if "email" in refusal.fields else None, str(refusal))
        else:
            return _show_link(request, token)
    return render(request, "practice/take_on.html", {"form": form}, status=422 if form.errors else 200)


@for_staff(Permission.PEOPLE_EDIT, step_up=True)
@require_POST
def invite(request: Request, staff_id: UUID) -> HttpResponse:
    """A fresh link for somebody who lost theirs."""
    staff = get_object_or_404(Staff.visible_to(request.actor), pk=staff_id)
    return _show_link(request, actions.invite_again(staff=staff, by=request.actor))


@for_staff(Permission.PEOPLE_EDIT, step_up=True)
@require_POST
def give_role(request: Request, staff_id: UUID) -> HttpResponse:
    """One role more."""
    staff = get_object_or_404(Staff.visible_to(request.actor), pk=staff_id)
    form = RoleForm(request.POST)
    if form.is_valid():
        return _done(
            request,
            lambda: actions.give_role(staff=staff, role=Role(form.cleaned_data["role"]), by=request.actor),
        )
    messages.warning(request, _("Choose a role."))
    return redirect("practice:people")


@for_staff(Permission.PEOPLE_EDIT, step_up=True)
@require_POST
def end_role(request: Request, spell_id: UUID) -> HttpResponse:
    """A role ends, at once."""
    spell = get_object_or_404(RoleSpell.visible_to(request.actor), pk=spell_id)
    return _done(request, lambda: actions.end_role(spell=spell, by=request.actor))


def _done(request: Request, act: Callable[[], object]) -> HttpResponse:
    try:
        act()
    except Refused as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.success(request, _("Saved."))
    return redirect("practice:people")


def _show_link(request: Request, token: str) -> HttpResponse:
    link = request.build_absolute_uri(reverse("accounts:welcome", args=[token]))
    return render(request, "practice/link.html", {"link": link})
