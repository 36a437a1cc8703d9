"""Write to the audit chain, in the same transaction as what is recorded.

Rows are chained where they are written: SQLite has one writer at a time (IMMEDIATE), PostgreSQL takes a
transaction-long advisory lock (ADR 0005). Entries hold ids and codes; sealed values never enter, so
shredding a person leaves the chain valid. What a digest covers stands in `audit.rules.chain`.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection, models, transaction

from holdspace.audit.models import Concerned, Entry
from holdspace.audit.rules.chain import BEGINNING, Row, digest_of
from holdspace.kernel import clock
from holdspace.kernel.actors import Actor
from holdspace.kernel.ids import NOBODY

_LOCK = 4_711_001


def record(
    act: str,
    *,
    by: Actor,
    on: models.Model | None = None,
    group_id: UUID | None = None,
    about: Iterable[UUID] = (),
    detail: Mapping[str, Any] | None = None,
) -> Entry:
    """Append one entry. `about` are the members whose record was opened or changed; `detail` ids and codes.

    Raises RuntimeError outside a transaction: what is recorded and the record must stand or fall together.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("An audit entry belongs into the transaction of what it records.")
    members = sorted({str(member) for member in about})
    content = dict(detail or {}) | ({"members": members} if members else {})
    last_seq, last_digest = _last()
    entry = Entry(
        seq=last_seq + 1,
        at=clock.now(),
        practice_id=_known(by.practice_id),
        act=act,
        actor_kind=by.kind.value,
        actor_user_id=_known(by.user_id),
        actor_person_id=_known(by.person_id),
        subject_kind=on._meta.label if on is not None else "",
        subject_id=on.pk if on is not None and isinstance(on.pk, UUID) else None,
        group_id=group_id or getattr(on, "group_id", None),
        detail=json.dumps(content, sort_keys=True, separators=(",", ":"), default=str),
        previous=last_digest,
    )
    entry.digest = digest(entry)
    entry.save(force_insert=True)
    if members:
        Concerned.objects.bulk_create(Concerned(entry=entry, member_id=UUID(m)) for m in members)
    return entry


def digest(entry: Entry) -> str:
    """The digest that an entry must have, from its content and the digest before it."""
    return digest_of(
        Row(
            seq=entry.seq,
            at=hashed_moment(entry.at),
            practice_id=_text(entry.practice_id),
            act=entry.act,
            actor_kind=entry.actor_kind,
            actor_user_id=_text(entry.actor_user_id),
            actor_person_id=_text(entry.actor_person_id),
            subject_kind=entry.subject_kind,
            subject_id=_text(entry.subject_id),
            group_id=_text(entry.group_id),
            detail=entry.detail,
            previous=entry.previous,
            digest="",
        )
    )


def hashed_moment(at: datetime) -> str:
    """A moment as it is hashed: ISO 8601 in UTC, with microseconds."""
    return at.isoformat(timespec="microseconds")


def newest_seq() -> int:
    """The sequence number of the newest entry; 0 when there is none."""
    with transaction.atomic():
        return Entry.objects.order_by("-seq").values_list("seq", flat=True).first() or 0


def _text(identifier: UUID | None) -> str | None:
    return None if identifier is None else str(identifier)


def _known(identifier: UUID) -> UUID | None:
    return None if identifier == NOBODY else identifier


def _last() -> tuple[int, str]:
    """Sequence number and digest of the newest entry, held until this transaction ends."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
    newest = Entry.objects.order_by("-seq").values_list("seq", "digest").first()
    return newest or (0, BEGINNING)
