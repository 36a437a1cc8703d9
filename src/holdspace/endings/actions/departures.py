"""Somebody left without a goodbye: what the circle reads, words unsaid, reaching out, handing over later."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from holdspace.audit.log import record
from holdspace.endings import policies
from holdspace.endings.actions.words import OTHER_DEVICE, checked, is_dangerous
from holdspace.endings.models import Departure, Kept, Unsaid
from holdspace.endings.queries.people import found_in
from holdspace.endings.rules.neutral_sentences import SENTENCES
from holdspace.groups.models import Membership
from holdspace.groups.policies import check_holds
from holdspace.kernel import clock
from holdspace.kernel.actors import Actor
from holdspace.kernel.refusals import Conflict, Missing, Refused

LONGEST_SENTENCE = 300


@dataclass(frozen=True, slots=True)
class Told:
    """What the circle may know: one of the neutral sentences by its code, or the leaders' own; and until when
    somebody wants to reach out."""

    reach_by: date
    code: str = ""
    sentence: str = ""


@dataclass(frozen=True, slots=True)
class Words:
    """What somebody could not say any more, and who may read it."""

    text: str
    share: str = Unsaid.Share.NOBODY
    version: int = 0


@transaction.atomic
def note_departure(*, membership: Membership, told: Told, by: Actor) -> Departure:
    """Somebody left without a goodbye: the circle reads a sentence that never says why. Said again, the
    newest counts.

    The membership itself is ended where memberships end.
    """
    rows = (
        Membership.visible_to(by).select_for_update(of=("self",)).select_related("group__practice", "member")
    )
    row = rows.filter(pk=membership.pk).first()
    if row is None:
        raise Missing(policies.NOT_HERE)
    policies.check_notes_departure(by, row)
    if row.runs():
        raise Refused(_("They still have a seat. End the membership first; then tell the circle here."))
    kept = Departure.unscoped.filter(membership=row).first() or _new(row, by)
    kept.code, kept.sentence = told.code, _sentence(told, row, by) or None
    kept.reach_by = told.reach_by
    kept.save()
    record("endings.departure_noted", by=by, on=kept, about=[row.member_id])
    return kept


@transaction.atomic
def reached(*, departure: Departure, by: Actor) -> None:
    """A leader has reached out."""
    row = _locked(departure, by)
    if row.reached_at is None:
        row.reached_at, row.reached_by_id = clock.now(), by.staff_id
        row.save(update_fields=["reached_at", "reached_by"])
        record("endings.reached_out", by=by, on=row, about=[row.member_id])


@transaction.atomic
def say_unsaid(*, departure: Departure, words: Words, by: Actor) -> Unsaid | None:
    """Keep what somebody could not say any more; without words nothing is kept. Changed, a leader reads it
    anew.
    """
    policies.check_says_unsaid(by, departure)
    group = departure.group
    text = checked(words.text, group)
    known = Unsaid.unscoped.select_for_update().filter(departure=departure, member_id=by.person_id).first()
    if known is not None and known.handed_at is not None:
        raise Refused(_("This has been handed over. It belongs to them now."))
    if not text:
        _thrown_away(known, by)
        return None
    if known is not None and (known.text, known.share) == (text, words.share):
        return known
    row = known or Unsaid(
        practice_id=group.practice_id, group=group, departure=departure, member_id=by.person_id
    )
    if row.version != words.version:
        raise Conflict(OTHER_DEVICE, newest=row.version)
    row.text, row.share, row.version, row.written_at = text, words.share, row.version + 1, clock.now()
    row.to_circle, row.read_by_id = False, None
    row.save()
    record("endings.unsaid_written", by=by, on=row, about=[by.person_id])
    is_dangerous(text, row.pk, row.version, group, by)
    return row


@transaction.atomic
def let_on_unsaid(*, unsaid: Unsaid, version: int, by: Actor) -> Unsaid:
    """A leader has read it: the circle reads it as well, with its writer's name."""
    policies.check_lets_on(by, unsaid)
    row = Unsaid.unscoped.select_for_update(of=("self",)).select_related("group").filter(pk=unsaid.pk).first()
    if row is None:
        raise Refused(_("They have withdrawn it."))
    policies.check_lets_on(by, row)
    if row.version != version:
        raise Conflict(_("It was changed while you read. Please read it again."), newest=row.version)
    if not row.to_circle:
        row.to_circle, row.read_by_id = True, by.staff_id
        row.save(update_fields=["to_circle", "read_by"])
        record("endings.unsaid_let_on", by=by, on=row, about=[row.member_id])
    return row


@transaction.atomic
def hand_over_unsaid(*, departure: Departure, by: Actor) -> int:
    """They asked, or came back: what was written for them becomes theirs; returns how many words."""
    row = _locked(departure, by)
    waiting = Unsaid.unscoped.select_for_update(of=("self",)).select_related("member")
    words = list(waiting.filter(departure=row, share=Unsaid.Share.THEM, handed_at__isnull=True))
    for each in words:
        each.handed_at = clock.now()
        each.save(update_fields=["handed_at"])
        _keep(row, each)
    if words:
        about = {row.member_id, *(each.member_id for each in words)}
        record("endings.unsaid_handed_over", by=by, on=row, about=about)
    return len(words)


def _keep(departure: Departure, unsaid: Unsaid) -> None:
    Kept(
        practice_id=departure.practice_id,
        group_id=departure.group_id,
        member_id=departure.member_id,
        unsaid=unsaid,
        by_name=unsaid.member.chosen_name or "",
        text=unsaid.text,
        kept_at=clock.now(),
    ).save(force_insert=True)


def _thrown_away(row: Unsaid | None, by: Actor) -> None:
    if row is not None:
        record("endings.unsaid_discarded", by=by, on=row, about=[by.person_id])
        row.delete()


def _new(membership: Membership, by: Actor) -> Departure:
    return Departure(
        practice_id=membership.practice_id,
        group=membership.group,
        member_id=membership.member_id,
        membership=membership,
        called=membership.member.chosen_name or "",
        noted_by_id=by.staff_id,
    )


def _sentence(told: Told, membership: Membership, by: Actor) -> str:
    """The leaders' own words, where they name nobody else and nothing on record; "" for a neutral
    sentence.
    """
    if told.code in SENTENCES:
        return ""
    words = told.sentence.strip()
    if not words or len(words) > LONGEST_SENTENCE:
        sentence = _("Choose one of the sentences, or write one of your own.")
        raise Refused(sentence, fields={"code": sentence})
    if found := found_in(words, membership, by):
        sentence = _("This names somebody, or tells how to reach them: %(found)s. Please leave it out.")
        raise Refused(
            sentence % {"found": ", ".join(found)},
            fields={"sentence": sentence % {"found": ", ".join(found)}},
        )
    return words


def _locked(departure: Departure, by: Actor) -> Departure:
    rows = Departure.unscoped.select_for_update(of=("self",)).select_related("group")
    row = rows.filter(pk=departure.pk).first()
    if row is None:
        raise Missing(policies.NOT_HERE)
    check_holds(by, row.group)
    return row
