"""The worker's beat: what is due is done, again does nothing twice, and one failure stops nothing else."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from holdspace.correspondence.models import Reminder
from holdspace.kernel import clock
from holdspace.project import worker
from holdspace.project.worker import PERIODIC, Beat
from holdspace.sessions.models import GroupSession, Series
from holdspace.vault.scope import acting_as
from tests.cast import Cast

MONDAY = datetime.fromisoformat("2026-03-02T09:00:00+00:00")


def counted(cast: Cast) -> tuple[int, int]:
    with acting_as(cast.system):
        return GroupSession.unscoped.count(), Reminder.unscoped.count()


@pytest.fixture
def planned(cast: Cast) -> Cast:
    """Thursdays at noon, from the session that the cast has ahead of it."""
    first = cast.sessions["thursday_next"].starts_at.replace(tzinfo=None) + timedelta(days=1)
    with acting_as(cast.system):
        Series.unscoped.create(
            practice=cast.practice,
            group=cast.groups["thursday"],
            first_local=first.strftime("%Y-%m-%dT%H:%M:%S"),
            rrule="FREQ=WEEKLY",
            time_zone="Europe/London",
        )
    return cast


def test_doing_it_again_does_nothing_twice(planned: Cast) -> None:
    now = clock.now()
    before = counted(planned)
    assert Beat.starting(now).run_due(now) == len(PERIODIC)
    once = counted(planned)
    assert once[0] > before[0]
    # A second worker, or the same after a restart, at the same moment.
    assert Beat.starting(now).run_due(now) == len(PERIODIC)
    assert counted(planned) == once


@pytest.fixture
def own_work(monkeypatch: pytest.MonkeyPatch) -> list[datetime]:
    """The worker has two pieces of work of this test: the first always fails, the second says when it ran."""
    done: list[datetime] = []

    def fails(now: datetime) -> None:
        raise ValueError("Ana 07700 900123")

    every = timedelta(minutes=10)
    monkeypatch.setattr(worker, "PERIODIC", ((every, fails), (every, done.append)))
    return done


@pytest.mark.django_db
def test_work_comes_when_it_is_due_and_a_failure_stops_nothing_else(
    own_work: list[datetime], caplog: pytest.LogCaptureFixture
) -> None:
    beat = Beat.starting(MONDAY)
    for minutes in (0, 1, 9, 10, 11, 25):
        beat.run_due(MONDAY + timedelta(minutes=minutes))
    assert own_work == [MONDAY + timedelta(minutes=minutes) for minutes in (0, 10, 25)]
    said = [record.getMessage() for record in caplog.records]
    assert len(said) == 3
    assert not any("Ana" in sentence or "900123" in sentence for sentence in said)


@pytest.mark.django_db
def test_a_clock_that_is_set_back_keeps_no_work_waiting(own_work: list[datetime]) -> None:
    beat = Beat.starting(MONDAY)
    for minutes in (0, -60, -55, -50):
        beat.run_due(MONDAY + timedelta(minutes=minutes))
    assert own_work == [MONDAY + timedelta(minutes=minutes) for minutes in (0, -60, -50)]
