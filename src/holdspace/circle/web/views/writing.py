"""What members write: the space, a new reflection, one's own, and who else carries it."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from holdspace.accounts.access import Request, for_members
from holdspace.circle import policies
from holdspace.circle.actions import telling, writing
from holdspace.circle.actions.writing import Written
from holdspace.circle.models import Post
from holdspace.circle.queries import sharing, space
from holdspace.circle.queries.roles import turns
from holdspace.circle.rules.standing import WITH_THE_WRITER, WORDS, Standing
from holdspace.circle.rules.telling import Band
from holdspace.circle.web.forms import ME, NAMED, WritingForm, put_back
from holdspace.groups.models import Group
from holdspace.groups.policies import belongs, check_belongs
from holdspace.groups.queries import group_for, groups_of
from holdspace.intake.queries import vocabulary_of
from holdspace.intake.rules.vocabulary import Kind
from holdspace.kernel.refusals import Conflict, Missing, Refused
from holdspace.safety.actions import heed_refused
from holdspace.safety.queries import help_beside, was_heard
from holdspace.ui.drafts import draft_secret
from holdspace.ui.posting import posted, typed
from holdspace.ui.rules.week import describe

BANDS = {
    Band.FIVE: _lazy("between five and nine people"),
    Band.TEN: _lazy("between ten and nineteen people"),
    Band.TWENTY: _lazy("twenty people or more"),
}
FORM = ["GET", "HEAD", "POST"]


@for_members
@require_safe
def the_space(request: Request, pk: UUID) -> HttpResponse:
    """What stands in the circle's space, what was asked this week, and what one can do."""
    group = group_for(request.actor, pk)
    return render(request, "circle/space.html", _space(request, group))


@for_members
@require_safe
def the_stream(request: Request, pk: UUID) -> HttpResponse:
    """The part that changes, fetched when something newer was announced."""
    return render(request, "circle/stream.html", _stream(request, group_for(request.actor, pk)))


@for_members
@require_http_methods(FORM)
def write(request: Request, pk: UUID) -> HttpResponse:
    """Put something into words: for oneself, or for the circle."""
    group = group_for(request.actor, pk)
    return _write(request, group, None)


@for_members
@require_http_methods(FORM)
def change(request: Request, key: UUID) -> HttpResponse:
    """Change what lies with oneself alone."""
    post = _own(request, key)
    if post.standing not in WITH_THE_WRITER:
        messages.info(request, _("Others read this already. Take it back first; then you can change it."))
        return redirect("circle:own", key)
    return _write(request, post.group, post)


@for_members
@require_safe
def own(request: Request, key: UUID) -> HttpResponse:
    """One thing that one wrote: where it stands, who knows it too, what one can do with it."""
    post = _own(request, key)
    return render(request, "circle/own.html", _about(request, post))


@for_members
@require_POST
def move(request: Request, key: UUID) -> HttpResponse:
    """Take back what one shared, or throw away what lies with oneself alone."""
    post = _own(request, key)
    try:
        if request.POST.get("act") == "discard":
            writing.discard(post=post, by=request.actor)
            messages.success(request, _("Thrown away."))
            return redirect("circle:mine")
        writing.withdraw(post=post, by=request.actor)
    except Missing:
        raise
    except Refused as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.success(request, _("Taken back. Only you read it now."))
    return redirect("circle:own", key)


@for_members
@require_http_methods(FORM)
def others(request: Request, key: UUID) -> HttpResponse:
    """Who else carries this, in their words; only when the writer wishes to see it."""
    post = _own(request, key)
    check_belongs(request.actor, post.group)
    if request.method == "POST":
        telling.ask_several(post=post, by=request.actor)
        return redirect("circle:others", key)
    content = _about(request, post)
    if not content["help_at_once"]:
        content["found"] = sharing.carried_by_others(request.actor, post)
        content["several"] = sharing.was_told(request.actor, post)
        vocabulary = vocabulary_of(request.actor)
        content["bands"] = [
            (vocabulary.words(Kind.THEME, theme), BANDS[found])
            for theme, found in sharing.bands(request.actor, post)
        ]
    return render(request, "circle/others.html", content)


@for_members
@require_safe
def mine(request: Request) -> HttpResponse:
    """Everything that one wrote, wherever it stands."""
    content = {"lines": space.own_writing(request.actor), "circles": groups_of(request.actor)}
    return render(request, "circle/mine.html", content)


def _space(request: Request, group: Group) -> dict[str, object]:
    asked, words = space.question_of_the_week(request.actor, group)
    part = _stream(request, group)
    return {
        **part,
        "space": space.space_for(request.actor, group),
        "asked": asked,
        "question": words,
        "closed": _why_closed(request, group),
        "turns": None if part["before"] else turns(request.actor, group),
        "hours": describe(group.open_hours, _) if group.open_hours else "",
    }


def _stream(request: Request, group: Group) -> dict[str, object]:
    before = request.GET.get("before", "")
    found = space.stream(request.actor, group, before=int(before) if before.isdecimal() else None)
    return {"group": group, "stream": found, "before": before}


def _why_closed(request: Request, group: Group) -> str:
    """Why nobody can write here now, as a sentence; empty while it is open."""
    try:
        policies.check_can_write_here(request.actor, group)
    except Refused as refusal:
        return str(refusal)
    return ""


def _write(request: Request, group: Group, post: Post | None) -> HttpResponse:
    asked = space.question_of_the_week(request.actor, group)[0] if "question" in request.GET else None
    form = _form(request, group, post, posted(request))
    if request.method != "POST":
        return _sheet(request, group, post, form)
    if not form.is_valid():
        return _sheet(request, group, post, form, status=422)
    try:
        kept = writing.keep(group=group, written=_written(form), question=asked, post=post, by=request.actor)
    except Conflict as conflict:
        data = request.POST.copy()
        data["version"] = str(conflict.newest)  # saving again is then meant
        form = _form(request, group, post, data)
        return _sheet(request, group, post, form, conflict=conflict, status=409)
    except Missing:
        raise
    except Refused as refusal:
        put_back(form, refusal)
        return _sheet(request, group, post, form, status=422)
    sent_again = post is None and kept.shared_at is not None  # and what was taken back since stays so
    share = ME if sent_again else form.cleaned_data["share"] or ME
    return _share(request, kept, share, form.cleaned_data["beyond"])


def _form(request: Request, group: Group, post: Post | None, data: QueryDict | None) -> WritingForm:
    themes = vocabulary_of(request.actor).headed(Kind.THEME)
    return WritingForm(data, themes=themes, unnamed=policies.can_share_unnamed(group), kept=post)


def _sheet(
    request: Request,
    group: Group,
    post: Post | None,
    form: WritingForm,
    *,
    conflict: Conflict | None = None,
    status: int = 200,
) -> HttpResponse:
    question = space.question_words(post.question) if post else ""
    if post is None and "question" in request.GET:
        question = space.question_of_the_week(request.actor, group)[1]
    content = {
        "form": form,
        "group": group,
        "post": post,
        "question": question,
        "closed": _why_closed(request, group),
        "chosen_themes": form["themes"].value() or (),
        "conflict": conflict,
        "read_first": space.is_read_first(request.actor, group),
        "newest": space.post_for(request.actor, post.key) if conflict and post else None,
        "version": form["version"].value() or 0,
        "secret": draft_secret(request.actor),
    }
    if form.errors:
        heed_refused(text=typed(form), group=group, by=request.actor)
    if status != 200:
        content |= help_beside(request.actor)
    return render(request, "circle/write.html", content, status=status)


def _share(request: Request, post: Post, share: str, beyond: bool) -> HttpResponse:
    """It is kept already; sharing may be refused, and then it stays with its writer, who is told why."""
    if share != ME:
        try:
            post = writing.share(post=post, named=share == NAMED, beyond=beyond, by=request.actor)
        except Missing:
            raise
        except Refused as refusal:
            messages.warning(request, str(refusal))
            return redirect("circle:own", post.key)
    if not was_heard(request.actor, post.pk):  # else the page says who read it, and that comes first
        messages.success(request, str(WORDS[Standing(post.standing)]))
    return redirect("circle:own", post.key)


def _written(form: WritingForm) -> Written:
    words = form.cleaned_data
    kind = Post.Kind(words.get("kind") or Post.Kind.REFLECTION)
    return Written(
        words["text"],
        kind=kind,
        themes=words["themes"],
        version=words["version"] or 0,
        sent_key=words.get("sent_key"),
    )


def _own(request: Request, key: UUID) -> Post:
    post = space.post_for(request.actor, key)
    policies.check_is_own(request.actor, post)
    return post


def _about(request: Request, post: Post) -> dict[str, object]:
    (line,) = space.lines_of(request.actor, [post]) or (None,)
    if line is None:
        raise Missing(policies.NOT_HERE)
    vocabulary = vocabulary_of(request.actor)
    is_private, heard = post.standing in WITH_THE_WRITER, was_heard(request.actor, post.pk)
    alone = _("Your circle does not read this.")  # and clinicians do: "only you" would not be true
    return {
        "post": post,
        "line": line,
        "standing_words": alone if heard and is_private else line.standing_words,
        "themes": vocabulary.all_words(Kind.THEME, post.themes or ()),
        "is_private": is_private,
        "heard": heard,
        "belongs": belongs(request.actor, post.group),
        "may_give": policies.can_give_beyond(request.actor, post),
        **help_beside(request.actor),
    }
