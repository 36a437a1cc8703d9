"""Feedback as a member sees it: what they are asked to give, what waits for them, what they keep."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeVar
from uuid import UUID

from django.db import models
from django.utils.translation import gettext as _

from holdspace.feedback.models import Answer, Feedback, FeedbackRound, Given, Picture, Reflection
from holdspace.feedback.policies import NOT_HERE, can_change
from holdspace.feedback.rules.prompts import PROMPTS
from holdspace.feedback.rules.standing import FOR_THE_GIVER, Standing
from holdspace.groups.models import Group
from holdspace.groups.policies import check_open_hours, is_open_now
from holdspace.kernel.actors import Actor
from holdspace.kernel.refusals import Missing, Refused
from holdspace.members.models import Member
from holdspace.vault import keyring
from holdspace.vault.roots import Domain

Row = TypeVar("Row", Feedback, Answer)

PEOPLE = ("giver", "receiver")

WORDS = ("saw", "stirred", "wish", "word")
"""The sealed columns of feedback, which no list opens."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """How much waits for a member, without a word of it."""

    to_give: int = 0
    to_open: int = 0
    """Feedback, and what was sent back to them."""


@dataclass(frozen=True, slots=True)
class Line:
    """One feedback in a list: with whom, and where it stands in words."""

    pk: UUID
    name: str
    standing: Standing
    words: str
    changeable: bool
    day: datetime | None


@dataclass(frozen=True, slots=True)
class Sent:
    """One thing that was sent back. `text` is empty while its reader has not opened it."""

    pk: UUID
    name: str
    kind: str
    text: str
    own: bool
    to_open: bool
    held: bool
    day: datetime


@dataclass
class Asked:
    """One round as a member is asked in it."""

    round: FeedbackRound
    question: str
    lines: list[Line] = field(default_factory=list)


@dataclass
class Mine:
    """A member's page of feedback."""

    asked: list[Asked] = field(default_factory=list)
    to_open: list[Line] = field(default_factory=list)
    answers: list[Sent] = field(default_factory=list)
    kept: list[Line] = field(default_factory=list)
    put_away: list[Line] = field(default_factory=list)
    declined: list[Line] = field(default_factory=list)
    given: list[Line] = field(default_factory=list)
    closed: list[str] = field(default_factory=list)
    """For each circle that is closed now, the sentence that says when it opens."""


def waiting_for(actor: Actor) -> Waiting:
    """What waits for a member now; nothing in circles that are closed at this hour. Two queries."""
    if not actor.is_member:
        return Waiting()
    rows = _open_now(_lines(actor).filter(standing__in=(Standing.ASKED, Standing.RELEASED)))
    back = _open_now(_back(actor).filter(opened_at__isnull=True).defer("text"))
    given = sum(_is_to_give(row, actor) for row in rows)
    received = sum(row.standing == Standing.RELEASED and row.receiver_id == actor.person_id for row in rows)
    return Waiting(given, received + len(back))


def mine(actor: Actor) -> Mine:
    """Everything of one member, the newest rounds first. Two queries and the keys to the names."""
    page = Mine()
    rows = list(_lines(actor).prefetch_related(*PEOPLE).order_by("-began_at", "id"))
    _warm(rows, actor)
    for row in rows:
        _sort_in(page, row, actor)
    for asked in page.asked:
        asked.lines.sort(key=lambda line: line.name.casefold())
    page.answers = [each for each in _sent(actor, _back(actor)) if each.to_open]
    page.closed = list(dict.fromkeys(filter(None, (_closed(row.group) for row in rows))))
    return page


def feedback_for(actor: Actor, pk: UUID) -> Feedback:
    """One that the actor may read, with its round and people; Missing otherwise."""
    rows = Feedback.visible_to(actor).select_related("round", "group__practice")
    found = rows.filter(pk=pk).prefetch_related(*PEOPLE).first()
    if found is None:
        raise Missing(NOT_HERE)
    return found


def answer_for(actor: Actor, pk: UUID) -> Answer:
    """Something sent back that the actor may read; Missing otherwise."""
    rows = Answer.visible_to(actor).select_related("feedback", "group__practice")
    found = rows.filter(pk=pk).first()
    if found is None:
        raise Missing(NOT_HERE)
    return found


def answers_of(actor: Actor, feedback: Feedback) -> list[Sent]:
    """What went back and forth under one feedback, in its order, as far as the actor may read it."""
    return _sent(actor, Answer.visible_to(actor).filter(feedback=feedback))


def reflection_of(actor: Actor, feedback: Feedback) -> Reflection | None:
    """What a member wrote for themselves beside it."""
    return Reflection.visible_to(actor).filter(feedback=feedback).first()


def question_of(held_round: FeedbackRound) -> str:
    """What a round asks, in the reader's language where it was offered; empty when it was erased."""
    offered = PROMPTS.get(held_round.code)
    return str(offered) if offered is not None else held_round.prompt or ""


def name_of(row: Given | Picture, side: str) -> str:
    """What the circle calls the giver or the receiver, or whom a picture is about (`member`).

    PostgreSQL shows members nobody who has left, so names are fetched apart from the rows about them.
    """
    try:
        member: Member = getattr(row, side)
    except Member.DoesNotExist:
        return _("Somebody who has left")
    return member.chosen_name or _("Somebody")


def _lines(actor: Actor) -> models.QuerySet[Feedback]:
    return Feedback.visible_to(actor).select_related("round", "group__practice").defer(*WORDS)


def _back(actor: Actor) -> models.QuerySet[Answer]:
    return Answer.visible_to(actor).filter(receiver_id=actor.person_id).select_related("group__practice")


def _open_now(rows: Iterable[Row]) -> list[Row]:
    """Those of groups that are open at this hour."""
    return [row for row in rows if is_open_now(row.group)]


def _is_to_give(row: Feedback, actor: Actor) -> bool:
    return row.giver_id == actor.person_id and row.standing == Standing.ASKED and not row.round.is_over


def _closed(group: Group) -> str:
    """Why nothing is sent or opened in a group now; empty while it is open."""
    try:
        check_open_hours(group)
    except Refused as refusal:
        return str(refusal)
    return ""


def _warm(rows: list[Feedback], actor: Actor) -> None:
    people = {person for row in rows for person in (row.giver_id, row.receiver_id)}
    keyring.warm(people, Domain.IDENTITY)
    keyring.warm({row.group_id for row in rows if not row.round.code}, Domain.NARRATIVE)


def _sort_in(page: Mine, row: Feedback, actor: Actor) -> None:
    if row.receiver_id == actor.person_id:
        _received(page)[Standing(row.standing)].append(_line(row, "giver"))
    elif row.standing in (Standing.ASKED, Standing.HELD) and can_change(row):
        _asked_in(page, row.round).lines.append(_line(row, "receiver"))
    elif row.version:
        page.given.append(_line(row, "receiver"))


def _received(page: Mine) -> dict[Standing, list[Line]]:
    return {
        Standing.RELEASED: page.to_open,
        Standing.OPENED: page.kept,
        Standing.PUT_AWAY: page.put_away,
        Standing.DECLINED: page.declined,
    }


def _asked_in(page: Mine, held_round: FeedbackRound) -> Asked:
    found = next((each for each in page.asked if each.round.pk == held_round.pk), None)
    if found is None:
        found = Asked(held_round, question_of(held_round))
        page.asked.append(found)
    return found


def _line(row: Feedback, other: str) -> Line:
    standing = Standing(row.standing)
    return Line(
        row.pk, name_of(row, other), standing, str(FOR_THE_GIVER[standing]), can_change(row), row.written_at
    )


def _sent(actor: Actor, answers: models.QuerySet[Answer]) -> list[Sent]:
    rows = list(answers.prefetch_related("giver").order_by("sent_at", "id"))
    keyring.warm({row.giver_id for row in rows}, Domain.IDENTITY, Domain.NARRATIVE)
    return [_one_sent(actor, row) for row in rows]


def _one_sent(actor: Actor, row: Answer) -> Sent:
    to_open = actor.is_member and row.receiver_id == actor.person_id and row.opened_at is None
    return Sent(
        pk=row.pk,
        name=name_of(row, "giver"),
        kind=row.kind,
        text="" if to_open else row.text or "",
        own=actor.is_member and row.giver_id == actor.person_id,
        to_open=to_open,
        held=row.released_at is None,
        day=row.sent_at,
    )
