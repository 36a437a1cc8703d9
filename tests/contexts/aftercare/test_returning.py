"""Eve left and wishes to come back; the practice's rule says before whom she waits."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from holdspace.aftercare.actions.returning import ask_back, stay_away
from holdspace.audit.models import Entry
from holdspace.intake.actions import Wish, put_on_list, set_return_rule
from holdspace.intake.models import Waiting
from holdspace.intake.queries import waiting_list
from holdspace.kernel.actors import Actor
from holdspace.kernel.refusals import Missing, Refused
from holdspace.members.models import Member
from holdspace.vault.scope import acting_as
from tests.cast import Cast

pytestmark = pytest.mark.django_db
Acting = Callable[[str], Actor]
Browsers = Callable[[str], Client]

HOME, BACK, NO_MORE = (reverse(name) for name in ("desk:home", "aftercare:come_back", "aftercare:stay_away"))


@pytest.fixture
def joss(cast: Cast) -> Member:
    """Somebody new, who waits already."""
    with acting_as(cast.system) as system:
        joss = Member.unscoped.create(practice=cast.practice, chosen_name="Joss")
        put_on_list(member=joss, wish=Wish(), by=system)
    return joss


def order(by: Actor) -> list[tuple[str, bool]]:
    return [(line.called, line.was_here) for line in waiting_list(by)]


def test_eve_asks_and_waits_first_among_equals(
    cast: Cast, joss: Member, actor: Acting, client_of: Browsers
) -> None:
    eve = client_of("eve")
    assert BACK in eve.get(HOME).content.decode()
    assert "I wish to come back" in eve.get(BACK).content.decode()
    assert eve.post(BACK).status_code == 302
    assert "You wait for a place" in eve.get(HOME).content.decode()
    with acting_as(actor("ines")) as ines:
        assert order(ines) == [("Eve", True), ("Joss", False)]
        [wait] = Waiting.visible_to(ines).filter(member=cast.members["eve"])
        assert (wait.priority, wait.priority_reason) == (1, "returns")
        assert wait.priority_words == "soon: returns after a group here"
    assert Entry.objects.get(act="aftercare.asked_back").actor_person_id == cast.members["eve"].pk


def test_the_list_says_that_she_was_here_and_not_where(
    cast: Cast, joss: Member, actor: Acting, client_of: Browsers
) -> None:
    with acting_as(actor("eve")) as eve:
        ask_back(by=eve)
    for name in ("ines", "kit"):
        page = client_of(name).get(reverse("intake:waiting_list")).content.decode().split("<main")[1]
        assert page.count("was here before") == 1
        assert "Tuesday" not in page


def test_without_a_difference_she_waits_like_everybody(
    cast: Cast, joss: Member, actor: Acting, client_of: Browsers
) -> None:
    assert client_of("ines").post(reverse("intake:returning"), {"first": "no"}).status_code == 302
    with acting_as(actor("eve")) as eve:
        assert ask_back(by=eve).priority == 0
    with acting_as(actor("ines")) as ines:
        assert order(ines) == [("Joss", False), ("Eve", True)]


def test_who_was_put_before_others_stays_before_her(cast: Cast, joss: Member, actor: Acting) -> None:
    with acting_as(cast.system):
        Waiting.unscoped.filter(member=joss).update(priority=2, priority_reason="clinical")
    with acting_as(actor("eve")) as eve:
        ask_back(by=eve)
    with acting_as(actor("ines")) as ines:
        assert [name for name, _ in order(ines)] == ["Joss", "Eve"]


def test_a_coordinator_notes_it_too(cast: Cast, client_of: Browsers) -> None:
    client_of("ines").post(reverse("intake:add_wait"), {"member": str(cast.members["eve"].pk)})
    with acting_as(cast.system):
        assert Waiting.unscoped.get(member=cast.members["eve"]).priority_reason == "returns"


def test_asking_twice_waits_once_and_the_door_closes_again(
    cast: Cast, actor: Acting, client_of: Browsers
) -> None:
    with acting_as(actor("eve")) as eve:
        assert ask_back(by=eve) == ask_back(by=eve)
    assert client_of("eve").post(NO_MORE).status_code == 302
    with acting_as(actor("eve")) as eve:
        stay_away(by=eve)
        [wait] = Waiting.visible_to(eve)
        assert wait.ending == "withdrew"
        assert ask_back(by=eve) != wait
    assert Entry.objects.filter(act="aftercare.asked_back").count() == 2
    assert Entry.objects.filter(act="aftercare.stayed_away").count() == 1


def test_who_sits_somewhere_speaks_with_their_therapists(cast: Cast, actor: Acting) -> None:
    with acting_as(actor("ana")) as ana, pytest.raises(Refused, match="You sit in a group now"):
        ask_back(by=ana)
    with acting_as(actor("ruth")) as ruth, pytest.raises(Missing):
        ask_back(by=ruth)
    with acting_as(actor("ruth")) as ruth, pytest.raises(Missing):
        set_return_rule(first_among_equals=False, by=ruth)


def test_home_shows_what_stays_to_who_left_alone(cast: Cast, client_of: Browsers) -> None:
    left, sits = (client_of(name).get(HOME).content.decode() for name in ("eve", "ana"))
    assert "What stays" in left
    assert "Who sits in my circle" not in left
    for name in ("outcomes:my_path", "aftercare:my_plan", "circle:mine", "desk:record", "safety:help"):
        assert reverse(name) in left
    assert "What stays" not in sits
    assert BACK not in sits
