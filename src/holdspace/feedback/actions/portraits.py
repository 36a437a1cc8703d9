"""Self-view beside others' view: a circle is asked for words, they are put together, each sees their own."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from uuid import UUID

from django.db import transaction

from holdspace.audit.log import record
from holdspace.feedback import policies
from holdspace.feedback.models import Choice, Picture, Portrait
from holdspace.feedback.queries.portraits import codes
from holdspace.feedback.rules.adjectives import why_not
from holdspace.feedback.rules.panes import seen_by
from holdspace.groups.models import Group
from holdspace.groups.policies import check_holds
from holdspace.groups.queries import circle_ids
from holdspace.kernel import clock
from holdspace.kernel.actors import Actor
from holdspace.kernel.refusals import Missing, Refused


@transaction.atomic
def open_portrait(*, group: Group, by: Actor) -> Portrait:
    """Ask everybody who sits in the circle now for words; who joins later is not asked, nor described."""
    group = Group.visible_to(by).select_for_update(of=("self",)).get(pk=group.pk)
    policies.check_can_ask_for_words(by, group)
    portrait = Portrait.unscoped.create(
        practice_id=group.practice_id, group=group, opened_at=clock.now(), opened_by_id=by.staff_id
    )
    record("feedback.words_asked", by=by, on=portrait)
    return portrait


@transaction.atomic
def choose(*, portrait: Portrait, about: UUID, words: Collection[str], by: Actor) -> Choice:
    """Keep which words somebody chose for `about` (a member's id, their own included); none is an answer.

    They reach nobody as they are, so it is possible at any hour, and changed as often as one likes.
    """
    policies.check_chooses(by, portrait)
    locked = _locked(portrait)
    policies.check_chooses(by, locked)
    if about not in _taking_part(locked):
        raise Missing(policies.NOT_HERE)
    if reason := why_not(words, codes()):
        raise Refused(str(reason), fields={"words": str(reason)})
    kept = Choice.visible_to(by).filter(portrait=locked, about_id=about).first() or Choice(
        practice_id=locked.practice_id,
        group_id=locked.group_id,
        portrait=locked,
        member_id=by.person_id,
        about_id=about,
    )
    kept.words, kept.chosen_at = sorted(set(words)), clock.now()
    kept.save()
    record("feedback.words_chosen", by=by, on=locked, about=[by.person_id])
    return kept


@transaction.atomic
def put_together(*, portrait: Portrait, by: Actor) -> Portrait:
    """Make a picture for everybody who still sits there, and forget who chose what."""
    check_holds(by, portrait.group)
    locked = _locked(portrait)
    policies.check_can_put_together(by, locked)
    people = _taking_part(locked)
    chosen = Choice.unscoped.filter(portrait=locked)
    Picture.unscoped.bulk_create(_pictures(locked, people, chosen))
    chosen.delete()
    locked.put_together_at, locked.put_together_by_id = clock.now(), by.staff_id
    locked.save(update_fields=["put_together_at", "put_together_by"])
    record("feedback.words_put_together", by=by, on=locked, about=people)
    return locked


@transaction.atomic
def show(*, portrait: Portrait, by: Actor) -> Portrait:
    """Let everybody see their own picture, when they are ready."""
    check_holds(by, portrait.group)
    locked = _locked(portrait)
    policies.check_can_show(by, locked)
    locked.shown_at, locked.shown_by_id = clock.now(), by.staff_id
    locked.save(update_fields=["shown_at", "shown_by"])
    pictures = Picture.unscoped.filter(portrait=locked)
    pictures.update(released_at=locked.shown_at)
    about = list(pictures.values_list("member_id", flat=True))
    record("feedback.pictures_shown", by=by, on=locked, about=about)
    return locked


@transaction.atomic
def open_picture(*, picture: Picture, by: Actor) -> Picture:
    """Its member looks at it for the first time; afterwards it is simply looked at again."""
    policies.check_can_open_picture(by, picture)
    rows = Picture.unscoped.select_for_update(of=("self",)).select_related("group__practice")
    locked = rows.get(pk=picture.pk)
    policies.check_can_open_picture(by, locked)
    if locked.opened_at is None:
        locked.opened_at = clock.now()
        locked.save(update_fields=["opened_at"])
        record("feedback.picture_opened", by=by, on=locked, about=[locked.member_id])
    return locked


def _pictures(portrait: Portrait, people: list[UUID], chosen: Iterable[Choice]) -> list[Picture]:
    """Of everybody's choices those count whose chooser still sits there."""
    by_person: dict[UUID, dict[UUID, frozenset[str]]] = defaultdict(dict)
    for choice in chosen:
        if choice.member_id in people:
            by_person[choice.about_id][choice.member_id] = frozenset(choice.words or ())
    return [_picture(portrait, person, by_person[person]) for person in people]


def _picture(portrait: Portrait, person: UUID, answers: dict[UUID, frozenset[str]]) -> Picture:
    others = {chooser: words for chooser, words in answers.items() if chooser != person}
    seen = seen_by(others, codes())
    return Picture(
        practice_id=portrait.practice_id,
        group_id=portrait.group_id,
        portrait=portrait,
        member_id=person,
        own=sorted(answers.get(person, ())),
        others=None if seen is None else sorted(seen),
    )


def _locked(portrait: Portrait) -> Portrait:
    rows = Portrait.unscoped.select_for_update(of=("self",))
    return rows.select_related("group__practice").get(pk=portrait.pk)


def _taking_part(portrait: Portrait) -> list[UUID]:
    return circle_ids(portrait.group, since=portrait.opened_at)
