"""What is sent twice is written once: the answer was lost on its way, or a finger tapped twice.

Each form carries a key of its own (`web.forms.SentKeyField`). The row that a form made keeps it; sent again
with the same words it finds that row, and nothing else happens. Other words under a key that was used are
refused: neither those that stand there nor the new ones disappear silently.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar
from uuid import UUID

from django.db import IntegrityError, models, transaction
from django.utils.translation import gettext_lazy as _

from holdspace.kernel.refusals import Refused

Row = TypeVar("Row", bound=models.Model)


class SentOtherwise(Refused):
    """Other words came from this form before. With a new key they can be sent as well."""

    def __init__(self) -> None:
        super().__init__(
            _("Other words from this form arrived already. If you want to send these too, send them again.")
        )


def sent_before(own: models.QuerySet[Row], key: UUID | None, same: Callable[[Row], bool]) -> Row | None:
    """The row that this form made already, among somebody's own; None for a new form and without a key.

    Raises SentOtherwise when that row says something else.
    """
    found = own.filter(sent_key=key).first() if key else None
    if found is not None and not same(found):
        raise SentOtherwise
    return found


def insert(row: Row, again: Callable[[], Row | None]) -> Row:
    """Store a new row. Where the same form was faster in another process, what `again` finds then."""
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        found = again()
        if found is None:
            raise
        return found
    return row
