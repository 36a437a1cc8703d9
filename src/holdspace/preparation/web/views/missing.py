"""Somebody is missed: what was done, and after how many sessions it is asked."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from holdspace.accounts.access import Request, for_staff
from holdspace.audit.log import record
from holdspace.groups.queries import clinical_group
from holdspace.practice.roles import Permission
from holdspace.preparation.actions.missing import say_what_was_done, set_rule
from holdspace.preparation.queries import absence as queries
from holdspace.preparation.web.forms import ReachForm, RuleForm
from holdspace.ui.posting import accepted, posted

FORM = ["GET", "HEAD", "POST"]


@for_staff(Permission.SESSION_LEAD)
@require_http_methods(FORM)
def reach(request: Request, pk: UUID, member: UUID) -> HttpResponse:
    """Say what was done about somebody who missed sessions without a word."""
    group = clinical_group(request.actor, pk)
    seat = queries.seat_of(request.actor, group, member)
    form = ReachForm(posted(request))
    if request.method == "POST" and accepted(
        form, say_what_was_done, group=group, member_id=member, by=request.actor
    ):
        messages.success(request, _("Kept. Nothing waits for you here now."))
        return redirect("desk:today")
    page = {
        "group": group,
        "name": seat.member.chosen_name or "",
        "member_id": member,
        "missed": queries.is_missed(request.actor, group, member),
        "done": queries.reached(request.actor, group, member),
        "form": form,
    }
    record("preparation.absences_read", by=request.actor, group_id=group.pk, about=[member])
    return render(request, "preparation/reach.html", page, status=422 if form.errors else 200)


@for_staff(Permission.PRACTICE_EDIT)
@require_http_methods(FORM)
def rule(request: Request) -> HttpResponse:
    """After how many sessions without a word a leader is asked to reach out."""
    form = RuleForm(posted(request), initial={"after": queries.rule_of(request.actor.practice_id)})
    if request.method == "POST" and accepted(form, set_rule, by=request.actor):
        messages.success(request, _("Kept. It holds from now on."))
        return redirect("practice:practice")
    return render(request, "preparation/rule.html", {"form": form}, status=422 if form.errors else 200)
