"""A circle chooses words, they are put together, each sees their own; who chose what is nowhere any more."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.db import transaction
from django.test import Client

from holdspace.feedback.actions import portraits
from holdspace.feedback.models import Choice, Picture, Portrait
from holdspace.feedback.queries.portraits import (
    my_portraits,
    picture_page,
    portrait_page,
    portraits_waiting,
)
from holdspace.feedback.rules.panes import Pane
from holdspace.groups import actions as group_actions
from holdspace.groups.models import Group, Membership
from holdspace.kernel import clock
from holdspace.kernel.refusals import Missing, Refused
from holdspace.vault.scope import acting_as
from tests.cast import LONG_AGO, Cast
from tests.contexts.feedback.rounds import closed_for_now

pytestmark = pytest.mark.django_db
CIRCLE = ("ana", "bo", "chidi", "dana")


@pytest.fixture
def four(cast: Cast) -> Cast:
    """Dana sits in Tuesday's circle too."""
    seat(cast, "dana", LONG_AGO)
    return cast


def seat(cast: Cast, name: str, since: datetime) -> None:
    with acting_as(cast.system), transaction.atomic():
        Membership.unscoped.create(
            practice=cast.practice,
            group=cast.groups["tuesday"],
            member=cast.members[name],
            seat=Membership.unscoped.filter(group=cast.groups["tuesday"]).count() + 1,
            starts_at=since,
        )


def ask(cast: Cast, by: str = "ruth") -> Portrait:
    with acting_as(cast.actor(by)) as leader, transaction.atomic():
        return portraits.open_portrait(group=cast.groups["tuesday"], by=leader)


def choose(cast: Cast, portrait: Portrait, by: str, about: str, *words: str) -> None:
    with acting_as(cast.actor(by)) as member, transaction.atomic():
        portraits.choose(portrait=portrait, about=cast.members[about].pk, words=words, by=member)


def end(cast: Cast, portrait: Portrait, by: str = "ruth") -> Portrait:
    with acting_as(cast.actor(by)) as leader, transaction.atomic():
        return portraits.put_together(portrait=portrait, by=leader)


def show(cast: Cast, portrait: Portrait, by: str = "ruth") -> Portrait:
    with acting_as(cast.actor(by)) as leader, transaction.atomic():
        return portraits.show(portrait=portrait, by=leader)


def described(cast: Cast, portrait: Portrait, about: str = "ana") -> None:
    """Three others choose words for somebody, and they for themself."""
    choose(cast, portrait, about, about, "steady", "gentle")
    others = [name for name in CIRCLE if name != about]
    for name, words in zip(others, (("steady", "curious"), ("curious",), ("loyal",)), strict=True):
        choose(cast, portrait, name, about, *words)


def picture_of(cast: Cast, portrait: Portrait, name: str = "ana") -> Picture:
    with acting_as(cast.system), transaction.atomic():
        return Picture.unscoped.get(portrait=portrait, member=cast.members[name])


def panes_of(cast: Cast, picture: Picture, by: str) -> dict[Pane, list[str]]:
    with acting_as(cast.actor(by)) as reader, transaction.atomic():
        page = picture_page(reader, Picture.visible_to(reader).select_related("portrait").get(pk=picture.pk))
        return {corner.pane: corner.words for corner in page.corners if corner.pane is not Pane.UNKNOWN}


def looked_at(cast: Cast, picture: Picture, by: str = "ana") -> Picture:
    with acting_as(cast.actor(by)) as member, transaction.atomic():
        return portraits.open_picture(picture=picture, by=member)


def waiting(cast: Cast, name: str) -> tuple[bool, bool]:
    with acting_as(cast.actor(name)) as member, transaction.atomic():
        return portraits_waiting(member)


# --- Asking ----------------------------------------------------------------------------------------------


def test_three_are_too_few(cast: Cast) -> None:
    with pytest.raises(Refused, match="Four members"):
        ask(cast)


def test_one_at_a_time(four: Cast) -> None:
    ask(four)
    with pytest.raises(Refused, match="choosing words already"):
        ask(four, by="tomas")


def test_another_groups_leader_does_not_ask(four: Cast) -> None:
    with pytest.raises((Missing, Group.DoesNotExist)):
        ask(four, by="kit")


# --- Choosing --------------------------------------------------------------------------------------------


def test_home_asks_until_something_was_chosen(four: Cast) -> None:
    portrait = ask(four)
    assert waiting(four, "bo") == (True, False)
    choose(four, portrait, "bo", "ana", "steady")
    assert waiting(four, "bo") == (False, False)


def test_a_choice_is_changed_and_stays_one(four: Cast) -> None:
    portrait = ask(four)
    choose(four, portrait, "bo", "ana", "steady")
    choose(four, portrait, "bo", "ana", "curious", "curious")
    with acting_as(four.actor("bo")) as bo, transaction.atomic():
        assert [choice.words for choice in Choice.visible_to(bo)] == [["curious"]]


def test_seven_words_are_too_many_and_an_unknown_one_is_none(four: Cast) -> None:
    portrait = ask(four)
    with pytest.raises(Refused, match="more than 6"):
        choose(
            four, portrait, "bo", "ana", "steady", "curious", "loyal", "gentle", "fair", "humble", "strong"
        )
    with pytest.raises(Refused, match="not in the list"):
        choose(four, portrait, "bo", "ana", "tall")


def test_who_joined_later_neither_chooses_nor_is_described(four: Cast) -> None:
    portrait = ask(four)
    seat(four, "eve", clock.moved(timedelta(seconds=1)))
    with clock.held_at(clock.moved(timedelta(minutes=1))):
        with pytest.raises(Missing):
            choose(four, portrait, "eve", "ana", "steady")
        with pytest.raises(Missing):
            choose(four, portrait, "ana", "eve", "steady")


def test_nobody_reads_who_chose_what_but_who_chose(four: Cast) -> None:
    portrait = ask(four)
    described(four, portrait)
    for name in ("ana", "ruth", "tomas", "kit"):
        with acting_as(four.actor(name)) as reader, transaction.atomic():
            about_ana = Choice.visible_to(reader).exclude(member=four.members["ana"])
            assert not about_ana.exists()


def test_leaders_see_how_far_the_circle_is(four: Cast) -> None:
    portrait = ask(four)
    described(four, portrait)
    with acting_as(four.actor("ruth")) as ruth, transaction.atomic():
        page = portrait_page(ruth, portrait)
    assert {line.person.name: (line.own, line.described) for line in page.people} == {
        "Ana": (True, 0),
        "Bo": (False, 1),
        "Chidi": (False, 1),
        "Dana": (False, 1),
    }


# --- Putting together ------------------------------------------------------------------------------------


def test_four_panes_and_nothing_is_left_of_who_chose_what(four: Cast) -> None:
    portrait = ask(four)
    described(four, portrait)
    end(four, portrait)
    with acting_as(four.system), transaction.atomic():
        assert not Choice.unscoped.exists()
    assert panes_of(four, picture_of(four, portrait), "ruth") == {
        Pane.OPEN: ["steady"],
        Pane.BLIND: ["loyal", "curious"],
        Pane.HIDDEN: ["gentle"],
    }


def test_two_answers_tell_nothing(four: Cast) -> None:
    portrait = ask(four)
    choose(four, portrait, "bo", "ana", "steady")
    choose(four, portrait, "chidi", "ana", "curious")
    choose(four, portrait, "dana", "ana")
    end(four, portrait)
    picture = picture_of(four, portrait)
    assert picture.others is None
    assert panes_of(four, picture, "ruth") == {}


def test_what_somebody_chose_who_left_counts_for_nothing(four: Cast) -> None:
    portrait = ask(four)
    described(four, portrait)
    with acting_as(four.actor("ruth")) as ruth, transaction.atomic():
        spell = Membership.visible_to(ruth).get(member=four.members["dana"], group=four.groups["tuesday"])
        group_actions.end_membership(membership=spell, ending="left", by=ruth)
    with clock.held_at(clock.moved(timedelta(minutes=1))):
        end(four, portrait)
    assert picture_of(four, portrait).others is None
    with acting_as(four.system), transaction.atomic():
        assert not Picture.unscoped.filter(member=four.members["dana"]).exists()


def test_nothing_is_chosen_or_put_together_afterwards(four: Cast) -> None:
    portrait = ask(four)
    end(four, portrait)
    with pytest.raises(Refused, match="put the pictures together"):
        choose(four, portrait, "bo", "ana", "steady")
    with pytest.raises(Refused, match="put together already"):
        end(four, portrait)


# --- Showing and looking ---------------------------------------------------------------------------------


def test_a_picture_is_seen_by_its_member_alone_once_it_is_shown(four: Cast) -> None:
    portrait = ask(four)
    described(four, portrait)
    with pytest.raises(Refused, match="Put the pictures together first"):
        show(four, portrait)
    end(four, portrait)
    picture = picture_of(four, portrait)
    with pytest.raises(Missing):
        looked_at(four, picture)
    show(four, portrait)
    assert waiting(four, "ana") == (False, True)
    with pytest.raises(Missing):
        looked_at(four, picture, by="bo")
    looked_at(four, picture)
    assert waiting(four, "ana") == (False, False)
    assert panes_of(four, picture, "ana") == panes_of(four, picture, "ruth")


def test_nothing_reaches_a_person_while_the_circle_is_closed(four: Cast) -> None:
    portrait = end(four, ask(four))
    show(four, portrait)
    picture = picture_of(four, portrait)
    closed_for_now(four)
    assert waiting(four, "ana") == (False, False)
    with pytest.raises(Refused, match="closed now"):
        looked_at(four, picture)


def test_months_later_what_moved_stands_beside_it(four: Cast) -> None:
    first = ask(four)
    described(four, first)
    show(four, end(four, first))
    looked_at(four, picture_of(four, first))
    with clock.held_at(clock.moved(timedelta(days=120))):
        second = ask(four)
        choose(four, second, "ana", "ana", "steady", "curious")
        for name in ("bo", "chidi", "dana"):
            choose(four, second, name, "ana", "curious")
        show(four, end(four, second))
        picture = looked_at(four, picture_of(four, second))
        with acting_as(four.actor("ana")) as ana, transaction.atomic():
            page = picture_page(ana, Picture.visible_to(ana).select_related("portrait").get(pk=picture.pk))
    assert page.before is not None
    assert page.corners_before
    assert {(each.word, each.before, each.after) for each in page.moved} == {
        ("curious", "Others see it", "We both see it"),
        ("steady", "We both see it", "I keep it"),
        ("gentle", "I keep it", "Nobody chose it"),
        ("loyal", "Others see it", "Nobody chose it"),
    }


def test_a_member_who_left_sees_no_picture(four: Cast) -> None:
    portrait = ask(four)
    described(four, portrait)
    show(four, end(four, portrait))
    with acting_as(four.actor("ruth")) as ruth, transaction.atomic():
        spell = Membership.visible_to(ruth).get(member=four.members["ana"], group=four.groups["tuesday"])
        group_actions.end_membership(membership=spell, ending="left", by=ruth)
    later = clock.moved(timedelta(minutes=1))
    with clock.held_at(later), acting_as(four.actor("ana")) as ana, transaction.atomic():
        page = my_portraits(ana)
    assert (page.asked, page.waiting, page.seen) == ([], [], [])


# --- Pages -----------------------------------------------------------------------------------------------


def test_on_pages_from_asking_to_looking(four: Cast, client_of: Callable[[str], Client]) -> None:
    ruth: Client = client_of("ruth")
    ana: Client = client_of("ana")
    tuesday = four.groups["tuesday"].pk
    assert "Ask for words" in ruth.get(f"/feedback/groups/{tuesday}/portraits/").content.decode()
    place = ruth.post(f"/feedback/groups/{tuesday}/portraits/new/")
    assert place.status_code == 302
    assert (
        "choosing words already" in ruth.post(f"/feedback/groups/{tuesday}/portraits/new/").content.decode()
    )
    with acting_as(four.system), transaction.atomic():
        portrait = Portrait.unscoped.get()
    page = ana.get("/feedback/portraits/").content.decode()
    assert ("For Bo" in page, "For yourself" in page) == (True, True)
    sheet = f"/feedback/portraits/{portrait.pk}/for/{four.members['bo'].pk}/"
    too_many = ["steady", "curious", "loyal", "gentle", "fair", "humble", "strong"]
    refused = ana.post(sheet, {"words": too_many})
    assert refused.status_code == 422
    assert 'value="humble" checked' in refused.content.decode()
    assert ana.post(sheet, {"words": ["steady"]}).status_code == 302
    assert 'value="steady" checked' in ana.get(sheet).content.decode()
    ruth.post(f"{place['Location']}end/")
    ruth.post(f"{place['Location']}show/")
    picture = picture_of(four, portrait)
    assert ana.get(f"/feedback/pictures/{picture.pk}/").status_code == 302
    assert ana.post(f"/feedback/pictures/{picture.pk}/open/").status_code == 302
    assert "Too few of the others" in ana.get(f"/feedback/pictures/{picture.pk}/").content.decode()
    assert ana.get(sheet).status_code == 422
