"""What one member alone is asked, at which points of their course, and what waits for a week."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from holdspace.audit.models import Entry
from holdspace.groups.models import Membership
from holdspace.kernel.actors import Actor
from holdspace.kernel.refusals import Missing, Refused
from holdspace.measures.actions import choose, choose_own, record_administration
from holdspace.measures.models import OwnSchedule, Schedule
from holdspace.measures.queries import due_for, spell_for
from holdspace.measures.rules.due import NOTHING, Own, Plan, Point
from holdspace.measures.rules.length import PER_QUESTION, PROMISED
from holdspace.sessions.models import GroupSession
from holdspace.vault.scope import acting_as
from tests.cast import LONG_AGO, Cast
from tests.contexts.desk.story import queries_of, text_of

pytestmark = pytest.mark.django_db
Acting = Callable[[str], Actor]
Browsers = Callable[[str], Client]


def spell(cast: Cast, name: str = "ana", group: str = "tuesday") -> Membership:
    with acting_as(cast.system):
        rows = Membership.unscoped.select_related("group", "member", "practice")
        return rows.get(member=cast.members[name], group=cast.groups[group])


def page_of(cast: Cast, name: str = "ana") -> str:
    return reverse("measures:own", args=[spell(cast, name).pk])


def group_asks(cast: Cast, by: Actor, **plans: Plan) -> None:
    with acting_as(by):
        named = {name.replace("_", "-"): plan for name, plan in plans.items()}
        choose(group=cast.groups["tuesday"], plans=named, by=by)


def ana_is_asked(cast: Cast, by: Actor, **own: Own | None) -> None:
    with acting_as(by):
        named = {name.replace("_", "-"): each for name, each in own.items()}
        choose_own(spell=spell(cast), own=named, by=by)


def due(cast: Cast, name: str = "ana", session: GroupSession | None = None) -> list[str]:
    with acting_as(cast.actor(name)):
        found = due_for(cast.members[name].pk, session or cast.sessions["tuesday_next"])
    return [each.id for each in found]


def answers(cast: Cast, which: str, session: GroupSession, name: str = "ana") -> None:
    with acting_as(cast.system), transaction.atomic():
        record_administration(
            member=cast.members[name], group=cast.groups["tuesday"], session=session, instrument_id=which,
            answers={"mood" if which == "phq-9" else "worry": 1}, by=cast.system,
        )  # fmt: skip


def later(cast: Cast, number: int) -> GroupSession:
    after = cast.sessions["tuesday_next"]
    starts = after.starts_at + timedelta(weeks=number - after.number)
    with acting_as(cast.system):
        return GroupSession.unscoped.create(
            practice=cast.practice, group=cast.groups["tuesday"], number=number,
            original_local=f"later-{number}", starts_at=starts, ends_at=starts + timedelta(minutes=90),
        )  # fmt: skip


# a member's own


def test_ana_is_asked_besides_the_group_and_bo_is_not(cast: Cast, actor: Acting) -> None:
    group_asks(cast, actor("ruth"), phq_9=Plan(1))
    ana_is_asked(cast, actor("ruth"), gad_7=Own(Plan(2), adds=True))
    assert due(cast) == ["phq-9", "gad-7"]
    assert due(cast, "bo") == ["phq-9"]


def test_instead_of_the_group_ana_is_asked_less_often(cast: Cast, actor: Acting) -> None:
    group_asks(cast, actor("ruth"), phq_9=Plan(1))
    ana_is_asked(cast, actor("ruth"), phq_9=Own(Plan(4)))
    for name in ("ana", "bo"):
        answers(cast, "phq-9", cast.sessions["tuesday_last"], name)
    assert (due(cast), due(cast, "bo")) == ([], ["phq-9"])


def test_not_this_person(cast: Cast, actor: Acting) -> None:
    group_asks(cast, actor("ruth"), phq_9=Plan(1))
    ana_is_asked(cast, actor("tomas"), phq_9=Own(NOTHING))
    assert (due(cast), due(cast, "bo")) == ([], ["phq-9"])
    ana_is_asked(cast, actor("ruth"), phq_9=None)
    assert due(cast) == ["phq-9"]
    acts = Entry.objects.filter(act__startswith="measures.own").order_by("seq")
    assert [entry.act for entry in acts] == ["measures.own_chosen", "measures.own_lifted"]
    assert json.loads(acts[0].detail)["members"] == [str(cast.members["ana"].pk)]


def test_saying_the_same_again_is_not_recorded(cast: Cast, actor: Acting) -> None:
    for _ in range(2):
        ana_is_asked(cast, actor("ruth"), phq_9=Own(Plan(2), adds=True), gad_7=None)
    assert Entry.objects.filter(act__startswith="measures.own").count() == 1


@pytest.mark.parametrize(
    "own", [Own(NOTHING, adds=True), Own(Plan(13)), Own(Plan(1, middle=0)), Own(Plan(-1))]
)
def test_what_makes_no_sense_is_refused_and_nothing_of_it_holds(cast: Cast, actor: Acting, own: Own) -> None:
    with pytest.raises(Refused):
        ana_is_asked(cast, actor("ruth"), gad_7=Own(Plan(1)), phq_9=own)
    with acting_as(cast.system):
        assert not OwnSchedule.unscoped.exists()


@pytest.mark.parametrize("who", ["kit", "bo", "ana", "ines", "sam", "olu"])
def test_only_those_who_lead_choose_it(cast: Cast, actor: Acting, who: str) -> None:
    with pytest.raises(Refused):
        ana_is_asked(cast, actor(who), phq_9=Own(Plan(1)))


def test_the_page_shows_what_holds_and_saves_it(cast: Cast, actor: Acting, client_of: Browsers) -> None:
    group_asks(cast, actor("ruth"), phq_9=Plan(4, frozenset({Point.START})))
    ruth = client_of("ruth")
    assert "The group: every 4 sessions and at the start." in text_of(ruth, page_of(cast))
    sent = {"phq-9-way": "instead", "phq-9": "2", "phq-9-points": ["end", "after-3"], "gad-7-way": "group"}
    assert ruth.post(page_of(cast), sent | {"middle": "5"}).status_code == 302
    with acting_as(cast.system):
        (row,) = OwnSchedule.unscoped.all()
    assert row.own == Own(Plan(2, frozenset({Point.END, Point.AFTER_3}), middle=5))
    page = text_of(ruth, page_of(cast))
    assert '<option value="instead" selected>' in page
    assert 'value="after-3" id="id_phq-9-points_4" checked' in page


def test_besides_and_nothing_comes_back_with_a_word(cast: Cast, client_of: Browsers) -> None:
    answer = client_of("ruth").post(page_of(cast), {"phq-9-way": "adds", "phq-9": "0"})
    assert answer.status_code == 422
    assert "at most twelve sessions apart" in answer.content.decode()


def test_the_members_page_leads_there_for_who_decides(cast: Cast, client_of: Browsers) -> None:
    page = text_of(client_of("ruth"), reverse("desk:member", args=[cast.members["ana"].pk]))
    for name in ("own", "paper", "hand_over"):
        assert reverse(f"measures:{name}", args=[spell(cast).pk]) in page


def test_a_membership_elsewhere_does_not_exist(cast: Cast, actor: Acting) -> None:
    with acting_as(actor("ruth")) as ruth, pytest.raises(Missing):
        spell_for(ruth, spell(cast, "dana", "thursday").pk)


# points of a course


def test_the_groups_page_keeps_points_and_the_middle(cast: Cast, client_of: Browsers) -> None:
    page = reverse("measures:schedule", args=[cast.groups["tuesday"].pk])
    ruth = client_of("ruth")
    sent = {"phq-9": "0", "phq-9-points": ["start", "middle", "after-6"], "gad-7": "0", "middle": "8"}
    assert ruth.post(page, sent).status_code == 302
    with acting_as(cast.system):
        (row,) = Schedule.unscoped.filter(group=cast.groups["tuesday"])
    assert (row.every, row.points, row.middle) == (0, ["start", "middle", "after-6"], 8)
    group = text_of(ruth, reverse("desk:group", args=[cast.groups["tuesday"].pk]))
    assert "PHQ-9 (at the start, in the middle and 6 months after leaving)" in group


def test_a_point_that_does_not_exist_comes_back_with_a_word(cast: Cast, client_of: Browsers) -> None:
    page = reverse("measures:schedule", args=[cast.groups["tuesday"].pk])
    answer = client_of("ruth").post(page, {"phq-9": "1", "gad-7": "0", "phq-9-points": ["never"]})
    assert answer.status_code == 422


def test_a_newcomer_is_asked_at_their_start_and_ana_no_more(cast: Cast, actor: Acting) -> None:
    """Ana answered in session 1. Chidi came into the group after it."""
    group_asks(cast, actor("ruth"), phq_9=Plan(0, frozenset({Point.START})))
    answers(cast, "phq-9", cast.sessions["tuesday_last"])
    with acting_as(cast.system):
        joined = cast.sessions["tuesday_last"].ends_at + timedelta(hours=1)
        Membership.unscoped.filter(member=cast.members["chidi"]).update(starts_at=joined)
    answers(cast, "phq-9", cast.sessions["tuesday_last"], "bo")
    assert (due(cast), due(cast, "bo"), due(cast, "chidi")) == ([], [], ["phq-9"])
    answers(cast, "phq-9", cast.sessions["tuesday_next"], "chidi")
    third = later(cast, 3)
    assert (due(cast, "ana", third), due(cast, "chidi", third)) == ([], [])


def test_the_end_is_the_last_session_that_is_planned(cast: Cast, actor: Acting) -> None:
    group_asks(cast, actor("ruth"), phq_9=Plan(0, frozenset({Point.END})))
    assert due(cast) == ["phq-9"]  # nothing is planned after the next one
    third = later(cast, 3)
    assert (due(cast), due(cast, session=third)) == ([], ["phq-9"])
    with acting_as(cast.system):
        GroupSession.unscoped.filter(pk=third.pk).update(status="cancelled")
    assert due(cast) == ["phq-9"]


def test_in_the_middle_of_ones_own_sessions(cast: Cast, actor: Acting) -> None:
    group_asks(cast, actor("ruth"), phq_9=Plan(0, frozenset({Point.MIDDLE}), middle=3))
    answers(cast, "phq-9", cast.sessions["tuesday_last"])
    assert [due(cast, session=later(cast, number)) for number in (3, 4)] == [["phq-9"], ["phq-9"]]
    assert due(cast) == []


def test_an_answer_between_two_sessions_counts_with_the_one_before(cast: Cast, actor: Acting) -> None:
    group_asks(cast, actor("ruth"), phq_9=Plan(2))
    with acting_as(cast.system), transaction.atomic():
        record_administration(
            member=cast.members["ana"], group=cast.groups["tuesday"], session=None, instrument_id="phq-9",
            answers={"mood": 1}, by=cast.system,
        )  # fmt: skip
    third = later(cast, 3)
    assert (due(cast), due(cast, session=third)) == ([], ["phq-9"])


# two minutes


def test_what_does_not_fit_waits_a_week_and_then_comes_first(
    cast: Cast, actor: Acting, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With a promise of 90 seconds the GAD-7 (7 questions) does not fit beside the PHQ-9 (10): 30 + 85."""
    assert (PROMISED, PER_QUESTION) == (120, 5)
    monkeypatch.setattr("holdspace.measures.rules.length.PROMISED", 90)
    group_asks(cast, actor("ruth"), phq_9=Plan(1), gad_7=Plan(0, frozenset({Point.START})))
    assert due(cast) == ["phq-9"]
    answers(cast, "phq-9", cast.sessions["tuesday_next"])
    assert due(cast) == []  # opened again it asks nothing more
    third = later(cast, 3)
    assert due(cast, session=third) == ["gad-7"]
    answers(cast, "gad-7", third)
    assert due(cast, session=later(cast, 4)) == ["phq-9"]


# how often the database is asked


def test_three_years_of_weekly_answers_ask_the_database_no_more_often(
    cast: Cast, actor: Acting, client_of: Browsers
) -> None:
    group_asks(cast, actor("ruth"), phq_9=Plan(1, frozenset({Point.START, Point.END})), gad_7=Plan(4))
    ana_is_asked(cast, actor("ruth"), gad_7=Own(Plan(2), adds=True))
    pages = (
        ("ana", reverse("desk:check_in", args=[cast.sessions["tuesday_next"].pk])),
        ("ruth", page_of(cast)),
        ("ruth", reverse("measures:hand_over", args=[spell(cast).pk])),
        ("ruth", reverse("measures:paper", args=[spell(cast).pk])),
    )
    answers(cast, "phq-9", cast.sessions["tuesday_last"])
    few = [queries_of(client_of(name), page) for name, page in pages]
    last = cast.sessions["tuesday_last"]
    with acting_as(cast.system), transaction.atomic():
        Membership.unscoped.filter(group=cast.groups["tuesday"]).update(
            starts_at=LONG_AGO - timedelta(weeks=200)
        )
        GroupSession.unscoped.bulk_create(
            GroupSession(
                practice=cast.practice, group=cast.groups["tuesday"], number=n, original_local=f"years-{n}",
                starts_at=last.starts_at - timedelta(weeks=n), ends_at=last.ends_at - timedelta(weeks=n),
                status="held",
            )
            for n in range(3, 156)
        )  # fmt: skip
        for session in GroupSession.unscoped.filter(original_local__startswith="years")[:40]:
            answers(cast, "phq-9", session)
    assert [queries_of(client_of(name), page) for name, page in pages] == few
