"""What changes measures: a group's leaders choose what is asked, a member fills it in."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID, uuid5

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from holdspace.audit.log import record
from holdspace.groups.models import Group
from holdspace.kernel import clock
from holdspace.kernel.actors import Actor
from holdspace.kernel.refusals import Refused
from holdspace.measures import catalogue, policies
from holdspace.measures.models import Administration, Schedule
from holdspace.measures.queries import NOT_ASKED
from holdspace.measures.rules.instrument import Asked, Instrument
from holdspace.measures.rules.scoring import score
from holdspace.measures.rules.taken import as_stored
from holdspace.members.models import Member
from holdspace.safety.actions import raise_concern
from holdspace.safety.models import Concern
from holdspace.sessions.models import GroupSession

SELDOM = 12
"""The most sessions from one time that a group is asked the same to the next: with weekly ones, a quarter."""


@transaction.atomic
def choose(*, group: Group, every: Mapping[str, int], by: Actor) -> None:
    """Everything that a group is asked, at once: instrument → every how many sessions, 0 = not at all.

    Either all of it holds afterwards or nothing has changed; what is not named stays as it is.
    """
    for instrument_id, sessions in every.items():
        if sessions == NOT_ASKED:
            stop_asking(group=group, instrument_id=instrument_id, by=by)
        else:
            schedule_instrument(group=group, instrument_id=instrument_id, every=sessions, by=by)


@transaction.atomic
def schedule_instrument(*, group: Group, instrument_id: str, every: int, by: Actor) -> Schedule:
    """Ask a group an instrument with its check-in, at every `every`-th session (1 to 12).

    It holds from the next check-in on. Saying the same again changes nothing and is not recorded. Raises
    Missing for an instrument that does not exist, Refused for one that is not asked with a check-in, for one
    whose wording is not here, and for a number out of range.
    """
    policies.check_can_schedule(by, group)
    _check_askable(instrument_id, every)
    row = _scheduled(group, instrument_id, by) or Schedule(
        practice_id=group.practice_id, group=group, instrument=instrument_id, every=NOT_ASKED
    )
    if row.every == every:
        return row
    row.every = every
    row.save()
    record("measures.scheduled", by=by, on=row, detail={"instrument": instrument_id, "every": every})
    return row


@transaction.atomic
def stop_asking(*, group: Group, instrument_id: str, by: Actor) -> None:
    """Ask a group an instrument no more, also one that ships no longer. What was answered stays."""
    policies.check_can_schedule(by, group)
    row = _scheduled(group, instrument_id, by)
    if row is not None:
        record("measures.unscheduled", by=by, on=row, detail={"instrument": instrument_id})
        row.delete()


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
    transaction: either both are kept or neither. Raises Refused for an answer that is none of the options and
    for an instrument whose wording is not here.
    """
    policies.check_can_record(by, member, group)
    instrument = catalogue.instrument(instrument_id)
    _check_has_questions(instrument)
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


def _check_askable(instrument_id: str, every: int) -> None:
    instrument = catalogue.instrument(instrument_id)
    _check_has_questions(instrument)
    if instrument.asked is Asked.INTERVIEW:
        raise Refused(_("A clinician asks this in person; it is never sent with a check-in."))
    if instrument.asked is not Asked.CHECK_IN:
        raise Refused(_("This questionnaire is asked after every session, by itself."))
    if not 1 <= every <= SELDOM:
        sentence = _("A questionnaire is asked at every session, or at most twelve sessions apart.")
        raise Refused(sentence, fields={instrument_id: sentence})


def _check_has_questions(instrument: Instrument) -> None:
    if not instrument.can_be_asked:
        raise Refused(_("The wording of this questionnaire is not here, so nobody can be asked it."))


def _scheduled(group: Group, instrument_id: str, by: Actor) -> Schedule | None:
    """What holds now. The group is held until this transaction ends, so that two leaders who choose at one
    moment follow each other."""
    Group.visible_to(by).select_for_update().get(pk=group.pk)
    return Schedule.unscoped.filter(group=group, instrument=instrument_id).first()


def _earlier(member: Member, session: GroupSession | None, instrument: Instrument) -> Administration | None:
    if session is None:
        return None
    rows = Administration.unscoped.select_for_update()
    return rows.filter(member=member, session=session, instrument=instrument.id).first()


def _raise_alert(
    taken: Administration, instrument: Instrument, key: str, *, group: Group, member: Member, by: Actor
) -> None:
    item, value = instrument.item(key), (taken.answers or {})[key]
    language = group.language
    answer = _("not answered") if value is None else item.option(value).text(language)
    words = (instrument.title(language), item.text(language), answer)
    raise_concern(
        member=member,
        group=group,
        source=Concern.Source.ITEM,
        source_id=signal_id(taken.pk, key, value),
        severity=Concern.Severity.AMBER,
        what="{}: “{}” – {}".format(*words),
        by=by,
    )


def signal_id(administration_id: UUID, key: str, value: int | None) -> UUID:
    """The id of one signal: this form, this question, this answer.

    Sending the same again is the same signal; a different answer is a new one, even where a clinician has
    already closed the concern about the first.
    """
    return uuid5(administration_id, f"{key}={value}")
