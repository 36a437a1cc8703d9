"""The worker: tasks from the database, and what happens at intervals. One loop, safe to stop at any time.

Periodic work is idempotent by itself (a reminder is one row per person and session), so that two workers,
a restart or a clock change can at most do nothing twice.
"""

from __future__ import annotations

import logging
import signal
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import FrameType

from django.db import InterfaceError, OperationalError, close_old_connections, transaction
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult

from holdspace.audit import checkpoints
from holdspace.circle.tasks import PERIODIC as CIRCLE
from holdspace.correspondence.tasks import PERIODIC as CORRESPONDENCE
from holdspace.endings.tasks import PERIODIC as ENDINGS
from holdspace.forming.tasks import PERIODIC as FORMING
from holdspace.intake.tasks import PERIODIC as INTAKE
from holdspace.kernel import clock
from holdspace.kernel.actors import system_actor
from holdspace.live.tasks import PERIODIC as LIVE
from holdspace.project.erasing import replay
from holdspace.release.tasks import PERIODIC as RELEASE
from holdspace.safety.tasks import PERIODIC as SAFETY
from holdspace.sessions.tasks import PERIODIC as SESSIONS
from holdspace.vault.scope import acting_as

logger = logging.getLogger(__name__)

Work = Callable[[datetime], object]


def keep_erased(now: datetime) -> int:
    """Whoever was erased stays erased, also where a backup was put back under a running worker."""
    return replay()


PERIODIC: tuple[tuple[timedelta, Work], ...] = (
    *SAFETY,
    *SESSIONS,
    *CORRESPONDENCE,
    *INTAKE,
    *CIRCLE,
    *ENDINGS,
    *FORMING,
    *LIVE,
    *RELEASE,
    *checkpoints.PERIODIC,
    (timedelta(minutes=1), keep_erased),
)


@dataclass
class Beat:
    """When each piece of periodic work is due next."""

    due: dict[Work, datetime]

    @classmethod
    def starting(cls, moment: datetime) -> Beat:
        return cls({work: moment for _, work in PERIODIC})

    def run_due(self, moment: datetime) -> int:
        """Do what is due; a failure is logged by its kind and tried again at the next turn.

        What lies further ahead than its interval was planned before the clock was set back: it is due too.
        """
        done = 0
        for interval, work in PERIODIC:
            if self.due[work] <= moment or self.due[work] > moment + interval:
                self.due[work] = moment + interval
                done += _attempt(work, moment)
        return done


def _attempt(work: Work, moment: datetime) -> int:
    try:
        with acting_as(system_actor()), transaction.atomic():
            work(moment)
    except Exception:
        logger.exception("periodic work failed")
        return 0
    return 1


def work() -> None:
    """Run until asked to stop."""
    stopping = False

    def stop(signum: int, frame: FrameType | None) -> None:
        nonlocal stopping
        stopping = True

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    beat = Beat.starting(clock.now())
    while not stopping:
        close_old_connections()
        beat.run_due(clock.now())
        do_waiting_tasks()
        time.sleep(1)


def do_waiting_tasks() -> None:
    """Do every task that waits; a database that is away is logged, and asked again at the next turn."""
    try:
        if DBTaskResult.objects.ready().exists():
            run_waiting_tasks()
    except (OperationalError, InterfaceError):
        logger.exception("the database is away")


def run_waiting_tasks() -> None:
    """Do every task that waits now."""
    with acting_as(system_actor()):
        Worker(
            queue_names=["*"],
            excluded_queue_names=[],
            interval=0,
            batch=True,
            backend_name="default",
            startup_delay=False,
            max_tasks=None,
            worker_id="holdspace",
        ).run()
