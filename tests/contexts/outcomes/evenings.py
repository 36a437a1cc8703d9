"""What Tuesdays said of their sessions, by hand: rows of answers from 0 to 10, a row for each session.

`FALL` is worked out by hand. Three sessions with 8, 8, 8 make a level of 8.0 from nine answers; then 4, 5, 6
have a mean of 5.0, three points lower and an SD of 1. The pooled variance is 2 · 1² / 8 = 0.25, the standard
error of the difference 0.5 · √(1/9 + 1/3) = 0.33, and 1.96 times that 0.65: the fall is larger, a possible
rupture. Half of it is regained from 6.5 on.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from django.db import transaction
from django.test import Client
from django.urls import reverse

from holdspace.groups.actions import open_record
from holdspace.groups.models import Facilitation
from holdspace.sessions.models import Attendance, GroupSession, SessionRating
from holdspace.vault.scope import acting_as
from tests.cast import Cast
from tests.contexts.desk.story import circle, held_sessions

LEVEL = (8, 8, 8)
LOW = (4, 5, 6)
FALL = (LEVEL, LEVEL, LEVEL, LOW)
REGAINED = (6, 7, 7)
"""A mean of 6.67, above the 6.5 at which half of the fall is regained."""
NOT_YET = (6, 6, 7)
"""A mean of 6.33, below it."""


def told(cast: Cast, rows: Sequence[Sequence[int]], size: int = 3) -> list[GroupSession]:
    """A circle of `size` that said this of its last sessions, in order of time, everybody having been there."""
    members = circle(cast, size)
    sessions = held_sessions(cast, len(rows) - 1, members)
    for session, answers in zip(sessions, rows, strict=True):
        say(cast, session, answers)
    return sessions


def say(cast: Cast, session: GroupSession, answers: Sequence[int]) -> None:
    """The next who were there answer one after the other how the session was, all in all."""
    with acting_as(cast.system), transaction.atomic():
        said = SessionRating.unscoped.filter(session=session).count()
        there = Attendance.unscoped.filter(session=session).order_by("id")[said:]
        for place, (came, points) in enumerate(zip(there, answers, strict=False), said):
            SessionRating.unscoped.create(
                practice=cast.practice,
                session=session,
                member_id=came.member_id,
                answers={"overall": points},
                submitted_at=session.ends_at + timedelta(minutes=place),
            )


def climate_url(cast: Cast) -> str:
    return reverse("outcomes:climate", args=[cast.groups["tuesday"].pk])


def together_url(cast: Cast) -> str:
    return reverse("outcomes:together", args=[cast.groups["tuesday"].pk])


def repair_url(session: GroupSession) -> str:
    return reverse("outcomes:repair", args=[session.pk])


def in_training(cast: Cast, name: str) -> None:
    """From now on somebody leads as a trainee."""
    with acting_as(cast.system), transaction.atomic():
        Facilitation.unscoped.filter(staff=cast.staff[name]).update(role="trainee")


def opened_by(cast: Cast, name: str) -> None:
    """A supervisor opens the record of Tuesdays."""
    with acting_as(cast.actor(name)) as supervisor, transaction.atomic():
        open_record(group=cast.groups["tuesday"], reason="The yearly review of all groups.", by=supervisor)


def status(client: Client, url: str) -> int:
    return client.get(url).status_code
