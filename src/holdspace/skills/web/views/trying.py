"""A member's pages: what to try, note what one tried, what came of it."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from holdspace.accounts.access import Request, for_members
from holdspace.groups.models import Group
from holdspace.groups.policies import belongs, check_belongs
from holdspace.groups.queries import circle, group_for, leaders
from holdspace.kernel import clock
from holdspace.kernel.refusals import Conflict, Missing, Refused
from holdspace.safety.actions import heed_refused
from holdspace.safety.queries import help_beside, was_heard
from holdspace.skills import policies
from holdspace.skills.actions import assigning
from holdspace.skills.actions import trying as actions
from holdspace.skills.models import Trying
from holdspace.skills.queries import own as queries
from holdspace.skills.queries import shelf
from holdspace.skills.queries.bringing import told
from holdspace.skills.web.forms import TryingForm
from holdspace.skills.web.views.library import line
from holdspace.ui.drafts import draft_secret
from holdspace.ui.lists import and_all
from holdspace.ui.posting import posted, put_on_form, tell, typed, with_version

FORM = ["GET", "HEAD", "POST"]


@for_members
@require_safe
def mine(request: Request) -> HttpResponse:
    """What is to be tried, what one tried, and the words that came back."""
    page = {
        "to_try": queries.to_try(request.actor),
        "tried": queries.own_tryings(request.actor),
        "words": queries.words_back(request.actor),
    }
    return render(request, "skills/mine.html", page)


@for_members
@require_safe
def circle_page(request: Request, pk: UUID) -> HttpResponse:
    """What those of one's circle show of what they tried."""
    group = group_for(request.actor, pk)
    page = {"group": group, "shown": queries.shown_in(request.actor, group)}
    return render(request, "skills/circle.html", page)


@for_members
@require_POST
def choose(request: Request, pk: UUID, code: str) -> HttpResponse:
    """Choose a skill for oneself."""
    group = group_for(request.actor, pk)
    shelf.skill_for(request.actor, code)
    words = _("It stands on your list now.")
    tell(request, lambda: assigning.choose(group=group, code=code, by=request.actor), words)
    return redirect("skills:skill", code)


@for_members
@require_http_methods(FORM)
def note(request: Request, pk: UUID, code: str) -> HttpResponse:
    """Note that one tried a skill, in three touches."""
    return _write(request, group_for(request.actor, pk), code, None)


@for_members
@require_http_methods(FORM)
def change(request: Request, pk: UUID) -> HttpResponse:
    """Change what one noted, or who reads it."""
    trying = _own(request, pk)
    policies.check_changes(request.actor, trying)
    return _write(request, trying.group, trying.code, trying)


@for_members
@require_safe
def own(request: Request, pk: UUID) -> HttpResponse:
    """One thing that one tried: what was noted, who reads it, to whom it went back."""
    trying = _own(request, pk)
    (brought,) = told(request.actor, [trying])
    heard = [was_heard(request.actor, each) for each in (trying.pk, actions.signal_of_word(trying))]
    word = queries.word_of(request.actor, trying)
    page = {
        "trying": trying,
        "brought": brought,
        "word": word,
        "to": queries.called(word, "receiver") if word else "",
        "belongs": belongs(request.actor, trying.group),
        "leaders": _leaders(trying.group),
        "heard": any(heard),
        **help_beside(request.actor),
    }
    return render(request, "skills/tried.html", page)


@for_members
@require_POST
def move(request: Request, pk: UUID) -> HttpResponse:
    """Take it back from the circle, or throw it away."""
    trying = _own(request, pk)
    if request.POST.get("act") == "discard":
        actions.discard(trying=trying, by=request.actor)
        messages.success(request, _("Thrown away."))
        return redirect("skills:mine")
    actions.take_back(trying=trying, by=request.actor)
    messages.success(request, _("Your circle no longer reads it."))
    return redirect("skills:tried", pk)


@for_members
@require_POST
def read_word(request: Request, pk: UUID) -> HttpResponse:
    """Put away a word that came back."""
    actions.put_away(word=queries.word_for(request.actor, pk), by=request.actor)
    return redirect("skills:mine")


def _write(request: Request, group: Group, code: str, trying: Trying | None) -> HttpResponse:
    skill = shelf.skill_for(request.actor, code)
    check_belongs(request.actor, group)
    form = _form(request, group, trying, posted(request))
    conflict, status = None, 200
    if request.method == "POST" and form.is_valid():
        try:
            kept = actions.note(group=group, code=code, touches=form.touches, trying=trying, by=request.actor)
        except Missing:
            raise
        except Conflict as refusal:
            conflict, status = refusal, 409
            form = _form(request, group, trying, with_version(request.POST, refusal.newest))
        except Refused as refusal:
            put_on_form(form, refusal)
        else:
            return _go_on(request, form, kept)
    page = {
        "form": form,
        "group": group,
        "trying": trying,
        "conflict": conflict,
        "version": form["version"].value() or 0,
        "leaders": _leaders(group),
        "secret": draft_secret(request.actor),
        **line(skill),
    }
    if form.errors:
        heed_refused(text=typed(form), group=group, by=request.actor)
        status = 422
    if status != 200:
        page |= help_beside(request.actor)
    return render(request, "skills/note.html", page, status=status)


def _form(request: Request, group: Group, trying: Trying | None, data: QueryDict | None) -> TryingForm:
    people = [each for each in circle(group) if each.member_id != request.actor.person_id]
    return TryingForm(
        data,
        leaders=_leaders(group),
        people=people,
        shows=policies.can_show_here(group) and (trying is None or trying.hidden_at is None),
        today=clock.today(group.practice.time_zone),
        kept=trying,
        word=queries.word_of(request.actor, trying) if trying else None,
    )


def _go_on(request: Request, form: TryingForm, kept: Trying) -> HttpResponse:
    """It is kept already. Showing it and telling somebody may be refused; the writer is told why."""
    refused = []
    for step in (_show, _tell):
        try:
            if sentence := step(form, kept, request):
                refused.append(sentence)
        except Missing:
            raise
        except Refused as refusal:
            refused.append(str(refusal))
    for sentence in dict.fromkeys(refused):
        messages.warning(request, sentence)
    if not refused:
        messages.success(request, _("It is kept. You find it in your next check-in."))
    return redirect("skills:tried", kept.pk)


def _show(form: TryingForm, kept: Trying, request: Request) -> str:
    """Let the circle read it, or no longer; why it does not, where words of danger stand in it."""
    if form.is_for_the_circle:
        shown = actions.show(trying=kept, by=request.actor)
        return "" if shown else _("Your circle does not read it: your therapists read it first.")
    if kept.to_circle:
        actions.take_back(trying=kept, by=request.actor)
    return ""


def _tell(form: TryingForm, kept: Trying, request: Request) -> str:
    """Return it to who suggested it, or to nobody after all."""
    if "suggested_by" in form.fields:
        to_id, text = form.cleaned_data["suggested_by"], form.cleaned_data["word"]
        actions.give_back(trying=kept, to_id=to_id, text=text, by=request.actor)
    return ""


def _own(request: Request, pk: UUID) -> Trying:
    trying = queries.trying_for(request.actor, pk)
    policies.check_is_own(request.actor, trying)
    return trying


def _leaders(group: Group) -> str:
    """Who can read it, as part of a sentence."""
    return and_all(leader.name for leader in leaders(group))
