"""Change: a member's path, a group's small multiples, a reason put aside, and a member's own path."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from holdspace.accounts.access import Request, for_members, for_staff
from holdspace.audit.log import record
from holdspace.groups.queries import clinical_group, member_for_clinician
from holdspace.outcomes import actions, policies, queries
from holdspace.outcomes.web.silencing import SilenceForm
from holdspace.practice.roles import Permission
from holdspace.ui.posting import posted, taken

RULE = "rule-"
"""Before an instrument's id, in the address of a path: by which rule of its file change is counted."""


@for_staff(Permission.CLINICAL_READ)
@require_safe
def path(request: Request, pk: UUID) -> HttpResponse:
    """A member's path: what changed, by which rule, and what happened meanwhile."""
    found = queries.member_path(request.actor, pk, rules=_chosen_rules(request))
    record("outcomes.path_read", by=request.actor, on=found.member, about=[found.member.pk])
    return render(request, "outcomes/path.html", {"page": found})


def _chosen_rules(request: Request) -> dict[str, str]:
    sent: dict[str, str] = request.GET.dict()
    return {name.removeprefix(RULE): id for name, id in sent.items() if name.startswith(RULE)}


@for_staff(Permission.CLINICAL_READ)
@require_safe
def group(request: Request, pk: UUID) -> HttpResponse:
    """A group's small multiples, and whose course asks to be looked at again."""
    found = queries.group_paths(request.actor, pk)
    record("outcomes.group_read", by=request.actor, on=found.group, about=found.members)
    return render(request, "outcomes/group.html", {"page": found})


@for_staff(Permission.CLINICAL_READ)
@require_http_methods(["GET", "HEAD", "POST"])
def silence(request: Request, group: UUID, pk: UUID, key: str) -> HttpResponse:
    """Put a reason to look again aside, with a sentence that says why."""
    actor, led = request.actor, clinical_group(request.actor, group)
    member = member_for_clinician(actor, pk)
    policies.check_can_silence(actor, member, led)
    signal = queries.signal_for(actor, led, member.pk, key)
    form = SilenceForm(posted(request), initial={"level": signal.reason.level})
    if request.method == "POST" and taken(
        form,
        lambda: actions.silence(
            member=member,
            group=led,
            key=key,
            seen_level=form.cleaned_data["level"],
            reason=form.cleaned_data["reason"],
            by=actor,
        ),
    ):
        messages.success(request, _("Put aside. It comes back when it gets worse."))
        return redirect("outcomes:path", pk)
    record("outcomes.path_read", by=actor, on=member, about=[member.pk])
    content = {"member": member, "group": led, "signal": signal, "form": form}
    return render(request, "outcomes/silence.html", content, status=422 if form.errors else 200)


@for_members
@require_safe
def my_path(request: Request) -> HttpResponse:
    """Where a member's own path was, before other rooms came to it."""
    return redirect("desk:path")
