"""Pages of files in a record: the list, bringing one, taking one out; the member's own; the file itself."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from holdspace.accounts.access import Request, for_members, for_members_and_staff, for_staff
from holdspace.attachments import actions, policies, queries
from holdspace.attachments.rules.content import Format
from holdspace.attachments.web.forms import AddForm, RemoveForm
from holdspace.audit.log import record
from holdspace.kernel.refusals import Missing
from holdspace.members.models import Member
from holdspace.practice.roles import Permission
from holdspace.ui.cards import card
from holdspace.ui.downloads import download
from holdspace.ui.posting import posted, taken

READERS = (Permission.CLINICAL_READ, Permission.ROSTER_READ)
BRINGERS = (Permission.CLINICAL_WRITE, Permission.ROSTER_EDIT)


@for_staff(*READERS)
@require_safe
def of_member(request: Request, pk: UUID) -> HttpResponse:
    """A member's files, as far as the reader may see them; that the list was looked at is kept."""
    page = queries.files_page(request.actor, pk)
    record("attachments.list_read", by=request.actor, on=page.member, about=[page.member.pk])
    return render(request, "attachments/of_member.html", {"page": page})


@for_staff(*READERS)
@require_safe
def door(request: Request, pk: UUID) -> HttpResponse:
    """A card for pages about a member: how many files there are, and the way to them, without a title."""
    return card(request, "attachments/door.html", {"door": queries.door(request.actor, pk)})


@for_members
@require_safe
def mine(request: Request) -> HttpResponse:
    """What is shared with a member of their own record."""
    return render(request, "attachments/mine.html", {"files": queries.own_files(request.actor)})


@for_members_and_staff(*READERS)
@require_safe
def file(request: Request, pk: UUID) -> HttpResponse:
    """The file itself: to be kept, never to be run. The right to it is asked anew each time."""
    found = queries.file_for(request.actor, pk)
    content = actions.open_file(attachment=found, by=request.actor)
    kind = Format(found.format)
    return download(
        content,
        kind.content_type,
        kind.file_name,
        Content_Security_Policy="sandbox; default-src 'none'",
        Cross_Origin_Resource_Policy="same-origin",
    )


@for_staff(*BRINGERS)
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: Request, pk: UUID) -> HttpResponse:
    """Bring a file: it was made anew while it arrived (`web.uploads`)."""
    member = queries.member_for(request.actor, pk)
    offered = policies.kinds_for(request.actor, member)
    if not offered:
        raise Missing(_("There is no such page."))
    form = AddForm(
        posted(request),
        request.FILES or None,
        offered=offered,
        sessions=queries.sessions_of(request.actor, member),
        bytes_sent=int(request.META.get("CONTENT_LENGTH") or 0),
    )
    if request.method == "POST" and _kept(request, member, form):
        messages.success(request, _("Kept. Your own copy is no longer needed here."))
        return redirect("attachments:of_member", pk)
    form.ask_again()
    page = {"form": form, "member": member}
    return render(request, "attachments/add.html", page, status=422 if form.errors else 200)


def _kept(request: Request, member: Member, form: AddForm) -> bool:
    return taken(
        form,
        lambda: actions.attach(
            member=member,
            kind=form.chosen_kind,
            title=form.cleaned_data["title"],
            file=form.cleaned_data["file"],
            session=form.chosen_session,
            by=request.actor,
        ),
    )


@for_staff(*BRINGERS)
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def remove(request: Request, pk: UUID) -> HttpResponse:
    """Take a file out, with a reason. Its title is shown so that nobody takes the wrong one."""
    found = queries.file_for(request.actor, pk)
    policies.check_can_remove(request.actor, found)
    form = RemoveForm(posted(request))
    if request.method == "POST" and taken(
        form, lambda: actions.remove(attachment=found, reason=form.cleaned_data["reason"], by=request.actor)
    ):
        messages.success(request, _("Taken out. Its content is gone."))
        return redirect("attachments:of_member", found.member_id)
    record("attachments.list_read", by=request.actor, on=found.member, about=[found.member_id])
    page = {"form": form, "attachment": found, "member": found.member}
    return render(request, "attachments/remove.html", page, status=422 if form.errors else 200)
