"""What Ana keeps on her own device, and what it sends when the network is back: once, however often."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from holdspace.circle.models import Post
from holdspace.groups.models import Group
from holdspace.kernel import clock
from holdspace.safety.models import Concern
from holdspace.sessions.models import CheckIn
from tests.cast import Cast
from tests.contexts.desk.story import queries_of, text_of
from tests.contexts.intake.listed import as_

pytestmark = pytest.mark.django_db
Browsers = Callable[[str], Client]


def address(cast: Cast) -> str:
    return reverse("desk:send_check_in", args=[cast.sessions["tuesday_next"].pk])


def written(**changed: str) -> dict[str, str]:
    sent = {"brings": "A long week.", "share": "therapists", "openness": "3", "version": "0"}
    return sent | {"sent_key": str(uuid4())} | changed


def kept(cast: Cast) -> list[tuple[str | None, int]]:
    with as_(cast.system):
        return [(row.brings, row.version) for row in CheckIn.unscoped.filter(member=cast.members["ana"])]


def test_a_check_in_is_taken_once_however_often_it_is_sent(cast: Cast, client_of: Browsers) -> None:
    ana, sent = client_of("ana"), written()
    assert [ana.post(address(cast), sent).status_code for _time in range(3)] == [204] * 3
    assert kept(cast) == [("A long week.", 1)]


def test_sent_again_after_it_was_changed_elsewhere_it_changes_nothing(
    cast: Cast, client_of: Browsers
) -> None:
    ana, sent = client_of("ana"), written()
    ana.post(address(cast), sent)
    page = reverse("desk:check_in", args=[cast.sessions["tuesday_next"].pk])
    ana.post(page, {"brings": "A good week.", "share": "therapists", "version": "1"})
    assert ana.post(address(cast), sent).status_code == 204
    assert kept(cast) == [("A good week.", 2)]


def test_what_was_kept_elsewhere_meanwhile_is_not_overwritten(cast: Cast, client_of: Browsers) -> None:
    ana = client_of("ana")
    ana.post(address(cast), written(brings="From the tablet."))
    answer = ana.post(address(cast), written(brings="From the telephone."))
    assert answer.status_code == 409
    assert answer.json()["sentence"]
    assert kept(cast) == [("From the tablet.", 1)]


def test_after_the_session_a_sentence_says_so_and_a_lost_answer_is_no_refusal(
    cast: Cast, client_of: Browsers
) -> None:
    ana, sent = client_of("ana"), written()
    ana.post(address(cast), sent)
    with clock.held_at(cast.sessions["tuesday_next"].ends_at + timedelta(minutes=1)):
        ana = client_of("ana")
        assert ana.post(address(cast), sent).status_code == 204
        assert ana.post(address(cast), written()).status_code == 422


def test_without_a_key_it_is_refused_and_words_of_danger_are_heeded(cast: Cast, client_of: Browsers) -> None:
    answer = client_of("ana").post(address(cast), written(brings="I want to kill myself.", sent_key=""))
    assert answer.status_code == 422
    assert kept(cast) == []
    with as_(cast.system):
        assert Concern.unscoped.filter(member=cast.members["ana"]).exists()


def test_words_are_kept_for_their_writer_alone_and_once(cast: Cast, client_of: Browsers) -> None:
    tuesday = cast.groups["tuesday"]
    where = reverse("desk:send_words", args=[tuesday.pk])
    sent = {"text": "I set the table for two.", "sent_key": str(uuid4())}
    ana = client_of("ana")
    assert [ana.post(where, sent).status_code for _time in range(2)] == [204] * 2
    with as_(cast.system):
        (post,) = Post.unscoped.filter(author=cast.members["ana"], group=tuesday)
        assert post.standing == "private"
    assert ana.post(where, sent | {"text": "Other words."}).status_code == 422
    assert client_of("dana").post(where, sent).status_code == 404


def test_the_copy_holds_nothing_of_anybody_else(cast: Cast, client_of: Browsers) -> None:
    with as_(cast.system):
        Group.unscoped.filter(pk=cast.groups["tuesday"].pk).update(contact_rule=Group.ContactRule.SPACE)
    page = text_of(client_of("ana"), reverse("desk:home_copy"))
    assert "What do you bring?" in page
    assert 'href="tel:999"' in page
    assert "csrfmiddlewaretoken" not in page
    shown = re.sub(r"<[^>]+>", " ", page)
    for trace in ("Ana", "Bo", "Ruth", "Tuesday evening", "Sign out"):
        assert not re.search(rf"\b{trace}\b", shown), trace


def test_after_the_check_in_the_copy_asks_for_none(cast: Cast, client_of: Browsers) -> None:
    ana = client_of("ana")
    before = queries_of(ana, reverse("desk:home_copy"))
    ana.post(address(cast), written())
    page = text_of(ana, reverse("desk:home_copy"))
    assert "You have checked in." in page
    assert "What do you bring?" not in page
    assert queries_of(ana, reverse("desk:home_copy")) <= before


def test_only_the_page_that_offers_it_may_start_the_worker(cast: Cast, client_of: Browsers) -> None:
    ana = client_of("ana")
    assert "worker-src 'self'" in ana.get(reverse("desk:on_device"))["Content-Security-Policy"]
    assert "worker-src" not in ana.get(reverse("desk:home_copy"))["Content-Security-Policy"]
    assert Client().get(reverse("desk:home_worker"))["Content-Type"].startswith("text/javascript")


def test_a_device_learns_whose_session_it_is(cast: Cast, client_of: Browsers) -> None:
    told = client_of("ana").get(reverse("desk:sending")).json()
    assert told["owner"] == str(cast.users["ana"].pk)
    assert Client().get(reverse("desk:sending")).status_code == 302


def test_the_app_bears_a_neutral_name(cast: Cast, client_of: Browsers) -> None:
    answer = Client().get(reverse("manifest"))
    assert answer["Content-Type"] == "application/manifest+json"
    about = answer.json()
    assert (about["start_url"], about["scope"], about["display"]) == ("/home/", "/", "standalone")
    assert "therap" not in answer.content.decode().casefold()
    assert reverse("manifest") in text_of(client_of("ana"), reverse("desk:home"))
    assert reverse("manifest") not in text_of(client_of("ruth"), reverse("desk:today"))
