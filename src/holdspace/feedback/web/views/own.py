"""A member's pages: what I am asked to give, what waits until I am ready, what I keep."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from holdspace.accounts.access import Request, for_members
from holdspace.feedback import policies, queries
from holdspace.feedback.actions import giving, receiving
from holdspace.feedback.models import Answer, Feedback
from holdspace.feedback.queries.own import name_of, question_of
from holdspace.feedback.rules.hints import Hint
from holdspace.feedback.rules.hints import hints as find_hints
from holdspace.feedback.rules.prompts import COMPANION
from holdspace.feedback.rules.standing import FOR_THE_GIVER, Standing
from holdspace.feedback.web.drafts import draft_secret
from holdspace.feedback.web.forms import BackForm, GiveForm, ReflectForm, with_hints_shown
from holdspace.groups.queries import circle, leaders
from holdspace.kernel.actors import Actor
from holdspace.kernel.refusals import Conflict, Missing, Refused
from holdspace.safety.actions import heed_refused
from holdspace.safety.listening import shipped
from holdspace.safety.queries import help_beside
from holdspace.safety.rules.language import find as find_danger
from holdspace.ui.lists import and_all
from holdspace.ui.posting import posted, put_on_form, typed, with_version

FORM = ["GET", "HEAD", "POST"]
ANSWER = (Answer.Kind.ANSWER.value, gettext_lazy("An answer"))
QUESTION = (Answer.Kind.QUESTION.value, gettext_lazy("A question back"))
REPLY = (Answer.Kind.REPLY.value, gettext_lazy("A reply"))


@for_members
@require_safe
def mine(request: Request) -> HttpResponse:
    """What I am asked to give, what waits for me, what I keep."""
    return render(request, "feedback/mine.html", {"mine": queries.mine(request.actor)})


@for_members
@require_http_methods(FORM)
def give(request: Request, pk: UUID) -> HttpResponse:
    """Write in three steps what I give to somebody; change it while that is possible."""
    feedback = queries.feedback_for(request.actor, pk)
    policies.check_gives(request.actor, feedback)
    if request.method != "POST" and not policies.can_change(feedback):
        return redirect("feedback:given", pk)
    form = GiveForm(posted(request), kept=feedback)
    if request.method == "POST" and form.is_valid():
        if shown := _hints(feedback, form):
            return _sheet(
                request, feedback, GiveForm(with_hints_shown(request.POST), kept=feedback), hints=shown
            )
        try:
            giving.give(feedback=feedback, parts=form.parts(), by=request.actor)
        except Missing:
            raise
        except Conflict as conflict:
            form = GiveForm(with_version(request.POST, conflict.newest), kept=feedback)
            return _sheet(request, feedback, form, refusal=conflict, status=409)
        except Refused as refusal:
            put_on_form(form, refusal)
        else:
            return redirect("feedback:given", pk)
    return _sheet(request, feedback, form, status=422 if form.errors else 200)


@for_members
@require_safe
def given(request: Request, pk: UUID) -> HttpResponse:
    """What I gave, where it stands as far as I am told, and what came back."""
    feedback = queries.feedback_for(request.actor, pk)
    policies.check_gives(request.actor, feedback)
    return _given(request, feedback, BackForm(None, kinds=[REPLY]))


@for_members
@require_POST
def open_one(request: Request, pk: UUID) -> HttpResponse:
    """Open one that waits for me, because I want to read it now."""
    feedback = queries.feedback_for(request.actor, pk)
    try:
        receiving.open_feedback(feedback=feedback, by=request.actor)
    except Missing:
        raise
    except Refused as refusal:
        page = {"mine": queries.mine(request.actor), "refusal": refusal}
        return render(request, "feedback/mine.html", page, status=422)
    return redirect("feedback:received", pk)


@for_members
@require_safe
def received(request: Request, pk: UUID) -> HttpResponse:
    """One that I opened, with a question beside it, and what I may do with it."""
    return _received(request, _in_hand(request.actor, pk))


@for_members
@require_POST
def reflect(request: Request, pk: UUID) -> HttpResponse:
    """Keep for myself what I recognise and what surprises me."""
    feedback, form = _in_hand(request.actor, pk), ReflectForm(request.POST)
    if form.is_valid():
        words, version = form.cleaned_data["text"], form.cleaned_data["version"] or 0
        try:
            receiving.reflect(feedback=feedback, text=words, version=version, by=request.actor)
        except Conflict as conflict:
            form = ReflectForm(with_version(request.POST, conflict.newest))
            return _received(request, feedback, reflect_form=form, refusal=conflict, status=409)
        except Refused as refusal:
            put_on_form(form, refusal)
        else:
            messages.success(request, _("Kept, for you alone."), extra_tags=f"feedback-own-{pk}")
            return redirect("feedback:received", pk)
    heed_refused(text=typed(form), group=feedback.group, by=request.actor)
    return _received(request, feedback, reflect_form=form, status=422)


@for_members
@require_POST
def send_back(request: Request, pk: UUID) -> HttpResponse:
    """Send an answer or a question to who gave it; or, as the giver, reply to a question."""
    feedback = queries.feedback_for(request.actor, pk)
    gives = feedback.giver_id == request.actor.person_id
    form = BackForm(request.POST, kinds=[REPLY] if gives else [ANSWER, QUESTION])
    if form.is_valid():
        try:
            kind = Answer.Kind(form.chosen())
            giving.send_back(feedback=feedback, kind=kind, text=form.cleaned_data["text"], by=request.actor)
        except Missing:
            raise
        except Refused as refusal:
            put_on_form(form, refusal)
        else:
            messages.success(request, _("It is on its way."), extra_tags=f"feedback-back-{pk}")
            return redirect("feedback:given" if gives else "feedback:received", pk)
    heed_refused(text=typed(form), group=feedback.group, by=request.actor)
    if gives:
        return _given(request, feedback, form, status=422)
    policies.check_has_in_hand(request.actor, feedback)
    return _received(request, feedback, back_form=form, status=422)


SET_ASIDE = {
    "put_away": (receiving.put_away, gettext_lazy("Put away. You can take it out again at any time.")),
    "decline": (receiving.decline, gettext_lazy("It stays where it is. Nobody in the circle is told.")),
    "take_out": (receiving.take_out, gettext_lazy("It is back in its place.")),
}


@for_members
@require_POST
def set_aside(request: Request, pk: UUID) -> HttpResponse:
    """Put away, decline, or take out again what was given to me."""
    feedback = queries.feedback_for(request.actor, pk)
    chosen = SET_ASIDE.get(request.POST.get("what", ""))
    if chosen is None:
        raise Missing(policies.NOT_HERE)
    act, said = chosen
    try:
        act(feedback=feedback, by=request.actor)
    except Missing:
        raise
    except Refused as refusal:
        page = {"mine": queries.mine(request.actor), "refusal": refusal}
        return render(request, "feedback/mine.html", page, status=422)
    messages.success(request, str(said))
    return redirect("feedback:mine")


@for_members
@require_POST
def open_answer(request: Request, pk: UUID) -> HttpResponse:
    """Open what somebody sent back to me."""
    answer = queries.answer_for(request.actor, pk)
    try:
        receiving.open_answer(answer=answer, by=request.actor)
    except Missing:
        raise
    except Refused as refusal:
        page = {"mine": queries.mine(request.actor), "refusal": refusal}
        return render(request, "feedback/mine.html", page, status=422)
    gave = answer.feedback.giver_id == request.actor.person_id
    return redirect("feedback:given" if gave else "feedback:received", answer.feedback_id)


def _in_hand(actor: Actor, pk: UUID) -> Feedback:
    feedback = queries.feedback_for(actor, pk)
    policies.check_has_in_hand(actor, feedback)
    return feedback


def _hints(feedback: Feedback, form: GiveForm) -> tuple[Hint, ...]:
    """What may be worth a second look before it is sent: once, where the leaders wish it. Never kept.

    Nothing stands between words of danger and those who answer them.
    """
    text = "\n".join(form.parts().texts)
    if not feedback.round.hints or form.cleaned_data["considered"] or find_danger(text, shipped()):
        return ()
    two = (feedback.giver_id, feedback.receiver_id)
    others = [person.name for person in circle(feedback.group) if person.member_id not in two]
    return find_hints(text, names=others, language=get_language() or "en")


def _sheet(
    request: Request,
    feedback: Feedback,
    form: GiveForm,
    *,
    hints: tuple[Hint, ...] = (),
    refusal: Refused | None = None,
    status: int = 200,
) -> HttpResponse:
    if refusal is not None:  # what is kept now, beside what was typed
        feedback = queries.feedback_for(request.actor, feedback.pk)
    page = {
        "feedback": feedback,
        "question": question_of(feedback.round),
        "name": name_of(feedback, "receiver"),
        "leaders": _names(feedback),
        "form": form,
        "hints": hints,
        "refusal": refusal,
        "kept": feedback if refusal is not None else None,
        "version": form["version"].value(),
        "secret": draft_secret(request.actor),
    }
    if form.errors:
        heed_refused(text=typed(form), group=feedback.group, by=request.actor)
    if status != 200:
        page |= help_beside(request.actor)
    return render(request, "feedback/give.html", page, status=status)


def _given(request: Request, feedback: Feedback, form: BackForm, *, status: int = 200) -> HttpResponse:
    answers = queries.answers_of(request.actor, feedback)
    asked = any(each.kind == Answer.Kind.QUESTION and not (each.own or each.to_open) for each in answers)
    replied = any(each.kind == Answer.Kind.REPLY for each in answers)
    page = {
        "feedback": feedback,
        "question": question_of(feedback.round),
        "name": name_of(feedback, "receiver"),
        "standing": FOR_THE_GIVER[Standing(feedback.standing)],
        "held": feedback.standing == Standing.HELD,
        "changeable": policies.can_change(feedback),
        "answers": answers,
        "form": form if asked and not replied else None,
        "secret": draft_secret(request.actor),
        **help_beside(request.actor),
    }
    return render(request, "feedback/given.html", page, status=status)


def _received(
    request: Request,
    feedback: Feedback,
    *,
    reflect_form: ReflectForm | None = None,
    back_form: BackForm | None = None,
    refusal: Refused | None = None,
    status: int = 200,
) -> HttpResponse:
    kept = queries.reflection_of(request.actor, feedback)
    answers = queries.answers_of(request.actor, feedback)
    kinds = _kinds_left({each.kind for each in answers if each.own})
    own = {"text": kept.text, "version": kept.version} if kept else {"version": 0}
    page = {
        "feedback": feedback,
        "question": question_of(feedback.round),
        "companion": COMPANION,
        "name": name_of(feedback, "giver"),
        "kept": kept,
        "answers": answers,
        "reflect_form": reflect_form or ReflectForm(initial=own),
        "back_form": back_form or (BackForm(None, kinds=kinds) if kinds else None),
        "refusal": refusal,
        "leaders": _names(feedback),
        "secret": draft_secret(request.actor),
        **help_beside(request.actor),
    }
    return render(request, "feedback/received.html", page, status=status)


def _kinds_left(sent: set[str]) -> list[tuple[str, object]]:
    return [kind for kind in (ANSWER, QUESTION) if kind[0] not in sent]


def _names(feedback: Feedback) -> str:
    """Who can read it, as part of a sentence."""
    return and_all(leader.name for leader in leaders(feedback.group))
