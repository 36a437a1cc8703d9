"""Plans: asked for, searched by the worker, stopped, changed by hand. Nothing here decides about a person."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from holdspace.audit.log import record
from holdspace.forming import policies
from holdspace.forming.models import Plan, PlannedSeat, PlanTold, Round
from holdspace.forming.queries.question import Question, question, wishes_of
from holdspace.forming.queries.seats import seats_of
from holdspace.forming.rules.proposal import Proposal, Reached
from holdspace.forming.rules.scores import scores
from holdspace.forming.rules.solving import PATIENCE
from holdspace.forming.rules.what_if import move
from holdspace.kernel import clock
from holdspace.kernel.actors import Actor
from holdspace.kernel.refusals import Missing, Refused
from holdspace.kernel.words import Words

LONGEST_SEARCH = 300
"""Seconds that a search may be asked to take."""
LATEST = timedelta(minutes=2)
"""What a search may take besides: waiting for the worker, and what would help those who wait."""
RUNNING = (Plan.State.QUEUED, Plan.State.SEARCHING)


@transaction.atomic
def ask_for_plan(
    *, held: Round, by: Actor, after: Plan | None = None, seconds: int | None = None, seed: int = 1
) -> Plan:
    """A plan that the worker will search for; the caller hands it over (`tasks.search`).

    With `after`, the new plan keeps as many seats of that one as can be kept. Refused while a search runs.
    """
    policies.check_can_decide(by, held)
    policies.check_can_prepare(by, held)
    wanted = wishes_of(by).seconds if seconds is None else seconds
    if not 1 <= wanted <= LONGEST_SEARCH:
        sentence = _("A search takes between 1 and 300 seconds.")
        raise Refused(sentence, fields={"seconds": sentence})
    held = Round.unscoped.select_for_update().get(pk=held.pk)
    if Plan.unscoped.filter(round=held, state__in=RUNNING).exists():
        raise Refused(_("A search is running already. Wait for it, or stop it."))
    plan = _new(held, by, after, Plan.Origin.AGAIN if after else Plan.Origin.SEARCH)
    plan.seconds, plan.seed = wanted, seed
    plan.save()
    record("forming.plan_asked_for", by=by, on=plan)
    return plan


def _new(held: Round, by: Actor, after: Plan | None, origin: Plan.Origin) -> Plan:
    last = Plan.unscoped.filter(round=held).order_by("-number").values_list("number", flat=True).first()
    return Plan(
        practice_id=held.practice_id,
        round=held,
        number=(last or 0) + 1,
        origin=origin,
        after=after,
        made_by_id=by.staff_id,
    )


@transaction.atomic
def stop_search(*, plan: Plan, by: Actor) -> None:
    """End a search at once; the best so far is the proposal. One that no worker is at any more has failed."""
    policies.check_can_decide(by, plan)
    running = Plan.unscoped.filter(pk=plan.pk, state__in=RUNNING)
    running.update(stop_asked=True)
    given_up = timedelta(seconds=plan.seconds * PATIENCE) + LATEST
    running.filter(made_at__lt=clock.now() - given_up).update(
        state=Plan.State.FAILED, finished_at=clock.now()
    )
    record("forming.search_stopped", by=by, on=plan)


@transaction.atomic
def begin_search(*, plan_id: UUID, by: Actor) -> Plan | None:
    """The worker takes a plan on; None when it is taken on already, or has gone."""
    _check_system(by)
    rows = Plan.unscoped.filter(practice_id=by.practice_id, pk=plan_id, state=Plan.State.QUEUED)
    if not rows.update(state=Plan.State.SEARCHING):
        return None
    return Plan.visible_to(by).select_related("round", "after").get(pk=plan_id)


@transaction.atomic
def keep_progress(*, plan: Plan, progress: Sequence[Mapping[str, Any]], by: Actor) -> None:
    """How far a search has come."""
    _check_system(by)
    Plan.unscoped.filter(pk=plan.pk).update(progress=list(progress))


@transaction.atomic
def finish_search(
    *,
    plan: Plan,
    asked: Question,
    proposal: Proposal | None,
    conflict: Sequence[Mapping[str, Any]] = (),
    helps: Mapping[str, Sequence[Mapping[str, Any]]] | None = None,
    by: Actor,
) -> Plan:
    """Keep what the search found; without a proposal, why nothing fits (`conflict`), or that it broke off."""
    _check_system(by)
    plan.finished_at = clock.now()
    if proposal is None:
        plan.state = Plan.State.IMPOSSIBLE if conflict else Plan.State.FAILED
    else:
        plan.state = Plan.State.STOPPED if proposal.stopped else Plan.State.READY
        plan.levels = [_level(each) for each in proposal.levels]
        plan.repeats = proposal.repeats
        _keep_seats(plan, asked, proposal.seats)
    plan.save(update_fields=["state", "levels", "repeats", "finished_at"])
    PlanTold.unscoped.update_or_create(
        plan=plan,
        practice_id=plan.practice_id,
        defaults={"told": {"conflict": list(conflict), "helps": dict(helps or {})}},
    )
    record("forming.plan_ready", by=by, on=plan, detail={"state": str(plan.state)})
    return plan


@transaction.atomic
def note_board_read(*, plan: Plan, people: Sequence[str], by: Actor) -> None:
    """A clinician looked at a plan, and so at what those who wait carry: they can see who did."""
    record("forming.board_read", by=by, on=plan, about=[UUID(person) for person in people])


@transaction.atomic
def move_seat(*, plan: Plan, member_id: UUID, to: str | None, by: Actor) -> Plan:
    """A new plan in which somebody sits in the group `to` (a place of the question), or waits (None).

    Refused with the rules that would be broken: no plan that breaks one is ever kept.
    """
    policies.check_can_decide(by, plan)
    policies.check_can_prepare(by, plan.round)
    if not plan.is_done:
        raise Refused(_("This proposal is not finished yet."))
    held = Round.unscoped.select_for_update().get(pk=plan.round_id)
    now = question(held)
    effect = move(now.asked, seats_of(plan, now), str(member_id), to)
    if effect.broken:
        raise Broken(tuple(each.words for each in effect.broken))
    made = _new(held, by, plan, Plan.Origin.HAND)
    made.state, made.finished_at = Plan.State.READY, clock.now()
    counted = scores(now.asked, effect.seats)
    made.levels = [_level(Reached(level, counted[level])) for level in now.asked.order]
    made.save()
    _keep_seats(made, now, effect.seats)
    record("forming.seat_moved", by=by, on=made, about=[member_id])
    return made


class Broken(Refused):
    """A seat that breaks rules; `words` say which, with ids in them."""

    def __init__(self, words: tuple[Words, ...]) -> None:
        super().__init__(_("This seat cannot be given as things are."))
        self.words = words


def _keep_seats(plan: Plan, asked: Question, seats: Mapping[str, str]) -> None:
    PlannedSeat.unscoped.bulk_create(
        PlannedSeat(
            practice_id=plan.practice_id,
            plan=plan,
            member_id=UUID(person),
            group=asked.groups[place],
            start=asked.starts[place],
        )
        for person, place in seats.items()
    )


def _level(reached: Reached) -> dict[str, Any]:
    return {"level": reached.level.value, "value": reached.value, "bound": reached.bound}


def _check_system(by: Actor) -> None:
    if not by.is_system:
        raise Missing(_("This page does not exist."))
