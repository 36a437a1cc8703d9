"""A member's pages: goodbyes in my circles, saying that I leave, my keepsake."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from holdspace.accounts.access import Request, for_members, for_members_and_staff
from holdspace.audit.log import record
from holdspace.endings.actions import notice as actions
from holdspace.endings.models import Leaving
from holdspace.endings.queries import own as queries
from holdspace.endings.queries.ahead import ahead, coming, notice_of
from holdspace.endings.rules.last_sessions import earliest
from holdspace.endings.web.files import paper as on_paper
from holdspace.endings.web.forms import LeaveForm
from holdspace.groups.models import Group
from holdspace.groups.queries import group_for
from holdspace.kernel.actors import Actor
from holdspace.kernel.refusals import Missing, Refused
from holdspace.practice.roles import Permission
from holdspace.safety.actions import heed_refused
from holdspace.safety.queries import help_beside
from holdspace.sessions.models import GroupSession
from holdspace.sessions.queries import own_member
from holdspace.ui.cards import card
from holdspace.ui.drafts import draft_secret
from holdspace.ui.posting import posted, put_on_form, tell, typed

FORM = ["GET", "HEAD", "POST"]


@for_members
@require_safe
def mine(request: Request) -> HttpResponse:
    """Goodbyes ahead, farewells to write, who left without one, what I keep."""
    return render(request, "endings/mine.html", {"mine": queries.mine(request.actor)})


@for_members
@require_safe
def line(request: Request, pk: UUID) -> HttpResponse:
    """The goodbyes of one circle, in a few lines, for the pages of other rooms."""
    group = group_for(request.actor, pk)
    content = {
        "ahead": ahead(request.actor, [group.pk]).get(group.pk, []),
        "gone": queries.gone(request.actor, [group.pk]).get(group.pk, []),
    }
    return card(request, "endings/line.html", content)


@for_members
@require_http_methods(FORM)
def leave(request: Request, pk: UUID) -> HttpResponse:
    """Say after which session I leave, and what my circle reads of it."""
    actor, group = request.actor, group_for(request.actor, pk)
    membership = queries.own_membership(actor, group)
    kept, sessions = queries.own_leaving(actor, group), _possible(actor, group)
    form = LeaveForm(posted(request), sessions=sessions, kept=kept)
    if request.method == "POST" and form.is_valid():
        try:
            said = actions.say(membership=membership, said=form.said, by=actor)
        except Missing:
            raise
        except Refused as refusal:
            put_on_form(form, refusal)
        else:
            messages.success(request, _told(said, wanted=form.said.tell))
            return redirect("endings:mine")
    return _leave_page(request, group, form, kept, sessions)


@for_members_and_staff(Permission.SESSION_LEAD)
@require_POST
def tell_circle(request: Request, pk: UUID) -> HttpResponse:
    """Let the circle read it from now on."""
    leaving = queries.leaving_for(request.actor, pk)
    words = _("The circle reads it now, and the last sessions are marked.")
    tell(request, lambda: actions.tell(leaving=leaving, by=request.actor), words)
    return _back(request, leaving)


@for_members_and_staff(Permission.SESSION_LEAD)
@require_POST
def take_back(request: Request, pk: UUID) -> HttpResponse:
    """Stay after all."""
    leaving = queries.leaving_for(request.actor, pk)
    words = _("Taken back. Nothing is marked any more.")
    tell(request, lambda: actions.take_back(leaving=leaving, by=request.actor), words)
    return _back(request, leaving)


@for_members
@require_safe
def keepsake(request: Request, pk: UUID) -> HttpResponse:
    """What I take with me from one circle."""
    found = queries.keepsake(request.actor, pk)
    return render(request, "endings/keepsake.html", {"keepsake": found})


@for_members
@require_safe
def paper(request: Request, pk: UUID) -> HttpResponse:
    """The same as a file."""
    found = queries.keepsake(request.actor, pk)
    record("endings.keepsake_printed", by=request.actor, group_id=pk, about=[request.actor.person_id])
    name = own_member(request.actor).chosen_name or ""
    return on_paper(found, name=name, language=get_language() or "en")


def _possible(actor: Actor, group: Group) -> list[GroupSession]:
    """The sessions that leave the group its notice."""
    sessions = coming(actor, group)
    first = earliest([each.starts_at for each in sessions], notice_of(actor, group))
    return [each for each in sessions if first is not None and each.starts_at >= first]


def _leave_page(
    request: Request, group: Group, form: LeaveForm, kept: Leaving | None, sessions: list[GroupSession]
) -> HttpResponse:
    page = {
        "group": group,
        "form": form,
        "kept": kept,
        "sessions": sessions,
        "notice": notice_of(request.actor, group),
        "secret": draft_secret(request.actor),
    }
    if form.errors:
        heed_refused(text=typed(form), group=group, by=request.actor)
        page |= help_beside(request.actor)
    return render(request, "endings/leave.html", page, status=422 if form.errors else 200)


def _told(said: Leaving, *, wanted: bool) -> str:
    if wanted and not said.to_circle:
        return _("It is kept, and your therapists know. They speak with you before your circle reads it.")
    if said.to_circle:
        return _("It is kept. Your circle reads it, and the last sessions are marked.")
    return _("It is kept, and your therapists know. Your circle does not read it yet.")


def _back(request: Request, leaving: Leaving) -> HttpResponse:
    return (
        redirect("endings:mine") if request.actor.is_member else redirect("endings:group", leaving.group_id)
    )
