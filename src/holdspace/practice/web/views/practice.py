"""The owner's page about the practice itself; changing it asks the owner to prove themselves first."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from holdspace.accounts.access import Request, for_staff
from holdspace.kernel.refusals import Conflict, Refused
from holdspace.practice import actions, queries
from holdspace.practice.models import Practice
from holdspace.practice.roles import Permission
from holdspace.practice.rules import own_lines
from holdspace.practice.web.forms import PracticeSheet
from holdspace.practice.whereabouts import countries, time_zones
from holdspace.ui.posting import posted


@for_staff(Permission.PRACTICE_EDIT)
@require_safe
def practice(request: Request) -> HttpResponse:
    """What is said of the practice, how its messages look, and its own crisis lines."""
    found = queries.practice_of(request.actor)
    content = {
        "practice": found,
        "country": countries().get(found.region, found.region),
        "message": queries.message(found.sender_name, found.neutral_subject),
        "lines": own_lines.read(found.crisis_lines),
    }
    return render(request, "practice/practice.html", content)


@for_staff(Permission.PRACTICE_EDIT, step_up=True)
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: Request) -> HttpResponse:
    """Change it; what another owner changed in the meantime is never overwritten silently."""
    found = queries.practice_of(request.actor)
    sheet = PracticeSheet(found, posted(request))
    if request.method != "POST" or not sheet.is_valid():
        return _page(request, sheet)
    try:
        actions.change_practice(practice=found, version=sheet.version, by=request.actor, **sheet.fields())
    except Conflict as conflict:
        return _page(request, sheet, conflict)
    except Refused as refusal:
        sheet.refuse(refusal)
        return _page(request, sheet)
    messages.success(request, _("Saved."))
    return redirect("practice:practice")


def _page(request: Request, sheet: PracticeSheet, conflict: Conflict | None = None) -> HttpResponse:
    """The form; after a conflict it builds on what the other owner saved, once its reader sends it again."""
    now: Practice = queries.practice_of(request.actor)
    content = {
        "sheet": sheet,
        "conflict": conflict,
        "saved_otherwise": sheet.saved_otherwise(now) if conflict else (),
        "version": conflict.newest if conflict else sheet.form["version"].value(),
        "zones": time_zones(),
        "countries": countries(),
    }
    return render(request, "practice/change.html", content, status=409 if conflict else sheet.status)
