"""Pages of a plan for a harder time: a member writes, reads, prints it; therapists read what is shared."""

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
from holdspace.aftercare import policies
from holdspace.aftercare.actions import planning as actions
from holdspace.aftercare.queries import planning as queries
from holdspace.aftercare.queries.planning import OpenPlan
from holdspace.aftercare.web.forms import LapsePlanForm
from holdspace.audit.log import record
from holdspace.kernel.refusals import Conflict, Missing, Refused
from holdspace.practice.roles import Permission
from holdspace.safety.actions import heed_refused
from holdspace.safety.queries import help_beside, numbers_for, was_heard
from holdspace.ui.drafts import draft_secret
from holdspace.ui.posting import posted, put_on_form, typed, with_version


@for_members
@csp_update({"worker-src": [SELF]})  # type: ignore[arg-type]  # it is only handed on
@require_safe
def my_plan(request: Request) -> HttpResponse:
    """One's own plan as it holds now, and what stood in it before; it can be kept on a device here."""
    policies.check_can_plan(request.actor)
    return _shown(request, queries.own_plan(request.actor), keeps=True)


@for_members
@require_safe
def copy(request: Request) -> HttpResponse:
    """The plan as a device keeps it for the time without network: no form, no way on, no session."""
    policies.check_can_plan(request.actor)
    plan = queries.current_plan(request.actor)
    if plan is None:
        return redirect("aftercare:my_plan")
    own_lines, countries = numbers_for(request.actor)
    content = {"plan": plan, "own_lines": own_lines, "countries": countries[:1]}
    return render(request, "aftercare/plan_copy.html", content)


@for_everyone
@require_safe
def worker(request: Request) -> HttpResponse:
    """The service worker that opens the kept copy. Its address says how far it reaches: /after/my-plan/."""
    return render(request, "ui/kept_worker.js", content_type="text/javascript")


@for_members
@require_safe
def version(request: Request, number: int) -> HttpResponse:
    """One version of one's own plan."""
    return _shown(request, queries.own_plan(request.actor, number))


def _shown(request: Request, own: queries.OwnPlan, *, keeps: bool = False) -> HttpResponse:
    heard = own.plan is not None and was_heard(request.actor, own.plan.row.pk)
    page = {"own": own, "plan": own.plan, "heard": heard, "keeps": keeps, **help_beside(request.actor)}
    return render(request, "aftercare/my_plan.html", page)


@for_members
@require_http_methods(["GET", "HEAD", "POST"])
def write(request: Request) -> HttpResponse:
    """Write the next version, from what stands in the current one."""
    policies.check_can_plan(request.actor)
    kept = queries.current_plan(request.actor)
    form = LapsePlanForm(posted(request), kept=kept)
    if request.method != "POST" or not form.is_valid():
        return _sheet(request, form)
    given = form.cleaned_data
    try:
        actions.write_plan(
            typed=form.typed(), share=given["share"], based_on=given["based_on"], by=request.actor
        )
    except Missing:
        raise
    except Conflict as conflict:
        renewed = LapsePlanForm(with_version(request.POST, conflict.newest, field="based_on"), kept=kept)
        return _sheet(request, renewed, conflict=conflict, kept=kept)
    except Refused as refusal:
        put_on_form(form, refusal)
        return _sheet(request, form)
    messages.success(request, _("It is kept. It is the plan that holds from now on."))
    return redirect("aftercare:my_plan")


def _sheet(
    request: Request, form: LapsePlanForm, *, conflict: Conflict | None = None, kept: OpenPlan | None = None
) -> HttpResponse:
    if form.errors:
        spell = policies.check_can_plan(request.actor)
        heed_refused(text=typed(form), group=spell.group, by=request.actor)
    page = {
        "form": form,
        "conflict": conflict,
        "newest": kept,
        "version": form["based_on"].value(),
        "secret": draft_secret(request.actor),
        **help_beside(request.actor),
    }
    status = 409 if conflict else 422 if form.errors else 200
    return render(request, "aftercare/write_plan.html", page, status=status)


@for_staff(Permission.CLINICAL_READ)
@require_safe
def shared(request: Request, pk: UUID) -> HttpResponse:
    """What a member lets their therapists read of their plan."""
    member, plan = queries.shared_plan(request.actor, pk)
    record("aftercare.plan_read", by=request.actor, on=plan.row, about=[member.pk])
    return render(request, "aftercare/shared_plan.html", {"member": member, "plan": plan})
