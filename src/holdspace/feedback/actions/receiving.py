"""Receiving when one is ready: opening one, keeping a thought beside it, putting it away, declining it."""

from __future__ import annotations

from uuid import uuid5

from django.db import transaction

from holdspace.audit.log import record
from holdspace.feedback import policies
from holdspace.feedback.actions.giving import OTHER_DEVICE, heeded, one_text
from holdspace.feedback.models import Answer, Feedback, Reflection
from holdspace.feedback.rules.standing import IN_HAND, Act, after
from holdspace.kernel import clock
from holdspace.kernel.actors import Actor
from holdspace.kernel.refusals import Conflict


@transaction.atomic
def open_feedback(*, feedback: Feedback, by: Actor) -> Feedback:
    """Its receiver opens it. Opened again it is simply read again."""
    policies.check_receives(by, feedback)
    locked = _locked(feedback)
    if locked.standing in IN_HAND:
        return locked
    policies.check_can_open(by, locked)
    locked.standing, locked.opened_at = after(locked.standing, Act.OPEN), clock.now()
    locked.save(update_fields=["standing", "opened_at"])
    record("feedback.opened", by=by, on=locked, about=[locked.receiver_id])
    return locked


@transaction.atomic
def open_answer(*, answer: Answer, by: Actor) -> Answer:
    """Somebody opens what was sent back to them."""
    locked = (
        Answer.unscoped.select_for_update(of=("self",)).select_related("group__practice").get(pk=answer.pk)
    )
    policies.check_can_open_answer(by, locked)
    if locked.opened_at is None:
        locked.opened_at = clock.now()
        locked.save(update_fields=["opened_at"])
        record("feedback.answer_opened", by=by, on=locked, about=[locked.receiver_id])
    return locked


@transaction.atomic
def put_away(*, feedback: Feedback, by: Actor) -> Feedback:
    """Its receiver keeps it out of sight; it can be taken out again at any time."""
    policies.check_receives(by, feedback)
    return _moved(feedback, Act.PUT_AWAY, by, "feedback.put_away")


@transaction.atomic
def decline(*, feedback: Feedback, by: Actor) -> Feedback:
    """Its receiver does not want to receive it, read or unread. The giver is told nothing."""
    policies.check_receives(by, feedback)
    return _moved(feedback, Act.DECLINE, by, "feedback.declined")


@transaction.atomic
def take_out(*, feedback: Feedback, by: Actor) -> Feedback:
    """Its receiver wants it back: what was put away lies open again, what was declined waits to be opened."""
    policies.check_receives(by, feedback)
    return _moved(feedback, Act.TAKE_OUT, by, "feedback.taken_out")


@transaction.atomic
def reflect(*, feedback: Feedback, text: str, version: int, by: Actor) -> Reflection:
    """Keep what one recognises and what surprises one, for oneself alone; at any hour, for it reaches nobody.

    Words of danger in it are heard all the same. Raises Conflict when it was changed on another device.
    """
    policies.check_receives(by, feedback)
    locked = _locked(feedback)
    policies.check_has_in_hand(by, locked)
    kept = Reflection.visible_to(by).filter(feedback=locked).first() or _empty(locked, by)
    words = one_text(text, "text")
    if kept.text == words:
        return kept
    if kept.version != version:
        raise Conflict(OTHER_DEVICE, newest=kept.version)
    kept.text, kept.version, kept.written_at = words, kept.version + 1, clock.now()
    kept.save()
    record("feedback.reflected", by=by, on=kept, about=[by.person_id])
    heeded(words, uuid5(kept.pk, str(kept.version)), locked.group, by)
    return kept


def _empty(locked: Feedback, by: Actor) -> Reflection:
    common = {"practice_id": locked.practice_id, "group_id": locked.group_id}
    return Reflection(**common, feedback=locked, member_id=by.person_id)


def _moved(feedback: Feedback, act: Act, by: Actor, name: str) -> Feedback:
    locked = _locked(feedback)
    locked.standing = after(locked.standing, act)
    locked.save(update_fields=["standing"])
    record(name, by=by, on=locked, about=[locked.receiver_id])
    return locked


def _locked(feedback: Feedback) -> Feedback:
    rows = Feedback.unscoped.select_for_update(of=("self",))
    return rows.select_related("group__practice").get(pk=feedback.pk)
