"""What is known of measures: what a group and a member are asked, and how the answers went over time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Exists, F, Max, Min, OuterRef, Q, QuerySet, Subquery, Window
from django.db.models.functions import Coalesce, RowNumber
from django.utils.translation import gettext_lazy as _

from holdspace.groups.models import Group, Membership
from holdspace.groups.queries import practices_left_since
from holdspace.kernel import clock
from holdspace.kernel.actors import Actor, Kind, system_actor
from holdspace.kernel.refusals import Missing
from holdspace.measures import catalogue
from holdspace.measures.models import (
    Administration,
    FollowUpLink,
    Handover,
    OwnSchedule,
    Schedule,
    Wording,
)
from holdspace.measures.rules.due import (
    LONGEST_AFTER,
    NOTHING,
    Due,
    Here,
    Own,
    Plan,
    Point,
    asked_now,
    combined,
    due_afterwards,
    due_since,
)
from holdspace.measures.rules.instrument import Instrument
from holdspace.measures.rules.taken import Taken, from_stored
from holdspace.members.models import Member
from holdspace.sessions.models import GroupSession
from holdspace.vault import keyring
from holdspace.vault.roots import Domain
from holdspace.vault.scope import acting_as

NOT_ASKED = 0
"""In place of every how many sessions: an instrument that is not asked by their number."""

DAY = timedelta(days=1)

SOON = timedelta(hours=24)
"""A tablet handed over so shortly before a session belongs to that session, as a check-in does."""

Trajectories = dict[UUID, dict[str, list[Taken]]]
"""Member → instrument → what was taken, in order of time."""


@dataclass(frozen=True, slots=True)
class Offered:
    """An instrument that a group can be asked, and when it is asked now."""

    instrument: Instrument
    plan: Plan

    @property
    def every(self) -> int:
        """Every how many sessions; 0: not by their number."""
        return self.plan.every

    @property
    def is_asked(self) -> bool:
        """Whether the group is asked it at all."""
        return not self.plan.asks_nothing


@dataclass(frozen=True, slots=True)
class OwnOffered:
    """An instrument that a member can be asked: when their group is, and what holds for them alone."""

    instrument: Instrument
    of_group: Plan
    own: Own | None


@dataclass(frozen=True, slots=True)
class FollowUp:
    """What somebody who left a group is asked now."""

    spell: Membership
    instruments: tuple[Instrument, ...]
    points: frozenset[Point]


@dataclass(frozen=True, slots=True)
class KeptWording:
    """Words that a practice has for a shell. Words that do not fit (any more) are asked of nobody."""

    wording: Wording
    title: str
    fits: bool

    @property
    def is_in_use(self) -> bool:
        return self.wording.put_away_at is None


def offered(actor: Actor, group: Group) -> list[Offered]:
    """Everything that a group can be asked with its check-in, in the usual order; one query."""
    plans = {row.instrument: row.plan for row in Schedule.visible_to(actor).filter(group=group)}
    return [Offered(each, plans.get(each.id, NOTHING)) for each in catalogue.asked_with_check_in()]


def own_offered(actor: Actor, spell: Membership) -> list[OwnOffered]:
    """Everything that one member can be asked, in the usual order; two queries."""
    plans = {row.instrument: row.plan for row in Schedule.visible_to(actor).filter(group=spell.group)}
    rows = OwnSchedule.visible_to(actor).filter(group=spell.group, member=spell.member)
    own = {row.instrument: row.own for row in rows}
    return [
        OwnOffered(each, plans.get(each.id, NOTHING), own.get(each.id))
        for each in catalogue.asked_with_check_in()
    ]


def spell_for(actor: Actor, pk: UUID) -> Membership:
    """A membership, past or running, that a member of the staff may know of; Missing otherwise."""
    rows = Membership.visible_to(actor).select_related("group", "member", "practice")
    spell = rows.filter(pk=pk).first() if actor.is_staff else None
    if spell is None:
        raise Missing(_("This page does not exist."))
    return spell


def wordings(actor: Actor, language: str) -> list[KeptWording]:
    """Every wording that a practice has kept, those in use first and the newest first; one query."""
    rows = Wording.visible_to(actor).select_related("uploaded_by")
    rows = rows.order_by(F("put_away_at").desc(nulls_first=True), "-uploaded_at", "id")
    return [
        KeptWording(row, catalogue.title(row.instrument, language), catalogue.fits(row.text)) for row in rows
    ]


def wording_for(actor: Actor, pk: UUID) -> Wording:
    """A wording that somebody may know of; Missing otherwise."""
    found = Wording.visible_to(actor).filter(pk=pk).first()
    if found is None:
        raise Missing(_("This page does not exist."))
    return found


def due_for(member_id: UUID, session: GroupSession) -> list[Instrument]:
    """What `member_id` is asked at `session` and has not answered for it yet, as far as it fits into what
    members are promised; the rest waits for the next session. Five queries at most, beside the
    one in a request for the practice's own words.
    """
    plans = _plans(member_id, session.group_id)
    if not plans:
        return []
    last, here = _last_numbers(member_id, session), _here(member_id, session)
    owed = [
        Due(id, since, plan.seldom, len(catalogue.instrument(id).items))
        for id, plan in plans.items()
        if (since := due_since(plan, here, last.get(id))) is not None
    ]
    asked, _waiting = asked_now(owed, answered=_answered_questions(last, session))
    return [catalogue.instrument(each.instrument) for each in asked]


def follow_ups(member: Member) -> list[FollowUp]:
    """What somebody is asked after they left a group; one query for who has not left any lately."""
    rows = left_lately(member.practice_id).filter(member=member).order_by("ends_at", "id")
    found = (follow_up_of(spell) for spell in rows)
    return [each for each in found if each.instruments]


def left_spell(actor: Actor, pk: str) -> Membership | None:
    """A membership of a member's own that ended lately, by the id that a page sent; None for anything odd."""
    try:
        return left_lately(actor.practice_id).filter(member_id=actor.person_id, pk=UUID(pk)).first()
    except ValueError:
        return None


def left_lately(practice_id: UUID) -> QuerySet[Membership]:
    """Memberships of a practice that ended not too long ago to be asked about.

    Whoever has come back to the group since is asked there; whoever moved to another one is asked in that.
    """
    spells, moment = Membership.visible_to(system_actor(practice_id)), clock.now()
    back = spells.filter(
        group=OuterRef("group"), member=OuterRef("member"), starts_at__gt=OuterRef("starts_at")
    )
    rows = spells.filter(ends_at__lte=moment, ends_at__gt=moment - LONGEST_AFTER)
    rows = rows.exclude(ending=Membership.Ending.MOVED).filter(~Exists(back))
    return rows.select_related("group", "member", "practice")


def practices_left_lately() -> list[UUID]:
    """The practices that somebody left not too long ago to be asked about, whether they meet now or not; for
    the worker, acting as the system.
    """
    return practices_left_since(clock.moved(-LONGEST_AFTER))


def follow_up_of(spell: Membership) -> FollowUp:
    """What is asked about one membership that has ended; three queries."""
    zone = ZoneInfo(spell.practice.time_zone)
    ended, today = _day(spell.ends_at or clock.now(), zone), _day(clock.now(), zone)
    last, due = _last_days(spell, zone), {}
    for id, plan in _plans(spell.member_id, spell.group_id).items():
        point = due_afterwards(plan, ended=ended, today=today, last=last.get(id))
        if point is not None:
            due[id] = point
    return FollowUp(spell, tuple(named(due)), frozenset(due.values()))


def answered_for(member_id: UUID, session: GroupSession) -> dict[str, dict[str, int | None]]:
    """What a member answered for this session: instrument → question → points; for their own eyes."""
    rows = Administration.unscoped.filter(member_id=member_id, session=session).order_by("taken_at")
    return {row.instrument: row.answers or {} for row in rows}


def asks_for_help(member_id: UUID, session: GroupSession) -> bool:
    """Whether an answer for this session asks for a clinician (item 9 and its like); for their own page."""
    rows = Administration.unscoped.filter(member_id=member_id, session=session).defer("answers")
    return any((row.result or {}).get("alerts") for row in rows)


def asked_at(member_id: UUID, session: GroupSession, *, sent: Collection[str] = ()) -> list[Instrument]:
    """All that belongs to a member's check-in for a session: what is due, and what they can still change.

    `sent` are the instruments of a form that was sent: what somebody has filled in is kept, also where it is
    asked no more since they opened the page.
    """
    given = Administration.unscoped.filter(member_id=member_id, session=session)
    ids = {each.id for each in due_for(member_id, session)} | set(sent)
    return named(ids | set(given.values_list("instrument", flat=True)))


def named(ids: Iterable[str]) -> list[Instrument]:
    """These instruments in the usual order, as far as they can be asked with a check-in here and now."""
    wanted = set(ids)
    return [each for each in catalogue.asked_with_check_in() if each.id in wanted]


def session_on(group: Group, day: date) -> GroupSession | None:
    """The session of a group that began on a day of the practice's calendar and was not cancelled."""
    midnight = start_of(day, group)
    rows = _sessions(group.practice_id, group.pk)
    rows = rows.filter(starts_at__gte=midnight, starts_at__lt=start_of(day + DAY, group))
    return rows.exclude(status=GroupSession.Status.CANCELLED).order_by("starts_at", "id").first()


def start_of(day: date, group: Group) -> datetime:
    """When a day begins where the practice is."""
    return datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(group.practice.time_zone))


def session_at_hand(group: Group) -> GroupSession | None:
    """The session that a tablet in the waiting room is for: going on, or beginning within a day."""
    rows = _sessions(group.practice_id, group.pk)
    rows = rows.filter(status=GroupSession.Status.PLANNED, finished_at__isnull=True)
    rows = rows.filter(ends_at__gt=clock.now(), starts_at__lte=clock.now() + SOON)
    return rows.select_related("group").order_by("starts_at", "id").first()


def due_at_hand(spell: Membership) -> list[Instrument]:
    """What a member is due to be asked on a tablet now; nothing where no session is at hand."""
    session = session_at_hand(spell.group)
    return due_for(spell.member_id, session) if session else []


def digest(token: str) -> str:
    """What is kept of a tablet's token."""
    return sha256(token.encode()).hexdigest()


def handover_behind(token: str) -> Handover:
    """The handover that a token opens now; Missing when it is unknown, used or too old."""
    with acting_as(system_actor()):
        rows = Handover.unscoped.filter(token_hash=digest(token))
        found = rows.select_related("group", "member__user", "practice", "session").first()
    if found is None or not found.opens(clock.now()):
        raise Missing(_("This page does not exist."))
    return found


def actor_at(given: Handover | FollowUpLink) -> Actor:
    """Who answers on a tablet or by an address: the member to whom it was given, with no other right than
    theirs, in the language that they chose for themselves."""
    member, practice = given.member, given.practice
    chosen = member.user.language if member.user else ""
    return Actor(
        Kind.MEMBER,
        practice_id=practice.pk,
        person_id=member.pk,
        language=chosen or member.language or practice.language,
        time_zone=practice.time_zone,
        practice_zone=practice.time_zone,
    )


def forms_of(handover: Handover) -> list[Instrument]:
    """What a handover asks, in the usual order."""
    return named(handover.instruments)


def trajectories(
    actor: Actor, member_ids: Iterable[UUID], *, group_id: UUID | None = None, latest: int | None = None
) -> Trajectories:
    """What these members answered, as far as `actor` may see it: two queries for any number of people.

    With `group_id` only what was taken in that group; with `latest` only that many of each instrument, the
    newest. What was answered to an instrument that is not here now (a content pack that was switched off) is
    left out until it is here again. The caller records the read.
    """
    wanted = set(member_ids)
    rows = (
        _with_instrument(Administration.visible_to(actor))
        .filter(member_id__in=wanted)
        .order_by("taken_at", "id")
    )
    if group_id is not None:
        rows = rows.filter(group_id=group_id)
    if latest is not None:
        rows = rows.annotate(age=_age_rank()).filter(age__lte=latest)
    keyring.warm(wanted, Domain.SCORES)
    found: Trajectories = {member_id: defaultdict(list) for member_id in wanted}
    for row in rows.defer("answers"):
        if row.result is not None:
            found[row.member_id][row.instrument].append(from_stored(row.taken_at, row.session_id, row.result))
    return {member_id: dict(series) for member_id, series in found.items()}


def _with_instrument(rows: QuerySet[Administration]) -> QuerySet[Administration]:
    """Those whose instrument is here: without it nobody can say what an answer means."""
    return rows.filter(instrument__in=catalogue.instrument_ids())


def _age_rank() -> Window:
    """1 for a member's newest answer to an instrument, 2 for the one before, and so on."""
    return Window(
        RowNumber(),
        partition_by=[F("member_id"), F("instrument")],
        order_by=[F("taken_at").desc(), F("id").desc()],
    )


def _known(ids: Iterable[str]) -> set[str]:
    """Those of these instruments that can be asked with a check-in here and now."""
    return {each.id for each in catalogue.asked_with_check_in()} & set(ids)


def _plans(member_id: UUID, group_id: UUID) -> dict[str, Plan]:
    """What holds for a member of a group: instrument → plan, without what they are not asked; two queries."""
    of_group = {row.instrument: row.plan for row in Schedule.unscoped.filter(group_id=group_id)}
    rows = OwnSchedule.unscoped.filter(group_id=group_id, member_id=member_id)
    own = {row.instrument: row.own for row in rows}
    plans = {id: combined(of_group.get(id, NOTHING), own.get(id)) for id in _known({*of_group, *own})}
    return {id: plan for id, plan in plans.items() if not plan.asks_nothing}


def _here(member_id: UUID, session: GroupSession) -> Here:
    """Where a session stands in a member's course, which begins with their newest membership; one query."""
    spells = Membership.visible_to(system_actor(session.practice_id)).order_by("-starts_at")
    spells = spells.filter(member_id=member_id, group_id=session.group_id)
    theirs = Q(ends_at__gte=Subquery(spells.values("starts_at")[:1]))
    rows = _sessions(session.practice_id, session.group_id)
    found = rows.exclude(status=GroupSession.Status.CANCELLED).aggregate(
        first=Min("number", filter=theirs), last=Max("number")
    )
    first, last = found["first"] or session.number, found["last"] or session.number
    return Here(session.number, min(first, session.number), is_last=session.number >= last)


def _sessions(practice_id: UUID, group_id: UUID) -> QuerySet[GroupSession]:
    """All sessions of a group, also those before a member's time: numbers are counted from the first."""
    return GroupSession.visible_to(system_actor(practice_id)).filter(group_id=group_id)


def _last_numbers(member_id: UUID, session: GroupSession) -> dict[str, int]:
    """For each instrument the number of the session of this group at which it was last answered.

    An answer that belongs to no session counts with the one before it.
    """
    before = _sessions(session.practice_id, session.group_id).filter(starts_at__lte=OuterRef("taken_at"))
    position = Coalesce("session__number", Subquery(before.order_by("-starts_at").values("number")[:1]), 0)
    rows = Administration.unscoped.filter(member_id=member_id, group_id=session.group_id)
    last: dict[str, int] = {}
    for instrument, number in rows.annotate(position=position).values_list("instrument", "position"):
        last[instrument] = max(number, last.get(instrument, 0))
    return last


def _answered_questions(last: dict[str, int], session: GroupSession) -> int:
    """How many questions were answered for a session already."""
    answered = _known(id for id, number in last.items() if number == session.number)
    return sum(len(catalogue.instrument(id).items) for id in answered)


def _last_days(spell: Membership, zone: ZoneInfo) -> dict[str, date]:
    rows = Administration.unscoped.filter(member_id=spell.member_id, group_id=spell.group_id)
    last: Any = rows.values_list("instrument").annotate(last=Max("taken_at"))
    return {instrument: _day(moment, zone) for instrument, moment in last}


def _day(moment: datetime, zone: ZoneInfo) -> date:
    return moment.astimezone(zone).date()
