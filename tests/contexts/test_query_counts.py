"""The week's pages ask the database as often for twelve members as for three, and never in a loop; those of
arriving, leaving, staying in touch, practice, goals and money as often after three years as after three weeks.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from zeal.constants import initialize_app_registry
from zeal.errors import NPlusOneError
from zeal.listeners import zeal_context
from zeal.patch import patch

from benchmarks.grown import Grown, grow
from benchmarks.years import Lived, live
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

Room = Callable[[Lived], tuple[object, str, tuple[object, ...]]]


def of_member(name: str, *args: Callable[[Lived], object]) -> Room:
    """A page of one who attends."""
    return lambda lived: (lived.grown.member, name, tuple(each(lived) for each in args))


def of_left(name: str, *args: Callable[[Lived], object]) -> Room:
    """A page of one who has left."""
    return lambda lived: (lived.left, name, tuple(each(lived) for each in args))


def of_newcomer(name: str, *args: Callable[[Lived], object]) -> Room:
    """A page of one who came yesterday."""
    return lambda lived: (lived.newcomer.user, name, tuple(each(lived) for each in args))


def of_leader(name: str, *args: Callable[[Lived], object]) -> Room:
    """A page of who leads."""
    return lambda lived: (lived.grown.leader, name, tuple(each(lived) for each in args))


def of_books(name: str, *args: Callable[[Lived], object]) -> Room:
    """A page of who bills."""
    return lambda lived: (lived.bills, name, tuple(each(lived) for each in args))


def the_group(lived: Lived) -> object:
    return lived.grown.group.pk


def the_member(lived: Lived) -> object:
    return lived.attends.pk


def the_newcomer(lived: Lived) -> object:
    return lived.newcomer.pk


ROOMS: dict[str, list[Room]] = {
    "preparation": [
        of_newcomer("desk:home"),
        of_newcomer("preparation:before"),
        of_newcomer("preparation:group_is"),
        of_newcomer("preparation:hopes", the_group),
        of_newcomer("preparation:joining", the_group),
        of_leader("preparation:people"),
        of_leader("preparation:read_hopes", the_group, the_newcomer),
        of_leader("preparation:newcomers", the_group),
    ],
    "endings": [
        of_member("endings:mine"),
        of_member("endings:leave", the_group),
        of_member("endings:line", the_group),
        of_member("endings:keepsake", the_group),
        of_member("endings:farewell", lambda lived: lived.grown.farewell.pk),
        of_member("endings:own", lambda lived: lived.grown.farewell.pk),
        of_member("endings:unsaid", lambda lived: lived.departure.pk),
        of_left("endings:mine"),
        of_left("endings:keepsake", the_group),
        of_leader("endings:group", the_group),
        of_leader("endings:close", the_group),
        of_leader("endings:departure", lambda lived: lived.departure.pk),
        of_leader("endings:hold", lambda lived: lived.grown.farewell.pk),
    ],
    "aftercare": [
        of_left("desk:home"),
        of_left("aftercare:my_plan"),
        of_left("aftercare:plan_copy"),
        of_left("aftercare:plan_version", lambda lived: 1),
        of_left("aftercare:write_plan"),
        of_left("aftercare:come_back"),
        of_left("circle:mine"),
        of_left("circle:after"),
        of_member("aftercare:my_plan"),
        of_member("circle:after"),
        of_member("circle:own", lambda lived: lived.given.key),
        of_member("circle:others", lambda lived: lived.given.key),
        of_leader("aftercare:shared_plan", the_member),
    ],
    "correspondence": [
        of_member("correspondence:reminders"),
        of_member("correspondence:feeds"),
        of_member("correspondence:devices"),
    ],
    "skills": [
        of_member("skills:library"),
        of_member("skills:skill", lambda lived: "ask-for-help"),
        of_member("skills:mine"),
        of_member("skills:circle", the_group),
        of_member("skills:note", the_group, lambda lived: "ask-for-help"),
        of_member("skills:tried", lambda lived: lived.trying.pk),
        of_member("skills:change", lambda lived: lived.trying.pk),
        of_leader("skills:library"),
        of_leader("skills:own"),
        of_leader("skills:write_own"),
        of_leader("skills:change_own", lambda lived: lived.own_skill.pk),
        of_leader("skills:group", the_group),
        of_leader("skills:assign", the_group),
    ],
    "goals and paths": [
        of_member("desk:path"),
        of_member("desk:path_file"),
        of_leader("outcomes:goals", the_group, the_member),
        of_leader("outcomes:change_goal", lambda lived: lived.goal.pk),
        of_leader("outcomes:path", the_member),
        of_leader("desk:member", the_member),
    ],
    "billing": [
        of_books("billing:month"),
        of_books("billing:month_table"),
        of_books("billing:files"),
        of_books("billing:accounts"),
        of_books("billing:account", the_member),
        of_books("billing:profile", the_member),
        of_books("billing:set_up"),
        of_books("billing:practice"),
        of_books("billing:fees"),
        of_books("billing:add_insurer"),
        of_books("billing:change_insurer", lambda lived: lived.insurer.pk),
        of_books("billing:provider", lambda lived: lived.provider.pk),
        of_leader("billing:sessions"),
        of_member("billing:mine"),
    ],
}
"""Every page of the rooms around the week that is read, with whose it is."""


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


def test_pages_ask_as_often_after_three_years_as_after_three_weeks(db: None) -> None:
    both = live(grow("short", members=3, sessions=4)), live(grow("long", members=6, sessions=156))
    counts: dict[str, list[tuple[str, list[int]]]] = {room: [] for room in ROOMS}
    for room, pages in ROOMS.items():
        for page in pages:
            wanted = [page(lived) for lived in both]
            asked = [
                len(statements(signed_in_client(user), reverse(name, args=args)))  # type: ignore[arg-type]
                for user, name, args in wanted
            ]
            counts[room].append((wanted[0][1], asked))
    assert [each for rows in counts.values() for each in rows if len(set(each[1])) > 1] == [], counts


def test_a_loop_would_be_noticed(groups: tuple[Grown, Grown]) -> None:
    """The watcher itself works: asking for each member's practice in turn is stopped."""
    practice = groups[1].group.practice_id
    with acting_as(system_actor()), zeal_context(), pytest.raises(NPlusOneError):
        [str(member.practice) for member in Member.unscoped.filter(practice=practice)]
