"""The page behind an invitation, and the page on which somebody says how they want the pages."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth import login
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, gettext, override
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods

from holdspace.accounts import actions, proofs
from holdspace.accounts.access import Request, for_everyone, for_signed_in
from holdspace.accounts.models import User
from holdspace.accounts.web.forms import PasswordForm, PreferencesForm
from holdspace.kernel import clock
from holdspace.kernel.refusals import Missing, Refused
from holdspace.ui.posting import posted, put_on_form

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
FORM = ["GET", "HEAD", "POST"]


@for_everyone
@never_cache
@sensitive_post_parameters()
@sensitive_variables("token")
@require_http_methods(FORM)
def welcome(request: Request, token: str) -> HttpResponse:
    """Choose a password; the link then no longer works."""
    try:
        actions.invitation_for(token)
    except Missing as missing:
        return render(request, "accounts/link_over.html", {"refusal": missing}, status=404)
    form = PasswordForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            user = actions.accept(token=token, password=form.cleaned_data["password"], by=request.actor)
        except Refused as refusal:
            form.add_error("password", str(refusal))
        else:
            login(request, user, backend=BACKEND)
            proofs.of_password(request, user)
            return redirect("front_door")
    status = 422 if form.errors else 200
    return render(request, "accounts/welcome.html", {"form": form}, status=status)


@for_signed_in
@require_http_methods(FORM)
def preferences(request: Request) -> HttpResponse:
    """In which language and on which clock one reads; saved, the page comes again in that language."""
    user = request.user
    assert isinstance(user, User)
    kept = {"language": user.language, "time_zone": user.time_zone}
    form = PreferencesForm(kept=kept, data=posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_preferences(user=user, by=request.actor, **form.cleaned_data)
        except Refused as refusal:
            put_on_form(form, refusal)
        else:
            with override(user.language or get_language()):
                messages.success(request, gettext("Saved. It holds from this page on."))
            return redirect("accounts:preferences")
    content = {"form": form, "now": clock.now()}
    return render(request, "accounts/preferences.html", content, status=422 if form.errors else 200)
