"""The waiting list: who is put on it, what is changed of a wait, how it ends."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from holdspace.audit.log import record
from holdspace.intake import policies
from holdspace.intake.models import ReturnRule, Screening, Waiting
from holdspace.intake.queries.waiting import returning_come_first, were_here
from holdspace.intake.rules.returning import priority_of
from holdspace.kernel import clock
from holdspace.kernel.actors import Actor, system_actor
from holdspace.kernel.refusals import Conflict, Refused
from holdspace.members.models import Member
from holdspace.practice.models import Staff
from holdspace.practice.spells import running
from holdspace.vault.scope import acting_as


@dataclass(frozen=True, slots=True)
class Wish:
    """When and how somebody can come; `available` are hours of the week (`ui.rules.week`)."""

    available: Collection[str] = ()
    languages: tuple[str, ...] = ()
    modality: str = Waiting._meta.get_field("modality").default
    needs: tuple[str, ...] = ()
    funding: str = ""
    priority: int = 0
    priority_reason: str = ""
    screener: Staff | None = None


@transaction.atomic
def put_on_list(
    *, member: Member, wish: Wish, by: Actor, said: str = "", since: datetime | None = None
) -> Waiting:
    """Somebody waits from now on (or `since` a moment before), and their screening can begin.

    `said` are their own or their referrer's words: only clinicians will read them.
    """
    policies.check_can_keep_list(by)
    policies.check_can_wait(by, member)
    waiting = Waiting(
        practice_id=member.practice_id, member=member, starts_at=min(since or clock.now(), clock.now())
    )
    _write(waiting, wish, by)
    waiting.save(force_insert=True)
    with acting_as(system_actor(by.practice_id)):
        Screening.unscoped.create(
            practice_id=member.practice_id,
            member=member,
            waiting=waiting,
            facts={},
            said=said.strip() or None,
        )
    record("intake.put_on_list", by=by, on=waiting, about=[member.pk])
    return waiting


@transaction.atomic
def put_back_on_list(*, member: Member, wish: Wish, by: Actor) -> Waiting:
    """As `put_on_list`; whoever was here before comes first among equals, where the practice says so."""
    policies.check_can_keep_list(by)
    priority = priority_of(
        wish.priority,
        was_here=bool(were_here(by.practice_id, [member.pk])),
        first_among_equals=returning_come_first(by.practice_id),
    )
    reason = wish.priority_reason or (Waiting.PriorityReason.RETURNS.value if priority else "")
    return put_on_list(member=member, wish=replace(wish, priority=priority, priority_reason=reason), by=by)


@transaction.atomic
def set_return_rule(*, first_among_equals: bool, by: Actor) -> ReturnRule:
    """How those who come back are put in order from now on. Who waits already keeps their priority."""
    policies.check_can_keep_list(by)
    rule, _made = ReturnRule.unscoped.get_or_create(practice_id=by.practice_id)
    if rule.first_among_equals != first_among_equals:
        rule.first_among_equals = first_among_equals
        rule.save(update_fields=["first_among_equals"])
        record("intake.return_rule_set", by=by, on=rule, detail={"first": first_among_equals})
    return rule


@transaction.atomic
def change_wait(*, waiting: Waiting, wish: Wish, version: int, by: Actor) -> Waiting:
    """Keep exactly what `wish` says. Conflict when somebody changed the wait after `version`."""
    policies.check_can_keep_list(by, waiting)
    waiting = Waiting.unscoped.select_for_update().get(pk=waiting.pk)
    policies.check_runs(waiting)
    if waiting.version != version:
        sentence = _(
            "Somebody else changed this in the meantime. Your words are still here: compare, and save."
        )
        raise Conflict(sentence, newest=waiting.version)
    _write(waiting, wish, by)
    waiting.version += 1
    waiting.save()
    record("intake.wait_changed", by=by, on=waiting, about=[waiting.member_id])
    return waiting


@transaction.atomic
def end_wait(*, waiting: Waiting, ending: str, by: Actor) -> Waiting:
    """Somebody waits no more."""
    policies.check_can_keep_list(by, waiting)
    if ending not in Waiting.Ending.values:
        sentence = _("Say how it ended.")
        raise Refused(sentence, fields={"ending": sentence})
    waiting = Waiting.unscoped.select_for_update().get(pk=waiting.pk)
    policies.check_runs(waiting)
    return close(waiting, ending, by)


@transaction.atomic
def close_as_joined(*, member: Member, by: Actor) -> Waiting | None:
    """Somebody has a seat: they wait no more. None where they did not wait."""
    policies.check_can_keep_list(by)
    rows = Waiting.visible_to(by).filter(running(), member=member).select_for_update(of=("self",))
    waiting = rows.first()
    return close(waiting, Waiting.Ending.JOINED, by) if waiting else None


def close(waiting: Waiting, ending: str, by: Actor) -> Waiting:
    """End a locked, running wait."""
    waiting.ends_at, waiting.ending = clock.now(), ending
    waiting.version += 1
    waiting.save(update_fields=["ends_at", "ending", "version"])
    record("intake.wait_ended", by=by, on=waiting, about=[waiting.member_id], detail={"ending": str(ending)})
    return waiting


def _write(waiting: Waiting, wish: Wish, by: Actor) -> None:
    if wish.priority and not wish.priority_reason:
        sentence = _("Say why this person comes before others.")
        raise Refused(sentence, fields={"priority_reason": sentence})
    if wish.screener is not None:
        policies.check_can_meet(by, wish.screener)
    waiting.available = sorted(wish.available)
    waiting.languages, waiting.needs = list(wish.languages), list(wish.needs)
    waiting.modality, waiting.funding = wish.modality, wish.funding
    waiting.priority = wish.priority
    waiting.priority_reason = wish.priority_reason if wish.priority else ""
    waiting.screener = wish.screener
