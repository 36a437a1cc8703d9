"""Somebody says that they will leave, tells their circle, or takes it back; a group says how long before."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from holdspace.audit.log import record
from holdspace.endings import policies
from holdspace.endings.actions.words import checked, is_dangerous
from holdspace.endings.models import Closing, Leaving, NoticePeriod
from holdspace.endings.queries.ahead import coming, notice_of
from holdspace.endings.rules.last_sessions import MOST_NOTICE, earliest
from holdspace.groups.models import Group, Membership
from holdspace.groups.policies import check_holds, check_still_holds
from holdspace.kernel import clock
from holdspace.kernel.actors import Actor
from holdspace.kernel.refusals import Missing, Refused
from holdspace.sessions.models import GroupSession

LONGEST_WORD = 300
"""The most characters of the sentence that goes with a notice."""


@dataclass(frozen=True, slots=True)
class Said:
    """What somebody says of a leaving: after which session, how, and whether the circle reads it, with an own
    sentence or without."""

    session: UUID
    how: str = Leaving.How.LEAVING
    tell: bool = False
    word: str = ""


@transaction.atomic
def say(*, membership: Membership, said: Said, by: Actor) -> Leaving:
    """Say, or write down for somebody, after which session they leave; said again, the newest counts.

    A member gives the group's notice; with a leader it may be shorter. The sentence for the circle is the
    member's alone. Where words of danger stand in it, the circle is not told before a leader has spoken.
    """
    policies.check_says(by, membership)
    _lock(membership.group_id, by)
    group = membership.group
    last = _last(group, said.session, by)
    row = _running(membership)
    row.last_session, row.last_on, row.how = last, _day(last, group), said.how
    row.said_by_id, row.said_at = by.staff_id, clock.now()
    safe = not by.is_member or _word(row, said.word, group, by)
    if safe:
        _told(row, tell=said.tell or (row.to_circle and not by.is_member), by=by)
    row.save()
    record("endings.said", by=by, on=row, about=[row.member_id], detail={"told": row.to_circle})
    return row


@transaction.atomic
def tell(*, leaving: Leaving, by: Actor) -> Leaving:
    """The circle reads it from now on: who leaves says so, or a leader, once it was told there."""
    row = _locked(leaving)
    policies.check_changes(by, row)
    if not row.to_circle:
        _told(row, tell=True, by=by)
        row.save(update_fields=["to_circle", "told_at", "word_shown"])
        record("endings.told", by=by, on=row, about=[row.member_id])
    return row


@transaction.atomic
def take_word_out(*, leaving: Leaving, by: Actor) -> Leaving:
    """A leader takes the sentence out of the circle; the day stays, and the member's page says so."""
    row = _locked(leaving)
    check_holds(by, row.group)
    if row.word_shown:
        row.word_shown = False
        row.save(update_fields=["word_shown"])
        record("endings.word_taken_out", by=by, on=row, about=[row.member_id])
    return row


@transaction.atomic
def take_back(*, leaving: Leaving, by: Actor) -> Leaving:
    """They stay after all. Taken back twice it is taken back."""
    row = _locked(leaving)
    policies.check_says(by, row.membership)
    if row.taken_back_at is None:
        row.taken_back_at, row.to_circle, row.told_at = clock.now(), False, None
        row.save(update_fields=["taken_back_at", "to_circle", "told_at"])
        record("endings.taken_back", by=by, on=row, about=[row.member_id])
    return row


@transaction.atomic
def set_notice(*, group: Group, sessions: int, by: Actor) -> None:
    """How many sessions of notice the group asks for, the last one included."""
    check_holds(by, group)
    if not 1 <= sessions <= MOST_NOTICE:
        sentence = _("Between one and twelve sessions.")
        raise Refused(sentence, fields={"sessions": sentence})
    NoticePeriod.unscoped.update_or_create(
        group=group, defaults={"practice_id": group.practice_id, "sessions": sessions}
    )
    record("endings.notice_set", by=by, group_id=group.pk, detail={"sessions": sessions})


@transaction.atomic
def close(*, group: Group, session: UUID, by: Actor) -> Closing:
    """The whole group ends after a session; everybody in it reads so from now on. Said again, the newest
    counts.
    """
    check_still_holds(by, group)
    _lock(group.pk, by)
    last = _session(group, session, by)
    row = Closing.unscoped.filter(group=group, taken_back_at__isnull=True).first()
    row = row or Closing(practice_id=group.practice_id, group=group)
    row.last_session, row.last_on = last, _day(last, group)
    row.said_by_id, row.said_at = by.staff_id, clock.now()
    row.save()
    record("endings.closing_said", by=by, on=row)
    return row


@transaction.atomic
def take_closing_back(*, closing: Closing, by: Actor) -> None:
    """The group goes on."""
    rows = Closing.unscoped.select_for_update(of=("self",)).select_related("group")
    row = rows.filter(pk=closing.pk).first()
    if row is None:
        raise Missing(policies.NOT_HERE)
    policies.check_takes_closing_back(by, row)
    row.taken_back_at = clock.now()
    row.save(update_fields=["taken_back_at"])
    record("endings.closing_taken_back", by=by, on=row)


def _last(group: Group, session: UUID, by: Actor) -> GroupSession:
    """The session, where it leaves the group its notice; a leader may choose any that lies ahead."""
    last = _session(group, session, by)
    if not by.is_member:
        return last
    first = earliest([each.starts_at for each in coming(by, group)], notice_of(by, group))
    if first is None or last.starts_at < first:
        sentence = _(
            "Your group asks for a little more time. If it has to be sooner, speak with your therapist."
        )
        raise Refused(sentence, fields={"session": sentence})
    return last


def _session(group: Group, pk: UUID, by: Actor) -> GroupSession:
    found = next((each for each in coming(by, group) if each.pk == pk), None)
    if found is None:
        sentence = _("Choose one of the sessions to come.")
        raise Refused(sentence, fields={"session": sentence})
    return found


def _word(row: Leaving, word: str, group: Group, by: Actor) -> bool:
    """Keep the member's sentence; whether the circle may read it without a leader."""
    words = checked(word, group, longest=LONGEST_WORD)
    changed = (row.word or "") != words
    row.word = words or None
    row.word_shown = row.word_shown or changed
    if changed and is_dangerous(words, row.pk, int(clock.now().timestamp()), group, by):
        row.word_shown = False  # also where the circle is told later
        _told(row, tell=False)
        return False
    return True


def _told(row: Leaving, *, tell: bool, by: Actor | None = None) -> None:
    """Where a leader tells the circle, the day alone: the sentence is the member's to let it read."""
    if tell and not row.to_circle and by is not None and not by.is_member:
        row.word_shown = False
    row.to_circle, row.told_at = tell, (row.told_at or clock.now()) if tell else None


def _running(membership: Membership) -> Leaving:
    row = Leaving.unscoped.filter(membership=membership, taken_back_at__isnull=True).first()
    return row or Leaving(
        practice_id=membership.practice_id,
        group_id=membership.group_id,
        member_id=membership.member_id,
        membership=membership,
    )


def _locked(leaving: Leaving) -> Leaving:
    rows = Leaving.unscoped.select_for_update(of=("self",)).select_related(
        "group__practice", "membership__group"
    )
    row = rows.filter(pk=leaving.pk).first()
    if row is None:
        raise Missing(policies.NOT_HERE)
    return row


def _lock(group_id: UUID, by: Actor) -> None:
    """Two who say the same at one moment make one row."""
    Group.visible_to(by).select_for_update(of=("self",)).get(pk=group_id)


def _day(session: GroupSession, group: Group) -> date:
    return session.starts_at.astimezone(ZoneInfo(group.practice.time_zone)).date()
