"""The page behind an invitation."""

from __future__ import annotations

from django.contrib.auth import login
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods

from holdspace.accounts import actions, proofs
from holdspace.accounts.access import Request, for_everyone
from holdspace.accounts.web.forms import PasswordForm
from holdspace.kernel.refusals import Missing, Refused

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@for_everyone
@never_cache
@sensitive_post_parameters()
@sensitive_variables("token")
@require_http_methods(["GET", "HEAD", "POST"])
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
