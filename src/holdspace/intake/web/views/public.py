"""The page on which anybody refers themselves, or somebody else, without an account.

It may be filled in on a computer that others use: nothing of it is kept in the browser or in any cache.
"""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from holdspace.accounts.access import Request, for_everyone
from holdspace.intake import actions, queries
from holdspace.intake.web.forms.referral import OwnReferralForm
from holdspace.kernel.refusals import Missing, Refused
from holdspace.ui.posting import posted, put_on_form


@for_everyone
@require_safe
def only_practice(request: Request) -> HttpResponse:
    """Leads to the page of the one practice that is here; several have an address each."""
    return redirect("refer:refer", queries.practice_that_takes(queries.only_practice().pk).pk)


@for_everyone
@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def refer(request: Request, pk: UUID) -> HttpResponse:
    """The questions. What is refused loses nothing that was typed."""
    practice = queries.practice_that_takes(pk)
    form = OwnReferralForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            actions.refer_here(
                practice_id=pk,
                referred=form.referred(),
                address=request.META.get("REMOTE_ADDR", ""),
                by=request.actor,
            )
        except Missing:
            raise
        except Refused as refusal:
            put_on_form(form, refusal)
        else:
            return redirect("refer:sent", pk)
    content = {"form": form, "practice": practice}
    return render(request, "intake/refer.html", content, status=422 if form.errors else 200)


@for_everyone
@require_safe
def sent(request: Request, pk: UUID) -> HttpResponse:
    """What happens next."""
    return render(request, "intake/sent.html", {"practice": queries.practice_that_takes(pk)})
