"""The leaders hold what is written: read it first, give it back, take it out, answer a report."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from holdspace.circle.actions.answering import report
from holdspace.circle.actions.holding import (
    accept,
    give_back,
    hide,
    release_beyond,
    settle,
    show_again,
    tag,
)
from holdspace.circle.actions.space import ask_question, hold_member, review_all
from holdspace.circle.actions.writing import Written, keep, share, withdraw
from holdspace.circle.models import Post, Report
from holdspace.circle.queries.sharing import carried_by_others
from holdspace.circle.queries.space import own_writing, post_for, question_of_the_week
from holdspace.circle.queries.waiting import held, waiting_for_leaders
from holdspace.circle.rules.standing import Standing
from holdspace.kernel.actors import Actor
from holdspace.kernel.refusals import Missing, Refused
from tests.cast import Cast
from tests.contexts.circle.tuesdays import LONELY, as_, leave, seat, shared, space, texts, written

pytestmark = pytest.mark.django_db


def test_where_leaders_read_first_it_waits_and_goes_on(cast: Cast) -> None:
    group = space(cast, review=True)
    post = shared(cast, "ana")
    assert texts(cast, "bo") == []
    with as_(cast, "ruth") as ruth:
        page = held(ruth, group)
        assert ([line.text for line in page.waiting], page.reasons[post.key]) == ([LONELY], "group")
        assert waiting_for_leaders(ruth, [group.pk]) == {group.pk: 1}
        accept(post=post, by=ruth)
    assert texts(cast, "bo") == [LONELY]


def test_given_back_with_a_word_it_can_be_changed_and_shared_again(cast: Cast) -> None:
    group = space(cast, review=True)
    post = shared(cast, "ana")
    with as_(cast, "ruth") as ruth:
        with pytest.raises(Refused):
            give_back(post=post, word=" ", by=ruth)
        give_back(post=post, word="Shall we talk about it on Tuesday first?", by=ruth)
        assert not Post.visible_to(ruth).exists()
        review_all(group=group, review=False, by=ruth)
    with as_(cast, "ana") as ana:
        mine = post_for(ana, post.key)
        assert (mine.standing, mine.word) == ("returned", "Shall we talk about it on Tuesday first?")
        changed = keep(group=group, written=Written("One plate.", version=mine.version), by=ana, post=mine)
        share(post=changed, named=True, by=ana)
    assert texts(cast, "bo") == ["One plate."]


def test_one_member_is_held_and_the_others_are_not(cast: Cast) -> None:
    group = space(cast)
    with as_(cast, "tomas") as tomas:
        hold_member(group=group, member=cast.members["bo"], held=True, by=tomas)
        with pytest.raises(Missing):
            hold_member(group=group, member=cast.members["dana"], held=True, by=tomas)
    shared(cast, "bo", "held")
    shared(cast, "ana", "free")
    assert texts(cast, "chidi") == ["free"]
    with as_(cast, "tomas") as tomas:
        hold_member(group=group, member=cast.members["bo"], held=False, by=tomas)
    shared(cast, "bo", "free again")
    assert texts(cast, "chidi") == ["free again", "free"]


def test_a_report_and_what_comes_of_it(cast: Cast) -> None:
    group = space(cast)
    post = shared(cast, "ana", "It is always Bo who spoils it.")
    with as_(cast, "bo") as bo:
        first = report(post=post, reason="This is about me.", by=bo)
        assert report(post=post, reason="Again", by=bo).pk == first.pk
    with as_(cast, "chidi") as chidi:
        assert not Report.visible_to(chidi).exists()
    with as_(cast, "ruth") as ruth:
        (reported,) = held(ruth, group).reports
        assert (reported.by, reported.report.reason) == ("Bo", "This is about me.")
        hide(post=post, word="Let us speak about this together.", by=ruth)
        settle(report=first, outcome="I have taken it out; we speak on Tuesday.", by=ruth)
        with pytest.raises(Refused):
            settle(report=first, outcome="Twice", by=ruth)
    assert texts(cast, "chidi") == []
    with as_(cast, "ana") as ana:
        (line,) = own_writing(ana)
        assert line.standing is Standing.HIDDEN
    with as_(cast, "bo") as bo:
        assert Report.visible_to(bo).get().outcome == "I have taken it out; we speak on Tuesday."
    with as_(cast, "ruth") as ruth:
        show_again(post=post, by=ruth)
    assert texts(cast, "chidi") == ["It is always Bo who spoils it."]


def test_what_was_taken_back_is_out_of_the_leaders_hands(cast: Cast) -> None:
    space(cast)
    post = shared(cast, "ana")
    with as_(cast, "ana") as ana:
        withdraw(post=post, by=ana)
    for act in (hide, give_back):
        with as_(cast, "ruth") as ruth, pytest.raises(Missing):
            act(post=post, word="Too late", by=ruth)


@pytest.mark.parametrize("who", ["ana", "bo", "dana", "kit", "ines", "sam", "olu"])
def test_only_those_who_lead_hold(cast: Cast, who: str) -> None:
    group = space(cast, review=True)
    post = shared(cast, "ana")
    acts: tuple[Callable[[Actor], object], ...] = (
        lambda by: accept(post=post, by=by),
        lambda by: give_back(post=post, word="No", by=by),
        lambda by: tag(post=post, themes=["shame"], by=by),
        lambda by: review_all(group=group, review=False, by=by),
        lambda by: hold_member(group=group, member=cast.members["ana"], held=True, by=by),
        lambda by: ask_question(group=group, text="What now?", by=by),
        lambda by: release_beyond(post=post, by=by),
    )
    for act in acts:
        with as_(cast, who) as actor, pytest.raises(Missing):
            act(actor)


def test_a_question_is_asked_from_the_library_or_in_ones_own_words(cast: Cast) -> None:
    group = space(cast)
    with as_(cast, "ruth") as ruth:
        ask_question(group=group, text="What did you not say last Tuesday?", by=ruth)
        with pytest.raises(Refused):
            ask_question(group=group, code="nobody-wrote-this", by=ruth)
    with as_(cast, "bo") as bo:
        asked, words = question_of_the_week(bo, group)
        assert asked is not None
        assert words == "What did you not say last Tuesday?"
    with as_(cast, "dana") as dana:
        assert question_of_the_week(dana, group) == (None, "")


def test_for_those_who_come_after_with_consent_and_a_leaders_release(cast: Cast) -> None:
    space(cast)
    post = written(cast, "ana", themes=("loneliness",))
    with as_(cast, "ana") as ana:
        share(post=post, named=True, beyond=True, by=ana)
    with as_(cast, "dana") as dana:
        mine = keep(
            group=cast.groups["thursday"], written=Written("Nights.", themes=("loneliness",)), by=dana
        )
        assert not carried_by_others(dana, mine).any
    with as_(cast, "ruth") as ruth:
        release_beyond(post=post, by=ruth)
    with as_(cast, "dana") as dana:
        found = carried_by_others(dana, mine)
        assert (found.here, found.before) == ([], [LONELY])  # the words, and nobody's name
    with as_(cast, "ana") as ana:
        withdraw(post=post, by=ana)
    with as_(cast, "dana") as dana:
        assert not carried_by_others(dana, mine).any


def test_without_consent_nothing_leaves_the_circle(cast: Cast) -> None:
    space(cast)
    post = shared(cast, "ana", themes=("loneliness",))
    with as_(cast, "ruth") as ruth, pytest.raises(Missing):
        release_beyond(post=post, by=ruth)


def test_resonance_shows_the_words_of_the_circle_and_never_ones_own(cast: Cast) -> None:
    space(cast)
    for name in ("farah", "gil"):
        seat(cast, name)
    shared(cast, "bo", "It is quiet at home.", themes=("loneliness",))
    shared(cast, "chidi", "I shouted at my brother.", themes=("anger",))
    mine = shared(cast, "ana", themes=("loneliness",))
    with as_(cast, "ana") as ana:
        found = carried_by_others(ana, mine)
        assert [line.text for line in found.here] == ["It is quiet at home."]
    with as_(cast, "dana") as dana, pytest.raises(Missing):
        post_for(dana, mine.key)


def test_what_safety_flagged_is_never_shown_as_somebodys_match(cast: Cast) -> None:
    space(cast)
    dark = written(cast, "bo", "I want to die.", themes=("loneliness",))
    with as_(cast, "bo") as bo:
        dark = share(post=dark, named=True, by=bo)
    with as_(cast, "ruth") as ruth:
        accept(post=dark, by=ruth)
    mine = shared(cast, "ana", themes=("loneliness",))
    with as_(cast, "ana") as ana:
        assert not carried_by_others(ana, mine).any


def test_what_somebody_shared_still_carries_after_they_left(cast: Cast) -> None:
    """On PostgreSQL the row of whoever left is behind a wall; their words are not."""
    space(cast)
    shared(cast, "bo", "It is quiet at home.", themes=("loneliness",))
    leave(cast, "bo")
    mine = shared(cast, "ana", themes=("loneliness",))
    with as_(cast, "ana") as ana:
        assert [line.text for line in carried_by_others(ana, mine).here] == ["It is quiet at home."]
