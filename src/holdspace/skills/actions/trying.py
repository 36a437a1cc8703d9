"""What a member tried: noted, changed, shown or taken back, brought to the session or left out."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from uuid import UUID, uuid5

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from holdspace.audit.log import record
from holdspace.groups.models import Group
from holdspace.groups.policies import check_belongs
from holdspace.kernel import clock
from holdspace.kernel.actors import Actor, system_actor
from holdspace.kernel.refusals import Conflict, Missing, Refused
from holdspace.members.models import Member
from holdspace.notes.policies import check_discreet
from holdspace.safety.actions import heed
from holdspace.safety.rules.language import Tier
from holdspace.skills import policies
from holdspace.skills.models import Trying, WordBack
from holdspace.skills.queries.shelf import skill_for
from holdspace.vault.scope import acting_as

LONGEST = 2000
"""The most characters of one touch: about a page."""

LONGEST_WORD = 600
"""The most characters of a word to who suggested it."""


@dataclass(frozen=True, slots=True)
class Touches:
    """What somebody noted, as it arrives from a page: three texts, each of which may be empty.

    `on` is the day on which it was tried, today if not given; `share` says who reads the texts. `version` is
    the one before the writer's eyes, 0 for something new; `sent_key` is the form's, for something new.
    """

    tried: str = ""
    went: str = ""
    learnt: str = ""
    on: date | None = None
    share: str = Trying.Share.NOBODY
    version: int = 0
    sent_key: UUID | None = None

    @property
    def texts(self) -> tuple[str, str, str]:
        return self.tried.strip(), self.went.strip(), self.learnt.strip()


@transaction.atomic
def note(*, group: Group, code: str, touches: Touches, by: Actor, trying: Trying | None = None) -> Trying:
    """Keep what a member tried. The same form sent again changes what it made, and makes nothing new.

    Raises Conflict when it was changed on another device.
    """
    check_belongs(by, group)
    row = _locked(trying) if trying else _of_form(touches, by)
    if row is None:
        skill_for(by, code)
        row = Trying(practice_id=group.practice_id, group=group, member_id=by.person_id, code=code)
        row.sent_key, row.noted_at, row.version = touches.sent_key, clock.now(), 0
    else:
        policies.check_changes(by, row)
        if trying is not None and touches.version != row.version and not _says(row, touches):
            raise Conflict(
                _("This was changed on another device in the meantime. Look at both and choose."),
                newest=row.version,
            )
    if row.version and _says(row, touches):
        return row
    return _write(row, touches, by)


@transaction.atomic
def show(*, trying: Trying, by: Actor) -> bool:
    """Show it to the circle, by name; returns whether it stands there: not where words of danger do.

    Therapists then read it as well. Refused where it tells how somebody could be reached outside.
    """
    row = _locked(trying)
    policies.check_shows(by, row)
    check_discreet(_as_one(row), practice=row.group.practice)
    if _is_dangerous(_as_one(row), row, row.pk, by):
        return False
    row.share, row.to_circle, row.shown_at = Trying.Share.THERAPISTS, True, row.shown_at or clock.now()
    row.save()
    record("skills.shown", by=by, on=row, about=[by.person_id])
    return True


@transaction.atomic
def take_back(*, trying: Trying, by: Actor) -> None:
    """The circle reads it no more. At any time, also after leaving."""
    row = _locked(trying)
    policies.check_is_own(by, row)
    _out_of_the_circle(row)
    row.save()
    record("skills.taken_back", by=by, on=row, about=[by.person_id])


@transaction.atomic
def discard(*, trying: Trying, by: Actor) -> None:
    """Throw it away for good, with the word that went back. At any time, also after leaving."""
    row = _locked(trying)
    policies.check_is_own(by, row)
    record("skills.discarded", by=by, on=row, about=[by.person_id])
    with acting_as(system_actor(row.practice_id)):  # who has left does not see the word any more
        WordBack.unscoped.filter(trying=row).delete()
    row.delete()


@transaction.atomic
def hide(*, trying: Trying, by: Actor) -> None:
    """A leader takes it out of the circle, where it stays out. Its writer is told on their page."""
    row = _locked(trying)
    policies.check_hides(by, row)
    _out_of_the_circle(row)
    row.hidden_at, row.hidden_by_id = clock.now(), by.staff_id
    row.save()
    record("skills.hidden", by=by, on=row, about=[row.member_id])


@transaction.atomic
def give_back(*, trying: Trying, to_id: UUID | None, text: str, by: Actor) -> WordBack | None:
    """ "I tried what you suggested", to one of the circle; to None: after all to nobody.

    It reaches nobody while words of danger stand in it. Said again to the same, the newest words count, and
    they are told anew only where the words changed.
    """
    row = _locked(trying)
    policies.check_is_own(by, row)
    known = WordBack.unscoped.select_for_update().filter(trying=row).first()
    if to_id is None:
        if known is not None:
            record("skills.word_taken_back", by=by, on=row, about=[by.person_id])
            known.delete()
        return None
    words = text.strip()[:LONGEST_WORD]
    if known is not None and (known.receiver_id, known.text or "") == (to_id, words):
        return known
    policies.check_gives_back(by, row, to_id)
    check_discreet(words, practice=row.group.practice)
    if known is not None:
        known.delete()
    return _returned(row, to_id, words, by)


@transaction.atomic
def bring(*, offered: Collection[UUID], kept: Collection[UUID], by: Actor) -> None:
    """Of what a check-in offered, what is kept for the session; the rest is left out of it."""
    rows = Trying.visible_to(by).filter(member_id=by.person_id, pk__in=offered)
    for row in rows.select_for_update().order_by("pk"):
        wanted = row.pk in kept
        if row.brought != wanted:
            row.brought = wanted
            row.save(update_fields=["brought"])
            record("skills.brought", by=by, on=row, about=[by.person_id], detail={"brought": wanted})


@transaction.atomic
def put_away(*, word: WordBack, by: Actor) -> None:
    """Whoever suggested it has read the word; it stands on their home no more."""
    policies.check_receives(by, word)
    if word.opened_at is None:
        word.opened_at = clock.now()
        word.save(update_fields=["opened_at"])
        record("skills.word_opened", by=by, on=word, about=[by.person_id])


def _write(row: Trying, touches: Touches, by: Actor) -> Trying:
    if max(map(len, touches.texts)) > LONGEST:
        raise Refused(_("This is longer than a page can hold. Please shorten it a little."))
    today = clock.today(row.group.practice.time_zone)
    on = touches.on or today
    if on > today:
        raise Refused(_("This day is still to come."), fields={"on": _("Choose today or a day before.")})
    row.tried, row.went, row.learnt = (text or None for text in touches.texts)
    row.tried_on, row.share, row.version = on, touches.share, row.version + 1
    _out_of_the_circle(row)  # new words are shown anew, or not at all
    row.save()
    record("skills.noted", by=by, on=row, group_id=row.group_id, about=[by.person_id])
    _is_dangerous(_as_one(row), row, row.pk, by)
    return row


def _out_of_the_circle(row: Trying) -> None:
    row.to_circle, row.shown_at = False, None


def _says(row: Trying, touches: Touches) -> bool:
    on = touches.on or row.tried_on
    return row.texts == touches.texts and (row.share, row.tried_on) == (touches.share, on)


def _returned(row: Trying, to_id: UUID, words: str, by: Actor) -> WordBack:
    word = WordBack(practice_id=row.practice_id, group_id=row.group_id, trying=row, code=row.code)
    word.giver_id, word.receiver_id, word.text, word.at = row.member_id, to_id, words or None, clock.now()
    word.released_at = None if _is_dangerous(words, row, signal_of_word(row), by) else clock.now()
    word.save(force_insert=True)
    record("skills.returned", by=by, on=word, about=[by.person_id, to_id])
    return word


def _as_one(row: Trying) -> str:
    return "\n\n".join(filter(None, row.texts))


def signal_of_word(trying: Trying) -> UUID:
    """Under which id safety knows the word that goes with something tried."""
    return uuid5(trying.pk, "word")


def _is_dangerous(text: str, row: Trying, signal: UUID, by: Actor) -> bool:
    """Every text passes safety; one `signal` is one concern, and what is written anew is kept with it."""
    if not text.strip():
        return False
    member = Member.visible_to(by).get(pk=by.person_id)
    found = heed(text=text, member=member, group=row.group, source_id=signal, by=by)
    return found is not None and found.tier is Tier.RED


def _of_form(touches: Touches, by: Actor) -> Trying | None:
    if touches.sent_key is None:
        return None
    rows = Trying.unscoped.select_for_update(of=("self",)).select_related("group__practice")
    return rows.filter(member_id=by.person_id, sent_key=touches.sent_key).first()


def _locked(trying: Trying) -> Trying:
    rows = Trying.unscoped.select_for_update(of=("self",)).select_related("group__practice")
    found = rows.filter(pk=trying.pk).first()  # thrown away meanwhile, or behind the second wall
    if found is None:
        raise Missing(policies.NOT_HERE)
    return found
