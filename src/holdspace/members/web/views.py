"""The roster, one person, registering, changing, inviting; and how somebody wishes to be called."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from holdspace.accounts.access import Request, for_members, for_staff
from holdspace.kernel.refusals import Conflict, Refused
from holdspace.members import actions, policies, queries
from holdspace.members.letters import link
from holdspace.members.models import Member
from holdspace.members.queries import PersonPage
from holdspace.members.web.forms import CalledForm, InvitationForm, PersonSheet, SearchForm
from holdspace.practice.roles import Permission
from holdspace.ui.posting import accepted, posted


@for_staff(Permission.ROSTER_READ)
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def roster(request: Request) -> HttpResponse:
    """Everybody, a page at a time. A search is posted: a name in an address stays in histories and logs."""
    sent = request.POST if request.method == "POST" else request.GET.copy()
    if request.method != "POST":
        sent.pop("q", None)
    form = SearchForm(sent)
    search, show, number = form.asked
    page = queries.roster(request.actor, search=search, show=show, page=number)
    content = {
        "form": SearchForm(initial={"q": search, "show": show}),
        "page": page,
        "search": search,
        "show": show,
        "is_empty": not page.found and not search and show == queries.Show.HERE,
    }
    return render(request, "members/roster.html", content)


@for_staff(Permission.ROSTER_READ)
@require_safe
def member(request: Request, pk: UUID) -> HttpResponse:
    """One person; that the page was opened is kept, and the person can see it."""
    return _person(request, queries.member_for(request.actor, pk))


@for_staff(Permission.ROSTER_EDIT)
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: Request) -> HttpResponse:
    """Somebody new."""
    sheet = PersonSheet(request.POST or None)
    if request.method == "POST" and sheet.is_valid():
        said = sheet.form.cleaned_data
        try:
            made = actions.register_member(
                person=sheet.person(),
                time_zone=said["time_zone"],
                is_somebody_else=said["is_somebody_else"],
                by=request.actor,
            )
        except Refused as refusal:
            sheet.refuse(refusal)
        else:
            messages.success(request, _("Saved."))
            return redirect("members:member", made.pk)
    return render(request, "members/new.html", {"sheet": sheet}, status=sheet.status)


@for_staff(Permission.ROSTER_EDIT)
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: Request, pk: UUID) -> HttpResponse:
    """What is kept of somebody."""
    page = queries.person_page(request.actor, queries.member_for(request.actor, pk))
    if request.method == "POST":
        return _keep(request, page)
    actions.note_read(member=page.member, by=request.actor)
    return _change_page(request, page, PersonSheet(None, page))


def _keep(request: Request, page: PersonPage) -> HttpResponse:
    """Keep what was sent; what somebody else changed in the meantime is never overwritten silently."""
    sheet = PersonSheet(request.POST, page)
    if not sheet.is_valid():
        return _change_page(request, page, sheet)
    try:
        _change(request, page.member, sheet)
    except Conflict as conflict:
        return _change_page(request, page, sheet, conflict)
    except Refused as refusal:
        sheet.refuse(refusal)
        return _change_page(request, page, sheet)
    messages.success(request, _("Saved."))
    return redirect("members:member", page.member.pk)


@for_staff(Permission.ROSTER_EDIT)
@sensitive_post_parameters()
@require_POST
def invite(request: Request, pk: UUID) -> HttpResponse:
    """A link with which the person chooses a password; it is shown once, and goes out by mail."""
    person = queries.member_for(request.actor, pk)
    form = InvitationForm(request.POST)
    if form.is_valid():
        try:
            token = actions.invite_member(member=person, email=form.cleaned_data["email"], by=request.actor)
        except Refused as refusal:
            form.add_error("email", str(refusal))
        else:
            return render(request, "members/invited.html", {"link": link(token), "member": person})
    return _person(request, person, form)


@for_members
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def oneself(request: Request) -> HttpResponse:
    """How the circle calls whoever asks."""
    own = policies.oneself(request.actor)
    form = CalledForm(posted(request), initial={"chosen_name": own.chosen_name, "pronouns": own.pronouns})
    if accepted(form, actions.be_called, by=request.actor):
        messages.success(request, _("Saved. The circle calls you so from now on."))
        return redirect("front_door")
    return render(request, "members/oneself.html", {"form": form}, status=422 if form.errors else 200)


def _person(request: Request, person: Member, form: InvitationForm | None = None) -> HttpResponse:
    page = queries.person_page(request.actor, person)
    actions.note_read(member=person, by=request.actor)
    content = {
        "page": page,
        "may_edit": request.actor.may(Permission.ROSTER_EDIT),
        "may_invite": policies.can_invite(request.actor, person),
        "invitation": form or InvitationForm(initial={"email": page.sign_in.email or page.first_email}),
    }
    return render(request, "members/member.html", content, status=422 if form else 200)


def _change(request: Request, person: Member, sheet: PersonSheet) -> None:
    said = sheet.form.cleaned_data
    actions.change_member(
        member=person,
        person=sheet.person(),
        status=Member.Status(said["status"]),
        time_zone=said["time_zone"],
        version=said["version"],
        by=request.actor,
    )


def _change_page(
    request: Request, page: PersonPage, sheet: PersonSheet, conflict: Conflict | None = None
) -> HttpResponse:
    """The form; after a conflict it builds on what the other person saved, once its reader sends it again."""
    version = conflict.newest if conflict else sheet.form["version"].value()
    content = {"sheet": sheet, "page": page, "conflict": conflict, "version": version}
    return render(request, "members/change.html", content, status=409 if conflict else sheet.status)
