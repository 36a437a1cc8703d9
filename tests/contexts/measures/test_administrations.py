"""Ana fills in her questionnaires; Ruth sees how they went; Kit and Bo see nothing of it."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta

import pytest
from django.db import connection, transaction

from holdspace.audit.models import Concerned, Entry
from holdspace.kernel import clock
from holdspace.kernel.actors import Actor
from holdspace.kernel.refusals import Missing, Refused
from holdspace.measures.actions import record_administration
from holdspace.measures.catalogue import instrument
from holdspace.measures.library import Library
from holdspace.measures.models import Administration, Schedule
from holdspace.measures.queries import answered_for, asked_at, due_for, trajectories
from holdspace.measures.questions import QuestionnaireForm
from holdspace.safety.models import Concern
from holdspace.sessions.models import GroupSession
from holdspace.vault.scope import acting_as
from tests.cast import Cast

pytestmark = pytest.mark.django_db
Acting = Callable[[str], Actor]

PHQ = [item.key for item in instrument("phq-9").scored_items]
GAD = [item.key for item in instrument("gad-7").scored_items]


def answers(keys: list[str], *points: int | None) -> dict[str, int | None]:
    return dict(zip(keys, points, strict=False))


def answer(
    cast: Cast, by: Actor, given: dict[str, int | None], *, name: str = "ana", which: str = "phq-9"
) -> Administration:
    with acting_as(by), transaction.atomic():
        return record_administration(
            member=cast.members[name],
            group=cast.groups["tuesday"],
            session=cast.sessions["tuesday_next"],
            instrument_id=which,
            answers=given,
            by=by,
        )


def concerns(cast: Cast) -> list[Concern]:
    with acting_as(cast.system):
        return list(Concern.unscoped.order_by("raised_at"))


def test_answers_are_scored_and_lie_sealed(cast: Cast, actor: Acting) -> None:
    """US Core's published PHQ-9 example: 2 2 2 1 1 1 1 1 and item 9; here without it, 8 answers, total 11,
    prorated to 11 * 9 / 8 = 12.4, so 12: moderate."""
    taken = answer(cast, actor("ana"), answers(PHQ, 2, 2, 2, 1, 1, 1, 1, 1))
    assert (taken.result["total"], taken.result["prorated"], taken.result["band"]) == (12, True, "moderate")
    with acting_as(cast.system), connection.cursor() as cursor:
        cursor.execute("SELECT answers, result FROM measures_administration")
        stored = b"".join(bytes(value) for value in cursor.fetchone())
    assert b"mood" not in stored
    assert b"moderate" not in stored


def test_item_nine_raises_a_concern_whatever_the_total(cast: Cast, actor: Acting) -> None:
    answer(cast, actor("ana"), {"self-harm": 1})  # one answer of nine: no total at all
    (concern,) = concerns(cast)
    with acting_as(actor("ruth")):
        assert concern.member_id == cast.members["ana"].pk
        assert "better off dead" in concern.what
        assert "Several days" in concern.what
    assert (concern.source, concern.severity, concern.group_id) == (
        "item",
        "amber",
        cast.groups["tuesday"].pk,
    )


def test_sending_the_same_again_is_the_same_as_once(cast: Cast, actor: Acting) -> None:
    given = answers(PHQ, 1, 1, 1, 1, 1, 1, 1, 1, 1)
    first, second = (answer(cast, actor("ana"), given) for _ in range(2))
    assert first.pk == second.pk
    assert len(concerns(cast)) == 1
    assert Entry.objects.filter(act="measures.answered").count() == 1


def test_a_different_answer_to_item_nine_is_a_new_signal(cast: Cast, actor: Acting) -> None:
    answer(cast, actor("ana"), {"self-harm": 1})
    answer(cast, actor("ana"), {"self-harm": 3})
    answer(cast, actor("ana"), {"self-harm": 0})
    assert len(concerns(cast)) == 2  # what was said once stays said


def test_answering_again_replaces_the_answers_of_this_session(cast: Cast, actor: Acting) -> None:
    answer(cast, actor("ana"), {"mood": 3})
    answer(cast, actor("ana"), {"mood": 1})
    with acting_as(actor("ana")):
        kept = answered_for(cast.members["ana"].pk, cast.sessions["tuesday_next"])
    assert kept["phq-9"]["mood"] == 1
    assert kept["phq-9"]["sleep"] is None


def test_without_its_concern_the_answer_is_not_kept(
    cast: Cast, actor: Acting, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(**_: object) -> None:
        raise RuntimeError("the power went out")

    monkeypatch.setattr("holdspace.measures.actions.raise_concern", broken)
    with pytest.raises(RuntimeError):
        answer(cast, actor("ana"), {"self-harm": 2})
    with acting_as(cast.system):
        assert not Administration.unscoped.exists()


@pytest.mark.parametrize("given", [{"mood": 4}, {"mood": -1}, {"nonsense": 1}])
def test_an_answer_that_is_none_of_the_options_is_refused(
    cast: Cast, actor: Acting, given: dict[str, int | None]
) -> None:
    with pytest.raises(Refused):
        answer(cast, actor("ana"), given)


@pytest.mark.parametrize("who", ["bo", "dana", "ruth", "ines", "olu"])
def test_nobody_fills_in_for_somebody_else(cast: Cast, actor: Acting, who: str) -> None:
    with pytest.raises(Missing):
        answer(cast, actor(who), {"mood": 1})


def test_who_has_left_cannot_fill_in(cast: Cast, actor: Acting) -> None:
    with pytest.raises(Refused):
        answer(cast, actor("eve"), {"mood": 1}, name="eve")


def test_a_question_left_open_asks_for_a_clinician_where_the_form_says_so(cast: Cast, actor: Acting) -> None:
    """ASQ: no answer counts as yes. Asked in person, entered for the member."""
    answer(cast, cast.system, {"wished": 0, "better-off": 0, "tried": 0}, which="asq")
    (concern,) = concerns(cast)
    with acting_as(actor("ruth")):
        assert "thoughts about killing yourself?”" in concern.what
        assert "not answered" in concern.what


def test_a_form_whose_words_are_not_here_takes_no_answers(cast: Cast, actor: Acting) -> None:
    with pytest.raises(Refused, match="wording of this questionnaire is not here"):
        answer(cast, actor("ana"), {"q1": 1}, which="ors")


def test_what_was_answered_to_a_pack_waits_until_the_pack_is_back(
    cast: Cast, actor: Acting, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer(cast, actor("ana"), answers(GAD, 1, 1, 1, 1, 1, 1, 1), which="gad-7")
    ana, session = cast.members["ana"].pk, cast.sessions["tuesday_next"]
    with monkeypatch.context() as without:
        left = Library({"phq-9": instrument("phq-9")})
        without.setattr("holdspace.measures.catalogue.library", lambda packs: left)
        with acting_as(actor("ana")):
            assert asked_at(ana, session) == []
            assert trajectories(actor("ana"), [ana]) == {ana: {}}
    with acting_as(actor("ana")):
        assert list(trajectories(actor("ana"), [ana])[ana]) == ["gad-7"]


def test_parts_and_criteria_are_kept_with_the_score(cast: Cast, actor: Acting) -> None:
    keys = [item.key for item in instrument("pcl-5").items]
    taken = answer(cast, actor("ana"), answers(keys, *[2] * 20), which="pcl-5")
    assert taken.result["subscales"] == {"intrusion": 10, "avoidance": 4, "mood": 14, "arousal": 12}
    with acting_as(actor("ruth")):
        (back,) = trajectories(actor("ruth"), [taken.member_id])[taken.member_id]["pcl-5"]
    assert (back.total, back.criteria) == (40, {"provisional": True})


# what is asked


def schedule(cast: Cast, every: int = 2) -> None:
    with acting_as(cast.system):
        for id in ("gad-7", "phq-9"):
            Schedule.unscoped.create(
                practice=cast.practice, group=cast.groups["tuesday"], instrument=id, every=every
            )


def later_session(cast: Cast, number: int) -> GroupSession:
    after = cast.sessions["tuesday_next"]
    starts = after.starts_at + timedelta(weeks=number - after.number)
    with acting_as(cast.system):
        return GroupSession.unscoped.create(
            practice=cast.practice,
            group=cast.groups["tuesday"],
            number=number,
            original_local=starts.strftime("%Y-%m-%dT%H:%M:%S"),
            starts_at=starts,
            ends_at=starts + timedelta(minutes=90),
        )


def test_what_is_due_follows_the_last_answer(cast: Cast, actor: Acting) -> None:
    schedule(cast)
    ana, session = cast.members["ana"].pk, cast.sessions["tuesday_next"]
    with acting_as(actor("ana")):
        assert [each.id for each in asked_at(ana, session)] == ["phq-9", "gad-7"]
    answer(cast, actor("ana"), {"mood": 1})
    third, fourth = later_session(cast, 3), later_session(cast, 4)
    with acting_as(actor("ana")):
        assert [each.id for each in due_for(ana, session)] == ["gad-7"]
        assert [each.id for each in asked_at(ana, session)] == ["phq-9", "gad-7"]  # can still be changed
        assert [each.id for each in due_for(ana, third)] == ["gad-7"]
        assert {each.id for each in due_for(ana, fourth)} == {"phq-9", "gad-7"}


def test_a_group_without_measures_asks_nothing(cast: Cast, actor: Acting) -> None:
    with acting_as(actor("ana")):
        assert asked_at(cast.members["ana"].pk, cast.sessions["tuesday_next"]) == []


# who sees it


def test_the_leaders_see_the_course_and_nobody_else(cast: Cast, actor: Acting) -> None:
    answer(cast, actor("ana"), answers(GAD, 3, 3, 3, 1, 1, 1, 1), which="gad-7")
    ana = cast.members["ana"].pk
    for who in ("ruth", "tomas", "ana"):
        with acting_as(actor(who)):
            (taken,) = trajectories(actor(who), [ana])[ana]["gad-7"]
        assert (taken.total, taken.band, taken.case) == (13, "moderate", True)
    for who in ("kit", "bo", "ines", "sam", "olu", "dana"):
        with acting_as(actor(who)):
            assert trajectories(actor(who), [ana]) == {ana: {}}


def test_only_the_newest_where_only_the_newest_are_asked_for(cast: Cast, actor: Acting) -> None:
    ana = cast.members["ana"]
    with acting_as(cast.system), transaction.atomic():
        for week, mood in enumerate((0, 1, 2, 3)):
            with clock.held_at(clock.now() - timedelta(weeks=10 - week)):
                record_administration(
                    member=ana, group=cast.groups["tuesday"], session=None, instrument_id="phq-9",
                    answers=answers(PHQ, *[mood] * 8, 0), by=cast.system,
                )  # fmt: skip
    with acting_as(actor("ruth")):
        found = trajectories(actor("ruth"), [ana.pk], latest=2)[ana.pk]["phq-9"]
        whole = trajectories(actor("ruth"), [ana.pk])[ana.pk]["phq-9"]
    assert [each.total for each in found] == [16, 24]
    assert [each.total for each in whole] == [0, 8, 16, 24]


@pytest.mark.parametrize("sessions", [2, 30])
def test_a_longer_history_asks_the_database_no_more_often(
    cast: Cast,
    actor: Acting,
    django_assert_num_queries: Callable[[int], AbstractContextManager[object]],
    sessions: int,
) -> None:
    people = [cast.members[name] for name in ("ana", "bo", "chidi")]
    with acting_as(cast.system), transaction.atomic():
        for each in people:
            for _ in range(sessions):
                record_administration(
                    member=each, group=cast.groups["tuesday"], session=None, instrument_id="phq-9",
                    answers={"mood": 1}, by=cast.system,
                )  # fmt: skip
    ruth = actor("ruth")
    with acting_as(ruth), django_assert_num_queries(3):  # how far she reaches, keys, rows
        trajectories(ruth, [each.pk for each in people])


def test_the_audit_says_that_answers_were_given_and_not_which(cast: Cast, actor: Acting) -> None:
    answer(cast, actor("ana"), {"mood": 3})
    entry = Entry.objects.get(act="measures.answered")
    assert "mood" not in entry.detail
    assert Concerned.objects.filter(entry=entry, member_id=cast.members["ana"].pk).exists()


# the form


def test_every_question_can_be_left_empty() -> None:
    form = QuestionnaireForm(instrument("phq-9"), language="es", data={"phq-9-mood": "2", "phq-9-sleep": ""})
    assert form.is_valid()
    assert form.answers()["mood"] == 2
    assert [key for key, value in form.answers().items() if value is not None] == ["mood"]
    assert "decaído" in str(form["mood"].label)


def test_questions_with_other_answers_stand_apart() -> None:
    form = QuestionnaireForm(instrument("phq-9"), language="en")
    assert [len(block.fields) for block in form.blocks] == [9, 1]


def test_an_answer_that_is_not_offered_is_an_error() -> None:
    form = QuestionnaireForm(instrument("gad-7"), language="en", data={"gad-7-worry": "7"})
    assert not form.is_valid()
