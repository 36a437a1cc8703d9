"""The pages of sessions: the schedule, attendance, how it was in the room."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from holdspace.accounts.models import User
from holdspace.audit.models import Entry
from holdspace.kernel import clock
from holdspace.kernel.actors import Actor
from holdspace.members.models import Member
from holdspace.sessions import actions
from holdspace.sessions.models import GroupSession, Series, SessionRating
from holdspace.vault.scope import acting_as
from tests.cast import Cast

pytestmark = pytest.mark.django_db
Acting = Callable[[str], Actor]
Browser = Callable[[str], Client]
MORNING = datetime(2027, 3, 22, 9, tzinfo=UTC)  # the Monday before London's clocks go forward


@pytest.fixture(autouse=True)
def _monday_morning() -> Iterator[None]:
    with clock.held_at(MORNING):
        yield


def plan(cast: Cast, **changed: object) -> dict[str, object]:
    return {
        "group": str(cast.groups["tuesday"].pk),
        "day": "2027-03-23",
        "time": "18:00",
        "minutes": "90",
        "every": "1",
        "room": str(cast.room.pk) if cast.room else "",
        "until": "",
    } | changed


# the schedule


def test_a_coordinator_plans_a_series_and_sees_it_on_the_schedule(cast: Cast, client_of: Browser) -> None:
    ines = client_of("ines")
    answer = ines.post(reverse("sessions:plan"), plan(cast), follow=True)
    assert b"Planned: every Tuesday at 18:00." in answer.content
    assert answer.redirect_chain[-1][0].endswith("?week=2027-W12")
    for words in (
        b"Tuesday 23 March",
        b"Tuesday evening",
        b"Blue room",
        b"They go forward on Sunday 28 March",
    ):
        assert words in answer.content
    after = ines.get(reverse("sessions:schedule"), {"week": "2027-W13"}).content
    assert b"18:00" in after
    assert b"The clocks change" not in after


@pytest.mark.parametrize(
    ("changed", "rule"),
    [
        ({}, "FREQ=WEEKLY;BYDAY=TU"),
        ({"every": "2"}, "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU"),
        ({"weekdays": ["1", "3"], "until": "2027-06-01"}, "FREQ=WEEKLY;BYDAY=TU,TH;UNTIL=20270601"),
        ({"every": "0"}, ""),
    ],
)
def test_what_a_coordinator_says_becomes_a_rule(
    cast: Cast, client_of: Browser, changed: dict[str, object], rule: str
) -> None:
    assert client_of("ines").post(reverse("sessions:plan"), plan(cast, **changed)).status_code == 302
    with acting_as(cast.system):
        assert Series.unscoped.get().rrule == rule


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"day": "2027-03-02"}, b"Choose a day to come."),
        ({"until": "2027-03-01"}, b"The end lies before the first session."),
        ({"weekdays": ["2"]}, b"does not fall on a day of this rule"),
        ({"minutes": "5"}, b"greater than or equal to 15"),
        ({"day": "2027-03-22", "time": "11:30"}, b"This group meets already on"),
    ],
)
def test_what_cannot_be_planned_comes_back_as_it_was_typed(
    cast: Cast, client_of: Browser, changed: dict[str, object], sentence: bytes
) -> None:
    answer = client_of("ines").post(reverse("sessions:plan"), plan(cast, **changed))
    assert answer.status_code == 422
    assert sentence in answer.content
    assert str(plan(cast, **changed)["time"]).encode() in answer.content


def test_somebody_elsewhere_sees_their_own_time_too(cast: Cast, client_of: Browser) -> None:
    ines = client_of("ines")
    ines.post(reverse("sessions:plan"), plan(cast))
    assert b"for you" not in ines.get(reverse("sessions:schedule")).content
    User.objects.filter(pk=cast.users["ines"].pk).update(time_zone="Europe/Madrid")
    page = ines.get(reverse("sessions:schedule")).content
    assert b"Europe/Madrid" in page
    assert b">19:00<" in page  # 18:00 in London


def test_an_unreadable_week_is_this_one(cast: Cast, client_of: Browser) -> None:
    for name in ("", "2027-W99", "x", "2027-W", "0-W0"):
        page = client_of("ines").get(reverse("sessions:schedule"), {"week": name})
        assert b"22 March to 28 March 2027" in page.content


def test_a_session_is_cancelled_after_a_question(cast: Cast, client_of: Browser) -> None:
    session = cast.sessions["tuesday_next"]
    path = reverse("sessions:cancel", args=[session.pk])
    assert b"Cancel this session?" in client_of("ruth").get(path).content
    assert client_of("ruth").post(path, {"reason": "Ruth is ill"}).status_code == 302
    assert b"cancelled" in client_of("ines").get(reverse("sessions:schedule")).content
    assert client_of("ruth").get(path).status_code == 422  # it has been cancelled


def test_a_session_is_moved(cast: Cast, client_of: Browser) -> None:
    session = cast.sessions["tuesday_next"]
    path = reverse("sessions:move", args=[session.pk])
    assert b'value="2027-03-22"' in client_of("tomas").get(path).content
    refused = client_of("tomas").post(path, {"day": "2027-03-01", "time": "10:00", "room": ""})
    assert (refused.status_code, b"Choose a time to come." in refused.content) == (422, True)
    assert (
        client_of("tomas").post(path, {"day": "2027-03-24", "time": "10:00", "room": ""}).status_code == 302
    )
    with acting_as(cast.system):
        moved = GroupSession.unscoped.get(pk=session.pk)
    assert moved.starts_at == datetime(2027, 3, 24, 10, tzinfo=UTC)
    assert moved.room_id == session.room_id


def test_a_series_ends_after_a_question(cast: Cast, client_of: Browser) -> None:
    ines = client_of("ines")
    ines.post(reverse("sessions:plan"), plan(cast))
    assert b"every Tuesday at 18:00" in ines.get(reverse("sessions:series")).content
    with acting_as(cast.system):
        series = Series.unscoped.get()
    path = reverse("sessions:end_series", args=[series.pk])
    assert b"every Tuesday at 18:00" in ines.get(path).content
    assert ines.post(path).status_code == 302
    assert b"Nothing is planned" in ines.get(reverse("sessions:series")).content


@pytest.mark.parametrize("name", ["schedule", "plan", "series", "attendance"])
@pytest.mark.parametrize("who", ["ruth", "sam", "olu", "ana"])
def test_the_schedule_is_the_coordinators(cast: Cast, client_of: Browser, who: str, name: str) -> None:
    assert client_of(who).get(reverse(f"sessions:{name}")).status_code == 404


@pytest.mark.parametrize("name", ["cancel", "move"])
@pytest.mark.parametrize("who", ["kit", "sam", "olu", "ana", "dana"])
def test_nobody_changes_the_sessions_of_others(cast: Cast, client_of: Browser, who: str, name: str) -> None:
    path = reverse(f"sessions:{name}", args=[cast.sessions["tuesday_next"].pk])
    client = client_of(who)
    assert (client.get(path).status_code, client.post(path).status_code) == (404, 404)


# attendance


def noted(cast: Cast, actor: Acting) -> None:
    with acting_as(actor("ruth")) as ruth:
        for name, status, reason in (
            ("ana", "late", ""),
            ("bo", "absent", "told_us"),
            ("chidi", "absent", "no_word"),
        ):
            actions.record_attendance(
                session=cast.sessions["tuesday_last"],
                member=cast.members[name],
                status=status,
                arrived_at=cast.sessions["tuesday_last"].starts_at if status == "late" else None,
                left_at=None,
                reason=reason,
                by=ruth,
            )


def test_the_coordinator_sees_who_was_there_and_nothing_else(
    cast: Cast, actor: Acting, client_of: Browser
) -> None:
    noted(cast, actor)
    with acting_as(actor("ana")) as ana:
        actions.save_check_in(
            session=cast.sessions["tuesday_next"],
            member=cast.members["ana"],
            brings="My father called.",
            openness=3,
            share="therapists",
            version=0,
            by=ana,
        )
    path = f"{reverse('sessions:attendance')}?group={cast.groups['tuesday'].pk}"
    page = client_of("ines").get(path).content
    for words in (b"Ana", b"came late", b"told us before", b"no word", b"1 of 1", b"0 of 1"):
        assert words in page
    assert b"My father called." not in page
    assert b"Eve" not in page  # she had left before this session


def test_a_name_that_is_a_formula_is_exported_as_text(cast: Cast, actor: Acting, client_of: Browser) -> None:
    with acting_as(cast.system):
        ana = Member.unscoped.get(pk=cast.members["ana"].pk)
        ana.chosen_name = "=1+1"
        ana.save()
    noted(cast, actor)
    answer = client_of("ines").get(reverse("sessions:export", args=[cast.groups["tuesday"].pk]))
    assert answer["Content-Disposition"] == 'attachment; filename="export-2027-03-22.csv"'
    rows = list(csv.DictReader(answer.content.decode().splitlines()))
    assert [(row["name"], row["status"], row["reason"]) for row in rows] == [
        ("'=1+1", "late", ""),
        ("Bo", "absent", "told_us"),
        ("Chidi", "absent", "no_word"),
    ]
    assert rows[0]["starts"] == rows[0]["arrived"] == "2027-03-15T11:00+00:00"
    with acting_as(cast.system):
        entry = Entry.objects.get(act="sessions.attendance_exported")
        assert entry.concerned.count() == 3


def test_the_export_asks_who_you_are_again(cast: Cast, client_of: Browser) -> None:
    ines = client_of("ines")
    with clock.held_at(MORNING + timedelta(minutes=6)):
        answer = ines.get(reverse("sessions:export", args=[cast.groups["tuesday"].pk]))
    assert (answer.status_code, reverse("account_reauthenticate") in answer["Location"]) == (302, True)


# rating


def test_a_member_says_how_it_was(cast: Cast, actor: Acting, client_of: Browser) -> None:
    noted(cast, actor)
    path = reverse("sessions:rate", args=[cast.sessions["tuesday_last"].pk])
    ana = client_of("ana")
    page = ana.get(path).content
    assert b"not a validated measure" in page
    assert b"Did you feel safe enough, and heard?" in page
    assert ana.post(path, {}).status_code == 422
    assert ana.post(path, {"heard": "11"}).status_code == 422
    assert ana.post(path, {"heard": "7", "mattered": "", "overall": "9"}).status_code == 302
    with acting_as(cast.system):
        assert SessionRating.unscoped.get().answers == {"heard": 7, "overall": 9}
    assert ana.get(path).status_code == 422  # once
    assert client_of("bo").get(path).status_code == 422  # he was not there
    assert client_of("dana").get(path).status_code == 404


@pytest.mark.parametrize("weeks", [1, 20])
def test_the_pages_cost_the_same_whatever_the_length(
    cast: Cast, client_of: Browser, django_assert_max_num_queries: Callable[..., object], weeks: int
) -> None:
    with acting_as(cast.system):
        for number in range(weeks):
            starts = MORNING - timedelta(weeks=number, hours=20)
            for key in ("tuesday", "thursday"):
                GroupSession.unscoped.create(
                    practice=cast.practice,
                    group=cast.groups[key],
                    number=number,
                    original_local=f"{number}",
                    starts_at=starts + timedelta(hours=number % 7),
                    ends_at=starts + timedelta(hours=8),
                    status="held",
                )
    ines = client_of("ines")
    ines.get(reverse("sessions:schedule"))
    for page, most in (("schedule", 14), ("attendance", 14)):
        with django_assert_max_num_queries(most):
            ines.get(reverse(f"sessions:{page}"), {"week": "2027-W11"})
