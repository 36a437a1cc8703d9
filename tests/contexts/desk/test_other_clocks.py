"""The group meets at 18:00 in London. Ana lives in New York, where the clocks change in other weeks.

In 2027 New York goes forward on 14 March and London on 28 March; London goes back on 31 October and New York on
7 November. Between these days New York is four hours behind, otherwise five.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from holdspace.accounts.models import User
from holdspace.correspondence.actions import open_feed
from holdspace.kernel import clock
from holdspace.kernel.actors import Actor
from holdspace.sessions.actions import plan_series
from holdspace.sessions.models import GroupSession
from holdspace.vault.scope import acting_as
from tests.cast import Cast, signed_in_client

pytestmark = pytest.mark.django_db
Acting = Callable[[str], Actor]

JOINER = "\u2060"

#: The day of a session → the moment, what Ana's clock shows, what the practice's shows.
WEEKS = {
    "2027-03-09": (datetime(2027, 3, 9, 18, tzinfo=UTC), "13:00\u2060–\u206014:30 (EST)", "18:00", "GMT"),
    "2027-03-16": (datetime(2027, 3, 16, 18, tzinfo=UTC), "14:00\u2060–\u206015:30 (EDT)", "18:00", "GMT"),
    "2027-03-23": (datetime(2027, 3, 23, 18, tzinfo=UTC), "14:00\u2060–\u206015:30 (EDT)", "18:00", "GMT"),
    "2027-03-30": (datetime(2027, 3, 30, 17, tzinfo=UTC), "13:00\u2060–\u206014:30 (EDT)", "18:00", "BST"),
    "2027-10-26": (datetime(2027, 10, 26, 17, tzinfo=UTC), "13:00\u2060–\u206014:30 (EDT)", "18:00", "BST"),
    "2027-11-02": (datetime(2027, 11, 2, 18, tzinfo=UTC), "14:00\u2060–\u206015:30 (EDT)", "18:00", "GMT"),
    "2027-11-09": (datetime(2027, 11, 9, 18, tzinfo=UTC), "13:00\u2060–\u206014:30 (EST)", "18:00", "GMT"),
}
each_week = pytest.mark.parametrize("day", WEEKS)


@pytest.fixture
def meets(cast: Cast, actor: Acting) -> Callable[[str], GroupSession]:
    """The Tuesday group meets at 18:00 on the practice's clock; `meets("2027-03-16")` is that day's session."""
    with acting_as(cast.system):
        GroupSession.unscoped.filter(group=cast.groups["tuesday"]).delete()
        User.objects.filter(pk__in=[cast.users[name].pk for name in ("ana", "ruth", "ines")]).update(
            time_zone="America/New_York"
        )

    def on(day: str) -> GroupSession:
        begin = datetime.fromisoformat(f"{day}T18:00:00")
        with clock.held_at(begin.replace(tzinfo=UTC) - timedelta(weeks=3)), acting_as(actor("ines")) as ines:
            plan_series(
                group=cast.groups["tuesday"], first_local=begin, minutes=90, rrule="", room=None, by=ines
            )
        with acting_as(cast.system):
            return GroupSession.unscoped.get(group=cast.groups["tuesday"])

    return on


def seen(cast: Cast, name: str, path: str, at: datetime) -> str:
    """A page as somebody sees it at a moment."""
    with clock.held_at(at):
        answer = signed_in_client(cast.users[name]).get(path)
    assert answer.status_code == 200
    return answer.content.decode()


@each_week
def test_home_and_check_in_are_on_the_members_own_clock(
    cast: Cast, meets: Callable[[str], GroupSession], day: str
) -> None:
    session, (moment, own, local, zone) = meets(day), WEEKS[day]
    assert session.starts_at == moment  # the group stays at 18:00 on the practice's clock
    before = moment - timedelta(hours=20)
    assert own in seen(cast, "ana", reverse("desk:home"), before)
    assert own in seen(cast, "ana", reverse("desk:checked_in", args=[session.pk]), before)
    assert own in seen(cast, "ana", reverse("desk:circle"), before)
    start, name = own.split(JOINER)[0], own.split()[-1]
    assert f"{start} {name}" in seen(cast, "ana", reverse("desk:check_in", args=[session.pk]), before)
    over = seen(cast, "ana", reverse("desk:check_in", args=[session.pk]), moment + timedelta(hours=3))
    assert f"{start} {name}" in over
    there = seen(cast, "bo", reverse("desk:home"), before)
    assert f"{local}\u2060–\u206019:30</time>" in there  # at home in London no clock has to be named
    assert f"({zone})" not in there


@each_week
def test_a_leader_who_is_away_sees_whose_clock_it_is(
    cast: Cast, meets: Callable[[str], GroupSession], day: str
) -> None:
    session, (moment, own, _local, _zone) = meets(day), WEEKS[day]
    start, name = own.split(JOINER)[0], own.split()[-1]
    end = own.split(JOINER)[-1]
    before = moment - timedelta(hours=2)
    assert own in seen(cast, "ruth", reverse("desk:brief", args=[session.pk]), before)
    assert own in seen(cast, "ruth", reverse("live:session", args=[session.pk]), before)
    assert own in seen(cast, "ruth", reverse("notes:session", args=[session.pk]), before)
    today = seen(cast, "ruth", reverse("desk:today"), before)
    assert f"{start}</time>" in today
    assert f"{end}</time>" in today
    assert f"{start} {name}" in seen(cast, "ruth", reverse("desk:today"), before - timedelta(days=1))
    assert f"{start} {name}" in seen(cast, "ruth", reverse("desk:group", args=[session.group_id]), before)
    at_home = seen(cast, "tomas", reverse("desk:today"), before)
    assert name not in at_home


@each_week
def test_the_schedule_shows_both_clocks(cast: Cast, meets: Callable[[str], GroupSession], day: str) -> None:
    session, (moment, own, local, zone) = meets(day), WEEKS[day]
    page = seen(cast, "ines", reverse("sessions:schedule"), moment - timedelta(hours=30))
    assert f"{local}</time>–" in page
    assert "for you <time" in page
    assert f"{own.split(JOINER)[0]}</time>" in page
    cancel = reverse("sessions:cancel", args=[session.pk])
    assert f"{local} ({zone})" in seen(cast, "ruth", cancel, moment - timedelta(hours=2))


@pytest.mark.parametrize(("week", "differs"), [("2027-W02", False), ("2027-W13", True), ("2027-W27", True)])
def test_the_schedule_asks_about_the_week_on_the_page(cast: Cast, week: str, differs: bool) -> None:
    """In January Reykjavík and London agree; from the end of March on they do not."""
    User.objects.filter(pk=cast.users["ines"].pk).update(time_zone="Atlantic/Reykjavik")
    page = seen(
        cast, "ines", f"{reverse('sessions:schedule')}?week={week}", datetime(2027, 1, 5, 9, tzinfo=UTC)
    )
    assert ("Atlantic/Reykjavik" in page) is differs


@each_week
def test_a_calendar_program_is_told_the_moment_itself(
    cast: Cast, actor: Acting, meets: Callable[[str], GroupSession], day: str
) -> None:
    """It shows it on whichever clock the telephone has."""
    meets(day)
    moment = WEEKS[day][0]
    with clock.held_at(moment - timedelta(days=2)):
        with acting_as(actor("ana")) as ana:
            token = open_feed(by=ana)
        text = Client().get(reverse("correspondence:feed", args=[token])).content.decode()
    assert f"DTSTART:{moment:%Y%m%dT%H%M%SZ}" in text
