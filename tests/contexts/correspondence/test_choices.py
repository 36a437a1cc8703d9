"""Somebody chooses what they hear of, how and when; a mail switches itself off; nobody is missed without a word."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from datetime import datetime, time, timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.mail import EmailMessage
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from holdspace.correspondence import actions, tasks
from holdspace.correspondence.models import Reminder, ReminderChoice
from holdspace.correspondence.rules.timing import ABOUT_A_DAY, NEVER, USUAL, Lead, Quiet
from holdspace.correspondence.rules.ways import Way
from holdspace.correspondence.words import SHOWN
from holdspace.kernel import clock
from holdspace.kernel.refusals import Missing, Refused
from holdspace.members.models import Member
from holdspace.practice.actions import change_practice
from holdspace.sessions import actions as session_actions
from holdspace.vault.scope import acting_as
from tests.browsers import Browser, PushService, push_service
from tests.cast import Cast
from tests.contexts.correspondence.test_reminders import NOON, TUESDAY, beat

pytestmark = pytest.mark.django_db
Kind = Reminder.Kind
PAGE = "/reminders/"


@pytest.fixture(autouse=True)
def _tuesday_noon() -> Iterator[None]:
    with clock.held_at(NOON):
        yield


@pytest.fixture
def service(settings: Any) -> Iterator[PushService]:
    with push_service() as service:
        settings.HOLDSPACE_PUSH_SERVICES = (service.origin,)
        yield service


def choose(
    cast: Cast, name: str, *, lead: Lead | None = None, quiet: Quiet = USUAL, **ways: str
) -> ReminderChoice:
    wanted = {Kind(kind): Way(way) for kind, way in ways.items()}
    choice = actions.Choice(wanted, lead or Lead(), quiet)
    with acting_as(cast.actor(name)) as somebody, transaction.atomic():
        actions.choose_reminders(choice=choice, by=somebody)
        return ReminderChoice.visible_to(somebody).get()


def add_phone(cast: Cast, name: str, service: PushService) -> Browser:
    browser = Browser(f"{service.origin}/{name}")
    with acting_as(cast.actor(name)) as somebody, transaction.atomic():
        actions.add_device(subscription=json.dumps(browser.subscription), by=somebody)
    return browser


def record(cast: Cast, name: str, status: str, reason: str = "") -> None:
    """Ruth writes down who was there in the session of this afternoon."""
    session = cast.sessions["tuesday_next"]
    with clock.held_at(session.starts_at), acting_as(cast.actor("ruth")) as ruth, transaction.atomic():
        session_actions.record_attendance(
            session=session,
            member=cast.members[name],
            status=status,
            arrived_at=None,
            left_at=None,
            reason=reason,
            by=ruth,
        )


def off_address(message: EmailMessage) -> str:
    """The address that a mail program finds in the header."""
    found = message.extra_headers["List-Unsubscribe"]
    assert (found[:5], found[-1]) == ("<http", ">")
    return "/" + found[1:-1].split("/", 3)[3]


# what is chosen


def test_who_chose_nothing_has_mails_as_ever(cast: Cast) -> None:
    assert set(beat()) == {*TUESDAY, "dana@example.org"}


def test_who_wants_nothing_before_a_session_hears_nothing(cast: Cast) -> None:
    choose(cast, "ana", before="none")
    assert set(beat()) == {"bo@example.org", "chidi@example.org", "dana@example.org"}


def test_a_change_always_reaches(cast: Cast) -> None:
    with pytest.raises(Refused, match="by one way at least"):
        choose(cast, "ana", changed="none")
    with pytest.raises(IntegrityError), acting_as(cast.system), transaction.atomic():
        ReminderChoice.unscoped.create(
            practice=cast.practice, member=cast.members["ana"], changed=Way.NONE.value
        )


@pytest.mark.parametrize(("before", "hears"), [(timedelta(hours=5), False), (timedelta(hours=4), True)])
def test_so_many_hours_before(cast: Cast, before: timedelta, hears: bool) -> None:
    choose(cast, "ana", lead=Lead(4))
    with clock.held_at(cast.sessions["tuesday_next"].starts_at - before):
        assert ("ana@example.org" in beat()) is hears


def test_the_day_before_at_an_hour_of_ones_own_clock(cast: Cast) -> None:
    """Ana lives in New York, where seven in the evening is midnight in London, and quiet for the others."""
    choose(cast, "ana", lead=Lead(day_before_at=19))
    with acting_as(cast.system), transaction.atomic():
        Member.unscoped.filter(pk=cast.members["ana"].pk).update(time_zone="America/New_York")
    with clock.held_at(datetime.fromisoformat("2027-03-01T23:59+00:00")):
        assert "ana@example.org" not in beat()
    with clock.held_at(datetime.fromisoformat("2027-03-02T00:00+00:00")):
        assert beat() == ["ana@example.org"]


def test_ones_own_quiet_hours_hold_what_can_wait(cast: Cast) -> None:
    """Bo sleeps by day. At noon the session is at hand and is told of all the same; questions wait."""
    choose(cast, "bo", quiet=Quiet(time(9), time(17)))
    assert "bo@example.org" in beat()
    record(cast, "bo", "present")
    ends = cast.sessions["tuesday_next"].ends_at
    with clock.held_at(ends + timedelta(minutes=70)):  # 16:40
        assert beat() == []
    with clock.held_at(ends + timedelta(minutes=90)):
        assert beat() == ["bo@example.org"]


def test_what_was_switched_off_after_it_was_queued_is_not_sent(cast: Cast) -> None:
    with acting_as(cast.system):
        tasks.send_reminders(clock.now())
    choose(cast, "ana", before="none")
    with acting_as(cast.system), transaction.atomic():
        row = Reminder.unscoped.get(member=cast.members["ana"])
    assert tasks.deliver.func(str(row.practice_id), str(row.pk)) is False
    assert [message.to for message in mail.outbox] == []


def test_only_members_choose(cast: Cast) -> None:
    with pytest.raises(Missing):
        choose(cast, "ruth")


def test_the_page_keeps_what_is_chosen(cast: Cast, client_of: Any) -> None:
    ana: Client = client_of("ana")
    assert "always reaches you by one way at least" in ana.get(PAGE).content.decode()
    given = {
        "before": "push",
        "sign": "none",
        "lead": "day",
        "hour": "18",
        "quiet_from": "",
        "quiet_until": "7",
    }
    assert ana.post(PAGE, given).status_code == 302
    with acting_as(cast.actor("ana")) as somebody, transaction.atomic():
        [kept] = ReminderChoice.visible_to(somebody)
    assert (kept.way(Kind.BEFORE), kept.way(Kind.SIGN), kept.way(Kind.CHANGED)) == (
        Way.PUSH,
        Way.NONE,
        Way.MAIL,
    )
    assert (kept.lead, kept.quiet) == (Lead(ABOUT_A_DAY, 18), NEVER)
    ana.post(PAGE, {"lead": "2", "quiet_from": "22", "quiet_until": "7"})
    with acting_as(cast.actor("ana")) as somebody, transaction.atomic():
        [kept] = ReminderChoice.visible_to(somebody)
    assert (kept.way(Kind.BEFORE), kept.lead, kept.quiet) == (Way.PUSH, Lead(2), Quiet(time(22), time(7)))
    refused = ana.post(PAGE, {"changed": "none"})
    assert refused.status_code == 422


# on devices


def test_who_wants_it_on_a_device_is_told_there_once_and_has_no_mail(
    cast: Cast, service: PushService
) -> None:
    phone = add_phone(cast, "ana", service)
    choose(cast, "ana", before="push")
    assert "ana@example.org" not in beat()
    [(_path, headers, body)] = service.taken
    said = phone.open(body)
    assert (said["title"], said["body"]) == (cast.practice.neutral_subject, SHOWN[Kind.BEFORE])
    assert (headers["Urgency"], headers["Topic"]) == ("normal", said["tag"])
    assert (beat(), len(service.taken)) == ([], 1)


def test_both_is_both(cast: Cast, service: PushService) -> None:
    add_phone(cast, "ana", service)
    choose(cast, "ana", before="both")
    assert "ana@example.org" in beat()
    assert len(service.taken) == 1


@pytest.mark.parametrize("answer", [410, 503])
def test_where_no_device_is_reached_a_mail_comes(cast: Cast, service: PushService, answer: int) -> None:
    add_phone(cast, "ana", service)
    service.answers = answer
    choose(cast, "ana", before="push")
    assert "ana@example.org" in beat()


def test_without_a_device_a_mail_comes(cast: Cast, service: PushService) -> None:
    choose(cast, "ana", before="push")
    assert "ana@example.org" in beat()
    assert service.taken == []


def test_a_device_that_was_told_is_not_told_again_where_the_mail_failed(
    cast: Cast, service: PushService, monkeypatch: pytest.MonkeyPatch
) -> None:
    add_phone(cast, "ana", service)
    choose(cast, "ana", before="both")
    with acting_as(cast.system):
        tasks.send_reminders(clock.now())
        row = Reminder.unscoped.get(member=cast.members["ana"])

    def refuse(self: EmailMessage, fail_silently: bool = False) -> int:
        raise OSError("no mail server")

    with monkeypatch.context() as patched:
        patched.setattr(EmailMessage, "send", refuse)
        with pytest.raises(tasks.Undelivered):
            tasks.deliver.func(str(row.practice_id), str(row.pk))
    assert tasks.deliver.func(str(row.practice_id), str(row.pk)) is True
    assert (len(service.taken), [message.to for message in mail.outbox]) == (1, [["ana@example.org"]])


# one touch


def test_one_touch_without_signing_in_switches_off_one_kind(cast: Cast) -> None:
    beat()
    [message] = [each for each in mail.outbox if each.to == ["ana@example.org"]]
    address = off_address(message)
    assert message.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert f"{address}\n" in message.body
    stranger = Client(enforce_csrf_checks=True)
    assert "These mails come to you" in stranger.get(address).content.decode()
    with acting_as(cast.system), transaction.atomic():
        assert not ReminderChoice.unscoped.exists()  # looking changes nothing
    stranger = Client(enforce_csrf_checks=True)  # and a mail program has no cookies
    answer = stranger.post(address, {"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200
    assert "These mails are switched off" in answer.content.decode()
    with acting_as(cast.system), transaction.atomic():
        [kept] = ReminderChoice.unscoped.all()
    assert kept.member_id == cast.members["ana"].pk
    assert (kept.way(Kind.BEFORE), kept.way(Kind.RATING), kept.way(Kind.CHANGED)) == (
        Way.NONE,
        Way.MAIL,
        Way.MAIL,
    )
    stranger.post(address, {"List-Unsubscribe": "One-Click"})
    assert "switched off" in stranger.get(address).content.decode()
    assert "come again" in stranger.post(address, {"mails": "on"}).content.decode()
    with acting_as(cast.system), transaction.atomic():
        assert ReminderChoice.unscoped.get().way(Kind.BEFORE) is Way.MAIL


def test_a_change_of_time_comes_by_mail_where_no_device_is_told(cast: Cast) -> None:
    with acting_as(cast.actor("ruth")) as ruth, transaction.atomic():
        session_actions.cancel_session(session=cast.sessions["tuesday_next"], reason="", by=ruth)
    beat()
    [message] = [each for each in mail.outbox if each.to == ["ana@example.org"]]
    answer = Client().post(off_address(message)).content.decode()
    assert "a mail comes all the same" in answer
    with acting_as(cast.system), transaction.atomic():
        assert ReminderChoice.unscoped.get().way(Kind.CHANGED) is Way.PUSH


def test_a_wrong_link_is_a_missing_page_and_stands_in_no_log(
    cast: Cast, caplog: pytest.LogCaptureFixture
) -> None:
    beat()
    address = off_address(mail.outbox[0])
    wrong = reverse("correspondence:mails_off", args=["A" * 44])
    for method in ("get", "post"):
        assert getattr(Client(), method)(wrong).status_code == 404
    with caplog.at_level(logging.DEBUG):
        assert Client().put(address).status_code == 405
    assert address not in caplog.text


# missed without a word


@pytest.mark.parametrize(
    ("status", "reason", "hears"),
    [
        ("absent", "", True),
        ("absent", "no_word", True),
        ("absent", "told_us", False),
        ("absent", "ill", False),
        ("absent", "travel", False),
        ("absent", "other", False),
        ("present", "", False),
        ("late", "", False),
    ],
)
def test_the_morning_after_a_session_missed_without_a_word(
    cast: Cast, status: str, reason: str, hears: bool
) -> None:
    beat()
    choose(cast, "ana", rating="none")
    record(cast, "ana", status, reason)
    ends = cast.sessions["tuesday_next"].ends_at
    with clock.held_at(ends + timedelta(hours=2)):
        assert beat() == []
    with clock.held_at(ends + timedelta(hours=17, minutes=30)):  # nine in the morning
        assert beat() == (["ana@example.org"] if hears else [])
        for message in mail.outbox:
            assert "We thought of you." in message.body
            for word in ("therap", "group", "absen", "miss", "session"):
                assert word not in message.body.casefold().replace("we thought of you", "")
        assert beat() == []


@pytest.mark.parametrize("who", ["practice", "ana"])
def test_it_can_be_switched_off_by_the_practice_and_by_oneself(cast: Cast, who: str) -> None:
    beat()
    record(cast, "ana", "absent")
    if who == "practice":
        with acting_as(cast.actor("olu")) as olu, transaction.atomic():
            change_practice(practice=cast.practice, version=1, word_when_missed=False, by=olu)
    else:
        choose(cast, "ana", missed="none")
    with clock.held_at(cast.sessions["tuesday_next"].ends_at + timedelta(hours=18)):
        assert beat() == []


def test_who_was_excused_meanwhile_hears_nothing(cast: Cast) -> None:
    beat()
    record(cast, "ana", "absent")
    with clock.held_at(cast.sessions["tuesday_next"].ends_at + timedelta(hours=18)):
        with acting_as(cast.system):
            tasks.send_reminders(clock.now())
            row = Reminder.unscoped.get(kind=Kind.MISSED)
        record(cast, "ana", "absent", "told_us")
        assert tasks.deliver.func(str(row.practice_id), str(row.pk)) is False


# exactly once


def test_a_worker_that_dies_before_sending_loses_nothing(cast: Cast) -> None:
    with acting_as(cast.system):
        tasks.send_reminders(clock.now())
        row = Reminder.unscoped.get(member=cast.members["ana"])
        assert actions.claim(reminder=row, by=cast.system)  # and dies here
    given = (str(row.practice_id), str(row.pk))
    assert tasks.deliver.func(*given) is False  # somebody seems to have it
    with clock.held_at(NOON + timedelta(minutes=10)):
        with acting_as(cast.system):
            assert tasks.send_reminders(clock.now()) == 4
        assert tasks.deliver.func(*given) is True
        assert tasks.deliver.func(*given) is False
    assert [message.to for message in mail.outbox] == [["ana@example.org"]]


def test_a_worker_that_dies_before_noting_it_sends_the_same_message_again(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Died(BaseException):
        """As if by SIGKILL: nothing after it is done."""

    def die(**_given: object) -> None:
        raise Died

    with acting_as(cast.system):
        tasks.send_reminders(clock.now())
        row = Reminder.unscoped.get(member=cast.members["ana"])
    given = (str(row.practice_id), str(row.pk))
    with monkeypatch.context() as patched:
        patched.setattr(tasks, "note_sent", die)
        with pytest.raises(Died):
            tasks.deliver.func(*given)
    with clock.held_at(NOON + timedelta(minutes=10)):
        assert tasks.deliver.func(*given) is True
    first, second = mail.outbox
    assert first.extra_headers["Message-ID"] == second.extra_headers["Message-ID"]
    assert row.pk.hex in first.extra_headers["Message-ID"]


@pytest.mark.parametrize("back", [timedelta(hours=1), timedelta(days=1)])
def test_a_claim_of_a_clock_that_was_set_back_holds_nobody_up(cast: Cast, back: timedelta) -> None:
    with acting_as(cast.system):
        tasks.send_reminders(clock.now())
        row = Reminder.unscoped.get(member=cast.members["ana"])
        with clock.held_at(NOON + back):
            assert actions.claim(reminder=row, by=cast.system)
    assert tasks.deliver.func(str(row.practice_id), str(row.pk)) is True
