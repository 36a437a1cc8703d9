"""What changes measures: leaders choose what is asked; members fill it in, also on a tablet, on paper that
their leaders enter, and after they have left; owners keep the words of shells.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID, uuid5

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from holdspace.audit.log import record
from holdspace.groups.models import Group, Membership
from holdspace.kernel import clock, ids
from holdspace.kernel.actors import Actor, system_actor
from holdspace.kernel.refusals import Missing, Refused
from holdspace.measures import catalogue, policies, queries
from holdspace.measures.models import (
    Administration,
    FollowUpLink,
    Handover,
    OwnSchedule,
    Schedule,
    Wording,
)
from holdspace.measures.rules.due import NOTHING, SELDOM, Own, Plan
from holdspace.measures.rules.instrument import Asked, BrokenInstrument, Instrument
from holdspace.measures.rules.scoring import score
from holdspace.measures.rules.taken import as_stored
from holdspace.measures.rules.wording import is_wording
from holdspace.members.models import Member
from holdspace.practice.models import Practice
from holdspace.safety.actions import raise_concern
from holdspace.safety.models import Concern
from holdspace.sessions.models import GroupSession
from holdspace.vault.scope import ask_again

Answers = Mapping[str, int | None]
"""Question → points, None where it was left empty."""

LATEST_MIDDLE = 60
"""Beyond so many sessions of one's own there is no middle of a course."""

HANDED_FOR = timedelta(minutes=30)
"""How long a tablet that was handed over stays open."""

SAME_FORM = timedelta(days=1)
"""What arrives again within a day after somebody left is the same form, sent twice or put right."""

LONGEST_PERMISSION = 200
"""Characters that say who permitted a practice to use a shell's words."""

ENTERED = (Administration.Way.PAPER, Administration.Way.INTERVIEW)
"""What leaders enter, from paper or from a talk."""

LARGEST_WORDING = 200_000
"""Bytes of a wording file."""


@transaction.atomic
def choose(*, group: Group, plans: Mapping[str, Plan], by: Actor) -> None:
    """Everything that a group is asked, at once: instrument → when; a plan that asks nothing: not at all.

    Either all of it holds afterwards or nothing has changed; what is not named stays as it is.
    """
    for instrument_id, plan in plans.items():
        if plan.asks_nothing:
            stop_asking(group=group, instrument_id=instrument_id, by=by)
        else:
            schedule_instrument(group=group, instrument_id=instrument_id, plan=plan, by=by)


@transaction.atomic
def schedule_instrument(*, group: Group, instrument_id: str, plan: Plan, by: Actor) -> Schedule:
    """Ask a group an instrument with its check-in, as `plan` says.

    It holds from the next check-in on. Saying the same again changes nothing and is not recorded. Raises
    Missing for an instrument that does not exist, Refused for one that is not asked with a check-in, for one
    whose wording is not here, and for a number out of range.
    """
    policies.check_can_schedule(by, group)
    _check_askable(instrument_id, plan)
    row = _scheduled(group, instrument_id, by)
    if row is not None and row.plan == plan:
        return row
    row = row or Schedule(practice_id=group.practice_id, group=group, instrument=instrument_id)
    row.plan = plan
    row.save()
    record("measures.scheduled", by=by, on=row, detail=_told(instrument_id, plan))
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
def choose_own(*, spell: Membership, own: Mapping[str, Own | None], by: Actor) -> None:
    """What one member is asked besides their group, or instead of it: instrument → what; None: as the group.

    All of it holds afterwards or nothing has changed. Raises Refused for a plan that adds nothing, and as
    `schedule_instrument` does.
    """
    policies.check_can_schedule(by, spell.group)
    policies.check_can_enter(by, spell)
    Group.visible_to(by).select_for_update().get(pk=spell.group_id)
    for instrument_id, wanted in own.items():
        _keep_own(spell, instrument_id, wanted, by)


def _keep_own(spell: Membership, instrument_id: str, wanted: Own | None, by: Actor) -> None:
    rows = OwnSchedule.visible_to(by).filter(group=spell.group, member=spell.member)
    row = rows.filter(instrument=instrument_id).first()
    if (row.own if row else None) == wanted:
        return
    about = [spell.member_id]
    if wanted is None and row is not None:
        record("measures.own_lifted", by=by, on=row, about=about, detail={"instrument": instrument_id})
        row.delete()
        return
    assert wanted is not None
    if wanted != Own(NOTHING):
        _check_askable(instrument_id, wanted.plan)
    row = row or OwnSchedule(
        practice_id=spell.practice_id, group=spell.group, member=spell.member, instrument=instrument_id
    )
    row.plan, row.adds = wanted.plan, wanted.adds
    row.save()
    record("measures.own_chosen", by=by, on=row, about=about, detail=_told(instrument_id, wanted.plan))


@dataclass(frozen=True, slots=True)
class _Form:
    """One filled-in form: of whom, in which group, for which session, how and when it was filled in."""

    member: Member
    group: Group
    session: GroupSession | None
    way: Administration.Way = Administration.Way.CHECK_IN
    taken_at: datetime | None = None


@transaction.atomic
def record_administration(
    *,
    member: Member,
    group: Group,
    session: GroupSession | None,
    instrument_id: str,
    answers: Answers,
    by: Actor,
) -> Administration:
    """Keep what a member answered (question → points, None = left empty) and what the rules make of it.

    For one session there is one of each instrument: answering again replaces the answers, and saying the same
    again changes nothing. An answer that asks for a clinician raises a concern whatever the total, in this
    transaction: either both are kept or neither. Raises Refused for an answer that is none of the options and
    for an instrument whose wording is not here.
    """
    policies.check_can_record(by, member, group)
    return _keep(_Form(member, group, session), instrument_id, answers, by)


@transaction.atomic
def enter_from_paper(
    *, spell: Membership, instrument_id: str, day: date, answers: Answers, by: Actor
) -> Administration:
    """Keep what a member filled in on paper on `day`, or was asked in person; who entered it is recorded.

    It counts for the session of that day, if there was one. Entered again it replaces what was entered. A
    signal is raised as if they had answered here. Raises Refused for an empty form, for a day that does not
    fit, and where the member has answered for that session themselves.
    """
    policies.check_can_enter(by, spell)
    instrument = catalogue.instrument(instrument_id)
    _check_entered(spell, day, answers, instrument)
    _hold(spell)
    session = queries.session_on(spell.group, day)
    taken_at = min(session.starts_at, clock.now()) if session else queries.start_of(day, spell.group)
    form = _Form(spell.member, spell.group, session, _way_of(instrument), taken_at)
    earlier = _earlier(form, instrument_id)
    if earlier is not None and earlier.way not in ENTERED:
        raise Refused(_("They have answered for that session themselves. Nothing was changed."))
    return _keep(form, instrument_id, answers, by)


@transaction.atomic
def hand_over(*, spell: Membership, instrument_ids: Collection[str], by: Actor) -> str:
    """A tablet for one member and these forms; returns its token, which is stored nowhere.

    Earlier ones for the same member stop working. The page that calls this ends the leader's session.
    """
    policies.check_can_hand_over(by, spell)
    askable = {each.id for each in catalogue.asked_with_check_in()}
    if not instrument_ids or not set(instrument_ids) <= askable:
        raise Refused(_("Choose at least one questionnaire."))
    now, token = clock.now(), ids.new_token()
    earlier = Handover.visible_to(by).filter(group=spell.group, member=spell.member, used_at__isnull=True)
    earlier.filter(expires_at__gt=now).update(expires_at=now)
    row = Handover.unscoped.create(
        practice_id=spell.practice_id,
        group=spell.group,
        member=spell.member,
        session=queries.session_at_hand(spell.group),
        instruments=sorted(instrument_ids),
        token_hash=queries.digest(token),
        handed_by_id=by.staff_id,
        expires_at=now + HANDED_FOR,
    )
    record("measures.handed_over", by=by, on=row, about=[spell.member_id])
    return token


@transaction.atomic
def answer_on_tablet(
    *, handover: Handover, answers: Mapping[str, Answers], by: Actor
) -> list[Administration]:
    """Keep what a member answered on a tablet: instrument → answers. It opens nothing more afterwards.

    What they had answered for the session before stays beside it. A form without an answer is not kept.
    Raises Missing when the tablet was used or is too old by now.
    """
    policies.check_can_record(by, handover.member, handover.group)
    locked = Handover.unscoped.select_for_update().get(pk=handover.pk)
    if not locked.opens(clock.now()):
        raise Missing(_("This page does not exist."))
    locked.used_at = clock.now()
    locked.save(update_fields=["used_at"])
    return [
        _keep(_on_tablet(handover, id), id, given, by)
        for id, given in answers.items()
        if _is_filled_in(given)
    ]


def _on_tablet(handover: Handover, instrument_id: str) -> _Form:
    form = _Form(handover.member, handover.group, handover.session, Administration.Way.TABLET)
    if _earlier(form, instrument_id) is None:
        return form
    return _Form(handover.member, handover.group, None, Administration.Way.TABLET)


@transaction.atomic
def answer_afterwards(
    *, spell: Membership, answers: Mapping[str, Answers], by: Actor
) -> list[Administration]:
    """Keep what somebody answered after they left: instrument → answers; a form without one is not kept.

    Sent again within a day it is the same form: the same answers change nothing, others replace them. The
    address that was sent for it opens nothing any more.
    """
    policies.check_can_follow_up(by, spell)
    _hold(spell)
    form = _Form(spell.member, spell.group, None, Administration.Way.FOLLOW_UP)
    kept = [_keep(form, id, given, by) for id, given in answers.items() if _is_filled_in(given)]
    if kept:
        now = clock.now()
        open_ones = FollowUpLink.unscoped.filter(spell=spell, member_id=by.person_id, ended_at__isnull=True)
        open_ones.update(ended_at=now, answered_at=now)
    return kept


def _way_of(instrument: Instrument) -> Administration.Way:
    """How an instrument was taken that a leader enters."""
    asked_in_person = instrument.asked is Asked.INTERVIEW
    return Administration.Way.INTERVIEW if asked_in_person else Administration.Way.PAPER


def _hold(spell: Membership) -> None:
    """Until this transaction ends the same form, sent twice at one moment, waits."""
    Membership.visible_to(system_actor(spell.practice_id)).select_for_update().get(pk=spell.pk)


def _is_filled_in(answers: Answers) -> bool:
    return any(value is not None for value in answers.values())


def _keep(form: _Form, instrument_id: str, answers: Answers, by: Actor) -> Administration:
    instrument = catalogue.instrument(instrument_id)
    _check_has_questions(instrument)
    result = score(instrument, answers)
    given = {item.key: answers.get(item.key) for item in instrument.items}
    taken = _earlier(form, instrument.id) or _new(form, instrument)
    if taken.answers == given and taken.version == instrument.version:
        return taken
    taken.version, taken.answers, taken.result = instrument.version, given, as_stored(result)
    taken.taken_at, taken.entered_by_id = form.taken_at or clock.now(), by.staff_id
    taken.save()
    act = "measures.entered" if form.way in ENTERED else "measures.answered"
    record(act, by=by, on=taken, group_id=form.group.pk, about=[form.member.pk])
    for key in result.alerts:
        _raise_alert(taken, instrument, key, group=form.group, member=form.member, by=by)
    return taken


def _new(form: _Form, instrument: Instrument) -> Administration:
    return Administration(
        practice_id=form.group.practice_id,
        member=form.member,
        group=form.group,
        session=form.session,
        instrument=instrument.id,
        way=form.way,
    )


def _check_entered(spell: Membership, day: date, answers: Answers, instrument: Instrument) -> None:
    refusal_counts = any(alert.unanswered for alert in instrument.alerts)
    if not _is_filled_in(answers) and not refusal_counts:
        raise Refused(_("There is not one answer on this form, so there is nothing to keep."))
    if queries.start_of(day, spell.group) > clock.now():
        sentence = _("This day has not come yet.")
    elif queries.start_of(day + queries.DAY, spell.group) <= spell.starts_at:
        sentence = _("They were not in the group on this day.")
    else:
        return
    raise Refused(sentence, fields={"day": sentence})


def _check_askable(instrument_id: str, plan: Plan) -> None:
    instrument = catalogue.instrument(instrument_id)
    _check_has_questions(instrument)
    if instrument.asked is Asked.INTERVIEW:
        raise Refused(_("A clinician asks this in person; it is never sent with a check-in."))
    if instrument.asked is not Asked.CHECK_IN:
        raise Refused(_("This questionnaire is asked after every session, by itself."))
    if plan.asks_nothing or not 0 <= plan.every <= SELDOM:
        sentence = _("A questionnaire is asked at every session, or at most twelve sessions apart.")
        raise Refused(sentence, fields={instrument_id: sentence})
    if not 1 <= plan.middle <= LATEST_MIDDLE:
        sentence = _("The middle is one of a member's first sixty sessions.")
        raise Refused(sentence, fields={"middle": sentence})


def _told(instrument_id: str, plan: Plan) -> dict[str, object]:
    """A plan as the audit keeps it."""
    points = {"points": sorted(plan.points)} if plan.points else {}
    return {"instrument": instrument_id, "every": plan.every} | points


def _check_has_questions(instrument: Instrument) -> None:
    if not instrument.can_be_asked:
        raise Refused(_("The wording of this questionnaire is not here, so nobody can be asked it."))


def _scheduled(group: Group, instrument_id: str, by: Actor) -> Schedule | None:
    """What holds now. The group is held until this transaction ends, so that two leaders who choose at one
    moment follow each other."""
    Group.visible_to(by).select_for_update().get(pk=group.pk)
    return Schedule.unscoped.filter(group=group, instrument=instrument_id).first()


def _earlier(form: _Form, instrument_id: str) -> Administration | None:
    """The same form as it was kept before: for the same session, or sent again without one."""
    rows = Administration.unscoped.select_for_update()
    rows = rows.filter(member=form.member, session=form.session, instrument=instrument_id)
    if form.session is not None:
        return rows.first()
    rows = rows.filter(group=form.group, way=form.way)
    if form.way in ENTERED:
        return rows.filter(taken_at=form.taken_at or clock.now()).first()
    if form.way == Administration.Way.FOLLOW_UP:
        return rows.filter(taken_at__gt=clock.now() - SAME_FORM).first()
    return None


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


@transaction.atomic
def upload_wording(*, text: str, permission: str, by: Actor) -> Wording:
    """Keep the words of a shell for a practice that may use them; its groups can be asked it from then on.

    `text` is a wording file, `permission` says who gave the permission and where it is kept. Refused, with
    the place in the file, for words that do not fit the shell, and while others are in use for it.
    """
    policies.check_can_keep_wordings(by)
    permission = " ".join(permission.split())
    _check_permission(permission)
    instrument = _read_wording(text)
    Practice.visible_to(by).select_for_update().get(pk=by.practice_id)
    if Wording.visible_to(by).filter(instrument=instrument.id, put_away_at__isnull=True).exists():
        sentence = _("The words of %(name)s are here already. Put those away first.")
        raise Refused(sentence % {"name": instrument.short})
    wording = Wording(
        practice_id=by.practice_id,
        instrument=instrument.id,
        version=instrument.version,
        text=text,
        permission=permission,
        uploaded_by_id=by.person_id if by.is_staff else None,
    )
    wording.save(force_insert=True)
    ask_again()
    record("measures.wording_uploaded", by=by, on=wording, detail={"instrument": instrument.id})
    return wording


@transaction.atomic
def put_away_wording(*, wording: Wording, by: Actor) -> None:
    """Nobody is asked a shell in these words any more; what was answered stays. A second time: nothing."""
    policies.check_can_keep_wordings(by, wording)
    wording = Wording.visible_to(by).select_for_update().get(pk=wording.pk)
    if wording.put_away_at is not None:
        return
    wording.put_away_at = clock.now()
    wording.save(update_fields=["put_away_at"])
    ask_again()
    record("measures.wording_put_away", by=by, on=wording, detail={"instrument": wording.instrument})


def _check_permission(permission: str) -> None:
    sentence: object = None
    if not permission:
        sentence = _("Say who permitted the practice to use these words, and where that is kept.")
    elif len(permission) > LONGEST_PERMISSION:
        sentence = _("Say it in at most %(most)s characters.") % {"most": LONGEST_PERMISSION}
    if sentence:
        raise Refused(sentence, fields={"permission": sentence})


def _read_wording(text: str) -> Instrument:
    """The shell with these words; what is wrong with the file, as a sentence."""
    if len(text.encode()) > LARGEST_WORDING:
        raise Refused(
            _("This is more than %(size)s kB. Words of one questionnaire are never so long.")
            % {"size": LARGEST_WORDING // 1000}
        )
    try:
        if not is_wording(text):
            raise Refused(
                _("This file holds no words for a shell: it does not begin with which one it is for.")
            )
        return catalogue.worded(text)
    except BrokenInstrument as broken:
        raise Refused(_("This file cannot be used. %(reason)s") % {"reason": broken}) from broken
