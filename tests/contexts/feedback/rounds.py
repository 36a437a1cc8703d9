"""What the stories of feedback share: a round on Tuesday, and what Ana gives."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.db import transaction

from holdspace.feedback import queries
from holdspace.feedback.actions import giving, receiving, rounds
from holdspace.feedback.actions.giving import Parts
from holdspace.feedback.models import Answer, Feedback, FeedbackRound
from holdspace.groups import actions as group_actions
from holdspace.kernel import clock
from holdspace.kernel.actors import Actor
from holdspace.vault.scope import acting_as
from tests.cast import Cast

Acting = Callable[[str], Actor]
WORDS = Parts("You laughed when Chidi fell silent.", "I felt alone for a moment.", "Stay with us next time?")
DARK = Parts(saw="You asked how I am.", stirred="I want to die, and I do not know whom to tell.")


def open_round(cast: Cast, by: str = "ruth", group: str = "tuesday", **plan: Any) -> FeedbackRound:
    """A round with a question of ours, everybody to everybody, for a week."""
    asked = {"code": "one-moment", "until": clock.moved(timedelta(days=7))} | plan
    with acting_as(cast.actor(by)) as leader, transaction.atomic():
        return rounds.open_round(group=cast.groups[group], plan=rounds.Plan(**asked), by=leader)


def row(cast: Cast, giver: str, receiver: str) -> Feedback:
    """What one is asked to give to the other, in the newest round, as it lies in the database."""
    with acting_as(cast.system), transaction.atomic():
        rows = Feedback.unscoped.filter(giver=cast.members[giver], receiver=cast.members[receiver])
        return rows.select_related("round", "group__practice").order_by("-began_at")[0]


def give(cast: Cast, giver: str = "ana", receiver: str = "bo", parts: Parts = WORDS) -> Feedback:
    """One writes to the other."""
    with acting_as(cast.actor(giver)) as member, transaction.atomic():
        return giving.give(feedback=row(cast, giver, receiver), parts=parts, by=member)


def release(cast: Cast, feedback: Feedback, by: str = "ruth", version: int = 1) -> Feedback:
    """A leader lets it go on."""
    with acting_as(cast.actor(by)) as leader, transaction.atomic():
        return rounds.release(feedback=feedback, version=version, by=leader)


def open_it(cast: Cast, feedback: Feedback, by: str = "bo") -> Feedback:
    """Its receiver opens it."""
    with acting_as(cast.actor(by)) as member, transaction.atomic():
        return receiving.open_feedback(feedback=feedback, by=member)


def send_back(cast: Cast, feedback: Feedback, by: str, kind: str, text: str) -> Answer:
    """An answer, a question or a reply."""
    with acting_as(cast.actor(by)) as member, transaction.atomic():
        return giving.send_back(feedback=feedback, kind=Answer.Kind(kind), text=text, by=member)


def waits(cast: Cast, name: str) -> tuple[int, int]:
    """How many somebody is asked to give, and how many wait to be opened."""
    with acting_as(cast.actor(name)) as member, transaction.atomic():
        found = queries.waiting_for(member)
    return found.to_give, found.to_open


def closed_for_now(cast: Cast) -> None:
    """The circle is open in one hour of the week, which is not this one."""
    now = clock.now()
    hour = "sun-9" if now.weekday() != 6 else "mon-9"
    with acting_as(cast.actor("ruth")) as ruth, transaction.atomic():
        group = cast.groups["tuesday"]
        group_actions.set_contact(group=group, contact_rule="bring", open_hours={hour}, by=ruth)
