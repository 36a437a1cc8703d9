"""A concern waits: who is told at once, who next, who when a worker was dead; and what they may then see."""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from django.db import transaction
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from holdspace.kernel import clock
from holdspace.kernel.actors import Actor
from holdspace.kernel.refusals import Refused
from holdspace.safety import queries
from holdspace.safety.actions import acknowledge, close, heed, raise_concern, say_not_safe
from holdspace.safety.models import Alert, Away, Concern, ConcernEvent, Duty, Escalation
from holdspace.safety.queries.telling import history
from holdspace.safety.tasks import escalate_waiting
from holdspace.vault.scope import acting_as
from tests.cast import Cast

pytestmark = pytest.mark.django_db
Acting = Callable[[str], Actor]
QUARTER = timedelta(minutes=15)


def not_safe(cast: Cast, name: str = "ana") -> Concern:
    with acting_as(cast.actor(name)) as member, transaction.atomic():
        return say_not_safe(by=member)[0]


def wrote(cast: Cast, text: str, source_id: object, name: str = "ana") -> None:
    with acting_as(cast.actor(name)) as member, transaction.atomic():
        heed(
            text=text,
            member=cast.members[name],
            group=cast.groups["tuesday"],
            source_id=source_id,  # type: ignore[arg-type]
            by=member,
        )


def told(cast: Cast) -> list[tuple[str, str]]:
    """Step and name of everybody who was told, in order."""
    names = {staff.pk: name for name, staff in cast.staff.items()}
    with acting_as(cast.system), transaction.atomic():
        return [(a.step, names[a.staff_id]) for a in Alert.unscoped.filter(practice=cast.practice)]


def the_worker_comes(cast: Cast, after: timedelta) -> int:
    moment = clock.moved(after)
    with clock.held_at(moment), acting_as(cast.system), transaction.atomic():
        return escalate_waiting(moment)


def on_call(cast: Cast, name: str, group: str = "") -> None:
    with acting_as(cast.system), transaction.atomic():
        Duty.unscoped.create(
            practice=cast.practice,
            staff=cast.staff[name],
            group=cast.groups[group] if group else None,
            starts_at=clock.moved(-timedelta(days=1)),
        )


def away(cast: Cast, name: str, cover: str = "") -> None:
    with acting_as(cast.system), transaction.atomic():
        Away.unscoped.create(
            practice=cast.practice,
            staff=cast.staff[name],
            cover=cast.staff[cover] if cover else None,
            starts_at=clock.moved(-timedelta(days=1)),
        )


def test_the_groups_leaders_are_told_at_once(cast: Cast) -> None:
    not_safe(cast)
    assert told(cast) == [("nearest", "ruth"), ("nearest", "tomas")]


def test_nobody_takes_it_on_and_it_goes_on_step_by_step(cast: Cast) -> None:
    on_call(cast, "kit")
    not_safe(cast)
    nearest = [("nearest", "ruth"), ("nearest", "tomas")]
    assert the_worker_comes(cast, QUARTER - timedelta(seconds=1)) == 0
    the_worker_comes(cast, QUARTER)
    assert told(cast) == [*nearest, ("next", "kit")]
    the_worker_comes(cast, 2 * QUARTER)
    assert told(cast) == [*nearest, ("next", "kit"), ("supervisor", "sam")]
    assert the_worker_comes(cast, timedelta(days=2)) == 0


def test_once_somebody_took_it_on_nobody_else_is_told(cast: Cast) -> None:
    concern = not_safe(cast)
    with acting_as(cast.actor("ruth")) as ruth, transaction.atomic():
        acknowledge(concern=concern, by=ruth)
    assert the_worker_comes(cast, timedelta(hours=5)) == 0


def test_who_is_away_is_stood_in_for(cast: Cast) -> None:
    away(cast, "ruth", cover="kit")
    not_safe(cast)
    assert told(cast) == [("nearest", "kit"), ("nearest", "tomas")]


def test_a_group_whose_leaders_are_all_away_waits_for_nobody(cast: Cast) -> None:
    away(cast, "ruth")
    away(cast, "tomas")
    not_safe(cast)
    assert told(cast) == [("supervisor", "sam")]


def test_a_practice_chooses_how_long_it_waits(cast: Cast) -> None:
    with acting_as(cast.system), transaction.atomic():
        Escalation.unscoped.create(practice=cast.practice, red_minutes=45)
    not_safe(cast)
    assert the_worker_comes(cast, timedelta(minutes=44)) == 0
    assert the_worker_comes(cast, timedelta(minutes=45)) == 1


def test_whoever_is_told_sees_that_concern_and_answers_it(cast: Cast, actor: Acting) -> None:
    concern, other = not_safe(cast), not_safe(cast, "bo")
    sam = actor("sam")
    with acting_as(sam), transaction.atomic():
        assert queries.concern(sam, concern.pk) is None
    the_worker_comes(cast, QUARTER)
    with acting_as(sam), transaction.atomic():
        found = queries.concern(sam, concern.pk)
        assert found is not None
        assert found.what == "“I am not safe”"
        assert queries.open_count(sam) == 2
        acknowledge(concern=concern, by=sam)
        told_last = [each.alert for each in history(sam, other) if each.alert][-1]
        assert told_last.staff.display_name == "Sam Okafor"
    with acting_as(actor("kit")) as kit, transaction.atomic():
        assert queries.open_count(kit) == 0


# --- The same signal in other words ----------------------------------------------------------------------


def test_the_same_words_sent_again_after_it_was_closed_open_nothing(cast: Cast, actor: Acting) -> None:
    source = uuid4()
    wrote(cast, "I want to die.", source)
    closed(cast, actor)
    wrote(cast, "I want to die.", source)
    with acting_as(cast.system), transaction.atomic():
        assert Concern.unscoped.get().closed_at is not None


def test_new_words_open_it_again_and_everybody_nearest_is_told_once_more(cast: Cast, actor: Acting) -> None:
    source = uuid4()
    wrote(cast, "I want to die.", source)
    closed(cast, actor)
    wrote(cast, "I want to die. I have the tablets here.", source)
    with acting_as(cast.system), transaction.atomic():
        concern = Concern.unscoped.get()
        assert concern.turn == 2
        assert (concern.closed_at, concern.acknowledged_at, concern.outcome) == (None, None, None)
        assert concern.what == "I want to die. I have the tablets here."
        kinds = list(ConcernEvent.unscoped.filter(concern=concern).values_list("kind", flat=True))
        sentences = [each.words for each in ConcernEvent.unscoped.filter(kind="closed")]
    assert kinds == ["raised", "taken_on", "closed", "reopened"]
    assert sentences == ["We spoke on the telephone."]
    assert told(cast) == [("nearest", "ruth"), ("nearest", "tomas")] * 2


def test_new_words_while_somebody_looks_after_it_are_kept_with_it(cast: Cast, actor: Acting) -> None:
    source = uuid4()
    wrote(cast, "I want to die.", source)
    with acting_as(actor("ruth")) as ruth, transaction.atomic():
        acknowledge(concern=Concern.visible_to(ruth).get(), by=ruth)
    wrote(cast, "I want to die. I have the tablets here.", source)
    with acting_as(actor("ruth")) as ruth, transaction.atomic():
        concern = Concern.visible_to(ruth).get()
        assert concern.acknowledged_at is not None
        assert concern.what == "I want to die. I have the tablets here."
        with pytest.raises(Refused):
            acknowledge(concern=concern, by=ruth)


def closed(cast: Cast, actor: Acting) -> None:
    with acting_as(actor("ruth")) as ruth, transaction.atomic():
        concern = Concern.visible_to(ruth).get()
        acknowledge(concern=concern, by=ruth)
        close(concern=concern, outcome="We spoke on the telephone.", by=ruth)


# --- Everything at once ----------------------------------------------------------------------------------

CAST: list[Cast] = []
SEVERITIES = st.sampled_from(("red", "amber"))
PATIENCE = {"red": QUARTER, "amber": timedelta(hours=4)}


@dataclass
class Waits:
    """A concern that nobody has taken on, as the model knows it."""

    concern: Concern
    raised: datetime
    severity: str
    looked: list[datetime] = field(default_factory=list)
    """When the worker came since."""


class Nights(RuleBasedStateMachine):
    """Signals, answers, a rota, people away, a worker that comes, dies or is late, a clock that jumps.

    Sam, who supervises, is never away: whatever waits has to reach him in the end.
    """

    def __init__(self) -> None:
        super().__init__()
        self.cast, self.now = CAST[0], clock.now()
        self.waits: list[Waits] = []
        self.raised = 0

    @rule(name=st.sampled_from(("ana", "bo", "chidi")), severity=SEVERITIES, again=st.booleans())
    def somebody_writes(self, name: str, severity: str, again: bool) -> None:
        signal = uuid4()
        for _ in range(1 + again):  # a form that arrives twice is one signal
            with clock.held_at(self.now), acting_as(self.cast.actor(name)) as member, transaction.atomic():
                concern = raise_concern(
                    member=self.cast.members[name],
                    group=self.cast.groups["tuesday"],
                    source=Concern.Source.TEXT,
                    source_id=signal,
                    severity=severity,
                    what="I want to die.",
                    by=member,
                )
        self.waits.append(Waits(concern, self.now, severity))
        self.raised += 1

    @rule(minutes=st.integers(-45, 300))
    def time_goes_on_or_the_clock_is_set(self, minutes: int) -> None:
        self.now += timedelta(minutes=minutes)

    @rule(workers=st.integers(1, 2))
    def the_worker_comes(self, workers: int) -> None:
        for _ in range(workers):
            with clock.held_at(self.now), acting_as(self.cast.system), transaction.atomic():
                escalate_waiting(self.now)
        for each in self.waits:
            each.looked.append(self.now)

    @rule()
    def the_worker_dies_before_it_is_done(self) -> None:
        moment, system = clock.held_at(self.now), acting_as(self.cast.system)
        with suppress(InterruptedError), moment, system, transaction.atomic():
            escalate_waiting(self.now)
            raise InterruptedError

    @rule(name=st.sampled_from(("kit", "tomas")), here=st.booleans())
    def somebody_is_on_call(self, name: str, here: bool) -> None:
        with clock.held_at(self.now):
            on_call(self.cast, name, "tuesday" if here else "")

    @rule(name=st.sampled_from(("ruth", "tomas", "kit")), cover=st.sampled_from(("", "kit", "ruth")))
    def somebody_is_away(self, name: str, cover: str) -> None:
        if name != cover:
            with clock.held_at(self.now):
                away(self.cast, name, cover)

    @precondition(lambda self: self.waits)
    @rule(number=st.integers(0, 20))
    def one_is_taken_on_and_closed(self, number: int) -> None:
        taken = self.waits.pop(number % len(self.waits)).concern
        with clock.held_at(self.now), acting_as(self.cast.actor("ruth")) as ruth, transaction.atomic():
            acknowledge(concern=taken, by=ruth)
            close(concern=taken, outcome="We spoke on the telephone.", by=ruth)

    @invariant()
    def none_is_lost_and_none_is_doubled(self) -> None:
        with acting_as(self.cast.system), transaction.atomic():
            assert Concern.unscoped.count() == self.raised
            waiting = Concern.unscoped.filter(acknowledged_at__isnull=True).values_list("pk", flat=True)
            assert set(waiting) == {each.concern.pk for each in self.waits}

    @invariant()
    def nobody_is_told_twice_and_everybody_in_time(self) -> None:
        with acting_as(self.cast.system), transaction.atomic():
            rows = list(Alert.unscoped.all())
        assert len(rows) == len({(row.concern_id, row.step, row.staff_id) for row in rows})
        sam = self.cast.staff["sam"].pk
        for each in self.waits:
            told = [row for row in rows if row.concern_id == each.concern.pk]
            assert told, "told to nobody"
            last_step = each.raised + 2 * PATIENCE[each.severity]
            if any(at >= last_step for at in each.looked):
                assert sam in {row.staff_id for row in told}

    def teardown(self) -> None:
        with acting_as(self.cast.system), transaction.atomic():
            for model in (Concern, Duty, Away):
                model.unscoped.all().delete()


def test_no_concern_is_lost_none_late_and_nobody_told_twice(cast: Cast) -> None:
    CAST[:] = [cast]
    examples = int(os.environ.get("HOLDSPACE_EXAMPLES", "15"))
    run_state_machine_as_test(  # type: ignore[no-untyped-call]
        Nights, settings=settings(max_examples=examples, stateful_step_count=20, deadline=None)
    )


def test_the_machine_notices_where_nobody_is_told(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("holdspace.safety.actions.telling.due_alerts", lambda *_, **__: ())
    CAST[:] = [cast]
    with pytest.raises(AssertionError, match="told to nobody"):
        run_state_machine_as_test(  # type: ignore[no-untyped-call]
            Nights, settings=settings(max_examples=10, stateful_step_count=10, deadline=None, database=None)
        )
