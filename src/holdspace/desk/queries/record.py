"""A member's own record: what they signed, and who of the practice opened or changed something about them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from holdspace.agreements.models import Signature
from holdspace.agreements.queries import signatures_of
from holdspace.audit.queries import Told, who_opened
from holdspace.desk.rules.acts import in_words
from holdspace.kernel.actors import Actor, Kind
from holdspace.kernel.words import Words
from holdspace.practice.models import Practice

PER_PAGE = 20


@dataclass(frozen=True, slots=True)
class Opened:
    """One thing that was done with the record, by whom, and when."""

    at: datetime
    who: str
    what: Words


@dataclass(frozen=True, slots=True)
class OwnRecord:
    """What a member sees of their record; `older` is where the next page begins."""

    signed: list[Signature]
    opened: list[Opened]
    older: int | None


def own_record(actor: Actor, before: int | None = None) -> OwnRecord:
    """Who opened the actor's record, the newest first, up to just before entry `before`; what they did
    themselves is left out. Three queries, however long the record is."""
    found = who_opened(actor.person_id, before=before, limit=PER_PAGE + 1)
    shown = found[:PER_PAGE]
    names = staff_names(actor, [told.person_id for told in shown if told.kind is Kind.STAFF])
    return OwnRecord(
        signed=signatures_of(actor),
        opened=[Opened(told.at, _who(told, names), in_words(told.act)) for told in shown],
        older=shown[-1].seq if len(found) > PER_PAGE else None,
    )


def _who(told: Told, names: dict[UUID, str]) -> str:
    if told.kind is Kind.SYSTEM:
        return _("The software itself")
    known = names.get(told.person_id) if told.person_id else None
    return known or _("Somebody from your practice")


def staff_names(actor: Actor, ids: Sequence[UUID | None]) -> dict[UUID, str]:
    """The names by which members know these people of the actor's own practice."""
    wanted = {each for each in ids if each is not None}
    rows = Practice.visible_to(actor).filter(staff__id__in=wanted)
    return dict(rows.values_list("staff__id", "staff__display_name"))
