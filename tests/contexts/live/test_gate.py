"""The real gate and the real feed keep the same contracts as the fakes, on the database that pages use."""

from __future__ import annotations

from uuid import UUID, uuid4

import pytest
from django.conf import settings
from django.db import transaction

from holdspace.audit.log import record
from holdspace.groups.actions import end_membership
from holdspace.groups.models import Membership
from holdspace.kernel import clock
from holdspace.live.actions import Touch, apply_touch
from holdspace.live.gate import AuditFeed, DatabaseGate
from holdspace.live.queries import screen
from holdspace.practice.spells import running
from holdspace.vault.scope import acting_as
from tests.cast import Cast, build_cast, signed_in_client
from tests.contexts.live.coming_in import come_in
from tests.contexts.live.contracts import FeedContract, GateContract
from tests.scratch import transactional_db

__all__ = ["transactional_db"]


class PracticeWorld:
    """The cast, committed, so that the gate's own threads see it."""

    def __init__(self, cast: Cast) -> None:
        self.cast = cast
        self.gate, self.feed = DatabaseGate(), AuditFeed()
        self.session = cast.sessions["tuesday_next"]
        self.session_id, self.group_id = self.session.pk, cast.groups["tuesday"].pk
        self._browsers = {name: signed_in_client(cast.users[name]) for name in ("ana", "bo", "dana")}
        with acting_as(cast.system), transaction.atomic():
            self.session.starts_at = clock.now()
            self.session.save(update_fields=["starts_at"])
            self.session.group.modality = "online"
            self.session.group.save(update_fields=["modality"])
        for name in ("ana", "bo"):
            come_in(cast, self.session, name)

    def cookies_of(self, name: str) -> dict[str, str]:
        cookie = self._browsers[name].cookies[settings.SESSION_COOKIE_NAME]
        return {settings.SESSION_COOKIE_NAME: cookie.value}

    def user_id_of(self, name: str) -> UUID:
        return self.cast.users[name].pk

    def remove_from_group(self, name: str) -> None:
        ruth = self.cast.actor("ruth")
        with acting_as(ruth), transaction.atomic():
            rows = Membership.unscoped.select_related("group", "member")
            spell = rows.get(running(), member=self.cast.members[name])
            end_membership(membership=spell, ending="left", by=ruth)

    def remove_bo_from_group(self) -> UUID:
        self.remove_from_group("bo")
        return self.user_id_of("bo")

    def sign_out(self, name: str) -> None:
        self._browsers[name].session.flush()

    def mark_somebody_arrived(self) -> int:
        ruth = self.cast.actor("ruth")
        with acting_as(ruth), transaction.atomic():
            seat = next(seat for seat in screen(self.session).state.seats if not seat.is_here)
            sent = {"member": str(seat.member_id), "seat_rev": seat.rev}
            touch = Touch("mark_arrived", sent, uuid4(), clock.now())
            return apply_touch(session=self.session, touch=touch, by=ruth).version

    def do_something_else(self) -> None:
        with acting_as(self.cast.system), transaction.atomic():
            record("practice.changed", by=self.cast.system)


@pytest.fixture
def committed(transactional_db: str) -> Cast:
    """The cast in a database of this test's own."""
    return build_cast()


class OfThisTest:
    """Gives the contract's tests their world."""

    @pytest.fixture(autouse=True)
    def _people(self, committed: Cast) -> None:
        self.committed = committed

    def world(self) -> PracticeWorld:
        return PracticeWorld(self.committed)


class TestDatabaseGate(OfThisTest, GateContract):
    pass


class TestAuditFeed(OfThisTest, FeedContract):
    pass
