"""The library, one skill, and the practice's own."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from holdspace.accounts.access import Request, for_members_and_staff, for_staff
from holdspace.groups.queries import groups_of
from holdspace.kernel.refusals import Conflict, Missing, Refused
from holdspace.practice.roles import Permission
from holdspace.skills.actions import own as actions
from holdspace.skills.models import OwnSkill
from holdspace.skills.queries import own as own_queries
from holdspace.skills.queries import shelf
from holdspace.skills.rules.library import AREA_WORDS, Skill
from holdspace.skills.web.forms import OwnSkillForm
from holdspace.ui.posting import posted, put_on_form, with_version

FORM = ["GET", "HEAD", "POST"]
READERS = (Permission.CLINICAL_READ, Permission.PRACTICE_EDIT)
WRITERS = (Permission.PRACTICE_EDIT, Permission.SESSION_LEAD)


@for_members_and_staff(*READERS)
@require_safe
def library(request: Request) -> HttpResponse:
    """Every skill, by area, its form of two minutes first."""
    found = shelf.area_by_area(request.actor)
    page = {
        "areas": [(area, AREA_WORDS[area], [line(skill) for skill in skills]) for area, skills in found],
        "to_try": own_queries.to_try(request.actor) if request.actor.is_member else [],
        "writes": any(map(request.actor.may, WRITERS)),
    }
    return render(request, "skills/library.html", page)


@for_members_and_staff(*READERS)
@require_safe
def skill(request: Request, code: str) -> HttpResponse:
    """One skill: what it is for, the two minutes, the steps, when not to use it."""
    found, actor = shelf.skill_for(request.actor, code), request.actor
    running = own_queries.to_try(actor) if actor.is_member else []
    page = line(found) | {
        "groups": list(groups_of(actor)),
        "running": [each for each in running if each.code == code],
        "offered": shelf.is_offered(actor, code),
    }
    return render(request, "skills/skill.html", page)


@for_staff(*WRITERS)
@require_safe
def own(request: Request) -> HttpResponse:
    """The practice's own skills."""
    return render(request, "skills/own.html", {"skills": shelf.own_skills(request.actor)})


@for_staff(*WRITERS)
@require_http_methods(FORM)
def write_own(request: Request) -> HttpResponse:
    """Write a new one."""
    return _write(request, None)


@for_staff(*WRITERS)
@require_http_methods(FORM)
def change_own(request: Request, pk: UUID) -> HttpResponse:
    """Word one anew; how it was worded before stays."""
    return _write(request, shelf.own_skill_for(request.actor, pk))


@for_staff(*WRITERS)
@require_POST
def stand_own(request: Request, pk: UUID) -> HttpResponse:
    """Put one away, or use it again."""
    found, away = shelf.own_skill_for(request.actor, pk), request.POST.get("act") != "use"
    actions.put_away_own(own=found, away=away, by=request.actor)
    words = _("Put away. What runs with it goes on.") if away else _("It can be chosen again.")
    messages.success(request, words)
    return redirect("skills:own")


def _write(request: Request, own: OwnSkill | None) -> HttpResponse:
    form = OwnSkillForm(posted(request), own=own, language=request.actor.language)
    conflict, status = None, 200
    if request.method == "POST" and form.is_valid():
        try:
            actions.write_own(wording=form.wording, own=own, by=request.actor)
        except Missing:
            raise
        except Conflict as refusal:
            conflict, status = refusal, 409
            data = with_version(request.POST, refusal.newest)
            form = OwnSkillForm(data, own=own)
        except Refused as refusal:
            put_on_form(form, refusal)
        else:
            messages.success(request, _("Kept. It stands in the library."))
            return redirect("skills:own")
    page = {
        "form": form,
        "own": own,
        "conflict": conflict,
        "earlier": shelf.versions_of(request.actor, own) if own else [],
    }
    return render(request, "skills/write_own.html", page, status=422 if form.errors else status)


def line(skill: Skill) -> dict[str, object]:
    """A skill in the reader's language; `language` is named where it is another than theirs."""
    wanted = get_language() or "en"
    language = skill.language(wanted)
    other = "" if wanted.startswith(language) else language
    return {"skill": skill, "text": skill.words(wanted), "language": other}
