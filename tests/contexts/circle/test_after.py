"""What somebody gives to those who come after: chosen also after leaving, found by strangers, taken back."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from holdspace.circle.actions.holding import hide, release_beyond, release_due
from holdspace.circle.actions.writing import Written, encourage, give_beyond, keep, keep_here, share, withdraw
from holdspace.circle.models import Post
from holdspace.circle.queries.after import to_give
from holdspace.circle.queries.sharing import carried_by_others
from holdspace.circle.queries.waiting import waiting_for_leaders
from holdspace.circle.rules.embedding import model
from holdspace.kernel import clock
from holdspace.kernel.refusals import Missing, Refused
from holdspace.vault.scope import acting_as
from tests.cast import Cast
from tests.contexts.circle.tuesdays import (
    LONELY,
    MONDAY,
    as_,
    later,
    leave,
    seat,
    shared,
    space,
    texts,
    written,
)

pytestmark = pytest.mark.django_db

THEME = ("loneliness",)


def left_behind(cast: Cast, *, named: bool = True) -> Post:
    """Ana shared something in a circle with a space, and left the day after."""
    space(cast)
    with clock.held_at(MONDAY):
        post = shared(cast, "ana", named=named, themes=THEME)
    with clock.held_at(later(days=1)):
        leave(cast, "ana")
    return post


def give(cast: Cast, post: Post, *, days: int = 2, release: bool = True) -> None:
    """Ana gives it on, and Ruth lets it go, an hour later."""
    with clock.held_at(later(days=days)), as_(cast, "ana") as ana:
        give_beyond(post=post, by=ana)
    if release:
        with clock.held_at(later(days=days, hours=1)), as_(cast, "ruth") as ruth:
            release_beyond(post=post, by=ruth)


def found(cast: Cast, name: str, *, days: int, group: str = "tuesday") -> list[str]:
    """What somebody who wrote of loneliness finds of those who were here before."""
    with clock.held_at(later(days=days)), as_(cast, name) as who:
        mine = keep(group=cast.groups[group], written=Written("Nights.", themes=THEME), by=who)
        return carried_by_others(who, mine).before


def test_who_has_left_gives_it_and_a_newcomer_of_the_same_circle_finds_the_words_alone(cast: Cast) -> None:
    post = left_behind(cast)
    seat(cast, "gil", at=later(days=3))
    assert found(cast, "gil", days=4) == []
    give(cast, post, days=5)
    assert found(cast, "gil", days=6) == [LONELY]
    with clock.held_at(later(days=6)):
        assert texts(cast, "gil") == []  # of the space itself a newcomer reads nothing from before


def test_who_sat_with_the_writer_does_not_find_it_as_somebody_elses(cast: Cast) -> None:
    post = left_behind(cast)
    give(cast, post)
    assert found(cast, "bo", days=6) == []
    assert found(cast, "dana", days=6, group="thursday") == [LONELY]


def test_before_a_leader_released_it_nobody_finds_it_and_leaders_are_told_that_it_waits(cast: Cast) -> None:
    post = left_behind(cast)
    seat(cast, "gil", at=later(days=3))
    group = cast.groups["tuesday"]
    with as_(cast, "ruth") as ruth:
        assert waiting_for_leaders(ruth, [group.pk]) == {group.pk: 0}
    give(cast, post, days=5, release=False)
    assert found(cast, "gil", days=6) == []
    with as_(cast, "ruth") as ruth:
        assert waiting_for_leaders(ruth, [group.pk]) == {group.pk: 1}


def test_taken_back_it_is_gone_at_once_from_those_who_come_after_and_stays_in_the_circle(cast: Cast) -> None:
    post = left_behind(cast)
    seat(cast, "gil", at=later(days=3))
    give(cast, post, days=5)
    with clock.held_at(later(days=7)), as_(cast, "ana") as ana:
        keep_here(post=post, by=ana)
    assert found(cast, "gil", days=7) == []
    assert found(cast, "dana", days=7, group="thursday") == []
    with clock.held_at(later(days=7)):
        assert texts(cast, "bo") == [LONELY]


def test_withdrawn_by_who_has_left_it_is_gone_everywhere_and_its_vector_too(cast: Cast) -> None:
    post = left_behind(cast)
    seat(cast, "gil", at=later(days=3))
    give(cast, post, days=5)
    with clock.held_at(later(days=7)), as_(cast, "ana") as ana:
        if model() is not None:
            assert Post.visible_to(ana).get(pk=post.pk).vector is not None
        withdraw(post=post, by=ana)
        row = Post.visible_to(ana).get(pk=post.pk)
        assert (row.vector, row.beyond, row.beyond_at, row.released_at) == (None, False, None, None)
    assert found(cast, "gil", days=7) == found(cast, "dana", days=7, group="thursday") == []
    with clock.held_at(later(days=7)):
        assert texts(cast, "bo") == []


def test_given_anew_it_waits_for_a_leader_anew(cast: Cast) -> None:
    post = left_behind(cast)
    give(cast, post, days=5)
    with clock.held_at(later(days=6)), as_(cast, "ana") as ana:
        keep_here(post=post, by=ana)
        give_beyond(post=post, by=ana)
        give_beyond(post=post, by=ana)
    assert found(cast, "dana", days=7, group="thursday") == []


def test_who_comes_back_makes_nothing_vanish_that_was_found_already(cast: Cast) -> None:
    """Vanishing on that day would say whose it was."""
    post = left_behind(cast)
    seat(cast, "gil", at=later(days=3))
    give(cast, post, days=5)
    assert found(cast, "gil", days=6) == [LONELY]
    seat(cast, "ana", at=later(days=8))
    assert found(cast, "gil", days=9) == [LONELY]
    seat(cast, "hana", at=later(days=10))
    assert found(cast, "hana", days=11) == []  # who begins beside the writer would guess


def test_hidden_or_flagged_or_private_words_and_words_to_one_are_not_given(cast: Cast) -> None:
    group = space(cast)
    private, to_one = written(cast, "ana"), None
    with as_(cast, "ana") as ana:
        to_one = encourage(group=group, text="You stayed.", to=cast.members["bo"], by=ana)
        with pytest.raises(Refused):
            give_beyond(post=private, by=ana)
        with pytest.raises(Missing):
            give_beyond(post=to_one, by=ana)
    hidden = shared(cast, "ana", "It was loud at home.")
    with as_(cast, "ruth") as ruth:
        hide(post=hidden, word="Let us speak.", by=ruth)
    with as_(cast, "ana") as ana, pytest.raises(Refused):
        give_beyond(post=hidden, by=ana)


@pytest.mark.parametrize("who", ["bo", "dana", "ruth"])
def test_nobody_else_gives_it_or_takes_it_back(cast: Cast, who: str) -> None:
    post = left_behind(cast)
    for act in (give_beyond, keep_here):
        with as_(cast, who) as other, pytest.raises(Missing):
            act(post=post, by=other)


def test_taken_out_of_the_circle_by_a_leader_it_reaches_nobody(cast: Cast) -> None:
    post = left_behind(cast)
    give(cast, post, days=5)
    with clock.held_at(later(days=6)), as_(cast, "ruth") as ruth:
        hide(post=post, word="Let us speak.", by=ruth)
    assert found(cast, "dana", days=6, group="thursday") == []


def test_what_was_shared_without_a_name_can_be_given_and_says_no_name(cast: Cast) -> None:
    space(cast)
    for name in ("farah", "gil"):
        seat(cast, name)
    with clock.held_at(MONDAY):
        post = shared(cast, "ana", named=False, themes=THEME)
        with as_(cast, "ana") as ana, pytest.raises(Refused):
            give_beyond(post=post, by=ana)  # not before the circle reads it
    with clock.held_at(later(days=1)):
        with acting_as(cast.system), transaction.atomic():
            release_due(by=cast.system, now=clock.now())
        leave(cast, "ana")
    give(cast, post)
    assert found(cast, "dana", days=4, group="thursday") == [LONELY]


def test_the_page_of_who_has_left_offers_each_text_and_takes_it_back(client: Client, cast: Cast) -> None:
    post = left_behind(cast)
    client.force_login(cast.users["ana"])
    page = client.get(reverse("circle:after"))
    assert LONELY in page.content.decode()
    address = reverse("circle:hand_on", args=[post.key])
    client.post(address, {"act": "give"})
    assert "Your therapists have not released it yet." in client.get(reverse("circle:after")).content.decode()
    with as_(cast, "ruth") as ruth:
        release_beyond(post=post, by=ruth)
    assert "Those who come after can find it." in client.get(reverse("circle:after")).content.decode()
    client.post(address, {"act": "keep", "at": "own"})
    with as_(cast, "ana") as ana:
        assert [line.text for line in to_give(ana).others] == [LONELY]
    assert reverse("circle:after") in client.get(reverse("desk:home")).content.decode()


def test_somebody_elses_words_have_no_such_page(client: Client, cast: Cast) -> None:
    post = left_behind(cast)
    client.force_login(cast.users["bo"])
    assert LONELY not in client.get(reverse("circle:after")).content.decode()
    assert client.post(reverse("circle:hand_on", args=[post.key]), {"act": "give"}).status_code == 404


def test_many_texts_stand_there_in_parts_and_none_is_lost(cast: Cast) -> None:
    space(cast)
    for number in range(33):
        with clock.held_at(MONDAY + timedelta(minutes=number)):
            shared(cast, "ana", f"Word {number}.")
    with as_(cast, "ana") as ana:
        first, everything = to_give(ana), to_give(ana, everything=True)
    assert (len(first.others), first.more) == (30, True)
    assert first.others[0].text == "Word 32."
    assert (len(everything.others), everything.more) == (33, False)


def test_shared_with_a_consent_at_once_it_is_found_once_its_writer_has_left(cast: Cast) -> None:
    space(cast)
    with clock.held_at(MONDAY):
        post = written(cast, "ana", themes=THEME)
        with as_(cast, "ana") as ana:
            share(post=post, named=True, beyond=True, by=ana)
        with as_(cast, "ruth") as ruth:
            release_beyond(post=post, by=ruth)
    with clock.held_at(later(days=1)):
        leave(cast, "ana")
    seat(cast, "gil", at=later(days=3))
    assert found(cast, "gil", days=4) == [LONELY]
