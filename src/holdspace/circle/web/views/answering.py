"""How members answer: a feeling they know, what helped, what is not right, words of courage."""

from __future__ import annotations

from datetime import timedelta
from functools import cache
from uuid import UUID

from django.contrib import messages
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from holdspace.accounts.access import Request, for_members, for_members_and_staff
from holdspace.circle import policies
from holdspace.circle.actions import answering, rhythm, writing
from holdspace.circle.queries import giving, space
from holdspace.circle.web.forms import (
    EncouragementForm,
    ReportForm,
    RhythmForm,
    SessionThanksForm,
    ThanksForm,
    put_back,
)
from holdspace.groups.models import Group
from holdspace.groups.queries import circle, clinical_group, group_for
from holdspace.kernel import clock
from holdspace.kernel.refusals import Missing, Refused
from holdspace.practice.roles import Permission
from holdspace.safety.actions import heed_refused
from holdspace.safety.queries import help_beside
from holdspace.ui.drafts import draft_secret
from holdspace.ui.posting import posted, typed

FORM = ["GET", "HEAD", "POST"]

LOOKED_BACK = timedelta(weeks=8)
"""How far back the page of what came to a member looks."""


@for_members
@require_POST
def know(request: Request, key: UUID) -> HttpResponse:
    """ "I know this feeling", or not after all."""
    post = space.post_for(request.actor, key)
    knows = request.POST.get("knows") != "no"
    try:
        answering.recognise(post=post, knows=knows, by=request.actor)
    except Missing:
        raise
    except Refused as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.success(request, _("Told to whoever wrote it.") if knows else _("Taken back."))
    return redirect("circle:space", post.group_id)


@for_members
@require_http_methods(FORM)
def thank(request: Request, key: UUID) -> HttpResponse:
    """ "What you said helped me", about something in the space."""
    post = space.post_for(request.actor, key)
    policies.check_is_shown(request.actor, post)
    form = ThanksForm(posted(request), unnamed=policies.can_share_unnamed(post.group))
    (line,) = space.lines_of(request.actor, [post]) or (None,)
    content: dict[str, object] = {
        "form": form,
        "line": line,
        "group": post.group,
        "secret": draft_secret(request.actor),
    }
    if request.method == "POST" and form.is_valid():
        words, named = form.cleaned_data["words"], not form.cleaned_data.get("unnamed")
        try:
            sent_key = form.cleaned_data["sent_key"]
            answering.thank_for_post(post=post, words=words, named=named, sent_key=sent_key, by=request.actor)
        except Missing:
            raise
        except Refused as refusal:
            put_back(form, refusal)
        else:
            messages.success(request, _("It comes back to whoever helped."), extra_tags=f"thanks-{key}")
            return redirect("circle:space", post.group_id)
    if form.errors:
        content |= _heard(request, form, post.group)
    return render(request, "circle/thank.html", content, status=422 if form.errors else 200)


@for_members
@require_http_methods(FORM)
def helped(request: Request, pk: UUID) -> HttpResponse:
    """ "What you said helped me", about something that was said in one of the last sessions."""
    group = group_for(request.actor, pk)
    said = giving.said_in_sessions(request.actor, group)
    form = SessionThanksForm(
        posted(request),
        said=[(each.code, each.words) for each in said],
        unnamed=policies.can_share_unnamed(group),
    )
    if request.method == "POST" and form.is_valid():
        chosen = next(each for each in said if each.code == form.cleaned_data["said"])
        words, named = form.cleaned_data["words"], not form.cleaned_data.get("unnamed")
        try:
            answering.thank_for_session(
                session=chosen.session,
                helper=chosen.helper,
                words=words,
                named=named,
                sent_key=form.cleaned_data["sent_key"],
                by=request.actor,
            )
        except Missing:
            raise
        except Refused as refusal:
            put_back(form, refusal)
        else:
            messages.success(request, _("It comes back to whoever helped."), extra_tags=f"helped-{pk}")
            return redirect("circle:space", pk)
    content = {"form": form, "group": group, "said": said, "secret": draft_secret(request.actor)}
    if form.errors:
        content |= _heard(request, form, group)
    return render(request, "circle/helped.html", content, status=422 if form.errors else 200)


@for_members
@require_http_methods(FORM)
def report(request: Request, key: UUID) -> HttpResponse:
    """Something here is not right: tell the therapists."""
    post = space.post_for(request.actor, key)
    policies.check_is_shown(request.actor, post)
    form = ReportForm(posted(request))
    if request.method == "POST" and form.is_valid():
        answering.report(post=post, **form.cleaned_data, by=request.actor)
        messages.success(
            request,
            _("Your therapists know, and look at it. Nobody else is told."),
            extra_tags=f"report-{key}",
        )
        return redirect("circle:space", post.group_id)
    (line,) = space.lines_of(request.actor, [post]) or (None,)
    content: dict[str, object] = {
        "form": form,
        "line": line,
        "group": post.group,
        "secret": draft_secret(request.actor),
    }
    if form.errors:
        content |= _heard(request, form, post.group)
    return render(request, "circle/report.html", content, status=422 if form.errors else 200)


@for_members_and_staff(Permission.SESSION_LEAD)
@require_http_methods(FORM)
def encourage(request: Request, pk: UUID) -> HttpResponse:
    """A few words to one of the circle, or to all."""
    group = _group(request, pk)
    people = cache(lambda: [each for each in circle(group) if each.member_id != request.actor.person_id])
    form = EncouragementForm(posted(request), people=people, initial={"to": request.GET.get("to", "")})
    if request.method == "POST" and form.is_valid():
        to = giving.member_of(group, form.cleaned_data["to"])
        text, sent_key = form.cleaned_data["text"], form.cleaned_data["sent_key"]
        try:
            post = writing.encourage(group=group, text=text, to=to, sent_key=sent_key, by=request.actor)
        except Missing:
            raise
        except Refused as refusal:
            put_back(form, refusal)
        else:
            waits = post.standing == "held"
            words = _("Your therapists read it first.") if waits else _("Sent.")
            messages.success(request, words, extra_tags=f"encourage-{pk}")
            return redirect("circle:space" if request.actor.is_member else "circle:hold", pk)
    content = {"form": form, "group": group, "secret": draft_secret(request.actor)}
    if form.errors:
        content |= _heard(request, form, group)
    return render(request, "circle/encourage.html", content, status=422 if form.errors else 200)


@for_members
@require_safe
def came(request: Request, pk: UUID) -> HttpResponse:
    """What came to a member lately: encouragement and thanks; and what they gave, in words."""
    group = group_for(request.actor, pk)
    lines, thanks = space.encouraged(request.actor, group, clock.moved(-LOOKED_BACK))
    content = {
        "group": group,
        "lines": lines,
        "thanks": thanks,
        "own": giving.own_words(request.actor, group),
        "rhythm": RhythmForm(initial={"day": space.rhythm_of(request.actor, group)}),
    }
    return render(request, "circle/came.html", content)


@for_members
@require_POST
def choose_rhythm(request: Request, pk: UUID) -> HttpResponse:
    """On which day a member wants to hear that something came."""
    group = group_for(request.actor, pk)
    form = RhythmForm(request.POST)
    if form.is_valid():
        rhythm.choose_rhythm(group=group, day=form.cleaned_data["day"], by=request.actor)
        messages.success(request, _("Saved. You can change it at any time."))
    else:
        messages.warning(request, _("Choose one of the days, or never."))
    return redirect("circle:came", pk)


def _heard(request: Request, form: Form, group: Group) -> dict[str, object]:
    """Whatever a form refuses, danger in it is heard, and help stands beside the refusal."""
    heed_refused(text=typed(form), group=group, by=request.actor)
    return help_beside(request.actor)


def _group(request: Request, pk: UUID) -> Group:
    return group_for(request.actor, pk) if request.actor.is_member else clinical_group(request.actor, pk)
