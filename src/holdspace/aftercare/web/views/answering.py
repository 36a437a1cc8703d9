"""Questions after leaving, by the address in a mail: nobody signs in, and nothing there says who is asked."""

from __future__ import annotations

import base64

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods

from holdspace.accounts.access import Request, for_everyone
from holdspace.aftercare.actions.knocking import count_knock, sender_index
from holdspace.aftercare.queries.knocking import may_try
from holdspace.kernel.actors import Actor
from holdspace.kernel.refusals import Missing
from holdspace.measures.actions.links import answer_by_link
from holdspace.measures.models import Administration, FollowUpLink
from holdspace.measures.queries import actor_at
from holdspace.measures.queries.links import asked_by, link_behind, sent_by
from holdspace.measures.questions import QuestionnaireForm, all_valid, answers_of, questionnaires, sent_in
from holdspace.safety.queries import numbers_for
from holdspace.ui.posting import posted
from holdspace.ui.secret_addresses import keeps_address_secret
from holdspace.vault.scope import acting_as

FORM = ["GET", "HEAD", "POST"]

UNSEEN = {"Referrer-Policy": "no-referrer", "X-Robots-Tag": "noindex, nofollow"}
"""The address is a secret: no other page is told of it, and nobody finds it by searching."""


@for_everyone
@csrf_exempt  # who can send this form holds the secret; a failed check would write it into the log
@never_cache
@sensitive_post_parameters()
@sensitive_variables("token")
@keeps_address_secret(*FORM)
@require_http_methods(FORM)
def questions(request: Request, token: str) -> HttpResponse:
    """The questions that a mail leads to. Whoever is signed in in this browser makes no difference.

    Unknown, too old, answered and replaced addresses answer alike.
    """
    address = request.META.get("REMOTE_ADDR", "")
    if not may_try(sender_index(address)):
        return _page(request, "aftercare/not_here.html", {"too_often": True}, status=429)
    link = link_behind(token)
    try:
        if link is not None:
            member = actor_at(link)
            with acting_as(member), override(member.language):
                return _answered(request, link, member) if request.method == "POST" else _asked(request, link)
    except Missing:
        pass
    count_knock(address=address)
    return _page(request, "aftercare/not_here.html", {}, status=404)


def _page(request: Request, template: str, content: dict[str, object], status: int = 200) -> HttpResponse:
    """A page that nothing is added to for who happens to be signed in."""
    response = render(request, template, {**content, "banner": ""}, status=status)
    for name, value in UNSEEN.items():
        response[name] = value
    return response


def _asked(request: Request, link: FollowUpLink) -> HttpResponse:
    sheet = questionnaires(asked_by(link), language=actor_at(link).language)
    return _sheet(request, link, sheet)


def _answered(request: Request, link: FollowUpLink, member: Actor) -> HttpResponse:
    """What was filled in is kept, also where it is asked no more since the page was opened."""
    sent = sent_in(request.POST)
    instruments = [each for each in sent_by(link) if each.id in sent]
    sheet = questionnaires(instruments, language=member.language, data=posted(request))
    if not all_valid(sheet):
        return _sheet(request, link, sheet)
    kept = answer_by_link(link=link, answers=answers_of(sheet), by=member)
    done: dict[str, object] = {"kept": bool(kept), "saved_key": _draft_key(link), **_help(member, kept)}
    return _page(request, "aftercare/answered.html", done)


def _sheet(request: Request, link: FollowUpLink, sheet: list[QuestionnaireForm]) -> HttpResponse:
    """Half filled in it is kept in this browser, sealed with what only the holder of the address is told."""
    if not sheet:
        raise Missing(_("This page does not exist."))
    content: dict[str, object] = {
        "sheet": sheet,
        "draft_key": _draft_key(link),
        "secret": _draft_secret(link),
    }
    status = 422 if any(form.errors for form in sheet) else 200
    return _page(request, "aftercare/questions.html", content, status)


def _help(member: Actor, kept: list[Administration]) -> dict[str, object]:
    """Numbers to call, where an answer asked for a clinician."""
    if not any((each.result or {}).get("alerts") for each in kept):
        return {"help_at_once": False}
    own_lines, countries = numbers_for(member)
    return {"help_at_once": True, "own_lines": own_lines, "countries": countries[:1]}


def _draft_key(link: FollowUpLink) -> str:
    """Under what a browser keeps what was typed: it says neither whose it is nor what was asked."""
    return salted_hmac("holdspace.aftercare.key", str(link.pk), algorithm="sha256").hexdigest()[:24]


def _draft_secret(link: FollowUpLink) -> str:
    mac = salted_hmac("holdspace.aftercare.draft", str(link.pk), algorithm="sha256")
    return base64.b64encode(mac.digest()).decode()
