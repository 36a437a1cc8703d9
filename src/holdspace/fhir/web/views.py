"""The page on which a coordinator brings a roster over from another system."""

from __future__ import annotations

from typing import Final

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from holdspace.accounts.access import Request, for_staff
from holdspace.fhir.actions import Taken, take_roster
from holdspace.fhir.web.forms import UploadForm
from holdspace.kernel.refusals import Refused
from holdspace.members.policies import RosterRefused
from holdspace.members.queries import last_imports
from holdspace.members.rules.roster_csv import COLUMNS
from holdspace.practice.roles import Permission

MOST_PEOPLE: Final = 1_000
"""People whom a page takes over while somebody waits, some seconds; the command takes any number."""
MOST_ROWS_SHOWN: Final = 200


@for_staff(Permission.ROSTER_IMPORT)
@require_http_methods(["GET", "HEAD", "POST"])
def import_roster(request: Request) -> HttpResponse:
    """A file is taken over whole, or refused whole with each row and the reason."""
    if request.method != "POST":
        return _page(request, UploadForm())
    form = UploadForm(request.POST, request.FILES, bytes_sent=int(request.META.get("CONTENT_LENGTH") or 0))
    if not form.is_valid():
        return _page(request, form)
    try:
        taken = take_roster(stream=form.cleaned_data["file"], most_people=MOST_PEOPLE, by=request.actor)
    except Refused as refusal:
        return _page(request, form, refusal)
    messages.success(request, _in_words(taken))
    return redirect("members:roster")


def _page(request: Request, form: UploadForm, refusal: Refused | None = None) -> HttpResponse:
    problems = refusal.problems if isinstance(refusal, RosterRefused) else ()
    content = {
        "form": form,
        "refusal": refusal,
        "problems": problems[:MOST_ROWS_SHOWN],
        "more": max(0, len(problems) - MOST_ROWS_SHOWN),
        "read_to_end": getattr(refusal, "read_to_end", True),
        "columns": COLUMNS,
        "most": MOST_PEOPLE,
        "imports": last_imports(request.actor),
    }
    return render(request, "fhir/import.html", content, status=422 if refusal or form.errors else 200)


def _in_words(taken: Taken) -> str:
    done = taken.imported
    sentences = [
        _("Taken over: %(created)s new, %(changed)s changed, %(unchanged)s as they were.")
        % {"created": done.created, "changed": done.changed, "unchanged": done.unchanged}
    ]
    if taken.skipped:
        left_out = ngettext(
            "One row was left out: it repeats another, or another has replaced it.",
            "%(rows)s rows were left out: they repeat others, or others have replaced them.",
            len(taken.skipped),
        )
        sentences.append(left_out % {"rows": len(taken.skipped)})
    return " ".join(sentences)
