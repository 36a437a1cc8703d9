"""Clinicians' pages: what was asked for, preparing, the preview beside what is withheld, approving, handing
over."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from holdspace.accounts.access import Request, for_staff
from holdspace.audit.log import record
from holdspace.groups.queries import group_led_by, member_for_clinician
from holdspace.kernel.refusals import Missing, Refused
from holdspace.practice.roles import Permission
from holdspace.release import actions
from holdspace.release.actions.preparing import mark_of
from holdspace.release.models import Release
from holdspace.release.policies import check_fills, check_is_of_the_record
from holdspace.release.queries import lists
from holdspace.release.web.forms import AnswerForm, PrepareForm, ReasonForm
from holdspace.release.web.own import container
from holdspace.ui.posting import posted, put_on_form, sent

FORM = ["GET", "HEAD", "POST"]
RELEASE = Permission.RECORD_RELEASE


@for_staff(RELEASE)
@require_safe
def requests(request: Request) -> HttpResponse:
    """What was asked for, and what waits for whom."""
    found = lists.requests(request.actor)
    for line in found.waiting:
        line.row.hits = None  # the list shows none of them
    about = {line.row.member_id for line in (*found.waiting, *found.ended)}
    record(
        "release.list_read", by=request.actor, about=about | {each.member_id for each in found.corrections}
    )
    return render(request, "release/requests.html", {"requests": found})


@for_staff(RELEASE)
@require_POST
def begin(request: Request, pk: UUID) -> HttpResponse:
    """Begin one for somebody who asked on paper, or for a court."""
    member = member_for_clinician(request.actor, pk)
    release = actions.begin_release(member_id=member.pk, by=request.actor)
    return redirect("release:prepare", release.pk)


@for_staff(RELEASE)
@require_safe
def release(request: Request, pk: UUID) -> HttpResponse:
    """One release: what goes beside what stays and why, what was found, and what comes next."""
    return _shown(request, pk)


def _shown(
    request: Request, pk: UUID, *, refused: ReasonForm | None = None, at: str = "", status: int = 200
) -> HttpResponse:
    page = lists.release_page(request.actor, pk)
    record("release.read", by=request.actor, on=page.row, about=[page.member.pk])
    if page.row.is_apart and page.is_filled:
        record("notes.apart_read", by=request.actor, on=page.row, about=[page.member.pk])
    for hit in page.hits:
        hit["mark"] = mark_of(hit)
    content = {"page": page, "refused": refused, "at": at}
    return render(request, "release/release.html", content, status=status)


@for_staff(RELEASE)
@require_http_methods(FORM)
def prepare(request: Request, pk: UUID) -> HttpResponse:
    """Choose what goes, for whom, why and until when."""
    row = lists.release_for(request.actor, pk)
    check_is_of_the_record(row)

    def prepare_by(form: PrepareForm) -> Release:
        parts, version = form.cleaned_data["parts"], form.cleaned_data["version"]
        return actions.prepare(
            release=row, terms=form.terms(), parts=parts, version=version, by=request.actor
        )

    form, status = sent(lambda newest: PrepareForm(posted(request, newest), release=row), prepare_by)
    if status == 302:
        return redirect("release:release", pk)
    member = member_for_clinician(request.actor, row.member_id)
    record("release.read", by=request.actor, on=row, about=[member.pk])
    content = {"form": form, "row": row, "member": member}
    return render(request, "release/prepare.html", content, status=status)


@for_staff(RELEASE)
@require_POST
def leave_out(request: Request, pk: UUID) -> HttpResponse:
    """One item stays here."""
    row, item = lists.release_for(request.actor, pk), request.POST.get("item", "")
    form = ReasonForm(request.POST)
    try:
        actions.leave_out(release=row, item=item, reason=request.POST.get("reason", ""), by=request.actor)
    except Refused as refusal:
        return _again(request, pk, form, refusal, item)
    return redirect("release:release", pk)


@for_staff(RELEASE)
@require_POST
def take_back(request: Request, pk: UUID) -> HttpResponse:
    """An item goes in again."""
    row = lists.release_for(request.actor, pk)
    actions.take_back(release=row, item=request.POST.get("item", ""), by=request.actor)
    return redirect("release:release", pk)


@for_staff(RELEASE)
@require_POST
def let_stand(request: Request, pk: UUID) -> HttpResponse:
    """What was found stands, for a reason that is kept."""
    row, hit = lists.release_for(request.actor, pk), request.POST.get("hit", "")
    form = ReasonForm(request.POST)
    try:
        actions.let_stand(release=row, hit=hit, reason=request.POST.get("reason", ""), by=request.actor)
    except Refused as refusal:
        return _again(request, pk, form, refusal, hit)
    return redirect("release:release", pk)


def _again(request: Request, pk: UUID, form: ReasonForm, refusal: Refused, at: str) -> HttpResponse:
    """The page once more, with what was typed and why it was not taken."""
    if isinstance(refusal, Missing):
        raise refusal
    form.is_valid()
    put_on_form(form, refusal)
    return _shown(request, pk, refused=form, at=at, status=422)


@for_staff(RELEASE, step_up=True)
@require_http_methods(FORM)
def approve(request: Request, pk: UUID) -> HttpResponse:
    """Say that this may leave: the first, or the second of two."""
    row = lists.release_for(request.actor, pk)
    if request.method == "POST":
        actions.approve(release=row, digest_seen=request.POST.get("digest", ""), by=request.actor)
        messages.success(request, _("Approved."))
        return redirect("release:release", pk)
    return _step(request, row, "release/approve.html")


@for_staff(RELEASE, step_up=True)
@require_http_methods(FORM)
def seal(request: Request, pk: UUID) -> HttpResponse:
    """Encrypt it; the passphrase is shown on this one page and nowhere else."""
    row = lists.release_for(request.actor, pk)
    check_fills(request.actor, row)
    if request.method == "POST":
        row, passphrase = actions.seal(release=row, by=request.actor)
        return _step(request, row, "release/sealed.html", passphrase=passphrase)
    return _step(request, row, "release/seal.html")


@for_staff(RELEASE, step_up=True)
@require_http_methods(FORM)
def fetch(request: Request, pk: UUID) -> HttpResponse:
    """Take the encrypted file, to hand it to whoever receives it."""
    row = lists.release_for(request.actor, pk)
    check_fills(request.actor, row)
    if request.method == "POST":
        return container(actions.download(release=row, by=request.actor))
    return _step(request, row, "release/fetch.html")


def _step(request: Request, row: Release, template: str, **more: object) -> HttpResponse:
    page = lists.release_page(request.actor, row.pk)
    record("release.read", by=request.actor, on=row, about=[row.member_id])
    return render(request, template, {"page": page, **more})


@for_staff(RELEASE)
@require_POST
def withdraw(request: Request, pk: UUID) -> HttpResponse:
    """Put it away."""
    actions.withdraw(release=lists.release_for(request.actor, pk), by=request.actor)
    messages.success(request, _("Withdrawn. What was made for it is gone."))
    return redirect("release:requests")


@for_staff(RELEASE)
@require_http_methods(FORM)
def decline(request: Request, pk: UUID) -> HttpResponse:
    """What was asked for is not given, and why: they read it."""
    row = lists.release_for(request.actor, pk)
    form = ReasonForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            actions.decline(release=row, reason=form.cleaned_data["reason"], by=request.actor)
        except Refused as refusal:
            put_on_form(form, refusal)
        else:
            return redirect("release:requests")
    member = member_for_clinician(request.actor, row.member_id)
    content = {"form": form, "row": row, "member": member}
    return render(request, "release/decline.html", content, status=422 if form.errors else 200)


@for_staff(Permission.CLINICAL_WRITE)
@require_http_methods(FORM)
def answer(request: Request, pk: UUID) -> HttpResponse:
    """Accept what a member wants corrected, or decline it with a reason."""
    correction = lists.correction_for(request.actor, pk)
    form = AnswerForm(posted(request))
    if request.method == "POST" and form.is_valid():
        accept = form.cleaned_data["accept"] == "yes"
        try:
            actions.answer_correction(
                correction=correction, accept=accept, reason=form.cleaned_data["reason"], by=request.actor
            )
        except Refused as refusal:
            put_on_form(form, refusal)
        else:
            messages.success(request, _("Answered. They read it on their own page."))
            return redirect("release:requests")
    member = member_for_clinician(request.actor, correction.member_id)
    record("release.read", by=request.actor, on=correction, about=[member.pk])
    content = {"form": form, "correction": correction, "member": member}
    return render(request, "release/answer.html", content, status=422 if form.errors else 200)


@for_staff(Permission.SESSION_LEAD)
@require_POST
def protect(request: Request, pk: UUID) -> HttpResponse:
    """Say whether a group is a programme under 42 CFR Part 2."""
    group = group_led_by(request.actor, pk)
    change = actions.protect_group if request.POST.get("protected") == "yes" else actions.unprotect_group
    change(group=group, by=request.actor)
    messages.success(request, _("Saved."))
    return redirect("release:requests")
