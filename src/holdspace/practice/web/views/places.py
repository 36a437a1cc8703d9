"""Where groups meet: the page of sites and rooms, for the owner and for coordinators."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from holdspace.accounts.access import Request, for_staff
from holdspace.practice import actions, queries
from holdspace.practice.models import Room, Site
from holdspace.practice.roles import Permission
from holdspace.practice.web.forms import RoomForm, SiteForm
from holdspace.ui.posting import accepted, posted

FORM = ["GET", "HEAD", "POST"]


@for_staff(Permission.PLACES_EDIT)
@require_safe
def places(request: Request) -> HttpResponse:
    """Every site with its rooms."""
    return render(request, "practice/places.html", {"sites": queries.sites(request.actor)})


@for_staff(Permission.PLACES_EDIT)
@require_http_methods(FORM)
def add_site(request: Request) -> HttpResponse:
    """A new site."""
    form = SiteForm(posted(request))
    if accepted(form, actions.add_site, by=request.actor):
        messages.success(request, _("The site is there. Now add its rooms."))
        return redirect("practice:places")
    return _page(request, form, {"site": None})


@for_staff(Permission.PLACES_EDIT)
@require_http_methods(FORM)
def change_site(request: Request, pk: UUID) -> HttpResponse:
    """What is said of a site."""
    site = get_object_or_404(Site.visible_to(request.actor), pk=pk)
    form = SiteForm(posted(request), initial=SiteForm.initial_of(site))
    if accepted(form, actions.change_site, site=site, by=request.actor):
        messages.success(request, _("Saved."))
        return redirect("practice:places")
    return _page(request, form, {"site": site})


@for_staff(Permission.PLACES_EDIT)
@require_POST
def set_site_open(request: Request, pk: UUID) -> HttpResponse:
    """Close a site, or open it again."""
    site = get_object_or_404(Site.visible_to(request.actor), pk=pk)
    site = actions.set_site_open(site=site, is_open=request.POST.get("open") == "yes", by=request.actor)
    return _turned(request, site)


@for_staff(Permission.PLACES_EDIT)
@require_http_methods(FORM)
def add_room(request: Request) -> HttpResponse:
    """A new room, at the site from which one comes."""
    form = RoomForm(posted(request), actor=request.actor, initial={"site": request.GET.get("site", "")})
    if accepted(form, actions.add_room, by=request.actor):
        messages.success(request, _("The room is there. Groups can be planned in it."))
        return redirect("practice:places")
    return _page(request, form, {"room": None})


@for_staff(Permission.PLACES_EDIT)
@require_http_methods(FORM)
def change_room(request: Request, pk: UUID) -> HttpResponse:
    """What is said of a room."""
    room = get_object_or_404(Room.visible_to(request.actor), pk=pk)
    form = RoomForm(posted(request), actor=request.actor, initial=RoomForm.initial_of(room))
    if accepted(form, actions.change_room, room=room, by=request.actor):
        messages.success(request, _("Saved."))
        return redirect("practice:places")
    return _page(request, form, {"room": room})


@for_staff(Permission.PLACES_EDIT)
@require_POST
def set_room_open(request: Request, pk: UUID) -> HttpResponse:
    """Close a room, or open it again."""
    room = get_object_or_404(Room.visible_to(request.actor), pk=pk)
    room = actions.set_room_open(room=room, is_open=request.POST.get("open") == "yes", by=request.actor)
    return _turned(request, room)


def _turned(request: Request, place: Site | Room) -> HttpResponse:
    if place.closed_at is None:
        messages.success(request, _("Open again."))
    else:
        messages.success(request, _("Closed for new plans. What is planned there already stays."))
    return redirect("practice:places")


def _page(request: Request, form: SiteForm | RoomForm, place: dict[str, Site | Room | None]) -> HttpResponse:
    name = "site" if "site" in place else "room"
    status = 422 if form.is_bound and form.errors else 200
    return render(request, f"practice/{name}.html", {"form": form, **place}, status=status)
