"""The space itself: its version, how it is held, what it is asked."""

from __future__ import annotations

from contextlib import AbstractContextManager

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from holdspace.audit.log import record
from holdspace.circle import policies
from holdspace.circle.models import PersonalHold, Post, Space, WeekQuestion
from holdspace.circle.queries import questions
from holdspace.groups.models import Group
from holdspace.groups.policies import check_holds
from holdspace.kernel import clock
from holdspace.kernel.actors import Actor, system_actor
from holdspace.kernel.refusals import Missing, Refused
from holdspace.members.models import Member
from holdspace.vault.scope import acting_as

LONGEST_QUESTION = 400
"""The most characters of a leader's own question."""


def space_of(group: Group) -> Space:
    """The group's space, made when it is first needed, and locked until this transaction ends.

    It is taken before anything is recorded: two that hold either it or the chain would wait for each other.
    """
    with as_the_house(group):
        return _locked(group)


def next_version(group: Group) -> int:
    """One more than the newest. The row stays locked, so that the order of versions is that of commits."""
    with as_the_house(group):
        space = _locked(group)
        space.version += 1
        space.save(update_fields=["version"])
    return space.version


def _locked(group: Group) -> Space:
    rows = Space.unscoped.select_for_update().filter(group=group)
    if (found := rows.first()) is None:
        Space.unscoped.get_or_create(group=group, defaults={"practice_id": group.practice_id})
        found = rows.get()
    return found


def as_the_house(group: Group) -> AbstractContextManager[Actor]:
    """For what the database would not let somebody write by themselves: who has left takes back what they
    wrote, and so counts on in a space that they do not see; a leader gives back what they see no more."""
    return acting_as(system_actor(group.practice_id))


def appear(post: Post) -> int:
    """Give a post its place in the space; returns the space's new version. The caller saves the post."""
    post.position = next_version(post.group)
    return post.position


@transaction.atomic
def pause(*, group: Group, paused: bool, by: Actor) -> Space:
    """Nobody writes until the leaders open it again; what stands there can be read."""
    return _held_by(group, by, "circle.paused" if paused else "circle.resumed", paused_at=_now_if(paused))


@transaction.atomic
def close_space(*, group: Group, closed: bool, by: Actor) -> Space:
    """The space is over, or open again: a pause without an end in sight, and members are told so."""
    return _held_by(group, by, "circle.closed" if closed else "circle.reopened", closed_at=_now_if(closed))


@transaction.atomic
def review_all(*, group: Group, review: bool, by: Actor) -> Space:
    """The leaders read everything before it appears, or do so no more."""
    return _held_by(group, by, "circle.review_set", review=review)


@transaction.atomic
def hold_member(*, group: Group, member: Member, held: bool, by: Actor) -> None:
    """The leaders read what one member shares before it appears, or do so no more."""
    check_holds(by, group)
    if not group.memberships.filter(member=member).exists():
        raise Missing(policies.NOT_HERE)
    if held:
        PersonalHold.unscoped.get_or_create(
            group=group,
            member=member,
            defaults={"practice_id": group.practice_id, "set_by_id": by.staff_id, "set_at": clock.now()},
        )
    else:
        PersonalHold.unscoped.filter(group=group, member=member).delete()
    record("circle.member_held", by=by, group_id=group.pk, about=[member.pk], detail={"held": held})


@transaction.atomic
def ask_question(*, group: Group, code: str = "", text: str = "", by: Actor) -> WeekQuestion:
    """The leaders ask the circle something: from the library, or in their own words."""
    check_holds(by, group)
    own = " ".join(text.split())
    if not own and code not in {question.code for question in questions()}:
        sentence = _("Choose a question, or write one of your own.")
        raise Refused(sentence, fields={"text": sentence})
    asked = WeekQuestion.unscoped.create(
        practice_id=group.practice_id,
        group=group,
        code="" if own else code,
        text=own[:LONGEST_QUESTION] or None,
        asked_at=clock.now(),
        asked_by_id=by.staff_id,
    )
    version = next_version(group)
    record("circle.question_asked", by=by, on=asked, detail={"version": version})
    return asked


def _held_by(group: Group, by: Actor, act: str, **values: object) -> Space:
    check_holds(by, group)
    space = space_of(group)
    for name, value in values.items():
        setattr(space, name, value)
    space.version += 1
    space.save()
    record(act, by=by, on=space, detail={"version": space.version})
    return space


def _now_if(wanted: bool) -> object:
    return clock.now() if wanted else None
