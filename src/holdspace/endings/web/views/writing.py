"""The page on which a member writes at a goodbye: shown first, and again where something was wrong."""

from __future__ import annotations

from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import render

from holdspace.accounts.access import Request
from holdspace.groups.models import Group
from holdspace.safety.actions import heed_refused
from holdspace.safety.queries import help_beside
from holdspace.ui.drafts import draft_secret
from holdspace.ui.posting import typed


def sheet_of(
    request: Request, template: str, group: Group, form: Form, more: dict[str, object], *, status: int = 200
) -> HttpResponse:
    """`template` with the form and what its draft needs. What was refused is heeded, with help beside it."""
    page = {
        "form": form,
        "version": form["version"].value() or 0,
        "secret": draft_secret(request.actor),
        **more,
    }
    if form.errors:
        heed_refused(text=typed(form), group=group, by=request.actor)
        status = 422
    if status != 200:
        page |= help_beside(request.actor)
    return render(request, template, page, status=status)
