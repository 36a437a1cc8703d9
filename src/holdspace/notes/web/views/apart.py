"""Psychotherapy notes: a page of their own for their author."""

from __future__ import annotations

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from holdspace.accounts.access import Request, for_staff
from holdspace.kernel.ids import new_id
from holdspace.kernel.refusals import Missing, Refused
from holdspace.notes import actions
from holdspace.notes.models import Authorisation
from holdspace.notes.queries.apart import counts, hints_in, treated
from holdspace.practice.roles import Permission
from holdspace.sessions.models import GroupSession
from holdspace.ui.posting import posted, put_on_form, with_version


class ApartForm(forms.Form):
    """One note. Its page gives it an id, so that sending it twice writes it once."""

    id = forms.UUIDField(widget=forms.HiddenInput)
    version = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    session = forms.UUIDField(label=gettext_lazy("Session"), required=False)
    text = forms.CharField(
        label=gettext_lazy("What you think, for yourself"), widget=forms.Textarea(attrs={"rows": 6})
    )


class AuthorisationForm(forms.Form):
    """What a member signed about these notes."""

    recipient = forms.CharField(label=gettext_lazy("To whom"), max_length=200)
    purpose = forms.CharField(label=gettext_lazy("What for"), max_length=200)
    signed_on = forms.DateField(
        label=gettext_lazy("Signed on"), widget=forms.DateInput(attrs={"type": "date"})
    )
    expires_on = forms.DateField(
        label=gettext_lazy("Ends on"), widget=forms.DateInput(attrs={"type": "date"})
    )
    notes_from = forms.DateField(
        label=gettext_lazy("Only notes from this day on"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
    )
    notes_until = forms.DateField(
        label=gettext_lazy("Only notes up to this day"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
    )


@for_staff(Permission.PSYCHOTHERAPY_WRITE)
@require_http_methods(["GET", "HEAD", "POST"])
def apart(request: Request, member: UUID) -> HttpResponse:
    """What one keeps apart about a member; a note is written or changed here."""
    form = ApartForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            _write(request, member, form)
        except Missing:
            raise
        except actions.CrossedApart as crossed:
            form = ApartForm(with_version(request.POST, crossed.newest))
            return _page(request, member, form, theirs=crossed.theirs, status=409)
        except Refused as refusal:
            put_on_form(form, refusal)
        else:
            messages.success(request, _("Kept. Nobody else reads it."))
            return redirect("notes:apart", member)
    return _page(request, member, form, status=422 if form.errors else 200)


@for_staff(Permission.PSYCHOTHERAPY_WRITE)
@require_POST
def authorise(request: Request, member: UUID) -> HttpResponse:
    """A member's authorisation for these notes is written down."""
    person = treated(request.actor, member)
    form = AuthorisationForm(request.POST)
    if form.is_valid():
        try:
            actions.authorise(member=person, **form.cleaned_data, by=request.actor)
        except Refused as refusal:
            put_on_form(form, refusal)
        else:
            return redirect("notes:apart", member)
    return _page(request, member, ApartForm(), given=form, status=422)


@for_staff(Permission.PSYCHOTHERAPY_WRITE)
@require_POST
def withdraw(request: Request, pk: UUID) -> HttpResponse:
    """The member took their authorisation back."""
    row = get_object_or_404(Authorisation.visible_to(request.actor), pk=pk)
    actions.withdraw_authorisation(authorisation=row, by=request.actor)
    return redirect("notes:apart", row.member_id)


def _write(request: Request, member: UUID, form: ApartForm) -> None:
    sent = form.cleaned_data
    person = treated(request.actor, member)
    sessions = GroupSession.clinical_to(request.actor).filter(group__memberships__member=person)
    session = sessions.filter(pk=sent["session"]).first() if sent["session"] else None
    actions.write_apart(
        member=person,
        text=sent["text"],
        by=request.actor,
        id=sent["id"],
        version=sent["version"],
        session=session,
    )


def _page(
    request: HttpRequest,
    member: UUID,
    form: ApartForm,
    *,
    given: AuthorisationForm | None = None,
    theirs: str = "",
    status: int,
) -> HttpResponse:
    found = actions.open_apart(member_id=member, by=request.actor)  # type: ignore[attr-defined]
    typed = form.data.get("text", "") if form.is_bound else ""
    new = form if form.is_bound else ApartForm(initial={"id": new_id(), "version": 0})
    content = {
        "apart": found,
        "form": new,
        "hints": hints_in(typed),
        "theirs": theirs,
        "given": given or AuthorisationForm(),
        "authorisations": [(row, counts(row)) for row in found.authorisations],
    }
    return render(request, "notes/apart.html", content, status=status)
