"""The coordinator's pages: the practice's groups, who leads them, whom to propose."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from holdspace.accounts.access import Request, for_staff
from holdspace.groups import actions, policies, queries
from holdspace.groups.models import Facilitation
from holdspace.groups.web.forms import AppointForm, GroupForm
from holdspace.groups.web.seats import drawn
from holdspace.kernel.refusals import Missing, Refused
from holdspace.members.models import Member
from holdspace.practice.models import Staff
from holdspace.practice.roles import Permission
from holdspace.ui.cards import card
from holdspace.ui.posting import posted, put_on_form

FORM = ["GET", "HEAD", "POST"]


@for_staff(Permission.SCHEDULE_EDIT)
@require_safe
def groups(request: Request) -> HttpResponse:
    """Every group of the practice, with its seats and leaders."""
    return render(request, "groups/list.html", {"cards": queries.cards(request.actor)})


@for_staff(Permission.SCHEDULE_EDIT)
@require_http_methods(FORM)
def new(request: Request) -> HttpResponse:
    """Set up a group."""
    form = GroupForm(posted(request), actor=request.actor)
    if request.method == "POST" and form.is_valid():
        try:
            group = actions.create_group(
                practice_id=request.actor.practice_id, by=request.actor, **form.cleaned_data
            )
        except Refused as refusal:
            put_on_form(form, refusal)
        else:
            messages.success(request, _("The group is there. Now appoint who leads it."))
            return redirect("groups:detail", group.pk)
    return render(request, "groups/new.html", {"form": form}, status=_status(form))


@for_staff(Permission.SCHEDULE_EDIT)
@require_safe
def detail(request: Request, pk: UUID) -> HttpResponse:
    """One group for its coordinator: facts, who leads, who sits where."""
    group = queries.group_for(request.actor, pk)
    leaders, seated = queries.leaders(group), queries.circle(group)
    content = {
        "group": group,
        "leaders": leaders,
        "seated": seated,
        "seats": drawn(group, leaders, seated),
        "proposals": queries.proposals(request.actor, group),
        "appoint": AppointForm(people=queries.appointable(request.actor, group)),
    }
    return render(request, "groups/detail.html", content)


@for_staff(Permission.SCHEDULE_EDIT)
@require_http_methods(FORM)
def change(request: Request, pk: UUID) -> HttpResponse:
    """Change what is said of a group."""
    group = queries.group_for(request.actor, pk)
    form = GroupForm(posted(request), actor=request.actor, initial=GroupForm.initial_of(group))
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_group(group=group, by=request.actor, **form.cleaned_data)
        except Refused as refusal:
            put_on_form(form, refusal)
        else:
            messages.success(request, _("Saved."))
            return redirect("groups:detail", pk)
    return render(request, "groups/change.html", {"form": form, "group": group}, status=_status(form))


@for_staff(Permission.SCHEDULE_EDIT)
@require_POST
def begin(request: Request, pk: UUID) -> HttpResponse:
    """The group begins to meet."""
    group = queries.group_for(request.actor, pk)
    try:
        actions.begin_group(group=group, by=request.actor)
    except Refused as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.success(request, _("The group has begun."))
    return redirect("groups:detail", pk)


@for_staff(Permission.SCHEDULE_EDIT)
@require_http_methods(FORM)
def end(request: Request, pk: UUID) -> HttpResponse:
    """The group ends for good, after a question."""
    group = queries.group_for(request.actor, pk)
    if request.method != "POST":
        return render(request, "groups/end.html", {"group": group})
    try:
        actions.end_group(group=group, by=request.actor)
    except Refused as refusal:
        return render(request, "groups/end.html", {"group": group, "refusal": refusal}, status=422)
    messages.success(request, _("The group has ended. Its leaders keep its record."))
    return redirect("groups:detail", pk)


@for_staff(Permission.SCHEDULE_EDIT)
@require_POST
def appoint(request: Request, pk: UUID) -> HttpResponse:
    """Somebody leads the group from now on."""
    group = queries.group_for(request.actor, pk)
    form = AppointForm(request.POST, people=queries.appointable(request.actor, group))
    if not form.is_valid():
        messages.warning(request, _("Choose who leads, and as what."))
        return redirect("groups:detail", pk)
    staff = get_object_or_404(Staff.visible_to(request.actor), pk=form.cleaned_data["staff"])
    try:
        actions.appoint(group=group, staff=staff, role=form.cleaned_data["role"], by=request.actor)
    except Refused as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.success(request, _("From now on the group's record is open to them."))
    return redirect("groups:detail", pk)


@for_staff(Permission.SCHEDULE_EDIT, Permission.SESSION_LEAD)
@require_http_methods(FORM)
def end_facilitation(request: Request, pk: UUID) -> HttpResponse:
    """Somebody leads the group no more, after a question: the coordinator decides, or they themselves."""
    rows = Facilitation.visible_to(request.actor).select_related("group", "staff")
    facilitation = get_object_or_404(rows, pk=pk)
    if not (request.actor.staff_id == facilitation.staff_id or policies.can_manage(request.actor)):
        raise Missing(_("This page does not exist."))
    last = len(queries.leaders(facilitation.group)) == 1
    content: dict[str, object] = {"facilitation": facilitation, "group": facilitation.group, "last": last}
    if request.method != "POST":
        return render(request, "groups/end_facilitation.html", content)
    try:
        actions.end_facilitation(facilitation=facilitation, by=request.actor)
    except Refused as refusal:
        return render(request, "groups/end_facilitation.html", content | {"refusal": refusal}, status=422)
    messages.success(request, _("The group's record is closed to them from now on."))
    if policies.can_manage(request.actor):
        return redirect("groups:detail", facilitation.group_id)
    return redirect("front_door")


@for_staff(Permission.SCHEDULE_EDIT)
@require_http_methods(FORM)
def propose(request: Request, pk: UUID) -> HttpResponse:
    """Look for somebody on the roster and propose them to the group's leaders."""
    group = queries.group_for(request.actor, pk)
    sought = request.GET.get("q", "").strip()[:80]
    found = queries.proposable_named(request.actor, group, sought) if sought else []
    content = {"group": group, "sought": sought, "found": found}
    if request.method != "POST":
        return render(request, "groups/propose.html", content)
    member = get_object_or_404(queries.proposable(request.actor, group), pk=_uuid(request.POST.get("member")))
    try:
        actions.propose_member(group=group, member=member, by=request.actor)
    except Refused as refusal:
        return render(request, "groups/propose.html", content | {"refusal": refusal}, status=422)
    messages.success(request, _("Proposed. The group's leaders decide."))
    return redirect("groups:detail", pk)


@for_staff(Permission.SCHEDULE_EDIT)
@require_safe
def spells(request: Request, pk: UUID) -> HttpResponse:
    """A card for the roster's pages: in which groups somebody sits and sat."""
    member = get_object_or_404(Member.visible_to(request.actor), pk=pk)
    return card(request, "groups/spells.html", {"spells": queries.spells_of(request.actor, member)})


def _status(form: GroupForm) -> int:
    return 422 if form.is_bound and form.errors else 200


def _uuid(text: str | None) -> UUID:
    try:
        return UUID(text or "")
    except ValueError:
        raise Missing(_("This person does not exist.")) from None
