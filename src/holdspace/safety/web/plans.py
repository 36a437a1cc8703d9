"""Pages of safety plans: a clinician writes one with the member, who has it at hand."""

from __future__ import annotations

from uuid import UUID

from csp.constants import SELF
from csp.decorators import csp_update
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from holdspace.accounts.access import Request, for_everyone, for_members, for_staff
from holdspace.audit.log import record
from holdspace.groups.queries import member_for_clinician
from holdspace.kernel.refusals import Conflict, Refused
from holdspace.members.models import Member
from holdspace.practice.roles import Permission
from holdspace.safety import actions, policies
from holdspace.safety.models import SafetyPlan
from holdspace.safety.queries import plans as queries
from holdspace.safety.web.plan_form import PlanForm
from holdspace.ui.drafts import draft_secret
from holdspace.ui.posting import posted, put_on_form, with_version


@for_staff(Permission.CLINICAL_READ)
@require_safe
def plan(request: Request, pk: UUID) -> HttpResponse:
    """A member's plan as it holds now, and what stood in it before."""
    return _shown(request, queries.plan_page(request.actor, pk))


@for_staff(Permission.CLINICAL_READ)
@require_safe
def version(request: Request, pk: UUID) -> HttpResponse:
    """One version of a plan."""
    return _shown(request, queries.version_page(request.actor, pk))


def _shown(request: Request, page: queries.PlanPage) -> HttpResponse:
    if page.plan is not None:
        record("safety.plan_read", by=request.actor, on=page.plan.row, about=[page.member.pk])
    return render(request, "safety/plan.html", {"page": page, "plan": page.plan})


@for_staff(Permission.CLINICAL_WRITE)
@require_http_methods(["GET", "HEAD", "POST"])
def write(request: Request, pk: UUID) -> HttpResponse:
    """Write the next version, from what stands in the current one."""
    member = member_for_clinician(request.actor, pk)
    policies.check_can_write_plan(request.actor, pk)
    kept = queries.current_plan(request.actor, pk)
    form = PlanForm(posted(request), kept=kept)
    if request.method != "POST" or not form.is_valid():
        return _sheet(request, member, kept, form)
    try:
        actions.write_plan(
            member=member,
            typed=form.typed(),
            review_on=form.cleaned_data["review_on"],
            based_on=form.cleaned_data["based_on"],
            by=request.actor,
        )
    except Conflict as conflict:
        renewed = PlanForm(with_version(request.POST, conflict.newest, field="based_on"), kept=kept)
        return _sheet(request, member, kept, renewed, refusal=conflict)
    except Refused as refusal:
        put_on_form(form, refusal)
        return _sheet(request, member, kept, form)
    messages.success(request, _("Written. It is the plan that holds from now on."))
    return redirect("safety:plan", pk)


def _sheet(
    request: Request,
    member: Member,
    kept: SafetyPlan | None,
    form: PlanForm,
    *,
    refusal: Conflict | None = None,
) -> HttpResponse:
    if kept is not None:
        record("safety.plan_read", by=request.actor, on=kept, about=[member.pk])
    page = {
        "member": member,
        "kept": kept,
        "form": form,
        "refusal": refusal,
        "version": form["based_on"].value(),
        "secret": draft_secret(request.actor),
    }
    status = 409 if refusal else 422 if form.errors else 200
    return render(request, "safety/write_plan.html", page, status=status)


@for_members
@csp_update({"worker-src": [SELF]})  # type: ignore[arg-type]  # it is only handed on
@require_safe
def my_plan(request: Request) -> HttpResponse:
    """A member's own plan: to read, to call from, to print, and to keep on their device."""
    return render(request, "safety/my_plan.html", {"plan": queries.own_plan(request.actor)})


@for_members
@require_safe
def copy(request: Request) -> HttpResponse:
    """The plan as a device keeps it for the time without network: no form, no way on, no session."""
    plan = queries.own_plan(request.actor)
    if plan is None:
        return redirect("safety:my_plan")
    return render(request, "safety/plan_copy.html", {"plan": plan})


@for_everyone
@require_safe
def worker(request: Request) -> HttpResponse:
    """The service worker that opens the kept copy. Its address says how far it reaches: /safety/my-plan/."""
    return render(request, "ui/kept_worker.js", content_type="text/javascript")
