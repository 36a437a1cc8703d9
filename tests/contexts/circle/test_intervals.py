"""Nobody reads anything from outside their own time in the circle (R7), whatever happens in whatever order.

A small model beside the real thing: who sits there when, what was written, when it appeared. After every step
each person's space must hold exactly what the model says. `HOLDSPACE_EXAMPLES=2000` makes it the long run.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest
from django.db import transaction
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from holdspace.circle.actions.holding import hide, release_due, show_again
from holdspace.circle.actions.writing import Written, keep, share, withdraw
from holdspace.circle.models import Post
from holdspace.circle.queries.space import stream
from holdspace.circle.rules.standing import Standing
from holdspace.circle.rules.telling import may_share_unnamed, release_after
from holdspace.groups.models import Facilitation, Group, Membership
from holdspace.kernel import clock
from holdspace.vault.scope import acting_as
from tests.cast import LONG_AGO, Cast
from tests.contexts.circle.tuesdays import MONDAY, seat

pytestmark = pytest.mark.django_db

NAMES = ("ana", "bo", "chidi", "farah", "gil")
PEOPLE = st.sampled_from(NAMES)


@dataclass
class Wrote:
    """One post as the model knows it."""

    post: Post
    by: str
    standing: Standing
    shown: datetime | None = None
    due: datetime | None = None


@dataclass
class Model:
    """Who sat when, and what was written."""

    now: datetime = MONDAY
    spells: dict[str, list[list[datetime | None]]] = field(
        default_factory=lambda: {name: [] for name in NAMES}
    )
    posts: list[Wrote] = field(default_factory=list)

    def sits(self, name: str) -> bool:
        return any(end is None for _start, end in self.spells[name])

    def seen_by(self, name: str) -> list[object]:
        """What stands in their space, the newest first: nothing while they do not sit there."""
        if not self.sits(name):
            return []
        return [w.post.pk for w in self.posts if w.standing is Standing.SHOWN and self._covers(name, w)]

    def _covers(self, name: str, wrote: Wrote) -> bool:
        assert wrote.shown is not None
        spells = self.spells[name]
        within = any(start <= wrote.shown and (end is None or wrote.shown < end) for start, end in spells)  # type: ignore[operator]
        return wrote.by == name or within


CAST: list[Cast] = []


class Intervals(RuleBasedStateMachine):
    """People come and go, write, take back; leaders hide; mornings pass."""

    def __init__(self) -> None:
        super().__init__()
        self.cast, self.model = CAST[0], Model()
        with acting_as(self.cast.system), transaction.atomic():
            self.group = Group.unscoped.create(
                practice=self.cast.practice, name="Friday", phase=Group.Phase.RUNNING, contact_rule="space"
            )
            Facilitation.unscoped.create(
                practice=self.cast.practice,
                group=self.group,
                staff=self.cast.staff["ruth"],
                starts_at=LONG_AGO,
            )
        for name in NAMES[:3]:
            self._join(name)

    @rule(name=PEOPLE)
    def come_or_go(self, name: str) -> None:
        if not self.model.sits(name):
            self._join(name)
            return
        with acting_as(self.cast.system), transaction.atomic():
            rows = Membership.unscoped.filter(group=self.group, member=self.cast.members[name], ends_at=None)
            rows.update(ends_at=self.model.now, ending="left")
        self.model.spells[name][-1][1] = self.model.now

    @rule(name=PEOPLE, named=st.booleans())
    def write(self, name: str, named: bool) -> None:
        seated = sum(map(self.model.sits, NAMES))
        if not self.model.sits(name) or not (named or may_share_unnamed(seated)):
            return
        with self._as(name) as who, clock.held_at(self.model.now):
            post = keep(group=self.group, written=Written("A word."), by=who)
            post = share(post=post, named=named, by=who)
        due = None if named else release_after(self.model.now, self.cast.practice.time_zone)
        standing = Standing.SHOWN if named else Standing.COMING
        self.model.posts.append(Wrote(post, name, standing, self.model.now if named else None, due))

    @precondition(lambda self: self.model.posts)
    @rule(number=st.integers(0, 50))
    def take_back(self, number: int) -> None:
        wrote = self._one(number)
        if wrote.standing is Standing.WITHDRAWN:
            return
        with self._as(wrote.by) as who, clock.held_at(self.model.now):
            withdraw(post=wrote.post, by=who)
        wrote.standing = Standing.WITHDRAWN

    @precondition(lambda self: self.model.posts)
    @rule(number=st.integers(0, 50))
    def hide_or_show(self, number: int) -> None:
        wrote = self._one(number)
        with self._as("ruth") as ruth, clock.held_at(self.model.now):
            if wrote.standing in (Standing.SHOWN, Standing.COMING):
                hide(post=wrote.post, word="Let us speak.", by=ruth)
                wrote.standing = Standing.HIDDEN
            elif wrote.standing is Standing.HIDDEN:
                show_again(post=wrote.post, by=ruth)
                wrote.standing = Standing.SHOWN
                wrote.shown = wrote.shown or self.model.now

    @rule(hours=st.integers(1, 60))
    def time_passes(self, hours: int) -> None:
        self.model.now += timedelta(hours=hours)
        with acting_as(self.cast.system), clock.held_at(self.model.now):
            release_due(by=self.cast.system, now=self.model.now)
        for wrote in self.model.posts:
            if wrote.standing is Standing.COMING and wrote.due is not None and wrote.due <= self.model.now:
                wrote.standing, wrote.shown = Standing.SHOWN, wrote.due

    @invariant()
    def each_reads_exactly_their_own_time(self) -> None:
        for name in NAMES:
            with self._as(name) as who, clock.held_at(self.model.now):
                keys = {line.key for line in stream(who, self.group).lines}
                found = set(Post.visible_to(who).filter(key__in=keys).values_list("pk", flat=True))
            if not self.model.sits(
                name
            ):  # the page itself is missing then; of the rows only one's own are left
                found -= {wrote.post.pk for wrote in self.model.posts if wrote.by == name}
            assert found == set(self.model.seen_by(name)[:20]), name

    def _one(self, number: int) -> Wrote:
        return self.model.posts[number % len(self.model.posts)]

    def _join(self, name: str) -> None:
        with acting_as(self.cast.system), transaction.atomic():
            Membership.unscoped.create(
                practice=self.cast.practice,
                group=self.group,
                member=self.cast.members[name],
                seat=Membership.unscoped.filter(group=self.group).count(),
                starts_at=self.model.now,
            )
        self.model.spells[name].append([self.model.now, None])

    def _as(self, name: str) -> object:
        with clock.held_at(self.model.now):
            return acting_as(self.cast.actor(name))


def test_nobody_reads_from_outside_their_own_time(cast: Cast) -> None:
    for name in NAMES[3:]:
        seat(cast, name)
    CAST[:] = [cast]
    examples = int(os.environ.get("HOLDSPACE_EXAMPLES", "6"))
    run_state_machine_as_test(  # type: ignore[no-untyped-call]
        Intervals, settings=settings(max_examples=examples, stateful_step_count=25, deadline=None)
    )
