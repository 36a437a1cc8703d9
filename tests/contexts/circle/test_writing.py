"""Something is written: for oneself, for the circle, without a name, and taken back."""

from __future__ import annotations

import pytest
from django.db import transaction
from django.http import QueryDict

from holdspace.audit.models import Entry
from holdspace.circle.actions import writing
from holdspace.circle.actions.holding import release_due
from holdspace.circle.actions.space import close_space, pause
from holdspace.circle.actions.writing import Written, discard, encourage, keep, share, withdraw
from holdspace.circle.models import Post
from holdspace.circle.queries.space import own_writing, since
from holdspace.circle.rules.standing import Standing
from holdspace.circle.web.forms import EncouragementForm
from holdspace.groups.queries import SeatedMember
from holdspace.kernel import clock
from holdspace.kernel.refusals import Conflict, Missing, Refused
from holdspace.safety.models import Concern
from holdspace.vault.scope import acting_as
from tests.cast import Cast
from tests.contexts.circle.tuesdays import (
    LONELY,
    MONDAY,
    as_,
    later,
    leave,
    seat,
    seen,
    shared,
    space,
    texts,
    written,
)

pytestmark = pytest.mark.django_db


def release(cast: Cast) -> int:
    with acting_as(cast.system):
        return release_due(by=cast.system, now=clock.now())


def test_what_is_written_is_for_oneself(cast: Cast) -> None:
    space(cast)
    post = written(cast, "ana")
    assert post.standing == Standing.PRIVATE
    for reader in ("ana", "bo"):
        assert texts(cast, reader) == []
    with as_(cast, "ruth") as ruth:
        assert not Post.visible_to(ruth).exists()
    with as_(cast, "ana") as ana:
        assert [line.text for line in own_writing(ana)] == [LONELY]


def test_it_can_be_written_when_nothing_is_open_and_shared_when_it_is(cast: Cast) -> None:
    post = written(cast, "ana")  # no space here: contact is brought to the group
    with as_(cast, "ana") as ana, pytest.raises(Refused, match="kept here"):
        share(post=post, named=True, by=ana)
    space(cast, hours=("tue-18",))
    with as_(cast, "ana") as ana, clock.held_at(MONDAY), pytest.raises(Refused, match="Tuesday 18:00"):
        share(post=post, named=True, by=ana)
    with as_(cast, "ana") as ana, clock.held_at(later(hours=30)):
        assert share(post=post, named=True, by=ana).standing == Standing.SHOWN


def test_shared_by_name_it_is_there_at_once(cast: Cast) -> None:
    space(cast)
    shared(cast, "ana")
    (line,) = seen(cast, "bo")
    assert (line.text, line.by, line.own, line.position) == (LONELY, "Ana", False, 1)
    assert texts(cast, "dana") == []
    with as_(cast, "kit") as kit:
        assert not Post.visible_to(kit).exists()


def test_without_a_name_it_appears_with_the_morning_and_nobody_hears_when_it_was_written(cast: Cast) -> None:
    space(cast)
    for name in ("farah", "gil"):
        seat(cast, name)
    with clock.held_at(MONDAY):
        shared(cast, "ana", named=False)
        assert texts(cast, "bo") == []
        assert release(cast) == 0
    noticed = [entry.detail for entry in Entry.objects.filter(act__startswith="circle.")]
    assert not any("version" in detail for detail in noticed)
    with clock.held_at(later(hours=20)):
        assert release(cast) == 1
        assert release(cast) == 0
        (line,) = seen(cast, "bo")
        assert (line.text, line.by, line.known_by) == (LONELY, "", ())
        assert line.day == later(hours=18)  # six in the morning, not when the worker came by
        with as_(cast, "ruth") as ruth:
            (row,) = since(ruth, cast.groups["tuesday"], 0).lines
            assert row.by == "Ana"


def test_posts_of_one_release_stand_in_no_order_of_writing(cast: Cast) -> None:
    space(cast)
    for name in ("farah", "gil"):
        seat(cast, name)
    with clock.held_at(MONDAY):
        posts = [shared(cast, "ana", f"{number} said nothing", named=False) for number in range(12)]
    with clock.held_at(later(hours=20)):
        release(cast)
        assert [line.key for line in reversed(seen(cast, "bo"))] == sorted(post.key for post in posts)


def test_a_small_circle_shares_by_name_or_not_at_all(cast: Cast) -> None:
    space(cast)  # Ana, Bo and Chidi: three
    with pytest.raises(Refused, match="could be guessed"):
        shared(cast, "ana", named=False)


def test_taken_back_it_is_nowhere_and_only_oneself_reads_it(cast: Cast) -> None:
    space(cast)
    post = shared(cast, "ana")
    with as_(cast, "ana") as ana:
        withdraw(post=post, by=ana)
    assert texts(cast, "bo") == []
    with as_(cast, "ruth") as ruth:
        assert not Post.visible_to(ruth).exists()
    with as_(cast, "ana") as ana:
        (line,) = own_writing(ana)
        assert line.standing is Standing.WITHDRAWN
        discard(post=Post.visible_to(ana).get(), by=ana)
        assert own_writing(ana) == []


def test_who_left_can_still_take_back_and_reads_nothing_else(cast: Cast) -> None:
    space(cast)
    post, other = shared(cast, "ana"), shared(cast, "bo", "Mine")
    leave(cast, "ana")
    assert texts(cast, "bo") == ["Mine", LONELY]  # what was said stays, or it would show who left
    with as_(cast, "ana") as ana:
        assert [row.pk for row in Post.visible_to(ana)] == [post.pk]
        with pytest.raises(Missing):
            withdraw(post=other, by=ana)
        withdraw(post=post, by=ana)
    assert texts(cast, "bo") == ["Mine"]


def test_newcomers_read_from_the_day_they_joined_and_who_returns_reads_their_own_times(cast: Cast) -> None:
    space(cast)
    with clock.held_at(MONDAY):
        shared(cast, "ana", "before")
    with clock.held_at(later(days=1)):
        seat(cast, "farah", at=later(days=1))
        shared(cast, "ana", "while")
    with clock.held_at(later(days=2)):
        leave(cast, "farah")
    with clock.held_at(later(days=3)):
        shared(cast, "ana", "away")
        assert texts(cast, "farah") == []
    with clock.held_at(later(days=4)):
        seat(cast, "farah", at=later(days=4))
        shared(cast, "ana", "again")
        assert texts(cast, "farah") == ["again", "while"]
        assert texts(cast, "bo") == ["again", "away", "while", "before"]


def test_two_devices_do_not_overwrite_each_other(cast: Cast) -> None:
    post = written(cast, "ana")
    with as_(cast, "ana") as ana:
        keep(group=post.group, written=Written("Changed", version=1), by=ana, post=post)
    with as_(cast, "ana") as ana, pytest.raises(Conflict) as conflict:
        keep(group=post.group, written=Written("From the other phone", version=1), by=ana, post=post)
    assert conflict.value.newest == 2


def test_what_others_read_is_not_changed_behind_them(cast: Cast) -> None:
    space(cast)
    post = shared(cast, "ana")
    with as_(cast, "ana") as ana, pytest.raises(Refused, match="Take it back first"):
        keep(group=post.group, written=Written("Something else", version=1), by=ana, post=post)
    with as_(cast, "bo") as bo, pytest.raises(Missing):
        keep(group=post.group, written=Written("Not mine", version=1), by=bo, post=post)


@pytest.mark.parametrize("text", ["", "   ", "x" * 4001])
def test_a_text_has_words_and_an_end(cast: Cast, text: str) -> None:
    with pytest.raises(Refused):
        written(cast, "ana", text)


def test_no_way_out_of_the_circle_is_shared(cast: Cast) -> None:
    space(cast)
    with pytest.raises(Refused, match="telephone number"):
        shared(cast, "ana", "Write me at ana@example.org, any evening.")
    assert texts(cast, "bo") == []


def test_words_of_danger_wait_for_the_leaders_and_reach_them(cast: Cast) -> None:
    space(cast)
    post = shared(cast, "ana", "I want to die, and I do not know whom to tell.")
    assert (post.standing, post.review_reason) == (Standing.HELD, "danger")
    assert texts(cast, "bo") == []
    with as_(cast, "ruth") as ruth:
        (concern,) = Concern.visible_to(ruth)
        assert (concern.source, concern.severity, concern.member_id) == (
            "text",
            "red",
            cast.members["ana"].pk,
        )


def test_a_pause_stops_writing_and_not_reading(cast: Cast) -> None:
    group = space(cast)
    shared(cast, "ana")
    with as_(cast, "tomas") as tomas:
        pause(group=group, paused=True, by=tomas)
    with pytest.raises(Refused, match="paused"):
        shared(cast, "bo")
    assert texts(cast, "bo") == [LONELY]
    with as_(cast, "tomas") as tomas:
        pause(group=group, paused=False, by=tomas)
        close_space(group=group, closed=True, by=tomas)
    with pytest.raises(Refused, match="closed"):
        shared(cast, "bo")


def test_encouragement_to_all_and_to_one(cast: Cast) -> None:
    group = space(cast)
    with as_(cast, "bo") as bo:
        encourage(group=group, text="It was good to hear you all.", by=bo)
        encourage(group=group, text="You stayed. I saw it.", to=cast.members["ana"], by=bo)
    with as_(cast, "ruth") as ruth:
        encourage(group=group, text="Until Tuesday.", by=ruth)
    assert texts(cast, "ana") == ["Until Tuesday.", "You stayed. I saw it.", "It was good to hear you all."]
    assert texts(cast, "chidi") == ["Until Tuesday.", "It was good to hear you all."]
    assert seen(cast, "chidi")[0].by == "Ruth Adler"
    with as_(cast, "ruth") as ruth:
        assert Post.visible_to(ruth).count() == 3  # leaders always see; it is said beside the field


@pytest.mark.parametrize("to", ["bo", "dana", "eve"])
def test_encouragement_goes_to_somebody_else_who_sits_here(cast: Cast, to: str) -> None:
    group = space(cast)
    with as_(cast, "bo") as bo, pytest.raises(Refused):
        encourage(group=group, text="Hello", to=cast.members[to], by=bo)


@pytest.mark.parametrize("who", ["dana", "eve", "kit", "ines", "sam", "olu"])
def test_nobody_else_writes_here(cast: Cast, who: str) -> None:
    group = space(cast)
    with as_(cast, who) as actor, pytest.raises(Missing):
        encourage(group=group, text="Hello", by=actor)


def test_encouragement_is_never_compared_and_so_the_model_is_not_asked(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Loading it takes a started server longer than all else that a first message needs."""
    group, asked = space(cast), list[str]()
    monkeypatch.setattr(writing, "model", lambda: asked.append("model"))
    with as_(cast, "bo") as bo:
        assert encourage(group=group, text="It was good to hear you all.", by=bo).vector is None
    assert asked == []
    shared(cast, "ana")
    assert asked == ["model"]


def test_who_sits_here_is_asked_for_only_where_somebody_is_chosen() -> None:
    asked: list[str] = []

    def people() -> list[SeatedMember]:
        asked.append("people")
        return []

    assert EncouragementForm(QueryDict("text=Hello"), people=people).is_valid()
    assert asked == []
    assert not EncouragementForm(QueryDict("text=Hello&to=nobody"), people=people).is_valid()
    assert asked == ["people"]


def test_versions_count_what_the_circle_can_see(cast: Cast) -> None:
    group = space(cast)
    first, second = shared(cast, "ana", "one"), shared(cast, "bo", "two")
    with as_(cast, "ana") as ana:
        withdraw(post=first, by=ana)
    third = shared(cast, "chidi", "three")
    assert (first.position, second.position, third.position) == (1, 2, 4)
    with as_(cast, "bo") as bo:
        caught_up = since(bo, group, 1)
    assert ([line.text for line in caught_up.lines], caught_up.version) == (["two", "three"], 4)


def test_an_erased_writer_leaves_no_words(cast: Cast) -> None:
    from holdspace.vault import keyring

    space(cast)
    shared(cast, "ana")
    shared(cast, "bo", "Mine")
    with acting_as(cast.system), transaction.atomic():
        keyring.shred(cast.members["ana"].pk)
    assert texts(cast, "chidi") == ["Mine"]
