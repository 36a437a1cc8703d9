"""Who was there, what members bring, how it was to be in the room."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from holdspace.audit.models import Entry
from holdspace.groups import actions as group_actions
from holdspace.groups.models import Group
from holdspace.groups.queries import circle
from holdspace.kernel import clock
from holdspace.kernel.actors import Actor
from holdspace.kernel.refusals import Conflict, Missing, Refused
from holdspace.members.models import Member
from holdspace.sessions import actions, policies, queries
from holdspace.sessions.models import Attendance, CheckIn, GroupSession
from holdspace.sessions.rules.attendance import Status
from holdspace.vault.scope import acting_as, one_request
from tests.cast import Cast

pytestmark = pytest.mark.django_db
Acting = Callable[[str], Actor]
TUESDAY = ("ana", "bo", "chidi")


def attend(
    cast: Cast, by: Actor, name: str, status: str = "present", session: str = "tuesday_last", reason: str = ""
) -> Attendance:
    held = cast.sessions[session]
    here = status != "absent"
    return actions.record_attendance(
        session=held,
        member=cast.members[name],
        status=status,
        arrived_at=held.starts_at if here else None,
        left_at=None,
        reason=reason,
        by=by,
    )


# attendance


def test_attendance_is_written_over_and_taken_back(cast: Cast, actor: Acting) -> None:
    with acting_as(actor("ruth")) as ruth:
        attend(cast, ruth, "ana")
        attend(cast, ruth, "ana", "absent", reason="ill")
        attend(cast, ruth, "bo", "late")
        seen = {each.person.name: each for each in queries.attendance_of(cast.sessions["tuesday_last"])}
        assert seen["Ana"].attendance is not None
        assert (seen["Ana"].attendance.arrived_at, seen["Ana"].attendance.reason) == (None, "ill")
        assert [each.words for each in seen.values()] == ["absent", "came late", "not noted"]
        actions.clear_attendance(session=cast.sessions["tuesday_last"], member=cast.members["ana"], by=ruth)
        seen = {each.person.name: each for each in queries.attendance_of(cast.sessions["tuesday_last"])}
        assert seen["Ana"].attendance is None


@pytest.mark.parametrize("who", ["kit", "ines", "sam", "ana"])
def test_only_those_who_lead_write_attendance(cast: Cast, actor: Acting, who: str) -> None:
    with acting_as(actor(who)) as somebody, pytest.raises(Missing):
        attend(cast, somebody, "ana")


def test_only_those_of_the_circle_can_have_been_there(cast: Cast, actor: Acting) -> None:
    with acting_as(actor("ruth")) as ruth, pytest.raises(Missing):
        attend(cast, ruth, "dana")


def test_nobody_leaves_before_they_arrive(cast: Cast, actor: Acting) -> None:
    held = cast.sessions["tuesday_last"]
    with acting_as(actor("ruth")) as ruth, pytest.raises(Refused, match="before they arrive"):
        actions.record_attendance(
            session=held,
            member=cast.members["ana"],
            status="left",
            arrived_at=held.starts_at + timedelta(minutes=30),
            left_at=held.starts_at,
            reason="",
            by=ruth,
        )


def test_nobody_was_in_a_session_that_was_cancelled(cast: Cast, actor: Acting) -> None:
    with acting_as(actor("ruth")) as ruth:
        actions.cancel_session(session=cast.sessions["tuesday_next"], reason="", by=ruth)
        cast.sessions["tuesday_next"].refresh_from_db()
        with pytest.raises(Refused, match="cancelled"):
            attend(cast, ruth, "ana", session="tuesday_next")


def test_a_history_tells_came_from_excused_from_missed(cast: Cast, actor: Acting) -> None:
    held = cast.sessions["tuesday_last"]
    people = [cast.members[name].pk for name in TUESDAY]
    with acting_as(actor("ruth")) as ruth:
        attend(cast, ruth, "ana", "left")
        attend(cast, ruth, "bo", "absent", reason="told_us")
        attend(cast, ruth, "chidi", "absent", reason="no_word")
        history = queries.history_of(cast.groups["tuesday"], people, before=clock.now())
        assert [history[member] for member in people] == [
            [Status.ATTENDED],
            [Status.EXCUSED],
            [Status.MISSED],
        ]
        assert queries.history_of(cast.groups["tuesday"], people, before=held.starts_at)[people[0]] == []


def test_sessions_before_somebody_joined_are_not_in_their_history(cast: Cast, actor: Acting) -> None:
    with acting_as(actor("ruth")) as ruth:
        group_actions.admit_member(group=cast.groups["tuesday"], member=cast.members["dana"], by=ruth)
        history = queries.history_of(
            cast.groups["tuesday"], [cast.members["dana"].pk, cast.members["ana"].pk], before=clock.now()
        )
    assert history == {cast.members["dana"].pk: [], cast.members["ana"].pk: [Status.EXPECTED]}


@pytest.mark.parametrize(("size", "sessions"), [(3, 1), (12, 40)])
def test_reading_attendance_costs_the_same_for_a_large_group_with_a_long_history(
    cast: Cast, actor: Acting, django_assert_max_num_queries: Callable[..., object], size: int, sessions: int
) -> None:
    tuesday = cast.groups["tuesday"]
    with acting_as(cast.system):
        Group.unscoped.filter(pk=tuesday.pk).update(max_size=14)
        for number in range(3, size):
            member = Member.unscoped.create(practice=cast.practice, chosen_name=f"New {number}")
            group_actions.admit_member(group=tuesday, member=member, by=cast.system)
        for number in range(1, sessions):
            starts = clock.now() - timedelta(weeks=number, days=2)
            GroupSession.unscoped.create(
                practice=cast.practice,
                group=tuesday,
                number=number,
                original_local=starts.strftime("%Y-%m-%dT%H:%M:%S"),
                starts_at=starts,
                ends_at=starts + timedelta(hours=1),
                status="held",
            )
    with acting_as(actor("ruth")) as ruth, one_request():
        people = [person.member_id for person in circle(tuesday)]
        with django_assert_max_num_queries(3):
            queries.history_of(tuesday, people, before=clock.now(), limit=40)
        with django_assert_max_num_queries(3):
            queries.attendance_of(cast.sessions["tuesday_last"])
        with django_assert_max_num_queries(4):  # how far she reaches, sessions, ratings, keys
            queries.group_ratings(tuesday, actor=ruth, limit=40)


# check-in


def bring(cast: Cast, by: Actor, name: str = "ana", **changed: object) -> CheckIn:
    wanted = {"brings": "My father called.", "openness": 3, "share": "therapists", "version": 0} | changed
    return actions.save_check_in(
        session=cast.sessions["tuesday_next"],
        member=cast.members[name],
        by=by,
        **wanted,  # type: ignore[arg-type]
    )


def test_what_a_member_brings_is_kept_and_changed(cast: Cast, actor: Acting) -> None:
    with acting_as(actor("ana")) as ana:
        assert bring(cast, ana).version == 1
        changed = bring(cast, ana, brings="My father called twice.", openness=None, version=1)
        own = queries.check_in_of(ana, cast.sessions["tuesday_next"])
    assert own is not None
    assert (changed.version, own.brings, own.openness) == (2, "My father called twice.", None)


def test_a_second_device_does_not_overwrite_the_first(cast: Cast, actor: Acting) -> None:
    with acting_as(actor("ana")) as ana:
        bring(cast, ana)
        with pytest.raises(Conflict) as conflict:
            bring(cast, ana, brings="On the telephone")
        assert conflict.value.newest == 1
        own = queries.check_in_of(ana, cast.sessions["tuesday_next"])
    assert own is not None
    assert own.brings == "My father called."


def test_everything_may_be_left_empty(cast: Cast, actor: Acting) -> None:
    with acting_as(actor("ana")) as ana:
        assert bring(cast, ana, brings="", openness=None).brings == ""


@pytest.mark.parametrize("who", ["bo", "dana", "ruth", "ines", "eve"])
def test_nobody_checks_in_for_somebody_else(cast: Cast, actor: Acting, who: str) -> None:
    with acting_as(actor(who)) as somebody, pytest.raises(Missing):
        bring(cast, somebody, "ana")


def test_after_its_end_a_session_takes_no_check_in(cast: Cast, actor: Acting) -> None:
    over = clock.held_at(cast.sessions["tuesday_next"].ends_at)
    with over, acting_as(actor("ana")) as ana, pytest.raises(Refused, match="over"):
        bring(cast, ana)


def test_therapists_read_what_is_shared_and_only_that(cast: Cast, actor: Acting) -> None:
    with acting_as(actor("ana")) as ana:
        bring(cast, ana)
    with acting_as(actor("bo")) as bo:
        bring(cast, bo, "bo", brings="Not yet.", openness=1, share="nobody")
    with acting_as(actor("ruth")) as ruth:
        brought = queries.brought_to(ruth, cast.sessions["tuesday_next"])
        assert [(each.brings, each.openness, each.shared) for each in brought] == [
            ("My father called.", 3, True),
            ("", None, False),
        ]
    for who in ("kit", "ines", "sam", "olu", "chidi"):
        with acting_as(actor(who)) as somebody:
            assert queries.brought_to(somebody, cast.sessions["tuesday_next"]) == []


# rating


def rate(cast: Cast, actor: Acting, name: str, **answers: int | None) -> None:
    with acting_as(actor(name)) as member:
        actions.rate_session(session=cast.sessions["tuesday_last"], answers=answers, by=member)


def all_attend(cast: Cast, actor: Acting) -> None:
    with acting_as(actor("ruth")) as ruth:
        for name in TUESDAY:
            attend(cast, ruth, name)


def test_leaders_see_the_groups_rating_from_three_answers_on(cast: Cast, actor: Acting) -> None:
    all_attend(cast, actor)
    rate(cast, actor, "ana", heard=8, overall=9)
    rate(cast, actor, "bo", heard=5, overall=None)
    with acting_as(actor("ruth")) as ruth:
        assert [rating for _, rating in queries.group_ratings(cast.groups["tuesday"], actor=ruth)] == [None]
    rate(cast, actor, "chidi", heard=2, overall=3)
    with acting_as(actor("ruth")) as ruth:
        [(session, rating)] = queries.group_ratings(cast.groups["tuesday"], actor=ruth)
    assert session == cast.sessions["tuesday_last"]
    assert rating is not None
    assert dict(rating.means) == {"heard": 5.0}  # (8 + 5 + 2) / 3; "overall" was answered twice
    with acting_as(actor("kit")) as kit:
        assert queries.group_ratings(cast.groups["tuesday"], actor=kit) == []


def test_a_rating_is_given_once(cast: Cast, actor: Acting) -> None:
    all_attend(cast, actor)
    rate(cast, actor, "ana", overall=9)
    with pytest.raises(Refused, match="answered"):
        rate(cast, actor, "ana", overall=1)


def test_only_who_was_there_rates(cast: Cast, actor: Acting) -> None:
    with pytest.raises(Refused, match="not in this session"):
        rate(cast, actor, "ana", overall=9)
    with pytest.raises(Missing):
        rate(cast, actor, "dana", overall=9)
    with acting_as(actor("ruth")) as ruth, pytest.raises(Missing):
        actions.rate_session(session=cast.sessions["tuesday_last"], answers={"overall": 9}, by=ruth)


def test_a_session_that_began_before_its_time_can_be_rated_at_once(cast: Cast, actor: Acting) -> None:
    with acting_as(actor("ruth")) as ruth:
        attend(cast, ruth, "ana")
    held = cast.sessions["tuesday_last"]
    held.began_at = held.starts_at - timedelta(minutes=20)
    with acting_as(cast.system):
        held.save(update_fields=["began_at"])
    with clock.held_at(held.began_at + timedelta(minutes=10)), acting_as(actor("ana")) as ana:
        assert queries.to_rate(ana) == [held]
        rate(cast, actor, "ana", overall=9)


def test_a_session_can_be_rated_for_a_week(cast: Cast, actor: Acting) -> None:
    all_attend(cast, actor)
    held = cast.sessions["tuesday_last"]
    with acting_as(actor("ana")) as ana:
        assert queries.to_rate(ana) == [held]
        for moment, can in (
            (held.starts_at - timedelta(minutes=1), False),
            (held.starts_at, True),
            (held.ends_at + timedelta(days=7), True),
            (held.ends_at + timedelta(days=7, minutes=1), False),
        ):
            with clock.held_at(moment):
                assert policies.can_rate(ana, held, cast.members["ana"]) is can
    rate(cast, actor, "ana", overall=9)
    with acting_as(actor("ana")) as ana:
        assert queries.to_rate(ana) == []


@pytest.mark.parametrize(("answers", "sentence"), [({"overall": 11}, "0 to 10"), ({}, "at least one")])
def test_an_answer_is_on_the_scale(cast: Cast, actor: Acting, answers: dict[str, int], sentence: str) -> None:
    all_attend(cast, actor)
    with pytest.raises(Refused, match=sentence):
        rate(cast, actor, "ana", **answers)


def test_every_change_is_on_the_record(cast: Cast, actor: Acting) -> None:
    all_attend(cast, actor)
    rate(cast, actor, "ana", overall=9)
    with acting_as(actor("ana")) as ana:
        bring(cast, ana)
    with acting_as(cast.system):
        acts = list(Entry.objects.values_list("act", flat=True))
    assert acts == [*["sessions.attendance_recorded"] * 3, "sessions.rated", "sessions.checked_in"]


@pytest.mark.parametrize("who", ["ruth", "kit", "sam", "olu", "ana"])
def test_only_who_keeps_the_books_takes_attendance_out(cast: Cast, actor: Acting, who: str) -> None:
    with acting_as(actor(who)) as somebody, pytest.raises(Missing):
        actions.export_attendance(group=cast.groups["tuesday"], by=somebody)
    with acting_as(actor("ines")) as ines:
        assert actions.export_attendance(group=cast.groups["tuesday"], by=ines).startswith("name,starts")
