"""The leaders' pages: how the space is held, what waits, what is asked, who gives to whom."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from holdspace.accounts.access import Request, for_staff
from holdspace.audit.log import record
from holdspace.circle import policies
from holdspace.circle.actions import holding, rhythm
from holdspace.circle.actions import space as spaces
from holdspace.circle.models import Post, Report
from holdspace.circle.queries import questions, space, waiting
from holdspace.circle.queries.giving import member_of
from holdspace.circle.queries.roles import turns
from holdspace.circle.rules.questions import Stage, fitting
from holdspace.circle.rules.rotation import Role
from holdspace.circle.web.forms import STAGES, ContactForm, QuestionForm, RolesForm
from holdspace.groups.actions import set_contact
from holdspace.groups.models import Group
from holdspace.groups.policies import can_hold
from holdspace.groups.queries import circle, clinical_group
from holdspace.intake.queries import vocabulary_of
from holdspace.intake.rules.vocabulary import Kind
from holdspace.kernel.actors import Actor
from holdspace.kernel.refusals import Missing, Refused
from holdspace.practice.roles import Permission
from holdspace.ui.drafts import draft_secret
from holdspace.ui.posting import posted, put_on_form

FORM = ["GET", "HEAD", "POST"]


@for_staff(Permission.CLINICAL_READ)
@require_safe
def hold(request: Request, pk: UUID) -> HttpResponse:
    """What waits for a leader, what was reported, what stands there, and how the space is held."""
    group = clinical_group(request.actor, pk)
    held = waiting.held(request.actor, group)
    record("circle.space_read", by=request.actor, on=group, group_id=group.pk, about=held.people)
    content = {
        "group": group,
        "held": held,
        "people": circle(group),
        "decides": can_hold(request.actor, group),
        "themes": vocabulary_of(request.actor).headed(Kind.THEME),
    }
    return render(request, "circle/hold.html", content)


@for_staff(Permission.SESSION_LEAD)
@require_POST
def settle(request: Request, pk: UUID) -> HttpResponse:
    """A leader answers a report."""
    found = get_object_or_404(Report.visible_to(request.actor).select_related("group"), pk=pk)
    _said(request, lambda by: holding.settle(report=found, outcome=request.POST.get("word", ""), by=by))
    return redirect("circle:hold", found.group_id)


@for_staff(Permission.SESSION_LEAD)
@require_POST
def judge(request: Request, key: UUID) -> HttpResponse:
    """A leader lets something go on, gives it back, takes it out, puts it back, says what it is about."""
    post = get_object_or_404(Post.visible_to(request.actor).select_related("group"), key=key)
    word = request.POST.get("word", "")
    acts: dict[str, Callable[[Actor], object]] = {
        "accept": lambda by: holding.accept(post=post, by=by),
        "give_back": lambda by: holding.give_back(post=post, word=word, by=by),
        "hide": lambda by: holding.hide(post=post, word=word, by=by),
        "show_again": lambda by: holding.show_again(post=post, by=by),
        "release": lambda by: holding.release_beyond(post=post, by=by),
        "tag": lambda by: holding.tag(post=post, themes=request.POST.getlist("themes"), by=by),
    }
    _said(request, _chosen(request, acts))
    return redirect("circle:hold", post.group_id)


@for_staff(Permission.SESSION_LEAD)
@require_POST
def set_space(request: Request, pk: UUID) -> HttpResponse:
    """Pause, close, read first: the space as a whole, or what one member shares."""
    group = clinical_group(request.actor, pk)
    member = member_of(group, request.POST.get("member", ""))
    acts: dict[str, Callable[[Actor], object]] = {
        "pause": lambda by: spaces.pause(group=group, paused=True, by=by),
        "resume": lambda by: spaces.pause(group=group, paused=False, by=by),
        "close": lambda by: spaces.close_space(group=group, closed=True, by=by),
        "open": lambda by: spaces.close_space(group=group, closed=False, by=by),
        "review": lambda by: spaces.review_all(group=group, review=True, by=by),
        "trust": lambda by: spaces.review_all(group=group, review=False, by=by),
    }
    if member is not None:
        acts["hold_member"] = lambda by: spaces.hold_member(group=group, member=member, held=True, by=by)
        acts["free_member"] = lambda by: spaces.hold_member(group=group, member=member, held=False, by=by)
    _said(request, _chosen(request, acts))
    return redirect("circle:hold", pk)


@for_staff(Permission.SESSION_LEAD)
@require_http_methods(FORM)
def contact(request: Request, pk: UUID) -> HttpResponse:
    """Whether members write to each other between sessions, and in which hours."""
    group = _decided(request, pk)
    initial = {"contact_rule": group.contact_rule, "open_hours": set(group.open_hours)}
    form = ContactForm(posted(request), initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            set_contact(group=group, by=request.actor, **form.cleaned_data)
        except Refused as refusal:
            put_on_form(form, refusal)
        else:
            messages.success(request, _("Saved. It holds from now on."))
            return redirect("circle:hold", pk)
    content = {"form": form, "group": group}
    return render(request, "circle/contact.html", content, status=422 if form.errors else 200)


@for_staff(Permission.SESSION_LEAD)
@require_http_methods(FORM)
def question(request: Request, pk: UUID) -> HttpResponse:
    """Choose the question of the week."""
    group = _decided(request, pk)
    stage = _stage(request.GET.get("stage", ""))
    asked = space.asked_before(request.actor, group)
    offered = fitting(questions(), stage=stage, asked={each.code for each in asked})
    form = QuestionForm(posted(request), offered=offered, language=get_language() or "en")
    if request.method == "POST" and form.is_valid():
        try:
            spaces.ask_question(group=group, by=request.actor, **form.cleaned_data)
        except Refused as refusal:
            put_on_form(form, refusal)
        else:
            messages.success(request, _("The circle finds it in its space."))
            return redirect("circle:hold", pk)
    content = {
        "form": form,
        "group": group,
        "secret": draft_secret(request.actor),
        "stages": STAGES,
        "stage": stage.value,
        "asked": [(each.asked_at, space.question_words(each)) for each in asked[:6]],
    }
    return render(request, "circle/question.html", content, status=422 if form.errors else 200)


@for_staff(Permission.SESSION_LEAD)
@require_http_methods(FORM)
def roles(request: Request, pk: UUID) -> HttpResponse:
    """Who opens the next session, keeps the time, closes it, looks after whoever is new."""
    group = _decided(request, pk)
    found = turns(request.actor, group)
    form = RolesForm(posted(request), turns=found) if found else None
    if request.method == "POST" and found and form and form.is_valid():
        chosen = {Role(name): person for name, person in form.cleaned_data.items()}
        rhythm.give_roles(session=found.session, roles=chosen, by=request.actor)
        messages.success(request, _("The circle finds it in its space."))
        return redirect("circle:hold", pk)
    content = {"form": form, "group": group, "found": found}
    return render(request, "circle/roles.html", content, status=422 if form and form.errors else 200)


def _decided(request: Request, pk: UUID) -> Group:
    """A group whose space the actor holds; Missing otherwise."""
    group = clinical_group(request.actor, pk)
    if not can_hold(request.actor, group):
        raise Missing(policies.NOT_HERE)
    return group


def _stage(text: str) -> Stage:
    return Stage(text) if text in set(Stage) else Stage.BEGINNING


def _chosen(request: Request, acts: dict[str, Callable[[Actor], object]]) -> Callable[[Actor], object]:
    act = acts.get(request.POST.get("act", ""))
    if act is None:
        raise Missing(policies.NOT_HERE)
    return act


def _said(request: Request, act: Callable[[Actor], object]) -> None:
    """Do it, and say how it went."""
    try:
        act(request.actor)
    except Missing:
        raise
    except Refused as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.success(request, _("Done."))
