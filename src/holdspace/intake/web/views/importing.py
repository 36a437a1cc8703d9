"""The page on which a coordinator brings over referrals that were kept elsewhere."""

from __future__ import annotations

import hashlib
from typing import Final

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from holdspace.accounts.access import Request, for_staff
from holdspace.intake import actions
from holdspace.intake.actions import Referred
from holdspace.intake.policies import ReferralsRefused
from holdspace.intake.rules.referral_csv import COLUMNS, MOST_ROWS, ReferralRow, read_referrals
from holdspace.intake.web.forms.importing import ReferralsForm
from holdspace.kernel import clock
from holdspace.kernel.refusals import Refused
from holdspace.members.rules.roster_csv import text_lines
from holdspace.practice.queries import practice_of
from holdspace.practice.roles import Permission

MOST_ROWS_SHOWN: Final = 200


@for_staff(Permission.INTAKE_EDIT)
@require_http_methods(["GET", "HEAD", "POST"])
def import_referrals(request: Request) -> HttpResponse:
    """A file is taken over whole, or refused whole with each row and the reason."""
    if request.method != "POST":
        return _page(request, ReferralsForm())
    form = ReferralsForm(request.POST, request.FILES, bytes_sent=int(request.META.get("CONTENT_LENGTH") or 0))
    if not form.is_valid():
        return _page(request, form)
    try:
        taken = _take_over(request, form.cleaned_data["file"].read())
    except Refused as refusal:
        return _page(request, form, refusal)
    said = ngettext("%(rows)s referral was taken over.", "%(rows)s referrals were taken over.", taken)
    messages.success(request, said % {"rows": taken})
    return redirect("intake:referrals")


def _take_over(request: Request, content: bytes) -> int:
    practice = practice_of(request.actor)
    today = clock.today(practice.time_zone)
    file = read_referrals(text_lines([content]), today=today, region=practice.region)
    if file.problems:
        raise ReferralsRefused(file.problems)
    return actions.import_referrals(
        referrals=[_referred(row) for row in file.rows],
        digest=hashlib.sha256(content).hexdigest(),
        by=request.actor,
    )


def _referred(row: ReferralRow) -> Referred:
    return Referred(
        person=row.person,
        available=row.available,
        modality=row.modality,
        funding=row.funding,
        referrer=row.referrer,
        said=row.said,
        may_contact=row.may_contact,
        may_leave_word=row.may_leave_word,
        received_on=row.received,
    )


def _page(request: Request, form: ReferralsForm, refusal: Refused | None = None) -> HttpResponse:
    problems = refusal.problems if isinstance(refusal, ReferralsRefused) else ()
    content = {
        "form": form,
        "refusal": refusal,
        "problems": problems[:MOST_ROWS_SHOWN],
        "more": max(0, len(problems) - MOST_ROWS_SHOWN),
        "columns": COLUMNS,
        "most": MOST_ROWS,
    }
    return render(request, "intake/import.html", content, status=422 if refusal or form.errors else 200)
