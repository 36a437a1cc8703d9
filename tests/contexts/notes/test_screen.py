"""The screen: one page for eight notes, that works without JavaScript and answers the script with parts."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from holdspace.kernel.actors import Actor
from holdspace.notes.queries import editor, session_for
from holdspace.vault.scope import one_request
from tests.cast import Cast
from tests.contexts.notes.tuesday import (
    GROUP_TEXTS,
    TEXTS,
    acts,
    as_,
    concerned_by,
    everybody_marked,
    last,
    note_of,
    seat,
    sign_group,
    signed,
    write,
    write_group,
)

pytestmark = pytest.mark.django_db
Acts = Callable[[str], Actor]
Clients = Callable[[str], Client]


def url(cast: Cast, name: str = "session") -> str:
    return reverse(f"notes:{name}", args=[last(cast).pk])


def form_of(page: HttpResponse) -> dict[str, str]:
    """Every control of the page's form with its value, as a browser without script would send it."""
    html = page.content.decode()
    sent = {}
    for name, value in re.findall(r'<input type="hidden" form="notes" name="([^"]+)" value="([^"]*)"', html):
        sent[name] = unescape(value)
    for name, value in re.findall(r'<textarea[^>]* name="([^"]+)"[^>]*>\n(.*?)</textarea>', html, re.S):
        sent[name] = unescape(value)
    return sent


def test_one_screen_with_a_layer_for_everybody_in_the_order_of_seats(cast: Cast, client_of: Clients) -> None:
    everybody_marked(cast)
    page = client_of("ruth").get(url(cast)).content.decode()
    keys = re.findall(r'<hs-note [^>]*id="card-([^"]+)"', page)
    assert keys == ["group", *(str(cast.members[name].pk) for name in ("ana", "bo", "chidi"))]
    assert str(cast.members["eve"].pk) not in page, "she had left before"
    assert "came late, " in page
    assert "Absent (told us before)." in page
    assert "Alt" in page
    assert "Ctrl" in page


def test_names_stand_in_the_page_and_not_in_its_title_or_address(cast: Cast, client_of: Clients) -> None:
    page = client_of("ruth").get(url(cast)).content.decode()
    title = re.search(r"<title>(.*?)</title>", page, re.S)
    assert title is not None
    assert "Tuesday" not in title[1]
    assert "Tuesday evening" in page


def test_opening_the_screen_is_recorded_once_about_everybody(cast: Cast, client_of: Clients) -> None:
    client_of("ruth").get(url(cast))
    assert acts(cast) == ["notes.read"]
    assert concerned_by(cast, "notes.read") == {cast.members[name].pk for name in ("ana", "bo", "chidi")}


def test_reading_one_note_alone_is_recorded_about_its_member(
    cast: Cast, actor: Acts, client_of: Clients
) -> None:
    signed(cast, "ana", actor("ruth"))
    page = client_of("tomas").get(reverse("notes:member_note", args=[last(cast).pk, cast.members["ana"].pk]))
    html = page.content.decode()
    for words in (TEXTS["plan"], GROUP_TEXTS["theme"], GROUP_TEXTS["intervention"], "HCPC 12345", "90853"):
        assert words in html
    assert GROUP_TEXTS["narrative"] not in html, "what happened stays in the group's note"
    assert ">Bo<" not in html
    assert acts(cast)[-1] == "notes.note_read"
    assert concerned_by(cast, "notes.note_read") == {cast.members["ana"].pk}


def test_a_draft_is_not_read_alone(cast: Cast, actor: Acts, client_of: Clients) -> None:
    write(cast, "ana", actor("ruth"))
    alone = reverse("notes:member_note", args=[last(cast).pk, cast.members["ana"].pk])
    assert client_of("ruth").get(alone).status_code == 404


def test_the_count_of_queries_does_not_grow_with_the_circle(
    cast: Cast, actor: Acts, client_of: Clients
) -> None:
    everybody_marked(cast)
    ruth, client = actor("ruth"), client_of("ruth")

    def counted() -> tuple[int, int]:
        client.get(url(cast))
        with CaptureQueriesContext(
            connection,
        ) as page:
            assert client.get(url(cast)).status_code == 200
        with as_(ruth), one_request():
            session = session_for(ruth, last(cast).pk)
            with CaptureQueriesContext(connection) as read:
                editor(session, ruth)
        return len(read), len(page)

    three = counted()
    names = ["farida", "goran", "hana", "ismael", "june", "kemal", "lena", "milan", "nora"]
    seat(cast, cast.groups["tuesday"], names)
    for name in ("ana", "farida", "goran", "nora"):
        write(cast, name, ruth)
    with as_(cast.system):
        for name in names:
            assert cast.members[name].chosen_name
    twelve = counted()
    assert twelve == three
    assert twelve[0] <= 20


def test_without_script_one_press_saves_every_layer(cast: Cast, client_of: Clients) -> None:
    everybody_marked(cast)
    client, ana, bo = client_of("ruth"), cast.members["ana"].pk, cast.members["bo"].pk
    sent = form_of(client.get(url(cast))) | {f"{ana}.plan": "Call her sister.", f"{bo}.risk": "None seen."}
    answer = client.post(url(cast, "save"), sent | {"save": str(ana)})
    assert (answer.status_code, answer["Location"]) == (302, f"{url(cast)}#card-{ana}")
    assert (note_of(cast, "ana").plan, note_of(cast, "bo").risk) == ("Call her sister.", "None seen.")
    assert acts(cast).count("notes.member_note_saved") == 2, "Chidi's line and what is empty are left alone"


def test_a_layer_that_only_the_other_one_changed_is_no_conflict(
    cast: Cast, actor: Acts, client_of: Clients
) -> None:
    everybody_marked(cast)
    client, ana = client_of("ruth"), cast.members["ana"].pk
    sent = form_of(client.get(url(cast))) | {f"{ana}.plan": "Mine."}
    write(cast, "bo", actor("tomas"))
    assert client.post(url(cast, "save"), sent | {"save": str(ana)}).status_code == 302
    assert note_of(cast, "bo").goal == "To stay when it gets close."


def test_a_conflict_shows_both_texts_and_saving_again_keeps_ones_own(
    cast: Cast, actor: Acts, client_of: Clients
) -> None:
    everybody_marked(cast)
    client, ana = client_of("ruth"), cast.members["ana"].pk
    sent = form_of(client.get(url(cast))) | {f"{ana}.plan": "Ruth's plan", f"{ana}.risk": "Asked."}
    write(cast, "ana", actor("tomas"), plan="Tomás' plan")
    answer = client.post(url(cast, "save"), sent | {"save": str(ana)})
    html = unescape(answer.content.decode())
    assert answer.status_code == 409
    assert "Tomás Vidal wrote here at the same time" in html
    assert "Tomás' plan" in html
    again = form_of(answer)
    assert (again[f"{ana}.plan"], again[f"{ana}.version"]) == ("Ruth's plan", "1")
    assert note_of(cast, "ana").plan == "Tomás' plan"
    assert client.post(url(cast, "save"), again | {"save": str(ana)}).status_code == 302
    assert note_of(cast, "ana").plan == "Ruth's plan"


def test_signing_saves_first_and_says_what_is_missing(cast: Cast, actor: Acts, client_of: Clients) -> None:
    everybody_marked(cast)
    write_group(cast, actor("ruth"))
    sign_group(cast, actor("ruth"))
    client, ana = client_of("ruth"), cast.members["ana"].pk
    texts = {f"{ana}.{name}": text for name, text in TEXTS.items()}
    sent = form_of(client.get(url(cast))) | texts | {f"{ana}.plan": "", "sign": str(ana)}
    answer = client.post(url(cast, "sign"), sent)
    assert answer.status_code == 422
    assert "Still missing: Plan" in answer.content.decode()
    assert note_of(cast, "ana").goal == TEXTS["goal"], "what was typed is saved all the same"
    sent = form_of(answer) | {f"{ana}.plan": "Bring it back.", "sign": str(ana)}
    answer = client.post(url(cast, "sign"), sent)
    assert (answer.status_code, answer["Location"]) == (302, f"{url(cast)}#card-{ana}")
    assert note_of(cast, "ana").signed_at


def test_a_reason_is_given_in_the_form(cast: Cast, actor: Acts, client_of: Clients) -> None:
    everybody_marked(cast)
    write_group(cast, actor("ruth"))
    sign_group(cast, actor("ruth"))
    write(cast, "ana", actor("ruth"), plan="Asked to be seated beside Bo.")
    client, ana = client_of("ruth"), cast.members["ana"].pk
    page = client.get(url(cast))
    assert "names somebody" in page.content.decode()
    sent = form_of(page) | {"sign": str(ana), f"{ana}.reason": "Both of them asked for it."}
    assert sent[f"{ana}.found"] == "Bo"
    assert client.post(url(cast, "sign"), sent).status_code == 302
    assert "Both of them asked for it." in client.get(url(cast)).content.decode()


def test_nobody_signs_by_the_form_what_changed_meanwhile(cast: Cast, actor: Acts, client_of: Clients) -> None:
    everybody_marked(cast)
    write_group(cast, actor("ruth"))
    sign_group(cast, actor("ruth"))
    write(cast, "ana", actor("ruth"))
    client, ana = client_of("ruth"), cast.members["ana"].pk
    sent = form_of(client.get(url(cast))) | {"sign": str(ana)}
    write(cast, "ana", actor("tomas"), version=1, plan="Something else.")
    answer = client.post(url(cast, "sign"), sent)
    assert answer.status_code == 409
    assert "Something else." in answer.content.decode()
    assert note_of(cast, "ana").signed_at is None


def test_all_that_are_ready_are_signed_by_one_press(cast: Cast, actor: Acts, client_of: Clients) -> None:
    everybody_marked(cast)
    write_group(cast, actor("ruth"))
    write(cast, "ana", actor("ruth"))
    client = client_of("ruth")
    sent = form_of(client.get(url(cast))) | {"sign": "all"}
    assert client.post(url(cast, "sign"), sent).status_code == 302
    assert note_of(cast, "ana").signed_at
    html = client.get(url(cast)).content.decode()
    assert "2 of 3 notes are signed" in html


def test_the_script_is_answered_with_parts(cast: Cast, client_of: Clients) -> None:
    everybody_marked(cast)
    client, ana = client_of("ruth"), cast.members["ana"].pk
    sent = {f"{ana}.{name}": text for name, text in TEXTS.items()} | {f"{ana}.version": "0", f"{ana}.was": ""}
    answer = client.post(url(cast, "save"), sent, headers={"X-Notes-Parts": "1"})
    html = answer.content.decode()
    assert answer.status_code == 200
    assert "<html" not in html
    ids = set(re.findall(r'id="([a-z]+-(?:[0-9a-f-]{36}|contents|closing))"[^>]* data-part', html))
    assert ids == {"notes-contents", f"state-{ana}", f"conflict-{ana}", f"status-{ana}", "notes-closing"}
    assert 'data-version="1"' in html
    assert TEXTS["plan"] not in html, "the texts themselves are not sent back"
    assert acts(cast) == ["notes.member_note_saved"], "saving is not reading"


def test_words_typed_into_a_note_signed_meanwhile_are_offered_as_an_amendment(
    cast: Cast, actor: Acts, client_of: Clients
) -> None:
    everybody_marked(cast)
    client, ana = client_of("tomas"), cast.members["ana"].pk
    sent = form_of(client.get(url(cast))) | {f"{ana}.plan": "What I had typed."}
    write_group(cast, actor("ruth"))
    sign_group(cast, actor("ruth"))
    write(cast, "ana", actor("ruth"))
    client_of("ruth").post(url(cast, "sign"), {"sign": "all"})
    answer = client.post(url(cast, "save"), sent | {"save": str(ana)})
    assert answer.status_code == 422
    assert "Plan: What I had typed." in form_of(answer)[f"{ana}.amendment"]
    done = client.post(url(cast, "amend"), form_of(answer) | {"amend": str(ana)})
    assert done.status_code == 302
    assert "Plan: What I had typed." in client.get(url(cast)).content.decode()


def test_what_is_not_a_layer_is_passed_over(cast: Cast, client_of: Clients) -> None:
    sent = {"x.plan": "a", "group.version": "-1", "group.theme": "b", ".": "c", "save": "nobody"}
    assert client_of("ruth").post(url(cast, "save"), sent).status_code == 302
    assert client_of("ruth").post(url(cast, "sign"), {"sign": "nobody"}).status_code == 404
    assert client_of("ruth").post(url(cast, "cosign"), {"cosign": ""}).status_code == 404
    assert client_of("ruth").post(url(cast, "amend"), {}).status_code == 404
    assert acts(cast) == []


def test_before_the_session_and_after_a_cancelled_one_there_is_nothing_to_write(
    cast: Cast, client_of: Clients
) -> None:
    ahead = cast.sessions["tuesday_next"]
    page = client_of("ruth").get(reverse("notes:session", args=[ahead.pk])).content.decode()
    assert "has not begun" in page
    assert "<textarea" not in page
    with as_(cast.system):
        ahead.status = "cancelled"
        ahead.save()
    page = client_of("ruth").get(reverse("notes:session", args=[ahead.pk])).content.decode()
    assert "was cancelled" in page
