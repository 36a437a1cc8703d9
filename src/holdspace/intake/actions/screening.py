"""Screening: the first meeting written down, and the decision that a clinician takes with reasons."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from holdspace.audit.log import record
from holdspace.intake import policies
from holdspace.intake.actions.waiting import close
from holdspace.intake.models import Screening, Waiting
from holdspace.intake.queries.vocabulary import vocabulary_of
from holdspace.intake.rules import screening as rules
from holdspace.intake.rules.screening import Facts
from holdspace.intake.rules.stages import AFTER, Decision, Ending, Stage, check_look_again, check_may_follow
from holdspace.kernel import clock
from holdspace.kernel.actors import Actor
from holdspace.kernel.refusals import Conflict
from holdspace.practice.models import Practice

TEXTS = ("hopes", "strengths", "note")
"""What is written in words."""


@transaction.atomic
def note_read(*, screening: Screening, by: Actor) -> None:
    """Somebody opened a screening: the person can see who did."""
    record("intake.screening_read", by=by, on=screening, about=[screening.member_id])


@transaction.atomic
def save_screening(
    *, screening: Screening, facts: Facts, texts: Mapping[str, str], version: int, by: Actor
) -> Screening:
    """Keep what was found out, decided or not. Conflict when somebody saved after `version`.

    Refused for codes that cannot stand, and for taking away what forming needs of who waits for a seat.
    """
    screening = _locked(screening, by)
    if screening.waiting.stage == Waiting.Stage.READY:
        rules.check_seatable(facts)
    return _written(screening, facts, texts, version, by)


@transaction.atomic
def decide(*, screening: Screening, look_again_on: date | None, by: Actor) -> Waiting:
    """The decision that stands in the screening holds from now on; the list follows it.

    Refused without a reason, and for a seat without what forming cannot do without.
    """
    screening = _locked(screening, by)
    decision = rules.check_decided(Facts.of(screening.facts))
    today = clock.today(Practice.visible_to(by).get().time_zone)
    check_look_again(decision, look_again_on, today=today)
    screening.decided_at, screening.decided_by_id = clock.now(), by.staff_id
    screening.version += 1
    screening.save(update_fields=["decided_at", "decided_by", "version"])
    waiting = Waiting.unscoped.select_for_update().get(pk=screening.waiting_id)
    record(
        "intake.screening_decided",
        by=by,
        on=screening,
        about=[screening.member_id],
        detail={"stage": AFTER[decision].value},
    )
    return _moved_on(waiting, decision, look_again_on, by)


@transaction.atomic
def save_and_decide(
    *,
    screening: Screening,
    facts: Facts,
    texts: Mapping[str, str],
    version: int,
    look_again_on: date | None,
    by: Actor,
) -> Waiting:
    """Save what was found out and decide, or neither."""
    saved = _written(_locked(screening, by), facts, texts, version, by)
    return decide(screening=saved, look_again_on=look_again_on, by=by)


def _written(
    screening: Screening, facts: Facts, texts: Mapping[str, str], version: int, by: Actor
) -> Screening:
    if screening.version != version:
        sentence = _(
            "Somebody else changed this in the meantime. Your words are still here: compare, and save."
        )
        raise Conflict(sentence, newest=screening.version)
    facts = rules.tidy(facts)
    rules.check(facts, vocabulary_of(by), before=Facts.of(screening.facts))
    screening.facts = facts.as_stored()
    for name in TEXTS:
        setattr(screening, name, texts.get(name, "").strip() or None)
    screening.version += 1
    screening.save()
    record("intake.screening_saved", by=by, on=screening, about=[screening.member_id])
    return screening


def _moved_on(waiting: Waiting, decision: Decision, look_again_on: date | None, by: Actor) -> Waiting:
    after = AFTER[decision]
    if isinstance(after, Ending):
        return close(waiting, after.value, by)
    check_may_follow(Stage(waiting.stage), after)
    waiting.stage = after.value
    waiting.look_again_on = look_again_on if decision is Decision.NOT_NOW else None
    waiting.version += 1
    waiting.save(update_fields=["stage", "look_again_on", "version"])
    return waiting


def _locked(screening: Screening, by: Actor) -> Screening:
    policies.check_can_screen(by, screening)
    found = Screening.unscoped.select_for_update().get(pk=screening.pk)
    policies.check_runs(found.waiting)
    return found
