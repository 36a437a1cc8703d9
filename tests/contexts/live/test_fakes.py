"""The small world behind these tests keeps the contracts that the real gate and the real feed must keep."""

from __future__ import annotations

from tests.contexts.live.contracts import FeedContract, GateContract
from tests.contexts.live.fakes import SmallWorld


class TestSmallWorldAsGate(GateContract):
    def world(self) -> SmallWorld:
        return SmallWorld()


class TestSmallWorldAsFeed(FeedContract):
    def world(self) -> SmallWorld:
        return SmallWorld()
