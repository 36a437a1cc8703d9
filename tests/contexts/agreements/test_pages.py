"""The pages of agreements: read, sign, publish, chase."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from holdspace.agreements import actions
from holdspace.agreements.models import Agreement, Signature
from holdspace.kernel.actors import Actor
from holdspace.vault.scope import acting_as
from tests.cast import Cast

pytestmark = pytest.mark.django_db
Acting = Callable[[str], Actor]
Browser = Callable[[str], Client]


def publish(cast: Cast, actor: Acting, body: str = "## Here\nWhat is said <here> stays here.") -> Agreement:
    with acting_as(actor("ruth")) as ruth:
        return actions.publish_agreement(group=cast.groups["tuesday"], body=body, by=ruth)


def test_a_member_reads_and_signs(cast: Cast, actor: Acting, client_of: Browser) -> None:
    agreement, ana = publish(cast, actor), client_of("ana")
    page = ana.get(reverse("agreements:read", args=[agreement.pk])).content
    assert b"<h2>Here</h2>" in page
    assert b"said &lt;here&gt; stays" in page
    sign = reverse("agreements:sign", args=[agreement.pk])
    refused = ana.post(sign, {"signed_name": "Ana Marsh"})
    assert (refused.status_code, b'value="Ana Marsh"' in refused.content) == (422, True)
    page = ana.post(sign, {"signed_name": "Ana Marsh", "agreed": "on"}, follow=True)
    assert b"As Ana Marsh, on" in page.content
    assert b'name="signed_name"' not in page.content
    again = ana.post(sign, {"signed_name": "Ana Marsh", "agreed": "on"})
    assert again.status_code == 422
    with acting_as(cast.system):
        assert Signature.unscoped.count() == 1


def test_an_old_version_says_that_there_is_a_newer_one(cast: Cast, actor: Acting, client_of: Browser) -> None:
    first = publish(cast, actor)
    second = publish(cast, actor, "Another text")
    page = client_of("ana").get(reverse("agreements:read", args=[first.pk])).content
    assert reverse("agreements:read", args=[second.pk]).encode() in page
    assert b'name="signed_name"' not in page


def test_leaders_begin_with_our_text_and_publish_theirs(cast: Cast, client_of: Browser) -> None:
    path = reverse("agreements:publish", args=[cast.groups["tuesday"].pk])
    assert b"## Where confidentiality ends" in client_of("tomas").get(path).content
    assert client_of("tomas").post(path, {"body": ""}).status_code == 422
    page = client_of("tomas").post(path, {"body": "We come on time."}, follow=True)
    assert b"We come on time." in page.content
    page = client_of("ruth").post(path, {"body": "We come on time."})
    assert (page.status_code, b"Nothing has changed" in page.content) == (422, True)


def test_the_coordinator_sees_who_has_still_to_sign(cast: Cast, actor: Acting, client_of: Browser) -> None:
    agreement = publish(cast, actor)
    with acting_as(actor("ana")) as ana:
        actions.sign(agreement=agreement, signed_name="Ana", by=ana)
    chase = client_of("ines").get(reverse("agreements:chase")).content.decode()
    assert "1 of 3" in chase
    assert "Bo, Chidi" in chase
    state = client_of("ines").get(reverse("agreements:state", args=[cast.groups["tuesday"].pk])).content
    assert b"Bo, Chidi" in state


@pytest.mark.parametrize("who", ["dana", "eve", "kit", "sam", "olu"])
def test_for_others_there_is_nothing(cast: Cast, actor: Acting, client_of: Browser, who: str) -> None:
    agreement, client = publish(cast, actor), client_of(who)
    for name in ("read", "sign"):
        path = reverse(f"agreements:{name}", args=[agreement.pk])
        assert client.get(path).status_code == 404
    assert client.post(reverse("agreements:sign", args=[agreement.pk]), {"agreed": "on"}).status_code == 404
    for name in ("publish", "state"):
        path = reverse(f"agreements:{name}", args=[cast.groups["tuesday"].pk])
        assert client.get(path).status_code == 404
    assert client.get(reverse("agreements:chase")).status_code == 404


def test_a_leader_notes_who_signed_on_paper(cast: Cast, actor: Acting, client_of: Browser) -> None:
    agreement, ruth = publish(cast, actor), client_of("ruth")
    page = ruth.get(reverse("agreements:read", args=[agreement.pk])).content
    assert page.count(b"Has signed on paper") == 3
    path = reverse("agreements:witness", args=[agreement.pk, cast.members["ana"].pk])
    page = ruth.post(path, follow=True).content
    assert (page.count(b"Has signed on paper"), b"Keep the sheet" in page) == (2, True)
    again = ruth.post(path)
    assert (again.status_code, b"signed this version already" in again.content) == (422, True)
    own = client_of("ana").get(reverse("agreements:read", args=[agreement.pk])).content
    assert b"Ruth Adler has the sheet" in own
    assert b"Has signed on paper" not in own


@pytest.mark.parametrize(
    ("sent", "leads_to"), [("/session/x/?seat=1", "/session/x/?seat=1"), ("https://elsewhere.example/", None)]
)
def test_the_way_back_stays_in_the_house(
    cast: Cast, actor: Acting, client_of: Browser, sent: str, leads_to: str | None
) -> None:
    agreement = publish(cast, actor)
    path = reverse("agreements:witness", args=[agreement.pk, cast.members["bo"].pk])
    answer = client_of("ruth").post(path, {"next": sent})
    assert answer["Location"] == (leads_to or reverse("agreements:read", args=[agreement.pk]))
