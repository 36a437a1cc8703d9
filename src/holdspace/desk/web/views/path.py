"""A member's path: on a page, and as files to take along."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from holdspace.accounts.access import Request, for_members
from holdspace.desk import actions
from holdspace.desk.queries.path import path_page, path_to_take
from holdspace.desk.web.path_files import path_as_json, path_on_paper


@for_members
@require_safe
def path(request: Request) -> HttpResponse:
    """How it was, from one's own answers and words; never anybody else's record."""
    return render(request, "desk/path.html", {"page": path_page(request.actor)})


@for_members
@require_safe
def as_file(request: Request) -> HttpResponse:
    """The path as one file for machines."""
    actions.note_path_taken(by=request.actor)
    return path_as_json(path_to_take(request.actor))


@for_members
@require_safe
def on_paper(request: Request) -> HttpResponse:
    """The path as a document."""
    actions.note_path_taken(by=request.actor)
    return path_on_paper(path_to_take(request.actor))
