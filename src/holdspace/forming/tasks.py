"""The worker's part of forming: searching for a plan, and letting places lapse that nobody answered for.

A search never blocks a page and holds no transaction open: the embedded database has one writer. It may run
twice after a crash; a plan that was taken on stays so, and whoever looks at it can ask for another.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from django.db import connection, transaction
from django_tasks import task

from holdspace.forming.actions import (
    begin_search,
    finish_search,
    keep_progress,
    lapse_offers,
    plan_again,
)
from holdspace.forming.models import Plan
from holdspace.forming.queries.question import Question, question
from holdspace.forming.queries.seats import seats_of
from holdspace.forming.rules.asked import Asked, Level
from holdspace.forming.rules.changes import smallest_changes
from holdspace.forming.rules.forming import Impossible, form
from holdspace.forming.rules.proposal import Proposal
from holdspace.forming.rules.replanning import mended
from holdspace.forming.rules.solving import Effort
from holdspace.forming.rules.telling import stored
from holdspace.forming.rules.why import least_changes
from holdspace.kernel.actors import Actor, system_actor
from holdspace.kernel.refusals import Refused
from holdspace.kernel.words import Words
from holdspace.practice.queries import practices
from holdspace.vault.scope import acting_as

LOOK_EVERY: Final = 0.5
"""Seconds between two looks at whether somebody wants the search to end."""
HELP_SECONDS: Final = 20.0
"""Seconds that may be spent, after a search, on what would help those who wait."""


@task()
def search(practice_id: str, plan_id: str) -> bool:
    """Search for one plan; False when somebody else did, or it has gone."""
    with acting_as(system_actor(UUID(practice_id))) as system:
        plan = begin_search(plan_id=UUID(plan_id), by=system)
        if plan is None:
            return False
        find(plan, by=system, stop=_Stop(plan.practice_id, plan.pk))
    return True


def find(plan: Plan, *, by: Actor, stop: Callable[[], bool] | None = None) -> None:
    """Let the engine look for a plan that was taken on, and keep what it finds."""
    with transaction.atomic():
        now = question(plan.round)
        promised = seats_of(plan.after, now) if plan.after else {}
    _Searching(plan, now, promised, by, stop).run()


def look_for(plan: Plan) -> None:
    """Hand a plan to the worker, in the transaction that asked for it."""
    search.enqueue(str(plan.practice_id), str(plan.pk))


@dataclass
class _Searching:
    """One search: the engine at work, and what is told of it meanwhile."""

    plan: Plan
    now: Question
    promised: dict[str, str]
    system: Actor
    stop: Callable[[], bool] | None
    progress: list[dict[str, Any]] = field(default_factory=list)

    def run(self) -> None:
        asked = self._asked()
        try:
            proposal = form(
                asked,
                Effort(self.plan.seconds, self.plan.seed),
                begin=mended(asked, self.promised) if self.promised else None,
                stop=self.stop,
                progress=self._keep,
            )
        except Refused as refusal:
            conflict = [stored(words) for words in _why(refusal)]
            finish_search(plan=self.plan, asked=self.now, proposal=None, conflict=conflict, by=self.system)
        except Exception:
            finish_search(plan=self.plan, asked=self.now, proposal=None, by=self.system)
            raise
        else:
            helps = _helps(asked, proposal, self.stop)
            finish_search(plan=self.plan, asked=self.now, proposal=proposal, helps=helps, by=self.system)

    def _asked(self) -> Asked:
        """With promised seats, changing the fewest of them comes before everything else."""
        asked = self.now.asked
        if not self.promised:
            return asked
        order = tuple(level for level in asked.order if level is not Level.UNDISTURBED)
        return replace(asked, promised=self.promised, order=(Level.UNDISTURBED, *order))

    def _keep(self, level: Level, value: int) -> None:
        self.progress.append({"level": level.value, "value": value})
        keep_progress(plan=self.plan, progress=self.progress, by=self.system)


def _why(refusal: Refused) -> list[Words]:
    """The sentences of a refusal, the most particular that there are."""
    conflict: tuple[object, ...] = refusal.conflict if isinstance(refusal, Impossible) else ()
    said = conflict or tuple(refusal.fields.values()) or (refusal.sentence,)
    return [words for words in said if isinstance(words, Words)]


@dataclass
class _Stop:
    """Asks the database now and then whether somebody wants the search to end.

    It is called from a thread of the solver, which has a connection of its own and nobody acting: both are
    given and taken back each time.
    """

    practice_id: UUID
    plan_id: UUID
    stopped: bool = False
    looked: float = field(default_factory=time.monotonic)

    def __call__(self) -> bool:
        if self.stopped or time.monotonic() - self.looked < LOOK_EVERY:
            return self.stopped
        self.looked = time.monotonic()
        return self._look()

    def _look(self) -> bool:
        with acting_as(system_actor(self.practice_id)) as system, transaction.atomic():
            plans = Plan.visible_to(system).filter(pk=self.plan_id)
            self.stopped = bool(plans.values_list("stop_asked", flat=True).first())
        if threading.current_thread() is not threading.main_thread():
            connection.close()
        return self.stopped


def _helps(
    asked: Asked, proposal: Proposal, stop: Callable[[], bool] | None
) -> dict[str, list[dict[str, Any]]]:
    """For each who waits, the smallest verified changes that would give them a seat, while there is time."""
    until = time.monotonic() + HELP_SECONDS
    helps: dict[str, list[dict[str, Any]]] = {}
    for person in proposal.waiting:
        if time.monotonic() > until or (stop is not None and stop()):
            break
        options = smallest_changes(
            asked,
            person,
            seats=proposal.seats,
            at_least=least_changes(asked, proposal, person),
            effort=Effort(2, proposal.seed),
        )
        helps[person] = [
            {"place": option.group, "words": [stored(words) for words in option.words]} for option in options
        ]
    return helps


def lapse_all_offers(now: datetime) -> int:
    """In every practice; each round with a place that lapsed is planned again. Returns how many lapsed."""
    lapsed = 0
    for practice_id in [practice.pk for practice in practices(system_actor())]:
        with acting_as(system_actor(practice_id)) as system:
            over = lapse_offers(by=system)
            lapsed += len(over)
            for plan in {offer.plan for offer in over}:
                again = plan_again(plan=plan, by=system)
                if again is not None:
                    look_for(again)
    return lapsed


PERIODIC: tuple[tuple[timedelta, Callable[[datetime], object]], ...] = (
    (timedelta(minutes=30), lapse_all_offers),
)
"""What the worker calls, and how often."""
