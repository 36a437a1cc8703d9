"""Members answer each other, and hear whether several others carry the same."""

from __future__ import annotations

import pytest

from holdspace.circle.actions.answering import recognise, report, thank_for_post, thank_for_session
from holdspace.circle.actions.holding import release_due
from holdspace.circle.actions.telling import ask_several
from holdspace.circle.actions.writing import encourage, withdraw
from holdspace.circle.models import Post, Recognition, Thanks
from holdspace.circle.queries.giving import own_words, reciprocity_of
from holdspace.circle.queries.sharing import bands
from holdspace.circle.queries.space import encouraged
from holdspace.circle.rules.reciprocity import Kind, Standing, Window
from holdspace.circle.rules.telling import Band
from holdspace.kernel import clock
from holdspace.kernel.refusals import Missing, Refused
from holdspace.safety.queries import concern_list, told_about
from holdspace.sessions.models import Attendance
from holdspace.vault.scope import acting_as
from tests.cast import LONG_AGO, Cast
from tests.contexts.circle.tuesdays import (
    MONDAY,
    as_,
    given,
    later,
    leave,
    other_group,
    seat,
    seen,
    shared,
    space,
    written,
)

pytestmark = pytest.mark.django_db


def test_i_know_this_feeling_is_told_to_the_writer_alone(cast: Cast) -> None:
    space(cast)
    post = shared(cast, "ana")
    with as_(cast, "bo") as bo:
        recognise(post=post, knows=True, by=bo)
        recognise(post=post, knows=True, by=bo)
        assert Recognition.visible_to(bo).count() == 1
    assert seen(cast, "ana")[0].known_by == ("Bo",)
    (at_bo,) = seen(cast, "bo")
    assert (at_bo.known_by_me, at_bo.known_by) == (True, ())
    (at_chidi,) = seen(cast, "chidi")
    assert (at_chidi.known_by_me, at_chidi.known_by) == (False, ())
    with as_(cast, "bo") as bo:
        recognise(post=post, knows=False, by=bo)
    assert seen(cast, "ana")[0].known_by == ()


def test_nobody_answers_themselves_or_what_they_cannot_read(cast: Cast) -> None:
    space(cast)
    post = shared(cast, "ana")
    with as_(cast, "ana") as ana, pytest.raises(Refused):
        recognise(post=post, knows=True, by=ana)
    for stranger in ("dana", "eve", "ruth"):
        with as_(cast, stranger) as actor, pytest.raises(Missing):
            recognise(post=post, knows=True, by=actor)


def test_what_helped_comes_back_to_the_helper_known_or_not(cast: Cast) -> None:
    group = space(cast)
    for name in ("farah", "gil"):
        seat(cast, name)
    with clock.held_at(MONDAY):
        post = shared(cast, "ana", named=False)
    with clock.held_at(later(days=1)):
        with acting_as(cast.system):
            release_due(by=cast.system, now=clock.now())
        with as_(cast, "bo") as bo:
            thank_for_post(post=post, words="I put my plate back too.", named=False, by=bo)
        with as_(cast, "ana") as ana:
            _lines, (thanks,) = encouraged(ana, group, LONG_AGO)
            assert (thanks.words, thanks.named, thanks.post_id) == (
                "I put my plate back too.",
                False,
                post.pk,
            )
        with as_(cast, "chidi") as chidi:
            assert not Thanks.visible_to(chidi).exists()


def test_what_helped_in_a_session_needs_both_to_have_been_there(cast: Cast) -> None:
    session = cast.sessions["tuesday_last"]
    session.group = space(cast)
    with as_(cast, "ruth"):
        for name, status in {"ana": "present", "bo": "late", "chidi": "absent"}.items():
            Attendance.unscoped.create(
                practice=cast.practice, session=session, member=cast.members[name], status=status
            )
    with as_(cast, "ana") as ana:
        given = thank_for_session(
            session=session, helper=cast.members["bo"], words="That you waited.", named=True, by=ana
        )
        assert given.helper_id == cast.members["bo"].pk
        for helper in ("chidi", "dana", "ana"):
            with pytest.raises(Missing):
                thank_for_session(session=session, helper=cast.members[helper], words="", named=True, by=ana)
    with as_(cast, "chidi") as chidi, pytest.raises(Missing):
        thank_for_session(session=session, helper=cast.members["bo"], words="", named=True, by=chidi)


def test_who_has_left_is_not_thanked_any_more(cast: Cast) -> None:
    space(cast)
    post = shared(cast, "ana")
    leave(cast, "ana")
    with as_(cast, "bo") as bo, pytest.raises(Refused, match="do not sit"):
        thank_for_post(post=post, words="It helped.", named=True, by=bo)


def test_several_others_is_told_from_three_on_at_the_weekly_moment_and_stays_told(cast: Cast) -> None:
    space(cast)
    for name in ("farah", "gil", "hana", "ivo"):
        seat(cast, name)
    with clock.held_at(MONDAY):
        mine = written(cast, "ana", themes=("shame",))
        posts = [
            shared(cast, name, f"{name} hides it", themes=("shame",)) for name in ("bo", "chidi", "farah")
        ]
        assert not _told(cast, "ana", mine)  # since this Monday's count nothing has been counted
    with clock.held_at(later(days=8)):
        assert _told(cast, "ana", mine)
    for post, name in zip(posts, ("bo", "chidi", "farah"), strict=True):
        with clock.held_at(later(days=9)), as_(cast, name) as who:
            withdraw(post=Post.visible_to(who).get(pk=post.pk), by=who)
    with clock.held_at(later(days=20)):
        assert _told(cast, "ana", mine)  # nothing can be subtracted by watching it go
    with clock.held_at(later(days=21)):
        leave(cast, "ivo")
        assert not _told(cast, "ana", mine)  # a circle that changed begins anew


def test_nothing_is_told_of_another_circle_or_to_a_stranger(cast: Cast) -> None:
    space(cast)
    mine = written(cast, "ana", themes=("shame",))
    for stranger in ("bo", "dana", "ruth"):
        with as_(cast, stranger) as actor, pytest.raises(Missing):
            ask_several(post=mine, by=actor)


def _told(cast: Cast, name: str, post: Post) -> bool:
    with as_(cast, name) as who:
        return ask_several(post=post, by=who)


def test_ones_own_giving_and_receiving_names_nobody_who_gave_no_name(cast: Cast) -> None:
    group = space(cast)
    for name in ("farah", "gil"):
        seat(cast, name)
    with clock.held_at(MONDAY):
        secret = shared(cast, "ana", named=False)
        known = shared(cast, "chidi", "With my name.")
    with clock.held_at(later(days=1)):
        with acting_as(cast.system):
            release_due(by=cast.system, now=clock.now())
        with as_(cast, "bo") as bo:
            thank_for_post(post=secret, words="", named=True, by=bo)
            thank_for_post(post=known, words="", named=False, by=bo)
            own = own_words(bo, group)
            assert [str(words) for words in own.received] == ["What Chidi said helped you once."]
        with as_(cast, "chidi") as chidi:
            assert own_words(chidi, group).given == ()
        with as_(cast, "ana") as ana:
            assert [str(words) for words in own_words(ana, group).given] == ["What you said helped Bo once."]


def test_leaders_see_who_gives_to_whom_and_who_stands_outside(cast: Cast) -> None:
    group = space(cast)
    with as_(cast, "bo") as bo:
        encourage(group=group, text="You stayed.", to=cast.members["ana"], by=bo)
    with as_(cast, "ruth") as ruth:
        found = reciprocity_of(ruth, group, Window.FOUR_WEEKS, tuple(Kind)).picture
    assert [(chord.giver, chord.receiver) for chord in found.chords] == [
        (str(cast.members["bo"].pk), str(cast.members["ana"].pk))
    ]
    assert [seat.name for seat in found.who(Standing.OUTSIDE)] == ["Chidi"]
    with as_(cast, "kit") as kit:
        assert not reciprocity_of(kit, group, Window.ALL, tuple(Kind)).picture.chords


def test_of_a_pattern_the_circle_hears_that_several_do_it_and_its_writer_who(cast: Cast) -> None:
    space(cast)
    for name in ("farah", "gil", "hana", "ivo"):
        seat(cast, name)
    with clock.held_at(MONDAY):
        pattern = shared(cast, "ana", "I go quiet when it gets loud.", kind=Post.Kind.PATTERN)
        for name in ("bo", "chidi", "farah"):
            with as_(cast, name) as who:
                recognise(post=pattern, knows=True, by=who)
        assert not seen(cast, "gil")[0].several  # counted with next Monday's release
    with clock.held_at(later(days=8)):
        assert seen(cast, "gil")[0].several
        assert not seen(cast, "bo")[0].several  # two others
        assert seen(cast, "ana")[0].known_by == ("Bo", "Chidi", "Farah")
    with clock.held_at(later(days=9)):
        leave(cast, "ivo")
        assert not seen(cast, "gil")[0].several


def test_bands_tell_of_people_beyond_ones_circles(cast: Cast) -> None:
    mine = written(cast, "ana", themes=("shame",))
    with as_(cast, "ana") as ana:
        assert bands(ana, mine) == []
    for number in range(4):
        given(cast, f"thu{number}", "thursday")
    with clock.held_at(later(weeks=6)), as_(cast, "ana") as ana:
        assert bands(ana, mine) == []  # four, of one group
    cast.groups["wednesday"] = other_group(cast)
    for number in range(2):
        given(cast, f"wed{number}", "wednesday")
    with clock.held_at(later(weeks=6)), as_(cast, "ana") as ana:
        assert bands(ana, mine) == [("shame", Band.FIVE)]
    seat(cast, "ana", group="wednesday", at=later(weeks=6, days=1))
    with clock.held_at(later(weeks=7)), as_(cast, "ana") as ana:
        assert bands(ana, mine) == [("shame", Band.FIVE)]  # else it would tell what her new circle carries


def test_whoever_is_worried_about_a_writer_is_heard_once_and_not_named(cast: Cast) -> None:
    space(cast)
    post = shared(cast, "bo")
    words = "Bo sounds as if he had said goodbye."
    for _again in range(2):
        with as_(cast, "ana") as ana:
            report(post=post, reason=words, worried=True, by=ana)
    with as_(cast, "ruth") as ruth:
        (concern,) = concern_list(ruth).waiting
        assert (concern.source, concern.severity, concern.what) == ("report", "red", words)
        assert concern.member_id == cast.members["bo"].pk
    for name in ("ana", "bo"):
        with as_(cast, name) as who:
            assert told_about(who) == []


def test_without_a_worry_a_report_is_no_concern(cast: Cast) -> None:
    space(cast)
    post = shared(cast, "bo")
    with as_(cast, "ana") as ana:
        report(post=post, reason="This is advice that nobody asked for.", by=ana)
    with as_(cast, "ruth") as ruth:
        assert concern_list(ruth).waiting == []
