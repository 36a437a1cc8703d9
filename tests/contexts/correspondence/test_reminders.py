"""Messages that leave the building: to whom, when, once, and in words that say nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend

from holdspace.agreements import actions as agreement_actions
from holdspace.correspondence.mail import Undelivered
from holdspace.correspondence.models import Reminder
from holdspace.correspondence.tasks import deliver, send_reminders
from holdspace.groups import actions as group_actions
from holdspace.groups.models import Membership
from holdspace.kernel import clock
from holdspace.kernel.actors import Actor, system_actor
from holdspace.measures import actions as measures
from holdspace.measures.rules.due import Plan, Point
from holdspace.members.models import Contact, Member
from holdspace.practice.actions import change_practice
from holdspace.sessions import actions as session_actions
from holdspace.sessions.models import GroupSession
from holdspace.vault.scope import acting_as
from tests.cast import LONG_AGO, Cast

pytestmark = pytest.mark.django_db
Acting = Callable[[str], Actor]
NOON = datetime(
    2027, 3, 2, 12, tzinfo=UTC
)  # Tuesday; the cast's next sessions begin at two, last ones a week ago
TUESDAY = {"ana@example.org", "bo@example.org", "chidi@example.org"}


def local(text: str) -> datetime:
    """A time on the practice's wall clock, without a zone."""
    return datetime.fromisoformat(text)


@pytest.fixture(autouse=True)
def _tuesday_noon() -> Iterator[None]:
    with clock.held_at(NOON):
        yield


def beat() -> list[str]:
    """What the worker does: find, queue, deliver. Returns who was written to."""
    mail.outbox.clear()
    with acting_as(system_actor()):
        before = set(Reminder.unscoped.filter(sent_at__isnull=False).values_list("pk", flat=True))
        send_reminders(clock.now())
        for row in Reminder.unscoped.filter(sent_at__isnull=True).exclude(pk__in=before).order_by("pk"):
            deliver.func(str(row.practice_id), str(row.pk))
    return sorted(message.to[0] for message in mail.outbox)


def test_everybody_of_the_coming_sessions_is_reminded_once(cast: Cast) -> None:
    assert beat() == sorted({*TUESDAY, "dana@example.org"})
    assert beat() == []


def test_a_message_says_nothing(cast: Cast) -> None:
    beat()
    for message in mail.outbox:
        assert message.subject == cast.practice.neutral_subject
        assert cast.practice.sender_name in message.from_email
        text = message.message().as_string()
        for secret in (
            "Tuesday",
            "Thursday",
            "Ruth",
            "Ana ",
            "Harbour",
            "Blue",
            "therap",
            "group",
            "14:00",
            "session",
        ):
            assert secret not in text
        assert "http://127.0.0.1:8000/\n" in message.body


@pytest.mark.parametrize(("hours", "reminded"), [(27, 0), (26, 4), (1, 4), (0, 0)])
def test_reminders_go_out_about_a_day_before(cast: Cast, hours: int, reminded: int) -> None:
    starts = cast.sessions["tuesday_next"].starts_at
    with clock.held_at(starts - timedelta(hours=hours)):
        assert len(beat()) == reminded


def test_a_session_that_was_moved_is_told_of_and_reminded_of_again(cast: Cast, actor: Acting) -> None:
    beat()
    with acting_as(actor("ines")) as ines:
        session_actions.move_session(
            session=cast.sessions["tuesday_next"], new_local=local("2027-03-05T18:00"), by=ines
        )
    assert set(beat()) == TUESDAY  # moved
    with clock.held_at(NOON + timedelta(days=2, hours=12)):  # midnight: it can wait for the morning
        assert beat() == []
    with clock.held_at(NOON + timedelta(days=2, hours=20)):
        assert set(beat()) == TUESDAY  # and before it begins
        assert beat() == []


def test_another_clock_of_the_practice_moves_no_session(cast: Cast, actor: Acting) -> None:
    """What was planned at 18:00 in London stays there, and nobody is told of a change."""
    with acting_as(actor("ines")) as ines:
        series = session_actions.plan_series(
            group=cast.groups["tuesday"],
            first_local=local("2027-03-09T18:00"),
            minutes=90,
            rrule="FREQ=WEEKLY",
            room=None,
            by=ines,
        )
    with acting_as(cast.system):
        GroupSession.unscoped.exclude(series=series).delete()
    with acting_as(actor("olu")) as olu:
        change_practice(practice=cast.practice, version=1, time_zone="America/New_York", by=olu)
    with acting_as(cast.system):
        first = GroupSession.unscoped.filter(series=series).order_by("starts_at")[0]
    assert first.starts_at == datetime(2027, 3, 9, 18, tzinfo=UTC)
    assert beat() == []


def test_a_cancelled_session_is_told_of_once(cast: Cast, actor: Acting) -> None:
    with acting_as(actor("ruth")) as ruth:
        session_actions.cancel_session(session=cast.sessions["tuesday_next"], reason="Ruth is ill", by=ruth)
    assert set(beat()) == {*TUESDAY, "dana@example.org"}
    assert beat() == []


def test_several_changes_at_once_are_one_message(cast: Cast, actor: Acting) -> None:
    with acting_as(actor("ines")) as ines:
        series = session_actions.plan_series(
            group=cast.groups["tuesday"],
            first_local=local("2027-03-09T18:00"),
            minutes=90,
            rrule="FREQ=WEEKLY",
            room=None,
            by=ines,
        )
        session_actions.end_series(series=series, by=ines)
    assert beat().count("ana@example.org") == 2  # the reminder of today, and one for three cancelled sessions


def test_who_left_and_who_cannot_be_reached_is_not_written_to(cast: Cast, actor: Acting) -> None:
    with acting_as(actor("ruth")) as ruth:
        spell = Membership.unscoped.get(member=cast.members["ana"])
        group_actions.end_membership(membership=spell, ending="left", by=ruth)
    with acting_as(cast.system):
        Member.unscoped.filter(pk=cast.members["bo"].pk).update(user=None)
        Member.unscoped.filter(pk=cast.members["chidi"].pk).update(user=None)
        Contact.unscoped.create(
            practice=cast.practice, member=cast.members["chidi"], kind="email", value="chidi@home.example"
        )
    assert beat() == ["chidi@home.example", "dana@example.org"]


def test_a_reminder_that_no_longer_holds_is_not_delivered(cast: Cast, actor: Acting) -> None:
    with acting_as(system_actor()):
        send_reminders(clock.now())
    with acting_as(actor("ruth")) as ruth:
        session_actions.cancel_session(session=cast.sessions["tuesday_next"], reason="", by=ruth)
    with acting_as(cast.system):
        row = Reminder.unscoped.filter(session=cast.sessions["tuesday_next"]).first()
    assert row is not None
    assert deliver.func(str(row.practice_id), str(row.pk)) is False


def test_after_a_session_those_who_were_there_are_asked_how_it_was(cast: Cast, actor: Acting) -> None:
    held = cast.sessions["tuesday_next"]
    with clock.held_at(held.starts_at), acting_as(actor("ruth")) as ruth:
        for name, status in (("ana", "present"), ("bo", "absent"), ("chidi", "late")):
            session_actions.record_attendance(
                session=held,
                member=cast.members[name],
                status=status,
                arrived_at=None,
                left_at=None,
                reason="told_us" if status == "absent" else "",
                by=ruth,
            )
    with clock.held_at(held.ends_at + timedelta(minutes=30)):
        assert beat() == []
        with acting_as(actor("chidi")) as chidi:
            session_actions.rate_session(session=held, answers={"overall": 7}, by=chidi)
    with clock.held_at(held.ends_at + timedelta(hours=7)):  # half past ten in the evening
        assert beat() == []
    with clock.held_at(held.ends_at + timedelta(hours=18)):
        assert beat() == ["ana@example.org"]
        assert beat() == []


def test_a_month_after_leaving_people_are_told_once_of_questions(cast: Cast, actor: Acting) -> None:
    """Eve left on 1 February; on 1 March and the two days after a message goes out, unless she has answered."""
    plan = Plan(0, frozenset({Point.AFTER_1}))
    with acting_as(actor("ruth")) as ruth:
        measures.choose(group=cast.groups["tuesday"], plans={"phq-9": plan}, by=ruth)
    with acting_as(cast.system):
        session = cast.sessions["tuesday_last"]
        GroupSession.unscoped.filter(pk=session.pk).update(starts_at=NOON - timedelta(days=35))
        spell = Membership.unscoped.filter(member=cast.members["eve"])
        spell.update(ends_at=datetime(2027, 2, 1, 12, tzinfo=UTC), starts_at=LONG_AGO)
    assert "eve@example.org" in beat()
    (message,) = [message for message in mail.outbox if message.to == ["eve@example.org"]]
    assert "There are a few short questions for you." in message.body
    assert "left" not in message.body
    assert beat() == []
    with clock.held_at(NOON + timedelta(days=4)):
        assert beat() == []


def test_who_has_left_is_asked_also_where_nobody_meets_any_more(cast: Cast, actor: Acting) -> None:
    """Eve's group was the last of this practice, and met for the last time a month ago."""
    with acting_as(actor("ruth")) as ruth:
        plan = Plan(0, frozenset({Point.AFTER_1}))
        measures.choose(group=cast.groups["tuesday"], plans={"phq-9": plan}, by=ruth)
    with acting_as(cast.system):
        over = NOON - timedelta(days=35)
        GroupSession.unscoped.update(starts_at=over, ends_at=over + timedelta(minutes=90))
        spell = Membership.unscoped.filter(member=cast.members["eve"])
        spell.update(ends_at=datetime(2027, 2, 1, 12, tzinfo=UTC), starts_at=LONG_AGO)
    assert beat() == ["eve@example.org"]
    assert beat() == []


def test_who_has_answered_meanwhile_is_not_told_of_questions(cast: Cast, actor: Acting) -> None:
    plan = Plan(0, frozenset({Point.AFTER_1}))
    with acting_as(actor("ruth")) as ruth:
        measures.choose(group=cast.groups["tuesday"], plans={"phq-9": plan}, by=ruth)
    with acting_as(cast.system):
        GroupSession.unscoped.filter(pk=cast.sessions["tuesday_last"].pk).update(
            starts_at=NOON - timedelta(days=35)
        )
        Membership.unscoped.filter(member=cast.members["eve"]).update(
            ends_at=datetime(2027, 2, 1, 12, tzinfo=UTC), starts_at=LONG_AGO
        )
        spell = Membership.unscoped.select_related("group", "member").get(member=cast.members["eve"])
    with acting_as(actor("eve")) as eve:
        measures.answer_afterwards(spell=spell, answers={"phq-9": {"mood": 1}}, by=eve)
    assert "eve@example.org" not in beat()


def test_before_a_session_people_are_asked_for_what_they_have_not_signed(cast: Cast, actor: Acting) -> None:
    beat()
    with acting_as(actor("ruth")) as ruth:
        agreement = agreement_actions.publish_agreement(group=cast.groups["tuesday"], body="Ours", by=ruth)
    with acting_as(actor("ana")) as ana:
        agreement_actions.sign(agreement=agreement, signed_name="Ana", by=ana)
    assert beat() == ["bo@example.org", "chidi@example.org"]
    assert beat() == []


def test_a_message_that_could_not_leave_waits_and_its_failure_names_nobody(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(self: EmailBackend, messages: object) -> int:
        raise OSError("550 ana@example.org: mailbox unavailable")

    with acting_as(cast.system):
        send_reminders(clock.now())
        row = Reminder.unscoped.order_by("pk").first()
        assert row is not None
        with monkeypatch.context() as patched:
            patched.setattr(EmailBackend, "send_messages", refuse)
            with pytest.raises(Undelivered, match=r"^OSError$"):
                deliver.func(str(row.practice_id), str(row.pk))
        assert deliver.func(str(row.practice_id), str(row.pk)) is True
        assert deliver.func(str(row.practice_id), str(row.pk)) is False  # it has left already


def test_what_waits_too_long_is_queued_again(cast: Cast) -> None:
    with acting_as(system_actor()):
        assert send_reminders(clock.now()) == 4
        assert send_reminders(clock.now()) == 0
        with clock.held_at(NOON + timedelta(minutes=11)):
            assert send_reminders(clock.now()) == 4
