"""The week's pages ask the database as often for twelve members as for three, and never in a loop."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from zeal.constants import initialize_app_registry
from zeal.errors import NPlusOneError
from zeal.listeners import zeal_context
from zeal.patch import patch

from benchmarks.grown import Grown, grow
from holdspace.kernel.actors import system_actor
from holdspace.members.models import Member
from holdspace.vault.scope import acting_as
from tests.cast import signed_in_client

Page = Callable[[Grown], tuple[object, str]]

PAGES: dict[str, Page] = {
    "today": lambda grown: (grown.leader, "/today/"),
    "brief": lambda grown: (grown.leader, f"/brief/{grown.ahead.pk}/"),
    "session": lambda grown: (grown.leader, f"/session/{grown.ahead.pk}/"),
    "floor": lambda grown: (grown.leader, f"/session/{grown.ahead.pk}/floor/"),
    "notes": lambda grown: (grown.leader, f"/notes/{grown.behind.pk}/"),
    "climate": lambda grown: (grown.leader, f"/outcomes/groups/{grown.group.pk}/climate/"),
    "together": lambda grown: (grown.leader, f"/outcomes/groups/{grown.group.pk}/together/"),
    "home": lambda grown: (grown.member, "/home/"),
    "change": lambda grown: (grown.leader, f"/outcomes/groups/{grown.group.pk}/"),
    "feedback": lambda grown: (grown.member, "/feedback/"),
    "feedback round": lambda grown: (grown.leader, f"/feedback/rounds/{grown.asked.pk}/"),
    "feedback to read": lambda grown: (grown.leader, f"/feedback/rounds/{grown.asked.pk}/reading/"),
    "words for each other": lambda grown: (grown.member, "/feedback/portraits/"),
    "own picture": lambda grown: (grown.member, f"/feedback/pictures/{grown.picture.pk}/"),
    "a circle's portraits": lambda grown: (grown.leader, f"/feedback/groups/{grown.group.pk}/portraits/"),
    "a portrait": lambda grown: (grown.leader, f"/feedback/portraits/{grown.choosing.pk}/"),
    "space": lambda grown: (grown.member, f"/between/{grown.group.pk}/"),
    "what one wrote": lambda grown: (grown.member, "/between/mine/"),
    "what came": lambda grown: (grown.member, f"/between/{grown.group.pk}/came/"),
    "what helped": lambda grown: (grown.member, f"/between/{grown.group.pk}/helped/"),
    "holding the space": lambda grown: (grown.leader, f"/between/{grown.group.pk}/hold/"),
    "themes": lambda grown: (grown.leader, f"/between/{grown.group.pk}/themes/"),
    "reciprocity": lambda grown: (grown.leader, f"/between/{grown.group.pk}/reciprocity/"),
    "check-in": lambda grown: (grown.member, f"/check-in/{grown.ahead.pk}/"),
    "to try": lambda grown: (grown.member, "/practising/"),
    "what one tried": lambda grown: (grown.member, "/practising/mine/"),
    "what the circle tried": lambda grown: (grown.member, f"/practising/circles/{grown.group.pk}/"),
    "what a group tried": lambda grown: (grown.leader, f"/practising/groups/{grown.group.pk}/"),
    "how one is reminded": lambda grown: (grown.member, "/reminders/"),
    "goodbyes": lambda grown: (grown.member, "/endings/mine/"),
    "a group's goodbyes": lambda grown: (grown.leader, f"/endings/groups/{grown.group.pk}/"),
    "a farewell": lambda grown: (grown.member, f"/endings/farewells/{grown.farewell.pk}/"),
    "holding a farewell": lambda grown: (grown.leader, f"/endings/farewells/{grown.farewell.pk}/hold/"),
    "plan for a harder time": lambda grown: (grown.member, "/after/my-plan/"),
    "before the first time": lambda grown: (grown.member, "/before/"),
    "who prepares": lambda grown: (grown.leader, "/before/people/"),
    "newcomers": lambda grown: (grown.leader, f"/before/groups/{grown.group.pk}/newcomers/"),
    "my circle": lambda grown: (grown.member, "/circle/"),
    "my path": lambda grown: (grown.member, "/path/"),
    "my path as a file": lambda grown: (grown.member, "/path/file/"),
}


MOST = {"today": 26, "brief": 48, "session": 23, "floor": 18, "home": 38}
"""So many statements at most on either database: a page may ask less, never more."""


@pytest.fixture(scope="module", autouse=True)
def _zeal() -> None:
    """Zeal watches only inside `zeal_context`; its hooks alone change nothing for other tests."""
    initialize_app_registry()
    patch()


@pytest.fixture
def groups(db: None) -> tuple[Grown, Grown]:
    """One of 3 members and 3 sessions, one of 12 members and 30 sessions, in one database."""
    return grow("small", members=3, sessions=3), grow("large", members=12, sessions=30)


def statements(client: Client, path: str) -> list[str]:
    """What one request sends, the first request having filled whatever is remembered."""
    assert client.get(path).status_code == 200
    with CaptureQueriesContext(connection) as captured, zeal_context():
        assert client.get(path).status_code == 200
    return [query["sql"] for query in captured.captured_queries]


def test_pages_ask_as_often_for_many_as_for_few(groups: tuple[Grown, Grown]) -> None:
    asked = {}
    for name, page in PAGES.items():
        wanted = [page(grown) for grown in groups]
        asked[name] = [statements(signed_in_client(user), path) for user, path in wanted]  # type: ignore[arg-type]
    counts = {name: [len(each) for each in both] for name, both in asked.items()}
    assert {name: few for name, (few, many) in counts.items() if few != many} == {}, counts
    assert {name: counts[name] for name, most in MOST.items() if counts[name][1] > most} == {}


def test_a_loop_would_be_noticed(groups: tuple[Grown, Grown]) -> None:
    """The watcher itself works: asking for each member's practice in turn is stopped."""
    practice = groups[1].group.practice_id
    with acting_as(system_actor()), zeal_context(), pytest.raises(NPlusOneError):
        [str(member.practice) for member in Member.unscoped.filter(practice=practice)]
