"""That a report was read, on record."""

from __future__ import annotations

from django.db import transaction

from holdspace.audit.log import record
from holdspace.kernel.actors import Actor


@transaction.atomic
def note_fairness_read(*, by: Actor) -> None:
    """Somebody looked at who waits and who is placed. It is about nobody alone."""
    record("intake.fairness_read", by=by)
