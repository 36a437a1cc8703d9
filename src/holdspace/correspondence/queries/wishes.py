"""What members want to hear of, and by whose clock."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from holdspace.correspondence.models import Device, Reminder, ReminderChoice
from holdspace.correspondence.rules.timing import due, may_leave
from holdspace.correspondence.rules.ways import Way
from holdspace.kernel.actors import Actor
from holdspace.members.models import Member


@dataclass(frozen=True, slots=True)
class Wish:
    """What one member chose, and the clock that they live by."""

    choice: ReminderChoice
    zone: ZoneInfo

    def wants(self, kind: Reminder.Kind, starts_at: datetime | None, now: datetime) -> bool:
        """Whether they want a message of a kind at `now`; `starts_at` as `timing.may_leave` reads it."""
        choice = self.choice
        if choice.way(kind) is Way.NONE:
            return False
        if kind is Reminder.Kind.BEFORE and now < self._due(starts_at, now):
            return False
        return may_leave(now, choice.quiet, self.zone, starts_at=starts_at)

    def _due(self, starts_at: datetime | None, now: datetime) -> datetime:
        choice = self.choice
        return due(starts_at, choice.lead, choice.quiet, self.zone) if starts_at else now


def wishes_of(system: Actor, members: Collection[UUID]) -> dict[UUID, Wish]:
    """The wishes of some members of one practice, as the system reads them; two queries."""
    chosen = {each.member_id: each for each in ReminderChoice.visible_to(system).filter(member__in=members)}
    rows = Member.visible_to(system).filter(pk__in=members)
    return {
        pk: Wish(chosen.get(pk) or ReminderChoice(member_id=pk), ZoneInfo(account or own or practice))
        for pk, account, own, practice in rows.values_list(
            "pk", "user__time_zone", "time_zone", "practice__time_zone"
        )
    }


def choice_of(actor: Actor) -> ReminderChoice:
    """What a member chose; the defaults, not kept, where they chose nothing."""
    found = ReminderChoice.visible_to(actor).first()
    return found or ReminderChoice(practice_id=actor.practice_id, member_id=actor.person_id)


def has_device(actor: Actor) -> bool:
    """Whether a device of the actor listens."""
    return Device.visible_to(actor).exists()
