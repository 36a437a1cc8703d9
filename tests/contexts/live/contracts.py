"""What every Gate and every Feed must do. The fakes of these tests and the project's own classes share it.

To hold an implementation to it, subclass and give a world:

    class TestDjangoGate(GateContract):
        def world(self) -> GateWorld: ...
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable
from typing import Protocol, TypeVar
from uuid import UUID, uuid4

from holdspace.live.lines import Admission, Line, Why, room_of
from holdspace.live.relay import Feed
from holdspace.live.rooms import Gate

T = TypeVar("T")


def run(story: Awaitable[T]) -> T:
    async def tell() -> T:
        return await story

    return asyncio.run(tell())


class GateWorld(Protocol):
    """Ana and Bo belong to Tuesdays, whose session runs; Dana does not. All three have an account."""

    gate: Gate
    session_id: UUID
    group_id: UUID

    def cookies_of(self, name: str) -> dict[str, str]:
        """The cookies of a browser in which `ana`, `bo` or `dana` signed in; always the same for one name."""

    def user_id_of(self, name: str) -> UUID: ...

    def remove_from_group(self, name: str) -> None: ...

    def sign_out(self, name: str) -> None: ...


class GateContract:
    """Forbidden and missing are not told apart; what was given can be asked for again."""

    def world(self) -> GateWorld:
        raise NotImplementedError

    def test_ana_may_listen_to_her_session_and_her_group(self):
        world = self.world()
        session = run(world.gate.admit(world.cookies_of("ana"), "session", world.session_id))
        group = run(world.gate.admit(world.cookies_of("ana"), "group", world.group_id))
        assert session is not None
        assert group is not None
        assert session.user_id == group.user_id == world.user_id_of("ana")
        assert session.room == room_of("session", world.session_id)
        assert group.room == room_of("group", world.group_id)
        assert session.version >= 0
        assert run(world.gate.still(session))

    def test_dana_and_a_room_that_does_not_exist_get_the_same_answer(self):
        world = self.world()
        for kind, subject in (("session", world.session_id), ("group", world.group_id)):
            assert run(world.gate.admit(world.cookies_of("dana"), kind, subject)) is None
            assert run(world.gate.admit(world.cookies_of("ana"), kind, uuid4())) is None

    def test_a_group_is_not_a_session(self):
        world = self.world()
        assert run(world.gate.admit(world.cookies_of("ana"), "session", world.group_id)) is None

    def test_nobody_and_a_forged_cookie_are_not_let_in(self):
        world = self.world()
        forged = {name: value[::-1] + "x" for name, value in world.cookies_of("ana").items()}
        for cookies in ({}, forged):
            assert run(world.gate.admit(cookies, "session", world.session_id)) is None

    def test_after_removal_the_answer_is_no_for_bo_and_still_yes_for_ana(self):
        world = self.world()
        bo = run(world.gate.admit(world.cookies_of("bo"), "group", world.group_id))
        ana = run(world.gate.admit(world.cookies_of("ana"), "group", world.group_id))
        assert bo is not None
        assert ana is not None
        world.remove_from_group("bo")
        assert not run(world.gate.still(bo))
        assert run(world.gate.still(ana))
        assert run(world.gate.admit(world.cookies_of("bo"), "group", world.group_id)) is None

    def test_after_signing_out_the_answer_is_no(self):
        world = self.world()
        cookies = world.cookies_of("bo")
        bo = run(world.gate.admit(cookies, "group", world.group_id))
        assert bo is not None
        world.sign_out("bo")
        assert not run(world.gate.still(bo))
        assert run(world.gate.admit(cookies, "group", world.group_id)) is None


class FeedWorld(Protocol):
    """A feed, and three acts that it must tell of."""

    feed: Feed
    session_id: UUID
    group_id: UUID

    def mark_somebody_arrived(self) -> int:
        """Change the state of the session; its new version."""

    def remove_bo_from_group(self) -> UUID:
        """Bo's user id."""

    def do_something_else(self) -> None:
        """An act that concerns no room and nobody's rights."""


class FeedContract:
    """In order, repeatable, and complete."""

    def world(self) -> FeedWorld:
        raise NotImplementedError

    def test_nothing_comes_after_the_newest(self):
        world = self.world()
        world.mark_somebody_arrived()
        assert list(run(world.feed.after(run(world.feed.newest())))) == []

    def test_acts_come_in_rising_order_and_the_same_again(self):
        world = self.world()
        start = run(world.feed.newest())
        world.mark_somebody_arrived()
        world.mark_somebody_arrived()
        world.do_something_else()
        world.remove_bo_from_group()
        told = list(run(world.feed.after(start)))
        numbers = [change.seq for change in told]
        assert numbers == sorted(set(numbers))
        assert numbers[0] > start
        assert list(run(world.feed.after(start))) == told
        assert list(run(world.feed.after(numbers[0]))) == told[1:]
        assert run(world.feed.newest()) >= numbers[-1]

    def test_a_change_of_state_carries_its_room_and_version(self):
        world = self.world()
        start = run(world.feed.newest())
        version = world.mark_somebody_arrived()
        told = [change for change in run(world.feed.after(start)) if change.version is not None]
        assert [change.version for change in told] == [version]
        assert room_of("session", world.session_id) in told[0].rooms

    def test_a_removal_asks_for_everyone_it_may_concern(self):
        world = self.world()
        start = run(world.feed.newest())
        bo = world.remove_bo_from_group()
        told = [change for change in run(world.feed.after(start)) if change.rights]
        assert {change.why for change in told} == {Why.REMOVED}
        for room in (room_of("session", world.session_id), room_of("group", world.group_id)):
            bos_line = Line(Admission(bo, room, 0), now=0.0)
            assert any(change.concerns(bos_line) for change in told)

    def test_what_concerns_no_room_asks_for_nobody(self):
        world = self.world()
        start = run(world.feed.newest())
        world.do_something_else()
        assert not any(change.rights or change.version for change in run(world.feed.after(start)))
