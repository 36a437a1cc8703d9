"""A round of forming: opened, the groups that take part in it, what the practice finds important, closed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypedDict, Unpack

from django.db import transaction
from django.utils.translation import gettext as _

from holdspace.audit.log import record
from holdspace.forming import policies
from holdspace.forming.models import Candidate, Round, Wishes
from holdspace.forming.rules.asked import Level
from holdspace.forming.rules.hours import Start, parse
from holdspace.groups.models import Group
from holdspace.intake.queries import vocabulary_of
from holdspace.intake.rules.vocabulary import Kind
from holdspace.kernel import clock
from holdspace.kernel.actors import Actor, system_actor
from holdspace.kernel.refusals import Missing, Refused
from holdspace.sessions.queries import weekly_meetings
from holdspace.ui.rules.week import DAYS

MOST_STARTS = 6
"""Hours at which one group may be offered to the search: each is a group of its own to the engine."""


class CandidateFields(TypedDict, total=False):
    """What is said of a group in a round; what is left out keeps its value or default."""

    starts: Sequence[str]
    minutes: int
    theme: str
    excludes: Sequence[str]


class WishFields(TypedDict, total=False):
    """What the practice finds important; what is left out keeps its value."""

    order: Sequence[str]
    company: int
    widest: int
    most_at_risk: int
    person: int
    urgency: int
    week: int
    seconds: int


@transaction.atomic
def open_round(*, by: Actor) -> Round:
    """Begin a round. Groups that meet, are open and have a free place take part from the start.

    Refused while another round is open: one list is formed once at a time.
    """
    policies.check_can_prepare(by)
    if Round.unscoped.filter(practice_id=by.practice_id, closed_at__isnull=True).exists():
        raise Refused(_("A round of forming is open already. Close it first."))
    held = Round.unscoped.create(practice_id=by.practice_id, opened_by_id=by.staff_id)
    Candidate.unscoped.bulk_create(_that_meet(held))
    record("forming.round_opened", by=by, on=held)
    return held


def _that_meet(held: Round) -> list[Candidate]:
    system = system_actor(held.practice_id)
    rows = Group.visible_to(system).filter(phase=Group.Phase.RUNNING, openness=Group.Openness.OPEN)
    groups = {group.pk: group for group in rows}
    return [
        Candidate(
            practice_id=held.practice_id,
            round=held,
            group=groups[group_id],
            starts=[Start(DAYS[meeting.weekday], meeting.minute).code],
            minutes=meeting.minutes,
        )
        for group_id, meeting in weekly_meetings(system, groups).items()
    ]


@transaction.atomic
def close_round(*, held: Round, by: Actor) -> Round:
    """The round is over; places that were offered stay offered."""
    policies.check_can_decide(by, held)
    policies.check_can_prepare(by, held)
    held.closed_at = clock.now()
    held.save(update_fields=["closed_at"])
    record("forming.round_closed", by=by, on=held)
    return held


@transaction.atomic
def take_part(*, held: Round, group: Group, by: Actor, **fields: Unpack[CandidateFields]) -> Candidate:
    """A group takes part in the round, or what was said of it is changed."""
    policies.check_can_prepare(by, held)
    if group.practice_id != held.practice_id or group.phase == Group.Phase.ENDED:
        raise Missing(_("This group does not exist."))
    row = Candidate.unscoped.filter(round=held, group=group).first() or Candidate(
        practice_id=held.practice_id, round=held, group=group
    )
    for name, value in fields.items():
        setattr(
            row, name, list(value) if isinstance(value, Sequence) and not isinstance(value, str) else value
        )
    _check_said(row, by)
    row.save()
    record("forming.group_takes_part", by=by, on=row, group_id=group.pk)
    return row


@transaction.atomic
def leave_out(*, candidate: Candidate, by: Actor) -> None:
    """A group takes no part in the round any more."""
    policies.check_can_prepare(by, candidate.round)
    record("forming.group_left_out", by=by, on=candidate, group_id=candidate.group_id)
    candidate.delete()


@transaction.atomic
def change_wishes(*, by: Actor, **fields: Unpack[WishFields]) -> Wishes:
    """What this practice finds important, for every search from now on."""
    policies.check_can_decide(by)
    wishes, _made = Wishes.unscoped.get_or_create(practice_id=by.practice_id)
    for name, value in fields.items():
        setattr(wishes, name, value)
    known = {level.value for level in Level}
    if not wishes.order or set(wishes.order) - known or len(set(wishes.order)) != len(wishes.order):
        sentence = _("Each wish stands once in the order of importance, and there has to be one.")
        raise Refused(sentence, fields={"order": sentence})
    wishes.save()
    record("forming.wishes_changed", by=by, on=wishes, detail={"fields": sorted(fields)})
    return wishes


def _check_said(row: Candidate, by: Actor) -> None:
    if not row.starts:
        sentence = _("Say at least one hour of the week at which the group could meet.")
        raise Refused(sentence, fields={"starts": sentence})
    if len(row.starts) > MOST_STARTS:
        sentence = _("Choose at most six hours; the search tries each of them.")
        raise Refused(sentence, fields={"starts": sentence})
    row.starts = [parse(code).code for code in row.starts]
    known = vocabulary_of(by)
    if row.theme and not known.knows(Kind.THEME, row.theme):
        sentence = _("Choose a theme of the vocabulary, or none.")
        raise Refused(sentence, fields={"theme": sentence})
    if row.theme and row.theme in row.excludes:
        sentence = _("A group cannot be about what it is not for.")
        raise Refused(sentence, fields={"excludes": sentence})
