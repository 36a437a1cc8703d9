"""Who must not meet: somebody's page for clinicians, and what members tell about whom they know."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from holdspace.accounts.access import Request, for_members, for_staff
from holdspace.intake import actions, queries
from holdspace.intake.models import Acquaintance, Apart
from holdspace.intake.web.forms.meeting import ApartForm, PairForm, SettleForm, TellForm
from holdspace.kernel.refusals import Missing, Refused
from holdspace.members.models import Member
from holdspace.practice.roles import Permission
from holdspace.ui.drafts import draft_secret
from holdspace.ui.posting import posted, put_on_form

FORM = ["GET", "HEAD", "POST"]
DRAFT = "know-somebody"


@for_staff(Permission.SCREENING_WRITE)
@require_safe
def person(request: Request, member_pk: UUID) -> HttpResponse:
    """Somebody who waits or is treated: their first meetings, whom they must not meet, whom to ask about."""
    return _person(request, queries.somebody(request.actor, member_pk))


@for_staff(Permission.SCREENING_WRITE)
@sensitive_post_parameters()
@require_POST
def keep_apart(request: Request, member_pk: UUID) -> HttpResponse:
    """Note that two people must not meet."""
    member = queries.somebody(request.actor, member_pk)
    form = ApartForm(request.POST, people=_others(request, member))
    if not form.is_valid():
        return _person(request, member, form)
    try:
        kind = form.cleaned_data["kind"]
        actions.keep_apart(one=member, other=form.chosen, kind=kind, by=request.actor)
    except Missing:
        raise
    except Refused as refusal:
        put_on_form(form, refusal)
        return _person(request, member, form)
    messages.success(request, _("Noted. No group is formed in which they would meet."))
    return redirect("intake:person", member.pk)


@for_staff(Permission.SCREENING_WRITE)
@sensitive_post_parameters()
@require_POST
def strangers(request: Request, member_pk: UUID) -> HttpResponse:
    """Note that two people who have something in common do not know each other."""
    member = queries.somebody(request.actor, member_pk)
    form = PairForm(request.POST, people=_others(request, member))
    if not form.is_valid():
        raise Missing(_("This person does not exist."))
    actions.note_strangers(one=member, other=form.chosen, by=request.actor)
    messages.success(request, _("Noted. You are not asked about these two again."))
    return redirect("intake:person", member.pk)


@for_staff(Permission.SCREENING_WRITE)
@require_http_methods(FORM)
def lift(request: Request, pk: UUID) -> HttpResponse:
    """Two people may meet after all, after a question."""
    apart = queries.apart_for(request.actor, pk)
    names = queries.names_of(request.actor, {apart.member_id, apart.other_id})
    known = next((pk for pk in (apart.member_id, apart.other_id) if pk in names), None)
    if request.method == "POST":
        actions.lift(apart=apart, by=request.actor)
        messages.success(request, _("Noted. They may meet from now on."))
        return redirect("intake:person", known) if known else redirect("front_door")
    actions.note_apart_read(apart=apart, by=request.actor)
    content = {
        "names": [names.get(pk) for pk in (apart.member_id, apart.other_id)],
        "kind": Apart.Kind(apart.kind).label if apart.kind in Apart.Kind.values else "",
        "known": known,
    }
    return render(request, "intake/lift.html", content)


@for_members
@sensitive_post_parameters()
@require_http_methods(FORM)
def know_somebody(request: Request) -> HttpResponse:
    """A member tells that they know somebody here, with words or without."""
    form = TellForm(posted(request))
    if request.method == "POST" and form.is_valid():
        actions.know_somebody(words=form.cleaned_data["words"], by=request.actor)
        return redirect("intake:told")
    content = {
        "form": form,
        "readers": queries.readers_of(request.actor),
        "earlier": queries.told_by(request.actor),
        "draft_key": DRAFT,
        "secret": draft_secret(request.actor),
    }
    return render(request, "intake/know_somebody.html", content, status=422 if form.errors else 200)


@for_members
@require_safe
def told(request: Request) -> HttpResponse:
    """A calm word that it is kept, and what happens next."""
    content = {"readers": queries.readers_of(request.actor), "draft_key": DRAFT}
    return render(request, "intake/told.html", content)


@for_staff(Permission.SCREENING_WRITE)
@require_safe
def acquaintances(request: Request) -> HttpResponse:
    """What members told and nobody has talked about with them yet."""
    return _acquaintances(request)


@for_staff(Permission.SCREENING_WRITE)
@require_POST
def settle(request: Request, pk: UUID) -> HttpResponse:
    """Somebody has talked with the member; what came of it."""
    said = queries.acquaintance_for(request.actor, pk)
    form = _settling(said, request)
    if not form.is_valid():
        return _acquaintances(request, form, said)
    actions.settle(said=said, outcome=form.cleaned_data["outcome"], by=request.actor)
    messages.success(request, _("Settled."))
    return redirect("intake:acquaintances")


def _person(request: Request, member: Member, form: ApartForm | None = None) -> HttpResponse:
    actor = request.actor
    actions.note_person_read(member=member, by=actor)
    content = {
        "member": member,
        "name": member.chosen_name or "—",
        "screenings": queries.screenings_of(actor, member.pk),
        "aparts": queries.aparts_of(actor, member),
        "asks": queries.asks(actor, member),
        "kinds": Apart.Kind.choices,
        "form": form or ApartForm(people=_others(request, member)),
    }
    return render(request, "intake/person.html", content, status=422 if form else 200)


def _others(request: Request, member: Member) -> list[tuple[Member, bool]]:
    return [each for each in queries.people_known_to(request.actor) if each[0].pk != member.pk]


def _acquaintances(
    request: Request, refused: SettleForm | None = None, of: Acquaintance | None = None
) -> HttpResponse:
    found = queries.acquaintances(request.actor)
    actions.note_acquaintances_read(found=found, by=request.actor)
    lines = [(said, refused if refused and of and said.pk == of.pk else _settling(said)) for said in found]
    return render(request, "intake/acquaintances.html", {"lines": lines}, status=422 if refused else 200)


def _settling(said: Acquaintance, request: Request | None = None) -> SettleForm:
    return SettleForm(request.POST if request else None, auto_id=f"id_{said.pk}_%s")
