"""How notes are written here: formats and rules, for therapists and the owner; and one's own phrases."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from holdspace.accounts.access import Request, for_staff
from holdspace.groups.queries import group_led_by, groups_of
from holdspace.kernel.refusals import Refused
from holdspace.notes import actions, policies
from holdspace.notes.models import NoteFormat
from holdspace.notes.queries.phrases import phrase_for, phrases_of
from holdspace.notes.queries.rules_of import formats as every_format
from holdspace.notes.queries.rules_of import house_of
from holdspace.notes.queries.texts import LABELS, heading_words
from holdspace.notes.rules.formats import BUILT_IN, Format
from holdspace.notes.web.house_forms import FormatForm, LateForm, PhraseForm
from holdspace.practice.roles import Permission
from holdspace.ui.posting import accepted, tell


@for_staff(Permission.CLINICAL_WRITE, Permission.PRACTICE_EDIT)
@require_http_methods(["GET", "HEAD", "POST"])
def formats(request: Request) -> HttpResponse:
    """Every format with what stands where; a new one is made here."""
    form = FormatForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.make_format(name=form.cleaned_data["name"], sections=form.sections(), by=request.actor)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The format is there."))
            return redirect("notes:formats")
    return _formats(request, form=form)


@for_staff(Permission.CLINICAL_WRITE, Permission.PRACTICE_EDIT)
@require_POST
def put_format_away(request: Request, pk: UUID) -> HttpResponse:
    """A format is offered no more."""
    row = get_object_or_404(NoteFormat.visible_to(request.actor), pk=pk)
    return _done(request, lambda: actions.put_format_away(row=row, by=request.actor))


@for_staff(Permission.PRACTICE_EDIT)
@require_POST
def practice_rule(request: Request) -> HttpResponse:
    """What holds for every note of the practice: its format, and when a signature is late."""
    form = LateForm(request.POST)
    if not form.is_valid():
        return _formats(request, late=form)

    def both() -> None:
        actions.choose_format(group=None, code=request.POST.get("layout", ""), by=request.actor)
        actions.set_late_after(hours=form.cleaned_data["hours"], by=request.actor)

    return _done(request, both)


@for_staff(Permission.CLINICAL_WRITE)
@require_POST
def group_rule(request: Request, pk: UUID) -> HttpResponse:
    """In which format one group's notes are read."""
    group = group_led_by(request.actor, pk)
    code = request.POST.get("layout", "")
    return _done(request, lambda: actions.choose_format(group=group, code=code, by=request.actor))


@for_staff(Permission.CLINICAL_WRITE)
@require_http_methods(["GET", "HEAD", "POST"])
def phrases(request: Request) -> HttpResponse:
    """One's own phrases; a new one is kept here."""
    form = PhraseForm(request.POST or None)
    if accepted(form, actions.keep_phrase, by=request.actor):
        return redirect("notes:phrases")
    content = {"form": form, "phrases": phrases_of(request.actor)}
    return render(request, "notes/phrases.html", content, status=422 if form.errors else 200)


@for_staff(Permission.CLINICAL_WRITE)
@require_POST
def drop_phrase(request: Request, pk: UUID) -> HttpResponse:
    """One phrase less."""
    actions.drop_phrase(phrase=phrase_for(request.actor, pk), by=request.actor)
    return redirect("notes:phrases")


def _formats(request: Request, form: FormatForm | None = None, late: LateForm | None = None) -> HttpResponse:
    actor, offered = request.actor, every_format(request.actor)
    house = house_of(actor)
    led = [group for group in groups_of(actor) if policies.can_rule(actor, group)]
    content = {
        "form": form or FormatForm(),
        "formats": [_shown(each) for each in offered],
        "offered": [(each.code, heading_words(each.name)) for each in offered],
        "house": house,
        "late": late or LateForm(initial={"hours": house.late_after}),
        "may_rule": policies.can_rule(actor, None),
        "groups": [(group, house_of(actor, group).layout.code) for group in led],
    }
    refused = bool((form and form.errors) or (late and late.errors))
    return render(request, "notes/formats.html", content, status=422 if refused else 200)


def _shown(layout: Format) -> dict[str, object]:
    sections = [(heading_words(s.name), [LABELS[text] for text in s.texts]) for s in layout.sections]
    own = layout.code not in BUILT_IN
    return {"code": layout.code, "name": heading_words(layout.name), "sections": sections, "is_own": own}


def _done(request: Request, act: Callable[[], object]) -> HttpResponse:
    tell(request, act, _("Done."))
    return redirect("notes:formats")
