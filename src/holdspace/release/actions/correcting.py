"""A member wants something corrected; a clinician accepts, or declines with a reason; disagreement is
kept."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from holdspace.audit.log import record
from holdspace.kernel import clock
from holdspace.kernel.actors import Actor
from holdspace.kernel.refusals import Missing, Refused
from holdspace.members.models import Member
from holdspace.release import policies
from holdspace.release.models import Correction

LONGEST = 2000
MOST_OPEN = 10


@transaction.atomic
def ask_for_correction(*, wrong: str, right: str = "", about_on: date | None = None, by: Actor) -> Correction:
    """What is wrong, how it should be, and the day it is about where the member knows it."""
    policies.check_asks(by)
    _check_words(wrong=wrong, right=right)
    if not wrong.strip():
        raise Refused(_("Say what is wrong."), fields={"wrong": _("Say what is wrong.")})
    member = Member.visible_to(by).get(pk=by.person_id)
    waiting = Correction.visible_to(by).filter(state=Correction.State.ASKED).count()
    if waiting >= MOST_OPEN:
        raise Refused(_("Ten of your questions wait for an answer already."))
    correction = Correction(
        practice_id=member.practice_id,
        member=member,
        wrong=wrong.strip(),
        right=right.strip(),
        about_on=about_on,
        asked_at=clock.now(),
    )
    correction.save(force_insert=True)
    record("release.correction_asked", by=by, on=correction, about=[member.pk])
    return correction


@transaction.atomic
def answer_correction(*, correction: Correction, accept: bool, reason: str, by: Actor) -> Correction:
    """Accept it (the amendment itself is written in the note), or decline it with a reason."""
    policies.check_answers_correction(by, correction)
    _check_words(reason=reason)
    if not accept:
        policies.check_reason(reason)
    row = _locked(correction, by)
    policies.check_answers_correction(by, row)
    row.state = Correction.State.ACCEPTED if accept else Correction.State.DECLINED
    row.reason, row.answered_at, row.answered_by_id = reason.strip(), clock.now(), by.staff_id
    row.save()
    record("release.correction_answered", by=by, on=row, about=[row.member_id], detail={"state": row.state})
    return row


@transaction.atomic
def disagree(*, correction: Correction, statement: str, by: Actor) -> Correction:
    """The member's own statement stays with what was declined."""
    policies.check_asks(by)
    _check_words(statement=statement)
    if not statement.strip():
        raise Refused(_("Say it in a sentence."), fields={"statement": _("Say it in a sentence.")})
    row = _locked(correction, by)
    if row.member_id != by.person_id:
        raise Missing(_("This page does not exist."))
    if row.state != Correction.State.DECLINED:
        raise Refused(_("There is nothing to disagree with."))
    row.state = Correction.State.DISAGREED
    row.statement, row.stated_at = statement.strip(), clock.now()
    row.save()
    record("release.correction_disagreed", by=by, on=row, about=[row.member_id])
    return row


def _locked(correction: Correction, by: Actor) -> Correction:
    row = Correction.visible_to(by).select_for_update(of=("self",)).filter(pk=correction.pk).first()
    if row is None:
        raise Missing(_("This page does not exist."))
    return row


def _check_words(**said: str) -> None:
    wrong = {
        name: _("Two thousand characters at most.") for name, text in said.items() if len(text) > LONGEST
    }
    if wrong:
        raise Refused(_("Something here needs another look."), fields=wrong)
