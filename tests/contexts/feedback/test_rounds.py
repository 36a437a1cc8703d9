"""A leader opens a round; members write; it goes on at once, or after a leader has read; then it is received."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.db import transaction

from holdspace.feedback import queries
from holdspace.feedback.actions import giving, receiving, rounds
from holdspace.feedback.actions.giving import Parts
from holdspace.feedback.models import Feedback, FeedbackRound
from holdspace.feedback.rules.pairs import Form
from holdspace.groups import actions as group_actions
from holdspace.groups.models import Facilitation, Group, Membership
from holdspace.kernel import clock
from holdspace.kernel.actors import Actor
from holdspace.kernel.refusals import Conflict, Missing, Refused
from holdspace.members.models import Member
from holdspace.safety.queries import concern_list
from holdspace.vault.scope import acting_as
from tests.cast import LONG_AGO, Cast
from tests.contexts.feedback.rounds import (
    DARK,
    WORDS,
    give,
    open_it,
    open_round,
    release,
    row,
    send_back,
    waits,
)

pytestmark = pytest.mark.django_db
Acting = Callable[[str], Actor]


def ways(cast: Cast) -> set[tuple[str, str]]:
    """Who is asked to give to whom."""
    names = {member.pk: name for name, member in cast.members.items()}
    with acting_as(cast.system), transaction.atomic():
        rows = Feedback.unscoped.values_list("giver_id", "receiver_id")
        return {(names[giver], names[receiver]) for giver, receiver in rows}


# --- Opening ---------------------------------------------------------------------------------------------


def test_everybody_who_sits_there_is_asked_for_everybody_else(cast: Cast) -> None:
    opened = open_round(cast)
    sitting = ("ana", "bo", "chidi")
    assert ways(cast) == {(a, b) for a in sitting for b in sitting if a != b}
    assert (opened.held, opened.hints, opened.prompt) == (True, True, None)


def test_pairs_leave_nobody_out(cast: Cast) -> None:
    ana, bo, chidi = (cast.members[name].pk for name in ("ana", "bo", "chidi"))
    with pytest.raises(Refused, match="exactly one pair"):
        open_round(cast, shape=Form.PAIRS, pairs=[(ana, bo)])
    open_round(cast, shape=Form.PAIRS, pairs=[(ana, bo, chidi)])  # three are a triad
    assert len(ways(cast)) == 6


def test_those_in_the_middle_receive_and_give_nothing(cast: Cast) -> None:
    open_round(cast, shape=Form.FISHBOWL, middle=[cast.members["bo"].pk])
    assert ways(cast) == {("ana", "bo"), ("chidi", "bo")}
    assert waits(cast, "ana") == (1, 0)
    assert waits(cast, "bo") == (0, 0)


def test_a_question_is_offered_or_the_leaders_own(cast: Cast) -> None:
    with pytest.raises(Refused) as refused:
        open_round(cast, code="", prompt="  ")
    assert "prompt" in refused.value.fields
    opened = open_round(cast, code="", prompt=" Who has surprised you? ")
    assert (opened.code, opened.prompt) == ("", "Who has surprised you?")


@pytest.mark.parametrize("days", [-1, 0, 57])
def test_a_round_ends_ahead_and_within_eight_weeks(cast: Cast, days: int) -> None:
    with pytest.raises(Refused, match="lies ahead"):
        open_round(cast, until=clock.moved(timedelta(days=days)))


def test_one_round_at_a_time(cast: Cast, actor: Acting) -> None:
    first = open_round(cast)
    with pytest.raises(Refused, match="open in this group already"):
        open_round(cast, by="tomas")
    with acting_as(actor("tomas")) as tomas, transaction.atomic():
        rounds.close_round(held_round=first, by=tomas)
    open_round(cast, by="tomas")
    with clock.held_at(clock.moved(timedelta(days=8))):
        open_round(cast)  # the one before has ended by itself


@pytest.mark.parametrize("who", ["kit", "ines", "sam", "olu", "ana", "eve", "dana"])
def test_for_others_there_is_nothing_to_open(cast: Cast, who: str) -> None:
    with pytest.raises((Missing, Group.DoesNotExist)):
        open_round(cast, by=who)


def test_who_leads_in_training_reads_and_decides_nothing(cast: Cast, actor: Acting) -> None:
    with acting_as(cast.system), transaction.atomic():
        Facilitation.unscoped.create(
            practice=cast.practice,
            group=cast.groups["tuesday"],
            staff=cast.staff["kit"],
            role="trainee",
            starts_at=LONG_AGO,
        )
    with pytest.raises(Refused, match="Only this group's leaders"):
        open_round(cast, by="kit")
    opened = open_round(cast)
    give(cast)
    with acting_as(actor("kit")) as kit, transaction.atomic():
        (entry,) = queries.reading(kit, queries.round_for(kit, opened.pk))
    assert entry.feedback.saw == WORDS.saw
    with pytest.raises(Refused, match="Only this group's leaders"):
        release(cast, entry.feedback, by="kit")


@pytest.mark.parametrize("phase", [Group.Phase.FORMING, Group.Phase.ENDED])
def test_a_group_that_does_not_meet_has_no_rounds(cast: Cast, phase: str) -> None:
    with acting_as(cast.system), transaction.atomic():
        Group.unscoped.filter(pk=cast.groups["tuesday"].pk).update(phase=phase)
    with pytest.raises(Refused, match="group that meets"):
        open_round(cast)


def test_one_alone_has_nobody_to_give_to(cast: Cast) -> None:
    with pytest.raises(Refused, match="Two members at least"):
        open_round(cast, by="kit", group="thursday")


# --- Giving ----------------------------------------------------------------------------------------------


def test_what_is_read_first_waits_for_a_leader(cast: Cast, actor: Acting) -> None:
    open_round(cast)
    given = give(cast)
    assert (given.standing, given.version, given.released_at) == ("waiting", 1, None)
    assert waits(cast, "ana") == (1, 0)  # Chidi is left
    assert waits(cast, "bo") == (2, 0)
    with acting_as(actor("bo")) as bo, transaction.atomic(), pytest.raises(Missing):
        queries.feedback_for(bo, given.pk)
    release(cast, given)
    assert waits(cast, "bo") == (2, 1)
    opened = open_it(cast, given)
    assert (opened.standing, opened.saw) == ("opened", WORDS.saw)
    assert waits(cast, "bo") == (2, 0)


def test_what_goes_on_at_once_can_be_changed_until_it_is_opened(cast: Cast) -> None:
    open_round(cast, held=False)
    given = give(cast)
    assert given.standing == "released"
    again = give(cast, parts=Parts(saw="Another moment.", version=1))
    assert (again.version, again.saw, again.stirred) == (2, "Another moment.", None)
    open_it(cast, given)
    with pytest.raises(Refused, match="on its way"):
        give(cast, parts=Parts(saw="Too late.", version=2))


def test_once_a_leader_let_it_go_on_it_stays_as_it_is(cast: Cast) -> None:
    open_round(cast)
    release(cast, give(cast))
    with pytest.raises(Refused, match="on its way"):
        give(cast, parts=Parts(saw="Another.", version=1))


@pytest.mark.parametrize("parts", [Parts(), Parts(" ", "\n", "\t")])
def test_not_all_steps_are_skipped(cast: Cast, parts: Parts) -> None:
    open_round(cast)
    with pytest.raises(Refused, match="not all of them"):
        give(cast, parts=parts)


@pytest.mark.parametrize("step", ["saw", "stirred", "wish"])
def test_each_step_alone_is_enough(cast: Cast, step: str) -> None:
    open_round(cast)
    assert give(cast, parts=Parts(**{step: "A few words."})).version == 1


def test_the_same_words_sent_twice_stay_one(cast: Cast) -> None:
    open_round(cast)
    assert give(cast).version == give(cast).version == 1


def test_two_devices_are_told_of_each_other(cast: Cast) -> None:
    open_round(cast)
    give(cast)
    with pytest.raises(Conflict) as conflict:
        give(cast, parts=Parts(saw="From the other device."))
    assert conflict.value.newest == 1
    assert row(cast, "ana", "bo").saw == WORDS.saw


def test_no_way_out_of_the_circle_is_written(cast: Cast) -> None:
    open_round(cast)
    with pytest.raises(Refused, match="telephone number"):
        give(cast, parts=Parts(wish="Call me on 07700 900123"))
    assert row(cast, "ana", "bo").version == 0


def test_when_the_round_is_over_nothing_new_is_written(cast: Cast, actor: Acting) -> None:
    opened = open_round(cast)
    give(cast)
    with acting_as(actor("tomas")) as tomas, transaction.atomic():
        rounds.close_round(held_round=opened, by=tomas)
        with pytest.raises(Refused, match="over already"):
            rounds.close_round(held_round=opened, by=tomas)
    with pytest.raises(Refused, match="round is over"):
        give(cast, receiver="chidi")
    assert waits(cast, "ana") == (0, 0)
    assert release(cast, row(cast, "ana", "bo")).standing == "released"  # what was written goes its way


def test_nobody_writes_for_somebody_else(cast: Cast, actor: Acting) -> None:
    open_round(cast)
    asked = row(cast, "ana", "bo")
    for who in ("bo", "chidi"):
        with acting_as(actor(who)) as other, transaction.atomic(), pytest.raises(Missing):
            giving.give(feedback=asked, parts=WORDS, by=other)


# --- A leader reads --------------------------------------------------------------------------------------


def test_a_leader_gives_it_back_and_it_comes_again(cast: Cast, actor: Acting) -> None:
    opened = open_round(cast)
    given = give(cast)
    with acting_as(actor("tomas")) as tomas, transaction.atomic():
        with pytest.raises(Refused) as refused:
            rounds.hold(feedback=given, word=" ", version=1, by=tomas)
        assert "word" in refused.value.fields
        held = rounds.hold(feedback=given, word="Could you say it from yourself?", version=1, by=tomas)
        rounds.close_round(held_round=opened, by=tomas)
    assert (held.standing, held.word) == ("held", "Could you say it from yourself?")
    again = give(cast, parts=Parts(saw="I saw you laugh.", version=1))  # also after the round is over
    assert (again.standing, again.version) == ("waiting", 2)
    assert release(cast, again, version=2).standing == "released"


def test_two_leaders_do_not_undo_each_other(cast: Cast) -> None:
    open_round(cast)
    given = give(cast)
    release(cast, given, by="ruth")
    with pytest.raises(Refused, match="no longer where it was"):
        release(cast, given, by="tomas")


def test_a_leader_lets_go_on_only_what_they_read(cast: Cast) -> None:
    open_round(cast)
    given = give(cast)
    give(cast, parts=Parts(saw="Something else.", version=1))
    with pytest.raises(Conflict, match="read it again"):
        release(cast, given, version=1)


def test_there_is_nothing_to_let_go_on_before_it_was_written(cast: Cast) -> None:
    open_round(cast)
    with pytest.raises(Missing):
        release(cast, row(cast, "ana", "bo"), version=0)


def test_words_of_danger_wait_for_a_leader_whatever_the_round_says(cast: Cast, actor: Acting) -> None:
    open_round(cast, held=False)
    given = give(cast, parts=DARK)
    assert (given.standing, given.saw) == ("waiting", DARK.saw)
    with acting_as(actor("ruth")) as ruth, transaction.atomic():
        (concern,) = concern_list(ruth).waiting
        assert (concern.member_id, concern.severity) == (cast.members["ana"].pk, "red")
    milder = give(cast, parts=Parts(saw="You asked how I am.", version=1))
    assert milder.standing == "waiting"  # a leader has to have seen it first
    assert release(cast, milder, version=2).standing == "released"


# --- Receiving -------------------------------------------------------------------------------------------


@pytest.fixture
def opened(cast: Cast) -> Feedback:
    """What Ana gave to Bo, opened by him."""
    open_round(cast, held=False)
    return open_it(cast, give(cast))


def test_answers_and_questions_come_back_and_are_opened_one_at_a_time(cast: Cast, opened: Feedback) -> None:
    send_back(cast, opened, "bo", "answer", "I had not noticed.")
    asked = send_back(cast, opened, "bo", "question", "When was it?")
    assert waits(cast, "ana") == (1, 2)
    with pytest.raises(Missing):
        send_back(cast, opened, "ana", "reply", "On Tuesday.")  # the question was not opened yet
    with acting_as(cast.actor("ana")) as ana, transaction.atomic():
        assert [each.text for each in queries.answers_of(ana, opened)] == ["", ""]
        receiving.open_answer(answer=asked, by=ana)
        assert [each.text for each in queries.answers_of(ana, opened)] == ["", "When was it?"]
    assert waits(cast, "ana") == (1, 1)
    send_back(cast, opened, "ana", "reply", "On Tuesday.")
    assert waits(cast, "bo") == (2, 1)


def test_an_answer_is_sent_once(cast: Cast, opened: Feedback) -> None:
    first = send_back(cast, opened, "bo", "answer", "I had not noticed.")
    assert send_back(cast, opened, "bo", "answer", "I had not noticed.").pk == first.pk
    with pytest.raises(Refused, match="sent this already"):
        send_back(cast, opened, "bo", "answer", "Something else.")


def test_nothing_comes_back_before_it_was_opened(cast: Cast) -> None:
    open_round(cast, held=False)
    given = give(cast)
    with pytest.raises(Missing):
        send_back(cast, given, "bo", "answer", "I guess what it says.")


def test_an_answer_with_words_of_danger_waits_for_a_leader(
    cast: Cast, actor: Acting, opened: Feedback
) -> None:
    answer = send_back(cast, opened, "bo", "answer", DARK.stirred)
    assert answer.released_at is None
    assert waits(cast, "ana") == (1, 0)
    with acting_as(actor("ruth")) as ruth, transaction.atomic():
        assert [each.member_id for each in concern_list(ruth).waiting] == [cast.members["bo"].pk]
        rounds.release_answer(answer=answer, by=ruth)
    with acting_as(actor("tomas")) as tomas, transaction.atomic(), pytest.raises(Refused, match="already"):
        rounds.release_answer(answer=answer, by=tomas)
    assert waits(cast, "ana") == (1, 1)


def test_what_one_recognises_is_for_oneself_alone(cast: Cast, actor: Acting, opened: Feedback) -> None:
    with acting_as(actor("bo")) as bo, transaction.atomic():
        kept = receiving.reflect(feedback=opened, text="My father laughed so.", version=0, by=bo)
        same = receiving.reflect(feedback=opened, text="My father laughed so.", version=0, by=bo)
        assert (kept.version, same.version) == (1, 1)
        with pytest.raises(Conflict):
            receiving.reflect(feedback=opened, text="From the other device.", version=0, by=bo)
        assert receiving.reflect(feedback=opened, text="Changed.", version=1, by=bo).version == 2
    for who in ("ana", "chidi", "ruth", "sam"):
        with acting_as(actor(who)) as somebody, transaction.atomic():
            assert queries.reflection_of(somebody, opened) is None


def test_put_away_and_taken_out_again(cast: Cast, actor: Acting, opened: Feedback) -> None:
    with acting_as(actor("bo")) as bo, transaction.atomic():
        receiving.put_away(feedback=opened, by=bo)
        page = queries.mine(bo)
        assert ([line.name for line in page.put_away], page.kept) == (["Ana"], [])
        receiving.take_out(feedback=opened, by=bo)
        assert [line.name for line in queries.mine(bo).kept] == ["Ana"]


def test_declining_unread_is_told_to_nobody_and_can_be_taken_back(cast: Cast, actor: Acting) -> None:
    opened_round = open_round(cast, held=False)
    given = give(cast)
    with acting_as(actor("bo")) as bo, transaction.atomic():
        receiving.decline(feedback=given, by=bo)
        with pytest.raises(Missing):
            receiving.reflect(feedback=given, text="What is in it?", version=0, by=bo)
    assert waits(cast, "bo") == (2, 0)
    with acting_as(actor("ana")) as ana, transaction.atomic():
        assert [line.words for line in queries.mine(ana).given] == ["On its way"]
    with acting_as(actor("ruth")) as ruth, transaction.atomic():
        people = queries.round_page(ruth, queries.round_for(ruth, opened_round.pk)).people
        assert [line.declined for line in people] == [0, 1, 0]
    with acting_as(actor("bo")) as bo, transaction.atomic():
        receiving.take_out(feedback=given, by=bo)
    assert waits(cast, "bo") == (2, 1)


# --- Hours -----------------------------------------------------------------------------------------------

TUESDAY = datetime(2026, 11, 24, 18, 30, tzinfo=UTC)
WEDNESDAY = TUESDAY + timedelta(days=1)


def test_nothing_is_sent_or_opened_outside_the_hours(cast: Cast, actor: Acting) -> None:
    with acting_as(actor("ruth")) as ruth, transaction.atomic():
        group_actions.set_contact(
            group=cast.groups["tuesday"], contact_rule="none", open_hours={"tue-18"}, by=ruth
        )
    with clock.held_at(TUESDAY):
        open_round(cast, held=False)
        given = give(cast)  # under every contact rule: the round is held by therapists
    with clock.held_at(WEDNESDAY):
        with pytest.raises(Refused, match="Tuesday 18:00"):
            give(cast, receiver="chidi")
        with pytest.raises(Refused, match="Tuesday 18:00"):
            open_it(cast, given)
        assert waits(cast, "bo") == waits(cast, "ana") == (0, 0)
        with acting_as(actor("bo")) as bo, transaction.atomic():
            page = queries.mine(bo)
        assert len(page.closed) == 1
        assert "Tuesday 18:00" in page.closed[0]
    with clock.held_at(TUESDAY + timedelta(minutes=20)):
        open_it(cast, given)
    with clock.held_at(WEDNESDAY):
        with pytest.raises(Refused, match="Tuesday 18:00"):
            send_back(cast, given, "bo", "answer", "Thank you.")
        assert open_it(cast, given).standing == "opened"  # what is in one's hands can be read at any hour
        with acting_as(actor("bo")) as bo, transaction.atomic():
            receiving.reflect(feedback=given, text="For myself.", version=0, by=bo)
            receiving.put_away(feedback=given, by=bo)


# --- Coming and going ------------------------------------------------------------------------------------


def leave(cast: Cast, name: str) -> None:
    with acting_as(cast.actor("ruth")) as ruth, transaction.atomic():
        spell = Membership.unscoped.select_related("group", "member").get(
            group=cast.groups["tuesday"], member=cast.members[name], ends_at__isnull=True
        )
        group_actions.end_membership(membership=spell, ending=Membership.Ending.LEFT, by=ruth)


def test_who_left_is_out_at_once_and_what_was_not_received_goes_nowhere(cast: Cast, actor: Acting) -> None:
    opened_round = open_round(cast, held=False)
    to_bo, from_bo = give(cast), give(cast, "bo", "ana")
    leave(cast, "bo")
    assert waits(cast, "bo") == (0, 0)
    assert waits(cast, "ana") == (1, 0)  # what Bo gave is not shown; Chidi is left
    with acting_as(actor("bo")) as bo, transaction.atomic():
        assert Feedback.visible_to(bo).count() == FeedbackRound.visible_to(bo).count() == 0
    with pytest.raises(Missing):
        open_it(cast, to_bo)
    with pytest.raises(Missing):
        open_it(cast, from_bo, by="ana")
    with pytest.raises(Missing):
        give(cast, parts=Parts(saw="After you left.", version=1))
    with acting_as(actor("ruth")) as ruth, transaction.atomic():
        held_round = queries.round_for(ruth, opened_round.pk)
        page = queries.round_page(ruth, held_round)
        assert [(line.person.name, line.asked) for line in page.people] == [("Ana", 1), ("Chidi", 1)]
        assert all(entry.apart for entry in queries.reading(ruth, held_round))


def test_what_was_received_stays_with_who_stays(cast: Cast, actor: Acting) -> None:
    open_round(cast, held=False)
    received = open_it(cast, give(cast, "bo", "ana"), by="ana")
    leave(cast, "bo")
    with acting_as(actor("ana")) as ana, transaction.atomic():
        assert queries.feedback_for(ana, received.pk).saw == WORDS.saw
        assert [line.pk for line in queries.mine(ana).kept] == [received.pk]
    with pytest.raises(Refused, match="no longer sit"):
        send_back(cast, received, "ana", "answer", "Thank you.")
    with acting_as(actor("bo")) as bo, transaction.atomic(), pytest.raises(Missing):
        queries.feedback_for(bo, received.pk)


def test_a_leader_lets_nothing_go_on_after_somebody_left(cast: Cast) -> None:
    open_round(cast)
    given = give(cast)
    leave(cast, "bo")
    with pytest.raises(Refused, match="has left the circle"):
        release(cast, given)


def test_who_comes_back_begins_anew(cast: Cast, actor: Acting) -> None:
    open_round(cast, held=False)
    given = give(cast)
    leave(cast, "bo")
    with acting_as(actor("ruth")) as ruth, transaction.atomic():
        group_actions.admit_member(group=cast.groups["tuesday"], member=cast.members["bo"], by=ruth)
    assert waits(cast, "bo") == (0, 0)
    with pytest.raises(Missing):
        open_it(cast, given)


def test_who_joins_later_takes_no_part(cast: Cast, actor: Acting) -> None:
    opened_round = open_round(cast)
    with acting_as(cast.system), transaction.atomic():
        new = Member.unscoped.create(practice=cast.practice, chosen_name="Noa")
        group_actions.admit_member(group=cast.groups["tuesday"], member=new, by=cast.system)
    with acting_as(actor("ruth")) as ruth, transaction.atomic():
        page = queries.round_page(ruth, queries.round_for(ruth, opened_round.pk))
        assert [(line.person.name, line.takes_part) for line in page.people][-1] == ("Noa", False)
        assert page.asked == 6


# --- Who reads -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["chidi", "dana", "eve", "kit", "ines", "sam", "olu"])
def test_nobody_else_reads_it(cast: Cast, actor: Acting, who: str) -> None:
    open_round(cast, held=False)
    given = open_it(cast, give(cast))
    answer = send_back(cast, given, "bo", "answer", "I had not noticed.")
    with acting_as(actor(who)) as somebody, transaction.atomic():
        with pytest.raises(Missing):
            queries.feedback_for(somebody, given.pk)
        with pytest.raises(Missing):
            queries.answer_for(somebody, answer.pk)


def test_a_member_does_not_see_the_leaders_page(cast: Cast, actor: Acting) -> None:
    opened = open_round(cast)
    with acting_as(actor("ana")) as ana, transaction.atomic(), pytest.raises(Missing):
        queries.round_for(ana, opened.pk)


# --- For the rooms above ---------------------------------------------------------------------------------


def test_exchanges_are_what_was_released_in_a_window(cast: Cast) -> None:
    open_round(cast)
    give(cast, "chidi", "ana")
    ahead = clock.moved(timedelta(hours=1))
    with clock.held_at(ahead):
        release(cast, give(cast))
    group, ana, bo = cast.groups["tuesday"], cast.members["ana"].pk, cast.members["bo"].pk
    hour = timedelta(hours=1)
    with acting_as(cast.actor("ruth")), transaction.atomic():
        assert queries.exchanges(group, ahead - hour, ahead + hour) == [(ana, bo, ahead)]
        assert queries.exchanges(group, ahead - hour, ahead) == []
        assert queries.exchanges(group, ahead, ahead + hour) == [(ana, bo, ahead)]
        assert queries.met(group) == {
            frozenset((ana, bo)): 1,
            frozenset((ana, cast.members["chidi"].pk)): 1,
        }


@pytest.mark.parametrize("size", [3, 12])
def test_pages_ask_the_same_whatever_the_size(
    cast: Cast, actor: Acting, django_assert_max_num_queries: Callable[..., object], size: int
) -> None:
    with acting_as(cast.system), transaction.atomic():
        Group.unscoped.filter(pk=cast.groups["tuesday"].pk).update(max_size=14)
        for number in range(3, size):
            new = Member.unscoped.create(practice=cast.practice, chosen_name=f"New {number}")
            group_actions.admit_member(group=cast.groups["tuesday"], member=new, by=cast.system)
    opened = open_round(cast)
    give(cast)
    with acting_as(actor("ana")) as ana, transaction.atomic(), django_assert_max_num_queries(7):
        assert len(queries.mine(ana).asked[0].lines) == size - 2
    with acting_as(actor("ana")) as ana, transaction.atomic(), django_assert_max_num_queries(4):
        queries.waiting_for(ana)
    with acting_as(actor("ruth")) as ruth, transaction.atomic():
        held_round = queries.round_for(ruth, opened.pk)
        with django_assert_max_num_queries(10):
            queries.round_page(ruth, held_round)
        with django_assert_max_num_queries(7):
            queries.reading(ruth, held_round)
