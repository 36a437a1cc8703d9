"""That a programme's report was read or taken out, on record. It is about nobody alone."""

from __future__ import annotations

from django.db import transaction

from holdspace.audit.log import record
from holdspace.kernel.actors import Actor
from holdspace.outcomes.queries.programme import Programme, programme


@transaction.atomic
def read_programme(*, year: int | None, by: Actor) -> Programme:
    """The report to be looked at; see `queries.programme`."""
    found = programme(by, year)
    record("outcomes.programme_read", by=by)
    return found


@transaction.atomic
def export_programme(*, year: int | None, kind: str, by: Actor) -> Programme:
    """The report to be taken out as a file of a kind ("csv", "pdf")."""
    found = programme(by, year)
    record("outcomes.programme_exported", by=by, detail={"kind": kind})
    return found
