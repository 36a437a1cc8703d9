"""What changes measures: a member fills one in."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID, uuid5

from django.db import transaction

from holdspace.audit.log import record
from holdspace.groups.models import Group
from holdspace.kernel import clock
from holdspace.kernel.actors import Actor
from holdspace.measures import catalogue, policies
from holdspace.measures.models import Administration
from holdspace.measures.rules.instrument import Instrument
from holdspace.measures.rules.scoring import score
from holdspace.measures.rules.taken import as_stored
from holdspace.members.models import Member
from holdspace.safety.actions import raise_concern
from holdspace.safety.models import Concern
from holdspace.sessions.models import GroupSession


@transaction.atomic
def record_administration(
    *,
    member: Member,
    group: Group,
    session: GroupSession | None,
    instrument_id: str,
    answers: Mapping[str, int | None],
    by: Actor,
) -> Administration:
    """Keep what a member answered (question → points, None = left empty) and what the rules make of it.

    For one session there is one of each instrument: answering again replaces the answers, and saying the same
    again changes nothing. An answer that asks for a clinician raises a concern whatever the total, in this
    transaction: either both are kept or neither. Raises Refused for an answer that is none of the options.
    """
    policies.check_can_record(by, member, group)
    instrument = catalogue.instrument(instrument_id)
    result = score(instrument, answers)
    given = {item.key: answers.get(item.key) for item in instrument.items}
    taken = _earlier(member, session, instrument) or Administration(
        practice_id=group.practice_id, member=member, group=group, session=session, instrument=instrument.id
    )
    if taken.answers == given:
        return taken
    taken.version, taken.answers, taken.result = instrument.version, given, as_stored(result)
    taken.taken_at = clock.now()
    taken.save()
    record("measures.answered", by=by, on=taken, group_id=group.pk, about=[member.pk])
    for key in result.alerts:
        _raise_alert(taken, instrument, key, group=group, member=member, by=by)
    return taken


def _earlier(member: Member, session: GroupSession | None, instrument: Instrument) -> Administration | None:
    if session is None:
        return None
    rows = Administration.unscoped.select_for_update()
    return rows.filter(member=member, session=session, instrument=instrument.id).first()


def _raise_alert(
    taken: Administration, instrument: Instrument, key: str, *, group: Group, member: Member, by: Actor
) -> None:
    item, value = instrument.item(key), (taken.answers or {})[key]
    option = next(option for option in item.options if option.value == value)
    language = group.language
    words = (instrument.title(language), item.text(language), option.text(language))
    raise_concern(
        member=member,
        group=group,
        source=Concern.Source.ITEM,
        source_id=signal_id(taken.pk, key, value),
        severity=Concern.Severity.AMBER,
        what="{}: “{}” – {}".format(*words),
        by=by,
    )


def signal_id(administration_id: UUID, key: str, value: int) -> UUID:
    """The id of one signal: this form, this question, this answer.

    Sending the same again is the same signal; a different answer is a new one, even where a clinician has
    already closed the concern about the first.
    """
    return uuid5(administration_id, f"{key}={value}")
