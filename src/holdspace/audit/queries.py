"""What the chain tells: who opened somebody's record, and what was done in a practice. Ids and codes only.

The names behind the ids belong to rooms above (`practice`, `members`); whether somebody may ask at all is
theirs to check as well.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from holdspace.audit.acts import words_of
from holdspace.audit.models import Entry
from holdspace.kernel.actors import Kind

PAGE = 50


@dataclass(frozen=True, slots=True)
class Told:
    """One entry: when, what, by whom. `person_id` is the staff record or the member; None: the system."""

    seq: int
    at: datetime
    act: str
    kind: Kind
    person_id: UUID | None
    group_id: UUID | None

    @property
    def words(self) -> str:
        """What was done, as the end of a sentence, in the reader's language."""
        return words_of(self.act)


def who_opened(
    member_id: UUID, *, before: int | None = None, since: datetime | None = None, limit: int = PAGE
) -> list[Told]:
    """What others did with a member's record, the newest first: opened it or changed it. One query.

    `before` is a sequence number, for the next page; `since` an earliest moment.
    """
    rows = Entry.objects.filter(concerned__member_id=member_id).exclude(actor_person_id=member_id)
    if since is not None:
        rows = rows.filter(at__gte=since)
    return _told(rows, before, limit)


def done_in(
    practice_id: UUID,
    *,
    before: int | None = None,
    acts: Iterable[str] | None = None,
    person_id: UUID | None = None,
    limit: int = PAGE,
) -> list[Told]:
    """What was done in a practice, the newest first; only these acts, only by this person, when given."""
    rows = Entry.objects.filter(practice_id=practice_id)
    if acts is not None:
        rows = rows.filter(act__in=list(acts))
    if person_id is not None:
        rows = rows.filter(actor_person_id=person_id)
    return _told(rows, before, limit)


def _told(rows: QuerySet[Entry], before: int | None, limit: int) -> list[Told]:
    if before is not None:
        rows = rows.filter(seq__lt=before)
    columns = ("seq", "at", "act", "actor_kind", "actor_person_id", "group_id")
    found = rows.order_by("-seq").values_list(*columns)[:limit]
    return [Told(seq, at, act, Kind(kind), person, group) for seq, at, act, kind, person, group in found]
