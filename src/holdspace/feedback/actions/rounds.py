"""How leaders hold a round: open it, close it, read what was written, let it go on or give it back."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from holdspace.audit.log import record
from holdspace.feedback import policies
from holdspace.feedback.models import Answer, Feedback, FeedbackRound
from holdspace.feedback.rules import pairs
from holdspace.feedback.rules.prompts import PROMPTS
from holdspace.feedback.rules.standing import Act, Standing, after
from holdspace.groups.models import Group
from holdspace.groups.policies import check_holds
from holdspace.groups.queries import circle_ids
from holdspace.kernel import clock
from holdspace.kernel.actors import Actor
from holdspace.kernel.refusals import Conflict, Refused

LONGEST = 2000
"""The most characters of a question or a word of a leader."""

LONGEST_ROUND = timedelta(weeks=8)
"""For how long a round may be open."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What a leader asks: an offered question or own words, the shape, until when, and who reads first.

    `pairs` for a round in pairs, `middle` for a fishbowl: ids of members.
    """

    until: datetime
    code: str = ""
    prompt: str = ""
    shape: pairs.Form = pairs.Form.ALL
    held: bool = True
    hints: bool = True
    pairs: Sequence[tuple[UUID, ...]] = ()
    middle: Collection[UUID] = ()


@transaction.atomic
def open_round(*, group: Group, plan: Plan, by: Actor) -> FeedbackRound:
    """Ask everybody who sits in the circle now; who joins later takes no part in this round."""
    group = Group.visible_to(by).select_for_update(of=("self",)).get(pk=group.pk)
    policies.check_can_begin(by, group)
    _check_until(plan.until)
    ways = _ways(circle_ids(group), plan)
    opened = FeedbackRound.unscoped.create(
        practice_id=group.practice_id,
        group=group,
        shape=plan.shape.value,
        held=plan.held,
        hints=plan.hints,
        opened_at=clock.now(),
        opened_by_id=by.staff_id,
        until=plan.until,
        **_asked(plan),
    )
    Feedback.unscoped.bulk_create(_row(opened, giver, receiver) for giver, receiver in ways)
    record("feedback.round_opened", by=by, on=opened, detail={"shape": opened.shape, "asked": len(ways)})
    return opened


@transaction.atomic
def close_round(*, held_round: FeedbackRound, by: Actor) -> FeedbackRound:
    """End a round before its time. What was written goes its way; nothing new can be written."""
    policies.check_can_close(by, held_round)
    locked = FeedbackRound.unscoped.select_for_update().get(pk=held_round.pk)
    policies.check_can_close(by, locked)
    locked.closed_at, locked.closed_by_id = clock.now(), by.staff_id
    locked.save(update_fields=["closed_at", "closed_by"])
    record("feedback.round_closed", by=by, on=locked)
    return locked


@transaction.atomic
def release(*, feedback: Feedback, version: int, by: Actor) -> Feedback:
    """A leader has read it: it waits for its receiver now. Raises Conflict when it was changed meanwhile."""
    locked = _in_hand(feedback, by)
    _check_version(locked, version)
    locked.standing = after(locked.standing, Act.RELEASE)
    locked.released_at = locked.read_at = clock.now()
    locked.read_by_id = by.staff_id
    locked.save(update_fields=["standing", "released_at", "read_at", "read_by"])
    record("feedback.released", by=by, on=locked, about=_about(locked))
    return locked


@transaction.atomic
def release_read(*, held_round: FeedbackRound, read: Mapping[UUID, int], by: Actor) -> int:
    """Let go on at once all that a leader has read (ids with versions), and say how many.

    What was changed meanwhile, let go on by somebody else, or has nowhere to go, stays where it is.
    """
    check_holds(by, held_round.group)
    rows = Feedback.visible_to(by).select_for_update(of=("self",)).select_related("group")
    waiting = rows.filter(round=held_round, pk__in=read, standing=Standing.WAITING).order_by("id")
    ready = [row for row in waiting if row.version == read[row.pk] and policies.can_let_go_on(by, row)]
    for row in ready:
        release(feedback=row, version=row.version, by=by)
    return len(ready)


@transaction.atomic
def hold(*, feedback: Feedback, word: str, version: int, by: Actor) -> Feedback:
    """A leader gives it back to its giver with a word, before it has gone on."""
    locked = _in_hand(feedback, by)
    _check_version(locked, version)
    locked.standing = after(locked.standing, Act.HOLD)
    locked.word = _words(word, "word", _("Write a word to them, so that they know why."))
    locked.read_at, locked.read_by_id = clock.now(), by.staff_id
    locked.save(update_fields=["standing", "word", "read_at", "read_by"])
    record("feedback.given_back", by=by, on=locked, about=[locked.giver_id])
    return locked


@transaction.atomic
def release_answer(*, answer: Answer, by: Actor) -> Answer:
    """A leader lets an answer go on in which words of danger stood."""
    policies.check_can_let_go_on(by, answer.feedback)
    locked = Answer.unscoped.select_for_update().get(pk=answer.pk)
    if locked.released_at is not None:
        raise Refused(_("Somebody has let it go on already."))
    locked.released_at, locked.read_by_id = clock.now(), by.staff_id
    locked.save(update_fields=["released_at", "read_by"])
    record("feedback.answer_released", by=by, on=locked, about=_about(locked))
    return locked


def _ways(members: list[UUID], plan: Plan) -> list[tuple[UUID, UUID]]:
    if len(members) < 2:
        raise Refused(_("Two members at least have to sit in the circle."))
    if plan.shape is pairs.Form.PAIRS:
        pairs.check_pairs(members, plan.pairs)
        return pairs.within(plan.pairs)
    if plan.shape is pairs.Form.FISHBOWL:
        return pairs.to_the_middle(members, plan.middle)
    return pairs.everybody(members)


def _asked(plan: Plan) -> dict[str, str]:
    if plan.code in PROMPTS:
        return {"code": plan.code}
    return {
        "prompt": _words(plan.prompt, "prompt", _("Write your question, or choose one of those offered."))
    }


def _row(opened: FeedbackRound, giver: UUID, receiver: UUID) -> Feedback:
    return Feedback(
        practice_id=opened.practice_id,
        group_id=opened.group_id,
        round=opened,
        giver_id=giver,
        receiver_id=receiver,
        began_at=opened.opened_at,
    )


def _check_until(until: datetime) -> None:
    now = clock.now()
    if not now < until <= now + LONGEST_ROUND:
        sentence = _("Choose a moment that lies ahead, within eight weeks.")
        raise Refused(sentence, fields={"day": sentence})


def _check_version(locked: Feedback, version: int) -> None:
    if locked.version != version:
        raise Conflict(_("It was changed while you read. Please read it again."), newest=locked.version)


def _in_hand(feedback: Feedback, by: Actor) -> Feedback:
    """The newest state, for a leader; Missing where nothing was written."""
    locked = Feedback.unscoped.select_for_update().get(pk=feedback.pk)
    policies.check_can_let_go_on(by, locked)
    return locked


def _words(text: str, field: str, missing: object) -> str:
    words = text.strip()
    if not words:
        raise Refused(missing, fields={field: missing})
    return words[:LONGEST]


def _about(row: Feedback | Answer) -> list[UUID]:
    return [row.giver_id, row.receiver_id]
