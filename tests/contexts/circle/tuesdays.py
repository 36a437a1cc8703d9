"""Tuesdays with a space: what the stories of this folder begin with."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

from django.db import transaction

from holdspace.circle.actions.space import review_all
from holdspace.circle.actions.writing import Written, keep, share
from holdspace.circle.models import Post
from holdspace.circle.queries.space import Line, stream
from holdspace.circle.rules.standing import Standing
from holdspace.groups.actions import set_contact
from holdspace.groups.models import Group, Membership
from holdspace.kernel import clock
from holdspace.kernel.actors import Actor
from holdspace.members.models import Member
from holdspace.vault.scope import acting_as
from tests.cast import LONG_AGO, Cast

MONDAY = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
"""A noon in London, in winter: the wall clock shows UTC."""

LONELY = "I set the table for two again, out of habit, and then I put one plate back."


def space(cast: Cast, *, hours: tuple[str, ...] = (), review: bool = False) -> Group:
    """Ruth holds a space for Tuesdays."""
    ruth = cast.actor("ruth")
    with acting_as(ruth), transaction.atomic():
        group = set_contact(group=cast.groups["tuesday"], contact_rule="space", open_hours=hours, by=ruth)
        if review:
            review_all(group=group, review=True, by=ruth)
    return group


@contextmanager
def as_(cast: Cast, name: str) -> Iterator[Actor]:
    """Everything inside is done by one of the cast, in one transaction."""
    who = cast.actor(name)
    with acting_as(who), transaction.atomic():
        yield who


def written(
    cast: Cast,
    name: str,
    text: str = LONELY,
    *,
    themes: tuple[str, ...] = (),
    kind: Post.Kind = Post.Kind.REFLECTION,
) -> Post:
    """One of Tuesdays keeps something for themselves."""
    with as_(cast, name) as who:
        return keep(group=cast.groups["tuesday"], written=Written(text, kind, themes), by=who)


def shared(
    cast: Cast,
    name: str,
    text: str = LONELY,
    *,
    named: bool = True,
    themes: tuple[str, ...] = (),
    kind: Post.Kind = Post.Kind.REFLECTION,
) -> Post:
    """One of Tuesdays shares something with the circle."""
    post = written(cast, name, text, themes=themes, kind=kind)
    with as_(cast, name) as who:
        return share(post=post, named=named, by=who)


def seen(cast: Cast, name: str) -> list[Line]:
    """What one of the cast finds in the space of Tuesdays."""
    with as_(cast, name) as who:
        return stream(who, cast.groups["tuesday"]).lines


def texts(cast: Cast, name: str) -> list[str]:
    """The same, as texts alone."""
    return [line.text for line in seen(cast, name)]


def seat(cast: Cast, name: str, *, at: datetime = LONG_AGO, group: str = "tuesday") -> Member:
    """Somebody new sits in the circle from a moment on."""
    with acting_as(cast.system), transaction.atomic():
        user = cast.users.get(name) or _user(name)
        cast.users[name] = user
        member = cast.members.get(name) or Member.unscoped.create(
            practice=cast.practice, user=user, chosen_name=name.title(), given_name=name.title()
        )
        cast.members[name] = member
        taken = Membership.unscoped.filter(group=cast.groups[group]).count()
        Membership.unscoped.create(
            practice=cast.practice, group=cast.groups[group], member=member, seat=taken + 5, starts_at=at
        )
    return member


def given(cast: Cast, name: str, group: str, theme: str = "shame") -> None:
    """Somebody of another circle gave something to those who come after, and it was released."""
    member = seat(cast, name, group=group)
    with acting_as(cast.system), transaction.atomic():
        Post.unscoped.create(
            practice=cast.practice,
            group=cast.groups[group],
            author=member,
            text="It was hard to say.",
            themes=[theme],
            standing=Standing.SHOWN,
            position=Post.unscoped.filter(group=cast.groups[group]).count() + 1,
            shared_at=MONDAY,
            shown_at=MONDAY,
            beyond=True,
            beyond_at=MONDAY,
            released_at=MONDAY,
        )


def other_group(cast: Cast) -> Group:
    """A third group of the practice."""
    with acting_as(cast.system), transaction.atomic():
        return Group.unscoped.create(practice=cast.practice, name="Wednesday", phase=Group.Phase.RUNNING)


def leave(cast: Cast, name: str, group: str = "tuesday") -> None:
    """Somebody's running membership ends now."""
    with acting_as(cast.system), transaction.atomic():
        row = Membership.unscoped.get(
            group=cast.groups[group], member=cast.members[name], ends_at__isnull=True
        )
        row.ends_at, row.ending = clock.now(), Membership.Ending.LEFT
        row.save()


def later(**by: int) -> datetime:
    """A moment after Monday noon."""
    return MONDAY + timedelta(**by)


def _user(name: str) -> object:
    from holdspace.accounts.models import User

    return User.objects.create(email=f"{name}@example.org", password="!")
