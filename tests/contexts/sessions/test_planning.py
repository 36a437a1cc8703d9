"""A series is planned and stays planned; sessions are cancelled and moved; nobody is in two places."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from holdspace.groups import actions as group_actions
from holdspace.groups.models import Group
from holdspace.kernel import clock
from holdspace.kernel.actors import Actor, system_actor
from holdspace.kernel.refusals import Missing, Refused
from holdspace.sessions import actions, queries
from holdspace.sessions.models import GroupSession, Series
from holdspace.sessions.tasks import extend_all_series
from holdspace.vault.scope import acting_as
from tests.cast import Cast, build_cast

pytestmark = pytest.mark.django_db
Acting = Callable[[str], Actor]

LONDON = ZoneInfo("Europe/London")
MORNING = datetime(2027, 3, 1, 9, tzinfo=UTC)  # a Monday; London's clocks go forward on 28 March 2027


def local(text: str) -> datetime:
    """A time on the practice's wall clock, without a zone."""
    return datetime.fromisoformat(text)


TUESDAY_EVENING = local("2027-03-02T18:00")


@pytest.fixture(autouse=True)
def _monday_morning() -> Iterator[None]:
    with clock.held_at(MORNING):
        yield


def plan(group: Group, by: Actor, first: datetime = TUESDAY_EVENING, **changed: object) -> Series:
    wanted = {"minutes": 90, "rrule": "FREQ=WEEKLY;BYDAY=TU", "room": group.room} | changed
    return actions.plan_series(group=group, first_local=first, by=by, **wanted)  # type: ignore[arg-type]


def coming(group: Group) -> list[GroupSession]:
    """The sessions to come that a series has planned; the cast's own stand without one."""
    rows = GroupSession.unscoped.filter(group=group, series__isnull=False, starts_at__gt=clock.now())
    return list(rows.order_by("starts_at"))


# planning


def test_a_weekly_group_stays_at_six_when_the_clocks_change(cast: Cast, actor: Acting) -> None:
    with acting_as(actor("ines")) as ines:
        plan(cast.groups["tuesday"], ines)
        sessions = coming(cast.groups["tuesday"])
    assert len(sessions) == 27  # the last one an hour before 26 weeks are over, for the clocks went forward
    assert {session.starts_at.astimezone(LONDON).strftime("%a %H:%M") for session in sessions} == {
        "Tue 18:00"
    }
    assert {session.starts_at.astimezone(UTC).hour for session in sessions} == {17, 18}
    assert {session.ends_at - session.starts_at for session in sessions} == {timedelta(minutes=90)}


def test_sessions_are_numbered_on_from_those_that_were_held(cast: Cast, actor: Acting) -> None:
    with acting_as(actor("ines")) as ines:
        plan(cast.groups["tuesday"], ines)
        numbers = [session.number for session in coming(cast.groups["tuesday"])]
    assert numbers == list(range(3, 30))  # the cast has sessions 1 and 2, last Monday and today


def test_the_schedule_is_kept_filled_and_filling_it_twice_adds_nothing(cast: Cast, actor: Acting) -> None:
    with acting_as(actor("ines")) as ines:
        plan(cast.groups["tuesday"], ines)
    with clock.held_at(MORNING + timedelta(weeks=4)):
        with acting_as(system_actor()):  # as the worker does
            assert extend_all_series(clock.now()) == 3  # 27 were there, 4 have been, 26 are to be there
            assert extend_all_series(clock.now()) == 0
        with acting_as(cast.system):
            assert [s.number for s in coming(cast.groups["tuesday"])] == list(range(7, 33))


def test_a_cancelled_session_is_not_made_again(cast: Cast, actor: Acting) -> None:
    with acting_as(actor("ines")) as ines:
        series = plan(cast.groups["tuesday"], ines)
        first, second, *_ = coming(cast.groups["tuesday"])
        actions.cancel_session(session=first, reason="Bank holiday", by=ines)
        assert actions.extend_series(series=series, by=ines) == 0
        second.refresh_from_db()
        assert second.number == 3  # it takes the number of the one that will not be


@pytest.mark.parametrize("who", ["ruth", "kit", "ana", "olu"])
def test_only_coordinators_plan(cast: Cast, actor: Acting, who: str) -> None:
    with acting_as(actor(who)) as somebody, pytest.raises(Refused):
        plan(cast.groups["tuesday"], somebody)


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"first": local("2027-02-23T18:00")}, "past"),
        ({"rrule": "FREQ=WEEKLY;BYDAY=WE"}, "does not fall on a day"),
        ({"rrule": "FREQ=HOURLY"}, "at most once a day"),
        ({"minutes": 0}, "between 1 minute and 24 hours"),
    ],
)
def test_what_cannot_be_planned_is_refused_with_a_sentence(
    cast: Cast, actor: Acting, changed: dict[str, object], sentence: str
) -> None:
    with acting_as(actor("ines")) as ines, pytest.raises(Refused, match=sentence):
        plan(cast.groups["tuesday"], ines, **changed)  # type: ignore[arg-type]


def test_a_room_of_another_practice_does_not_exist(cast: Cast, actor: Acting) -> None:
    other = build_cast("other-")
    with acting_as(actor("ines")) as ines, pytest.raises(Missing):
        plan(cast.groups["tuesday"], ines, room=other.room)


# clashes


def test_a_room_holds_one_group_at_a_time(cast: Cast, actor: Acting) -> None:
    with acting_as(actor("ines")) as ines:
        plan(cast.groups["tuesday"], ines)
        with pytest.raises(Refused, match=r"The room is taken by another group on March 2, 2027, 6 p\.m\."):
            plan(cast.groups["thursday"], ines, first=local("2027-03-02T19:00"))
        plan(cast.groups["thursday"], ines, first=local("2027-03-02T19:30"))  # when the other has ended


def test_a_leader_leads_one_group_at_a_time(cast: Cast, actor: Acting) -> None:
    with acting_as(actor("ines")) as ines:
        group_actions.appoint(
            group=cast.groups["thursday"], staff=cast.staff["ruth"], role="co_leader", by=ines
        )
        plan(cast.groups["tuesday"], ines)
        with pytest.raises(Refused, match="leads another group"):
            plan(cast.groups["thursday"], ines, first=local("2027-03-02T19:00"), room=None)


def test_a_group_meets_once_at_a_time(cast: Cast, actor: Acting) -> None:
    with acting_as(actor("ines")) as ines:
        plan(cast.groups["tuesday"], ines)
        with pytest.raises(Refused, match="meets already"):
            plan(cast.groups["tuesday"], ines, first=local("2027-03-02T17:00"), room=None)


# cancelling and moving


def test_moving_keeps_the_length_and_the_place_in_the_series(cast: Cast, actor: Acting) -> None:
    with acting_as(actor("ines")) as ines:
        plan(cast.groups["tuesday"], ines)
        session = coming(cast.groups["tuesday"])[0]
        moved = actions.move_session(session=session, new_local=local("2027-03-04T10:30"), by=ines)
    assert moved.starts_at == datetime(2027, 3, 4, 10, 30, tzinfo=UTC)  # London is on UTC in early March
    assert moved.ends_at - moved.starts_at == timedelta(minutes=90)
    assert moved.original_local == "2027-03-02T18:00:00"


def test_a_session_moved_behind_the_next_one_changes_number_with_it(cast: Cast, actor: Acting) -> None:
    with acting_as(actor("ines")) as ines:
        plan(cast.groups["tuesday"], ines)
        first, second, *_ = coming(cast.groups["tuesday"])
        actions.move_session(session=first, new_local=local("2027-03-10T18:00"), by=ines)
        first.refresh_from_db()
        second.refresh_from_db()
    assert (second.number, first.number) == (3, 4)


def test_leaders_change_their_own_sessions_and_no_others(cast: Cast, actor: Acting) -> None:
    with acting_as(actor("ines")) as ines:
        plan(cast.groups["tuesday"], ines)
        session = coming(cast.groups["tuesday"])[0]
    with acting_as(actor("kit")) as kit, pytest.raises(Missing):
        actions.cancel_session(session=session, reason="", by=kit)
    with acting_as(actor("ana")) as ana, pytest.raises(Refused, match="Only a coordinator"):
        actions.cancel_session(session=session, reason="", by=ana)
    with acting_as(actor("tomas")) as tomas:
        assert actions.cancel_session(session=session, reason="Ill", by=tomas).cancel_reason == "Ill"
        with pytest.raises(Refused, match="has been cancelled"):
            actions.cancel_session(session=session, reason="Ill", by=tomas)


@pytest.mark.parametrize(
    ("to", "sentence"), [(local("2027-02-23T18:00"), "past"), (local("2027-03-09T17:00"), "meets already")]
)
def test_a_session_moves_neither_into_the_past_nor_onto_another(
    cast: Cast, actor: Acting, to: datetime, sentence: str
) -> None:
    with acting_as(actor("ines")) as ines:
        plan(cast.groups["tuesday"], ines)
        session = coming(cast.groups["tuesday"])[0]
        with pytest.raises(Refused, match=sentence):
            actions.move_session(session=session, new_local=to, by=ines)


def test_a_session_that_has_begun_stays(cast: Cast, actor: Acting) -> None:
    with acting_as(actor("ines")) as ines:
        plan(cast.groups["tuesday"], ines)
        session = coming(cast.groups["tuesday"])[0]
        with clock.held_at(session.starts_at + timedelta(minutes=1)), pytest.raises(Refused, match="begun"):
            actions.cancel_session(session=session, reason="", by=ines)


def test_a_series_that_ended_can_be_planned_anew(cast: Cast, actor: Acting) -> None:
    with acting_as(actor("ines")) as ines:
        series = plan(cast.groups["tuesday"], ines)
        assert actions.end_series(series=series, by=ines) == 27
        assert queries.series_of(ines, cast.groups["tuesday"]) == []
        again = plan(cast.groups["tuesday"], ines)
        assert {session.status for session in coming(cast.groups["tuesday"])} == {"planned"}
        assert {session.series_id for session in coming(cast.groups["tuesday"])} == {again.pk}
    with acting_as(system_actor()):
        assert extend_all_series(clock.now()) == 0


# reading the schedule


def test_everybody_sees_the_sessions_that_are_theirs(cast: Cast, actor: Acting) -> None:
    with acting_as(actor("ines")) as ines:
        plan(cast.groups["tuesday"], ines)
        plan(cast.groups["thursday"], ines, first=local("2027-03-04T12:00"), rrule="FREQ=WEEKLY;BYDAY=TH")
    seen = {}
    for who in ("ines", "ruth", "kit", "ana", "dana", "eve", "olu"):
        with acting_as(actor(who)) as somebody:
            week = queries.sessions_between(somebody, MORNING, MORNING + timedelta(weeks=1))
            seen[who] = {session.group.name for session in week}
    both = {"Tuesday evening", "Thursday noon"}
    assert seen == {
        "ines": both,
        "ruth": {"Tuesday evening"},
        "kit": {"Thursday noon"},
        "ana": {"Tuesday evening"},
        "dana": {"Thursday noon"},
        "eve": set(),
        "olu": set(),
    }


def test_the_next_session_is_the_first_that_stands(cast: Cast, actor: Acting) -> None:
    with acting_as(actor("ines")) as ines:
        plan(cast.groups["tuesday"], ines)
        first, second, *_ = coming(cast.groups["tuesday"])
        for session in (cast.sessions["tuesday_next"], first):
            actions.cancel_session(session=session, reason="", by=ines)
        actions.cancel_session(session=cast.sessions["thursday_next"], reason="", by=ines)
    with acting_as(actor("ana")) as ana:
        assert queries.next_session(cast.groups["tuesday"], actor=ana) == second
        assert queries.next_sessions(ana, [cast.groups["tuesday"].pk]) == {cast.groups["tuesday"].pk: second}
        assert queries.next_session(cast.groups["thursday"], actor=ana) is None


def test_a_session_is_clinical_only_for_those_who_lead(cast: Cast, actor: Acting) -> None:
    session = cast.sessions["tuesday_next"]
    for who, known, clinical in (
        ("ruth", True, True),
        ("ines", True, False),
        ("ana", True, False),
        ("kit", False, False),
        ("sam", False, False),
    ):
        with acting_as(actor(who)) as somebody:
            for find, expected in ((queries.session_for, known), (queries.clinical_session, clinical)):
                if expected:
                    assert find(somebody, session.pk) == session
                else:
                    with pytest.raises(Missing):
                        find(somebody, session.pk)
