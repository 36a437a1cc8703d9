"""A farewell: opened by a leader, written in steps, read first where that was chosen, handed over at once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from holdspace.audit.log import record
from holdspace.endings import policies
from holdspace.endings.actions.words import LONGEST, OTHER_DEVICE, checked, is_dangerous
from holdspace.endings.models import Closing, Farewell, Gift, Kept, Leaving, OwnWords
from holdspace.endings.queries.farewells import receivers_for
from holdspace.endings.rules.standing import Standing, written
from holdspace.groups.policies import check_holds
from holdspace.kernel import clock
from holdspace.kernel.actors import Actor
from holdspace.kernel.refusals import Conflict, Missing, Refused
from holdspace.vault import keyring
from holdspace.vault.roots import Domain


@dataclass(frozen=True, slots=True)
class Own:
    """What somebody takes with them and leaves here, as it arrives from a page; both may be empty."""

    takes: str = ""
    leaves: str = ""
    version: int = 0


@transaction.atomic
def open_farewell(*, ending: Leaving | Closing, held: bool, by: Actor) -> Farewell:
    """Ask the circle for words of farewell. Opened by two leaders at once it is one; the first says who
    reads.
    """
    model, side = (Leaving, "leaving") if isinstance(ending, Leaving) else (Closing, "closing")
    rows = model.unscoped.select_for_update(of=("self",)).select_related("group")
    row = rows.filter(pk=ending.pk).first()
    if row is None:
        raise Missing(policies.NOT_HERE)
    policies.check_opens(by, row)
    kept = Farewell.unscoped.filter(**{side: row}).first()
    if kept is not None:
        return kept
    farewell = Farewell(practice_id=row.practice_id, group=row.group, held=held, **{side: row})
    farewell.opened_at, farewell.opened_by_id = clock.now(), by.staff_id
    farewell.save(force_insert=True)
    record("endings.farewell_opened", by=by, on=farewell, detail={"held": held})
    return farewell


@transaction.atomic
def write_own(*, farewell: Farewell, own: Own, by: Actor) -> OwnWords:
    """Keep what somebody takes and leaves: for themselves alone. Raises Conflict when changed elsewhere."""
    locked = _locked(farewell)
    policies.check_writes(by, locked)
    row = OwnWords.visible_to(by).filter(farewell=locked).first() or OwnWords(
        practice_id=locked.practice_id, group=locked.group, farewell=locked, member_id=by.person_id
    )
    texts = tuple(checked(each, locked.group) for each in (own.takes, own.leaves))
    if (row.takes or "", row.leaves or "") == texts:
        return row
    _check_version(row, own.version)
    row.takes, row.leaves = (text or None for text in texts)
    row.version, row.written_at = row.version + 1, clock.now()
    row.save()
    record("endings.own_written", by=by, on=row, about=[by.person_id])
    is_dangerous("\n\n".join(texts), row.pk, row.version, locked.group, by)
    return row


@transaction.atomic
def give(*, farewell: Farewell, receiver_id: UUID, text: str, version: int, by: Actor) -> Gift | None:
    """Write a word to somebody, or write it anew; without words it is withdrawn. The same sent twice is
    one.
    """
    locked = _locked(farewell)
    policies.check_writes(by, locked)
    if receiver_id not in receivers_for(by, locked):
        raise Missing(policies.NOT_HERE)
    known = (
        Gift.unscoped.select_for_update()
        .filter(farewell=locked, giver_id=by.person_id, receiver_id=receiver_id)
        .first()
    )
    words = checked(text, locked.group, longest=LONGEST)
    if not words:
        _withdrawn(known, by)
        return None
    if known is not None and known.text == words:
        return known
    row = known or Gift(
        practice_id=locked.practice_id,
        group=locked.group,
        farewell=locked,
        giver_id=by.person_id,
        receiver_id=receiver_id,
    )
    _check_version(row, version)
    return _write(row, words, by)


@transaction.atomic
def withdraw(*, gift: Gift, by: Actor) -> None:
    """Who wrote it takes it back, until it was handed over."""
    row = Gift.unscoped.select_for_update(of=("self",)).select_related("group").filter(pk=gift.pk).first()
    if row is None:
        raise Missing(policies.NOT_HERE)
    policies.check_withdraws(by, row)
    _withdrawn(row, by)


@transaction.atomic
def let_on(*, gift: Gift, version: int, by: Actor) -> Gift:
    """A leader has read it: it goes to whom it is for when all is handed over, or at once if that was
    before.
    """
    row = _read(gift, version, by)
    row.standing, row.word = Standing.READY, None
    row.save(update_fields=["standing", "word", "read_at", "read_by"])
    record("endings.let_on", by=by, on=row, about=[row.giver_id, row.receiver_id])
    if not row.farewell.is_open:
        _hand([row])
    return row


@transaction.atomic
def give_back(*, gift: Gift, word: str, version: int, by: Actor) -> Gift:
    """A leader gives it back to its giver with a word, before it has gone on."""
    words = word.strip()[:LONGEST]
    if not words:
        sentence = _("Write a word to them, so that they know why.")
        raise Refused(sentence, fields={"word": sentence})
    row = _read(gift, version, by)
    row.standing, row.word = Standing.BACK, words
    row.save(update_fields=["standing", "word", "read_at", "read_by"])
    record("endings.given_back", by=by, on=row, about=[row.giver_id])
    return row


@transaction.atomic
def hand_over(*, farewell: Farewell, by: Actor) -> int:
    """Hand over everything that is ready, each to whom it is for; returns how many words. What a leader has
    not read stays where it is. Done twice, or by two at once, nothing is given twice.
    """
    row = _locked(farewell)
    check_holds(by, row.group)
    ready = list(Gift.unscoped.select_for_update(of=("self",)).filter(farewell=row, standing=Standing.READY))
    if row.is_open:
        row.handed_over_at, row.handed_over_by_id = clock.now(), by.staff_id
        row.save(update_fields=["handed_over_at", "handed_over_by"])
        about = {person for gift in ready for person in (gift.giver_id, gift.receiver_id)}
        record("endings.handed_over", by=by, on=row, about=about)
    _hand(ready)
    return len(ready)


def _hand(gifts: Iterable[Gift]) -> None:
    """Each word becomes its receiver's own."""
    rows = list(Gift.unscoped.filter(pk__in=[each.pk for each in gifts]).select_related("giver"))
    people = {person for row in rows for person in (row.giver_id, row.receiver_id)}
    keyring.warm(people, Domain.IDENTITY, Domain.NARRATIVE)
    for row in rows:
        row.standing, row.released_at = Standing.HANDED, clock.now()
        row.save(update_fields=["standing", "released_at"])
        Kept(
            practice_id=row.practice_id,
            group_id=row.group_id,
            member_id=row.receiver_id,
            gift=row,
            by_name=row.giver.chosen_name or "",
            text=row.text,
            kept_at=row.released_at,
        ).save(force_insert=True)


def _write(row: Gift, words: str, by: Actor) -> Gift:
    before = row.standing or None
    row.text, row.version, row.written_at = words, row.version + 1, clock.now()
    dangerous = is_dangerous(words, row.pk, row.version, row.group, by)
    row.standing = written(before, held=row.farewell.held, dangerous=dangerous)
    row.save()
    record("endings.given", by=by, on=row, about=[row.giver_id])
    return row


def _withdrawn(row: Gift | None, by: Actor) -> None:
    if row is not None:
        policies.check_withdraws(by, row)
        record("endings.withdrawn", by=by, on=row, about=[row.giver_id])
        row.delete()


def _read(gift: Gift, version: int, by: Actor) -> Gift:
    check_holds(by, gift.group)
    rows = Gift.unscoped.select_for_update(of=("self",)).select_related("farewell", "group")
    row = rows.filter(pk=gift.pk).first()
    if row is None:
        raise Refused(_("They have withdrawn it."))
    policies.check_reads_first(by, row)
    if row.version != version:
        raise Conflict(_("It was changed while you read. Please read it again."), newest=row.version)
    row.read_at, row.read_by_id = clock.now(), by.staff_id
    return row


def _check_version(row: OwnWords | Gift, version: int) -> None:
    if row.version != version:
        raise Conflict(OTHER_DEVICE, newest=row.version)


def _locked(farewell: Farewell) -> Farewell:
    rows = Farewell.unscoped.select_for_update(of=("self",))
    rows = rows.select_related("group__practice", "leaving__membership", "closing")
    row = rows.filter(pk=farewell.pk).first()
    if row is None:
        raise Missing(policies.NOT_HERE)
    return row
