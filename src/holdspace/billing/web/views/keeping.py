"""For who bills: the month, accounts, what claims need of a member, files."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from holdspace.accounts.access import Request, for_staff
from holdspace.billing import actions
from holdspace.billing.actions.accounts import note_profile_read
from holdspace.billing.models import Insurer
from holdspace.billing.queries import accounts as accounts_queries
from holdspace.billing.queries import claims as claims_queries
from holdspace.billing.queries.month import month_page
from holdspace.billing.rules.month import Month, month_from, month_of
from holdspace.billing.web.files import paper, table, wire
from holdspace.billing.web.forms import EntryForm, NumberForm, ProfileForm
from holdspace.kernel import clock
from holdspace.kernel.refusals import Conflict, Refused
from holdspace.members.models import Member
from holdspace.practice.roles import Permission
from holdspace.ui.posting import posted, put_on_form


@for_staff(Permission.BILLING_EDIT)
@require_safe
def month(request: Request) -> HttpResponse:
    """A month: sessions, who came, what it comes to, what is missing."""
    page = month_page(request.actor, _month(request, request.GET.get("month", "")))
    return render(request, "billing/month.html", {"page": page, "month": page.month})


@for_staff(Permission.BILLING_EDIT)
@require_POST
def charge(request: Request) -> HttpResponse:
    """Make the charges of a month from who came."""
    chosen = _month(request, request.POST.get("month", ""))
    done = actions.charge_month(month=chosen, by=request.actor)
    if done.made or done.taken_back:
        told = _("Charges made: %(made)s. Taken back: %(back)s.") % {
            "made": done.made,
            "back": done.taken_back,
        }
    else:
        told = _("Everything was charged already. Nothing changed.")
    messages.success(request, told)
    return redirect(_of_month("billing:month", chosen))


@for_staff(Permission.BILLING_EDIT)
@require_safe
def accounts(request: Request) -> HttpResponse:
    """Every account, by name."""
    return render(request, "billing/accounts.html", {"accounts": accounts_queries.accounts(request.actor)})


@for_staff(Permission.BILLING_EDIT)
@require_safe
def account(request: Request, pk: UUID) -> HttpResponse:
    """One member's account."""
    return _account(request, accounts_queries.member_for(request.actor, pk))


@for_staff(Permission.BILLING_EDIT)
@require_POST
def add_entry(request: Request, pk: UUID) -> HttpResponse:
    """Note a payment, or what is paid back or written off."""
    member, form = accounts_queries.member_for(request.actor, pk), EntryForm(request.POST)
    if not form.is_valid():
        return _account(request, member, form)
    given = form.cleaned_data
    try:
        actions.add_entry(
            member=member, kind=form.chosen(), amount=given["amount"], way=given["way"], by=request.actor
        )
    except Refused as refusal:
        put_on_form(form, refusal)
        return _account(request, member, form)
    messages.success(request, _("Added to the account."))
    return redirect("billing:account", pk)


@for_staff(Permission.BILLING_EDIT)
@require_POST
def reverse_charge(request: Request, pk: UUID) -> HttpResponse:
    """Take a charge back."""
    found = accounts_queries.charge_for(request.actor, pk)
    actions.reverse_charge(charge=found, by=request.actor)
    messages.success(request, _("The charge is taken back. Charging the month again makes a new one."))
    return redirect("billing:account", found.member_id)


@for_staff(Permission.BILLING_EDIT)
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def profile(request: Request, pk: UUID) -> HttpResponse:
    """What claims need of a member; that the page was opened stands in the member's record."""
    member = accounts_queries.member_for(request.actor, pk)
    form = _profile_form(request, member)
    if request.method == "POST" and form.is_valid():
        try:
            actions.save_profile(
                member=member,
                profile=form.profile(),
                diagnoses=form.codes(),
                version=form.cleaned_data["version"],
                by=request.actor,
            )
        except Conflict as conflict:
            renewed = _profile_form(request, member, newest=conflict.newest)
            return _profile(request, member, renewed, conflict)
        messages.success(request, _("Saved."))
        return redirect("billing:account", pk)
    return _profile(request, member, form)


@for_staff(Permission.BILLING_EDIT)
@require_safe
def superbill(request: Request, pk: UUID) -> HttpResponse:
    """The superbill of one session, as PDF."""
    found = accounts_queries.charge_for(request.actor, pk)
    actions.note_paper(charges=[found], by=request.actor)
    return paper([found], get_language() or "en")


@for_staff(Permission.BILLING_EDIT)
@require_safe
def month_superbill(request: Request, pk: UUID) -> HttpResponse:
    """The superbill of a member's month, as PDF."""
    member = accounts_queries.member_for(request.actor, pk)
    chosen = _month(request, request.GET.get("month", ""))
    found = accounts_queries.charges_of(request.actor, member.pk, chosen)
    if not found:
        messages.info(request, _("Nothing was charged in this month."))
        return redirect("billing:account", pk)
    actions.note_paper(charges=found, by=request.actor)
    return paper(found, get_language() or "en")


@for_staff(Permission.BILLING_EDIT)
@require_safe
def files(request: Request) -> HttpResponse:
    """A month's files, and what insurers call the claims in them."""
    return _files(request, _month(request, request.GET.get("month", "")))


@for_staff(Permission.BILLING_EDIT)
@require_POST
def make_file(request: Request) -> HttpResponse:
    """Put everything that lacks nothing into a new file of claims."""
    chosen = _month(request, request.POST.get("month", ""))
    try:
        actions.claim_month(month=chosen, by=request.actor)
    except Refused as refusal:
        return _files(request, chosen, refusal=refusal)
    messages.success(request, _("The file is made. Download it, and send it to your clearing house."))
    return redirect(_of_month("billing:files", chosen))


@for_staff(Permission.BILLING_EDIT, step_up=True)
@require_safe
def claims_file(request: Request, pk: UUID) -> HttpResponse:
    """The file itself, X12 837P."""
    batch = claims_queries.batch_for(request.actor, pk)
    return wire(actions.export_claims(batch=batch, by=request.actor), batch.control)


@for_staff(Permission.BILLING_EDIT, step_up=True)
@require_safe
def month_table(request: Request) -> HttpResponse:
    """The month for a spreadsheet."""
    chosen = _month(request, request.GET.get("month", ""))
    return table(actions.export_month(month=chosen, by=request.actor), chosen)


@for_staff(Permission.BILLING_EDIT)
@require_POST
def payer_number(request: Request, pk: UUID) -> HttpResponse:
    """Keep what the insurer calls a claim."""
    claim, form = claims_queries.claim_for(request.actor, pk), NumberForm(request.POST)
    chosen = month_of(claim.batch.month)
    if not form.is_valid():
        return _files(request, chosen, wrong=(claim.pk, form))
    actions.note_payer_number(claim=claim, number=form.cleaned_data["number"], by=request.actor)
    messages.success(request, _("Saved."))
    return redirect(_of_month("billing:files", chosen))


def _month(request: Request, code: str) -> Month:
    """The month that an address names, else the one that runs."""
    return month_from(code) or month_of(clock.today(request.actor.practice_zone or "UTC"))


def _of_month(name: str, chosen: Month) -> str:
    return f"{reverse(name)}?month={chosen.code}"


def _account(request: Request, member: Member, form: EntryForm | None = None) -> HttpResponse:
    content = {
        "page": accounts_queries.account_page(request.actor, member),
        "form": form or EntryForm(),
    }
    return render(request, "billing/account.html", content, status=422 if form else 200)


def _profile_form(request: Request, member: Member, *, newest: int | None = None) -> ProfileForm:
    kept = accounts_queries.account_of(request.actor, member)
    return ProfileForm(posted(request, newest), account=kept, insurers=Insurer.visible_to(request.actor))


def _profile(
    request: Request, member: Member, form: ProfileForm, conflict: Conflict | None = None
) -> HttpResponse:
    note_profile_read(member=member, by=request.actor)
    content = {"member": member, "name": member.full_name, "form": form, "conflict": conflict}
    status = 409 if conflict else 422 if form.errors else 200
    return render(request, "billing/profile.html", content, status=status)


def _files(
    request: Request,
    chosen: Month,
    *,
    refusal: Refused | None = None,
    wrong: tuple[UUID, NumberForm] | None = None,
) -> HttpResponse:
    page = month_page(request.actor, chosen)
    content = {
        "page": page,
        "month": chosen,
        "batches": claims_queries.batches(request.actor, chosen),
        "claims": claims_queries.claims_of(request.actor, chosen),
        "refusal": refusal,
        "wrong": wrong,
    }
    return render(request, "billing/files.html", content, status=422 if refusal or wrong else 200)
