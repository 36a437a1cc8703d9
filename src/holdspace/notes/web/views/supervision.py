"""What is said in supervision about one note."""

from __future__ import annotations

from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from holdspace.accounts.access import Request, for_staff
from holdspace.kernel.ids import new_id
from holdspace.notes import actions
from holdspace.notes.queries.screen import GROUP
from holdspace.notes.queries.supervision import comment_for, talk
from holdspace.practice.roles import Permission
from holdspace.ui.posting import posted, taken


class CommentForm(forms.Form):
    """One thing to say. Its page gives it an id, so that sending it twice says it once."""

    id = forms.UUIDField(widget=forms.HiddenInput)
    text = forms.CharField(
        label=_("What you want to say about this note"), widget=forms.Textarea(attrs={"rows": 4})
    )


@for_staff(Permission.NOTE_COSIGN)
@require_http_methods(["GET", "HEAD", "POST"])
def talk_about(request: Request, session: UUID, key: str = GROUP, member: UUID | None = None) -> HttpResponse:
    """What was said about one note, for the two people it is between."""
    key = str(member) if member else key
    held, said = talk(request.actor, session, key)
    form = CommentForm(posted(request)) if request.method == "POST" else CommentForm(initial={"id": new_id()})
    if request.method == "POST" and taken(
        form, lambda: actions.comment(session=held, key=key, by=request.actor, **form.cleaned_data)
    ):
        return redirect(request.path)
    content = {"talk": said, "session": held, "form": form, "person_id": request.actor.person_id}
    return render(request, "notes/talk.html", content, status=422 if form.errors else 200)


@for_staff(Permission.NOTE_COSIGN)
@require_POST
def resolve(request: Request, pk: UUID) -> HttpResponse:
    """A comment is settled, and deleted if whoever wrote it wishes."""
    row = comment_for(request.actor, pk)
    actions.resolve(comment=row, by=request.actor, delete="delete" in request.POST)
    if row.member_id:
        return redirect("notes:talk", row.session_id, row.member_id)
    return redirect("notes:talk_group", row.session_id)
