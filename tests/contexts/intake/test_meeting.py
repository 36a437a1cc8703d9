"""Who must not meet: noted by clinicians, hinted at by what two people share, told by members themselves."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from holdspace.intake import actions, queries
from holdspace.intake.models import Acquaintance, Apart, Asked, Likeness
from holdspace.kernel.actors import Actor
from holdspace.kernel.ids import new_id
from holdspace.kernel.refusals import Missing, Refused
from holdspace.members.actions import erase_member
from holdspace.members.models import Member
from tests.cast import Cast
from tests.contexts.intake.listed import acts, as_, end, joss, put_on_list, somebody

pytestmark = pytest.mark.django_db
Acts = Callable[[str], Actor]
Browser = Callable[[str], Client]


def person(member: Member) -> str:
    return reverse("intake:person", args=[member.pk])


def keep_apart(browser: Client, one: Member, other: Member, kind: str = "relatives") -> HttpResponse:
    sent = {"other": str(other.pk), "kind": kind}
    return browser.post(reverse("intake:keep_apart", args=[one.pk]), sent)  # type: ignore[return-value]


def alike(cast: Cast, **contacts: str) -> tuple[Member, Member]:
    """Joss and Mika wait, and have something in common."""
    joss, mika = (somebody(cast, name, **({"family": name.title()} | contacts)) for name in ("joss", "mika"))
    put_on_list(cast, "joss")
    put_on_list(cast, "mika")
    return joss, mika


def asked(cast: Cast, who: str, member: Member) -> list[str]:
    with as_(cast.actor(who)) as actor:
        return [ask.name for ask in queries.asks(actor, member)]


def told(cast: Cast, who: str = "ana", words: str = "My neighbour sits by the window.") -> Acquaintance:
    with as_(cast.actor(who)) as member:
        return actions.know_somebody(words=words, by=member)


# must not meet


def test_a_pair_is_noted_from_those_whom_one_knows(cast: Cast, client_of: Browser) -> None:
    joss(cast)
    ruth, member = client_of("ruth"), cast.members["joss"]
    page = ruth.get(person(member)).content.decode()
    offered = page[page.index('name="other"') :]
    assert "Ana" in offered  # she sits in Ruth's group
    assert "Eve" in offered  # and she did
    assert "Dana" not in offered
    assert f'<option value="{member.pk}"' not in offered
    assert keep_apart(ruth, member, cast.members["ana"]).status_code == 302
    page = ruth.get(person(member)).content.decode()
    assert "relatives" in page
    assert "Lift it" in page
    with as_(cast.actor("kit")) as kit:
        assert queries.kept_apart(kit) == {frozenset({member.pk, cast.members["ana"].pk})}


def test_the_other_one_is_not_named_to_who_does_not_know_them(cast: Cast, client_of: Browser) -> None:
    joss(cast)
    keep_apart(client_of("ruth"), cast.members["joss"], cast.members["ana"])
    page = client_of("kit").get(person(cast.members["joss"])).content.decode()
    assert "somebody you do not know" in page
    assert "Ana" not in page


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"other": "", "kind": "relatives"}, "Choose somebody."),
        ({"other": "ana", "kind": ""}, "Say what they are to each other."),
        ({"other": "ana", "kind": "cousins"}, "Select a valid choice."),
        ({"other": "dana", "kind": "friends"}, "Select a valid choice."),
        ({"other": "joss", "kind": "friends"}, "Select a valid choice."),
    ],
)
def test_a_pair_that_cannot_be_noted_is_refused_with_a_sentence(
    cast: Cast, client_of: Browser, sent: dict[str, str], said: str
) -> None:
    joss(cast)
    other = str(cast.members[sent["other"]].pk) if sent["other"] else ""
    address = reverse("intake:keep_apart", args=[cast.members["joss"].pk])
    answer = client_of("ruth").post(address, sent | {"other": other})
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert "intake.kept_apart" not in acts(cast)


def test_a_pair_stands_once_whoever_is_named_first(cast: Cast, client_of: Browser) -> None:
    joss(cast)
    ruth, ana = client_of("ruth"), cast.members["ana"]
    keep_apart(ruth, cast.members["joss"], ana)
    answer = keep_apart(ruth, ana, cast.members["joss"])
    assert answer.status_code == 422
    assert "It is noted already that these two must not meet." in answer.content.decode()


def test_the_action_itself_keeps_to_whom_one_knows(cast: Cast, actor: Acts) -> None:
    joss(cast)
    with as_(actor("ruth")) as ruth:
        with pytest.raises(Missing):
            actions.keep_apart(one=cast.members["joss"], other=cast.members["dana"], kind="friends", by=ruth)
        with pytest.raises(Refused, match="somebody else"):
            actions.keep_apart(one=cast.members["ana"], other=cast.members["ana"], kind="friends", by=ruth)


def test_it_is_lifted_after_a_question(cast: Cast, client_of: Browser) -> None:
    joss(cast)
    ruth = client_of("ruth")
    keep_apart(ruth, cast.members["joss"], cast.members["ana"])
    with as_(cast.system):
        apart = Apart.unscoped.get()
    address = reverse("intake:lift", args=[apart.pk])
    page = ruth.get(address).content.decode()
    assert "Joss" in page
    assert "Ana" in page
    with as_(cast.actor("kit")) as kit:
        assert queries.kept_apart(kit)
    assert ruth.post(address).status_code == 302
    with as_(cast.actor("kit")) as kit:
        assert queries.kept_apart(kit) == frozenset()
    assert ruth.get(address).status_code == 404
    assert keep_apart(ruth, cast.members["joss"], cast.members["ana"]).status_code == 302


@pytest.mark.parametrize("who", ["ines", "olu", "sam", "ana"])
def test_nobody_else_learns_of_it(cast: Cast, client_of: Browser, who: str) -> None:
    joss(cast)
    keep_apart(client_of("ruth"), cast.members["joss"], cast.members["ana"])
    with as_(cast.system):
        apart = Apart.unscoped.get()
    browser = client_of(who)
    for address in (person(cast.members["joss"]), person(cast.members["ana"])):
        assert browser.get(address).status_code == 404
    assert browser.get(reverse("intake:lift", args=[apart.pk])).status_code == 404
    assert browser.post(reverse("intake:lift", args=[apart.pk])).status_code == 404
    with as_(cast.actor(who)) as actor:
        assert queries.kept_apart(actor) == frozenset()


def test_the_page_is_there_while_somebody_waits_or_is_treated(cast: Cast, client_of: Browser) -> None:
    screening = joss(cast)
    kit, member = client_of("kit"), cast.members["joss"]
    page = kit.get(person(member)).content.decode()
    assert reverse("intake:screening", args=[screening.pk]) in page
    assert acts(cast)[-1] == "intake.person_read"
    end(cast, screening, "withdrew")
    assert kit.get(person(member)).status_code == 404
    assert kit.get(person(cast.members["dana"])).status_code == 200
    assert kit.get(person(cast.members["ana"])).status_code == 404
    assert kit.get(reverse("intake:person", args=[new_id()])).status_code == 404


# ask


@pytest.mark.parametrize(
    "shared",
    [
        {"family": "Haddad"},
        {"phone": "+44 7700 900777"},
        {"email": "house@example.org"},
        {"address": "12 Quay Street\nBristol"},
    ],
)
def test_what_two_share_is_a_reason_to_ask_and_is_not_said(
    cast: Cast, client_of: Browser, shared: dict[str, str]
) -> None:
    joss, mika = alike(cast, **shared)
    assert asked(cast, "kit", joss) == ["Mika"]
    assert asked(cast, "kit", mika) == ["Joss"]
    page = client_of("kit").get(person(joss)).content.decode()
    assert "Ask whether Joss and Mika know each other." in page
    for word in (*shared.values(), "Haddad", "Quay", "900777", "house@"):
        assert word not in page


def test_nothing_in_common_is_no_question(cast: Cast, client_of: Browser) -> None:
    joss, _mika = alike(cast)
    assert asked(cast, "kit", joss) == []
    assert "Please ask" not in client_of("kit").get(person(joss)).content.decode()


def test_nobody_is_asked_about_whom_the_clinician_does_not_know(cast: Cast) -> None:
    """Ana shares a surname with Joss; Ruth treats her, Kit does not."""
    somebody(cast, "joss", "Marsh")
    put_on_list(cast, "joss")
    assert asked(cast, "ruth", cast.members["joss"]) == ["Ana"]
    assert asked(cast, "kit", cast.members["joss"]) == []


def test_an_answer_is_remembered(cast: Cast, client_of: Browser) -> None:
    joss, mika = alike(cast, family="Haddad")
    address = reverse("intake:strangers", args=[joss.pk])
    answer = client_of("kit").post(address, {"other": str(mika.pk)}, follow=True)
    assert "You are not asked about these two again." in answer.content.decode()
    assert asked(cast, "kit", joss) == asked(cast, "ruth", mika) == []
    assert acts(cast)[-2:] == ["intake.strangers_noted", "intake.person_read"]
    client_of("ruth").post(reverse("intake:strangers", args=[mika.pk]), {"other": str(joss.pk)})
    with as_(cast.system):
        assert Asked.unscoped.count() == 1


def test_something_else_in_common_is_a_new_question(cast: Cast, client_of: Browser) -> None:
    joss, mika = alike(cast, family="Haddad")
    client_of("kit").post(reverse("intake:strangers", args=[joss.pk]), {"other": str(mika.pk)})
    with as_(cast.system) as system:
        for member in (joss, mika):
            member.contacts.create(practice=cast.practice, kind="phone", value="+44 7700 900777")
            Member.unscoped.filter(pk=member.pk).update(version=2)
        actions.refresh_likenesses(by=system)
    assert asked(cast, "kit", joss) == ["Mika"]


def test_who_must_not_meet_is_not_asked_about(cast: Cast, client_of: Browser) -> None:
    joss, mika = alike(cast, family="Haddad")
    assert keep_apart(client_of("kit"), joss, mika, "partners").status_code == 302
    assert asked(cast, "kit", joss) == []


@pytest.mark.parametrize("other", ["dana", "joss", "nobody", ""])
def test_only_two_whom_one_knows_are_strangers(cast: Cast, client_of: Browser, other: str) -> None:
    joss, _mika = alike(cast, family="Haddad")
    named = str(cast.members[other].pk) if other in cast.members else other
    answer = client_of("ruth").post(reverse("intake:strangers", args=[joss.pk]), {"other": named})
    assert answer.status_code == 404
    assert asked(cast, "ruth", joss) == ["Mika"]


def test_of_somebody_who_was_erased_nothing_is_left_to_compare(cast: Cast) -> None:
    joss, mika = alike(cast, family="Haddad")
    with as_(cast.system) as system:
        Member.unscoped.filter(pk=mika.pk).update(status=Member.Status.LEFT)
        mika.refresh_from_db()
        erase_member(member=mika, by=system)
        actions.refresh_likenesses(by=system)
        assert not Likeness.unscoped.filter(member=mika).exclude(index="").exists()
        assert actions.refresh_likenesses(by=system) == 0
    assert asked(cast, "kit", joss) == []


def test_somebodys_page_asks_as_often_for_many_as_for_few(cast: Cast, client_of: Browser) -> None:
    joss, _mika = alike(cast, family="Haddad")
    kit = client_of("kit")
    keep_apart(kit, joss, cast.members["dana"])

    def statements() -> int:
        kit.get(person(joss))
        with CaptureQueriesContext(connection) as captured:
            kit.get(person(joss))
        return len(captured.captured_queries)

    few = statements()
    for number in range(6):
        another = somebody(cast, f"other{number}", "Haddad")
        put_on_list(cast, f"other{number}")
        if number % 2:
            keep_apart(kit, joss, another)
    assert len(asked(cast, "kit", joss)) == 4
    assert statements() == few


# told by a member


def test_a_member_tells_with_words_or_without(cast: Cast, client_of: Browser) -> None:
    ana = client_of("ana")
    assert reverse("intake:know_somebody") in ana.get("/circle/").content.decode()
    page = ana.get(reverse("intake:know_somebody")).content.decode()
    assert "Ruth Adler, Tomás Vidal" in page
    answer = ana.post(reverse("intake:know_somebody"), {"words": ""}, follow=True)
    page = answer.content.decode()
    assert "Thank you for telling us" in page
    assert 'data-saved-key="know-somebody"' in page
    assert acts(cast) == ["intake.knows_somebody"]
    assert "You have told us already" in ana.get(reverse("intake:know_somebody")).content.decode()


def test_who_waits_is_not_promised_that_only_their_therapists_read_it(cast: Cast, client_of: Browser) -> None:
    put_on_list(cast, "eve")
    page = client_of("eve").get(reverse("intake:know_somebody")).content.decode()
    assert "The therapists of the practice read it." in page


def test_too_many_words_are_refused_and_kept(cast: Cast, client_of: Browser) -> None:
    answer = client_of("ana").post(reverse("intake:know_somebody"), {"words": "long " * 101})
    assert answer.status_code == 422
    assert "Please keep it under 500 characters" in answer.content.decode()
    assert "long long" in answer.content.decode()
    assert acts(cast) == []


@pytest.mark.parametrize(("who", "reads"), [("ruth", True), ("tomas", True), ("kit", False)])
def test_it_is_read_by_who_treats_them(cast: Cast, client_of: Browser, who: str, reads: bool) -> None:
    said, browser = told(cast), client_of(who)
    page = browser.get(reverse("intake:acquaintances")).content.decode()
    assert ("My neighbour sits by the window." in page) is reads
    assert (
        "Somebody told you that they know a person here" in browser.get("/today/").content.decode()
    ) is reads
    assert ("intake.acquaintances_read" in acts(cast)) is reads
    answer = browser.post(reverse("intake:settle", args=[said.pk]), {"outcome": "fine"})
    assert answer.status_code == (302 if reads else 404)


@pytest.mark.parametrize("who", ["ines", "olu", "sam", "bo"])
def test_it_is_nothing_for_others(cast: Cast, client_of: Browser, who: str) -> None:
    said, browser = told(cast), client_of(who)
    assert browser.get(reverse("intake:acquaintances")).status_code == 404
    assert browser.post(reverse("intake:settle", args=[said.pk]), {"outcome": "fine"}).status_code == 404
    for page in ("/today/", "/home/", "/circle/"):
        assert "My neighbour" not in browser.get(page).content.decode()


@pytest.mark.parametrize("who", ["ruth", "ines", "sam", "olu"])
def test_telling_is_for_members(cast: Cast, client_of: Browser, who: str) -> None:
    browser = client_of(who)
    assert browser.get(reverse("intake:know_somebody")).status_code == 404
    assert browser.post(reverse("intake:know_somebody"), {"words": "x"}).status_code == 404


def test_a_talk_settles_it(cast: Cast, client_of: Browser) -> None:
    said, ruth = told(cast), client_of("ruth")
    page = ruth.get(reverse("intake:acquaintances")).content.decode()
    assert person(cast.members["ana"]) in page
    address = reverse("intake:settle", args=[said.pk])
    refused: Any = ruth.post(address, {})
    assert refused.status_code == 422
    assert "Say what came of it." in refused.content.decode()
    page = ruth.post(address, {"outcome": "apart"}, follow=True).content.decode()
    assert "Nothing waits" in page
    assert "Somebody told you" not in ruth.get("/today/").content.decode()
    assert ruth.post(address, {"outcome": "fine"}).status_code == 404
    assert (
        "You have told us already"
        not in client_of("ana").get(reverse("intake:know_somebody")).content.decode()
    )
