"""The pages of files: brought, listed, handed out, taken out; and what no page, header or log says of them."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

from holdspace.attachments.models import Attachment
from holdspace.attachments.rules.limits import MOST_SENT
from holdspace.attachments.web import uploads
from holdspace.audit.models import Entry
from holdspace.vault.scope import acting_as
from tests import files
from tests.cast import Cast
from tests.contexts.attachments.tuesday import TITLE, WITHIN, bring, send

pytestmark = pytest.mark.django_db
ClientOf = Callable[[str], Client]


def kept(cast: Cast) -> list[Attachment]:
    with acting_as(cast.system), transaction.atomic():
        return list(Attachment.unscoped.order_by("pk"))


def acts(cast: Cast) -> list[str]:
    with acting_as(cast.system), transaction.atomic():
        return list(
            Entry.objects.filter(act__startswith="attachments").order_by("seq").values_list("act", flat=True)
        )


def page(response: HttpResponse) -> str:
    return response.content.decode()


def of(cast: Cast, name: str = "ana") -> object:
    return cast.members[name].pk


# --- Bringing --------------------------------------------------------------------------------------------


def test_a_photograph_is_brought_listed_and_handed_out_without_its_place(
    cast: Cast, client_of: ClientOf
) -> None:
    ruth = client_of("ruth")
    assert send(ruth, of(cast)).status_code == 302
    (row,) = kept(cast)
    assert (row.kind, row.format, row.member_id) == ("drawing", "jpeg", of(cast))
    listed = page(ruth.get(f"/attachments/members/{of(cast)}/"))
    assert TITLE in listed
    answer = ruth.get(f"/attachments/{row.pk}/file/")
    assert answer.content.startswith(b"\xff\xd8\xff")
    assert files.PLACE.encode() not in answer.content
    assert acts(cast) == ["attachments.added", "attachments.list_read", "attachments.file_read"]


def test_a_file_is_handed_out_to_be_kept_and_never_to_be_run(cast: Cast, client_of: ClientOf) -> None:
    row = bring(cast, "ruth", "drawing")
    answer = client_of("ana").get(f"/attachments/{row.pk}/file/")
    assert answer["Content-Disposition"] == 'attachment; filename="file.png"'
    assert answer["Content-Type"] == "image/png"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Cache-Control"] == "no-store"
    assert answer["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert answer["X-Frame-Options"] == "DENY"
    assert answer.content == WITHIN


def test_every_opening_is_recorded(cast: Cast, client_of: ClientOf) -> None:
    row = bring(cast, "ruth", "drawing")
    for name in ("ruth", "ruth", "ana"):
        client_of(name).get(f"/attachments/{row.pk}/file/")
    assert acts(cast).count("attachments.file_read") == 3
    assert "opened a file in your record" in page(client_of("ana").get("/record/"))


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "This file is empty."),
        (files.GIF, "This is neither a PDF nor a PNG or JPEG picture"),
        (files.SVG, "This is neither a PDF nor a PNG or JPEG picture"),
        (files.HTML + files.document(), "This is neither a PDF nor a PNG or JPEG picture"),
        (files.document()[:-200], "This file is damaged"),
        (files.encrypted(), "This PDF is protected with a password."),
        (files.png(8_200, 6_300), "This picture is larger than 50 megapixels."),
        (files.picture() + files.TEST_VIRUS, "A virus scanner found something in this file."),
    ],
)
def test_a_file_that_is_refused_costs_no_word_that_was_typed(
    cast: Cast, client_of: ClientOf, content: bytes, sentence: str
) -> None:
    answer = send(client_of("ruth"), of(cast), content=content, kind="letter")
    assert answer.status_code == 422
    shown = page(answer)
    assert sentence in shown
    assert f'value="{TITLE}"' in shown
    assert re.search(r'value="letter"\s+selected', shown)
    assert kept(cast) == []
    assert acts(cast) == []


def test_what_is_missing_is_said_and_the_file_has_to_be_chosen_again(cast: Cast, client_of: ClientOf) -> None:
    answer = send(client_of("ruth"), of(cast), kind="")
    assert answer.status_code == 422
    assert "Say what it is." in page(answer)
    assert "Please choose the file again" in page(answer)
    assert f'value="{TITLE}"' in page(answer)


def test_without_a_file_nothing_is_kept(cast: Cast, client_of: ClientOf) -> None:
    answer = client_of("ruth").post(
        f"/attachments/members/{of(cast)}/new/", {"kind": "letter", "title": TITLE}
    )
    assert answer.status_code == 422
    assert "Choose a file." in page(answer)


def test_a_request_that_is_too_large_is_said_to_be(cast: Cast, client_of: ClientOf) -> None:
    answer = send(client_of("ruth"), of(cast), content=files.picture() + bytes(MOST_SENT + uploads.ENVELOPE))
    assert answer.status_code == 422
    assert "This file is larger than 20 MB." in page(answer)
    assert f'value="{TITLE}"' in page(answer)


def test_a_coordinator_is_offered_what_is_the_offices(cast: Cast, client_of: ClientOf) -> None:
    form = page(client_of("ines").get(f"/attachments/members/{of(cast)}/new/"))
    assert re.findall(r'<option value="(\w+)"', form) == ["referral", "insurance", "form"]
    refused = send(client_of("ines"), of(cast), kind="drawing")
    assert refused.status_code == 422
    assert send(client_of("ines"), of(cast), kind="referral").status_code == 302


def test_a_file_can_be_put_to_a_session(cast: Cast, client_of: ClientOf) -> None:
    session = cast.sessions["tuesday_last"]
    assert send(client_of("ruth"), of(cast), session=str(session.pk)).status_code == 302
    assert kept(cast)[0].session_id == session.pk
    assert (
        send(client_of("ruth"), of(cast, "bo"), session=str(cast.sessions["thursday_last"].pk)).status_code
        == 422
    )


def test_the_form_twice_keeps_one_file(cast: Cast, client_of: ClientOf) -> None:
    ruth = client_of("ruth")
    assert [send(ruth, of(cast)).status_code for _ in range(2)] == [302, 302]
    assert len(kept(cast)) == 1


def test_the_same_file_as_something_else_is_refused_with_a_sentence(cast: Cast, client_of: ClientOf) -> None:
    ruth = client_of("ruth")
    assert send(ruth, of(cast)).status_code == 302
    answer = send(ruth, of(cast), kind="letter")
    assert answer.status_code == 422
    assert "This file is in the record already." in page(answer)


# --- What arrives and is not looked at -------------------------------------------------------------------


@pytest.fixture
def looked_at(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The sizes of the files that were opened."""
    sizes: list[int] = []
    real = uploads.take

    def counted(content: bytes) -> object:
        sizes.append(len(content))
        return real(content)

    monkeypatch.setattr(uploads, "take", counted)
    return sizes


@pytest.mark.parametrize("name", ["ana", "eve", "sam", "olu"])
def test_nobody_without_a_right_to_bring_files_gives_the_server_work(
    cast: Cast, client_of: ClientOf, looked_at: list[int], name: str
) -> None:
    assert send(client_of(name), of(cast)).status_code == 404
    assert looked_at == []


def test_a_stranger_gives_the_server_no_work(cast: Cast, looked_at: list[int]) -> None:
    assert send(Client(), of(cast)).status_code in (302, 403)
    assert looked_at == []


def test_one_file_is_opened_in_a_request(cast: Cast, client_of: ClientOf, looked_at: list[int]) -> None:
    many = {f"other{number}": SimpleUploadedFile("x.png", files.picture()) for number in range(5)}
    twice = [SimpleUploadedFile(name, files.picture()) for name in ("a.png", "b.png")]
    answer = client_of("ruth").post(
        f"/attachments/members/{of(cast)}/new/", {"kind": "letter", "title": "", "file": twice} | many
    )
    assert answer.status_code == 302
    assert len(looked_at) == 1


def test_no_file_is_opened_within_a_transaction(
    cast: Cast, client_of: ClientOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On the embedded database nobody else could write meanwhile: it is opened before the view begins."""
    within: list[int] = []
    real, depth = uploads.take, len(connection.savepoint_ids)

    def watched(content: bytes) -> object:
        within.append(len(connection.savepoint_ids) - depth)
        return real(content)

    monkeypatch.setattr(uploads, "take", watched)
    browser = Client(enforce_csrf_checks=True)  # as in earnest: the form's token is read before any view
    browser.cookies = client_of("ruth").cookies
    form = page(browser.get(f"/attachments/members/{of(cast)}/new/"))
    (token,) = set(re.findall(r'name="csrfmiddlewaretoken" value="(\w+)"', form.split("<main", 1)[1]))
    assert send(browser, of(cast), csrfmiddlewaretoken=token).status_code == 302
    assert within == [0]


# --- Lists -----------------------------------------------------------------------------------------------


def test_an_empty_list_says_what_will_be_there(cast: Cast, client_of: ClientOf) -> None:
    assert "No file yet" in page(client_of("ruth").get(f"/attachments/members/{of(cast)}/"))
    assert "Nothing here yet" in page(client_of("ana").get("/attachments/mine/"))


def test_a_member_finds_what_is_shared_with_them(cast: Cast, client_of: ClientOf) -> None:
    for kind in ("form", "drawing", "letter", "referral"):
        bring(cast, "ruth", kind, title=f"about {kind}", content=kind.encode())
    mine = page(client_of("ana").get("/attachments/mine/"))
    assert [kind for kind in ("form", "drawing", "letter", "referral") if f"about {kind}" in mine] == [
        "form",
        "drawing",
    ]
    assert (
        "about"
        not in page(client_of("bo").get("/attachments/mine/")).split("<main", 1)[1].split("</main", 1)[0]
    )


def test_the_way_there_leads_from_the_member_and_from_the_record(cast: Cast, client_of: ClientOf) -> None:
    door = f"/attachments/members/{of(cast)}/card/"
    assert door in page(client_of("ruth").get(f"/member/{of(cast)}/"))
    assert door in page(client_of("ines").get(f"/roster/{of(cast)}/"))
    assert "/attachments/mine/" in page(client_of("ana").get("/record/"))


def test_the_card_counts_and_names_nothing(cast: Cast, client_of: ClientOf) -> None:
    bring(cast, "ruth", "drawing")
    bring(cast, "ruth", "referral", content=b"other")
    door = f"/attachments/members/{of(cast)}/card/"
    for name, count in (("ruth", "2 files"), ("ines", "1 file ")):
        shown = page(client_of(name).get(door, headers={"HX-Request": "true"}))
        assert count in shown
        assert TITLE not in shown
    assert acts(cast) == ["attachments.added"] * 2


def test_a_list_asks_as_often_for_many_files_as_for_few(cast: Cast, client_of: ClientOf) -> None:
    asked = []
    for upto in (2, 12):
        for number in range(len(kept(cast)), upto):
            bring(cast, "ruth", "drawing", content=bytes([number]), session=cast.sessions["tuesday_last"])
        counts = []
        for name, address in (("ruth", f"/attachments/members/{of(cast)}/"), ("ana", "/attachments/mine/")):
            client = client_of(name)
            client.get(address)
            with CaptureQueriesContext(connection) as queries:
                assert client.get(address).status_code == 200
            counts.append(len(queries))
            assert not any('"attachments_attachment"."content"' in query["sql"] for query in queries)
        asked.append(counts)
    assert asked[0] == asked[1]


# --- Taking out ------------------------------------------------------------------------------------------


def test_a_file_is_taken_out_with_a_reason_that_can_be_read_later(cast: Cast, client_of: ClientOf) -> None:
    row, ruth = bring(cast, "ruth", "drawing"), client_of("ruth")
    asked = ruth.get(f"/attachments/{row.pk}/remove/")
    assert TITLE in page(asked)
    done = ruth.post(f"/attachments/{row.pk}/remove/", {"reason": "It belongs to somebody else."})
    assert done.status_code == 302
    listed = page(ruth.get(f"/attachments/members/{of(cast)}/"))
    assert "It belongs to somebody else." in listed
    assert TITLE not in listed
    assert ruth.get(f"/attachments/{row.pk}/file/").status_code == 404
    assert ruth.get(f"/attachments/{row.pk}/remove/").status_code == 404
    assert TITLE not in page(client_of("ana").get("/attachments/mine/"))


@pytest.mark.parametrize("reason", ["", "wrong"])
def test_a_reason_that_says_nothing_is_asked_for_again(cast: Cast, client_of: ClientOf, reason: str) -> None:
    row = bring(cast, "ruth", "drawing")
    answer = client_of("ruth").post(f"/attachments/{row.pk}/remove/", {"reason": reason})
    assert answer.status_code == 422
    assert f">\n{reason}" in page(answer)
    assert not kept(cast)[0].is_removed


# --- What nobody is told ---------------------------------------------------------------------------------


def test_no_address_header_title_or_log_says_what_a_file_is(
    cast: Cast, client_of: ClientOf, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    ruth = client_of("ruth")
    answers = [
        send(ruth, of(cast)),
        send(ruth, of(cast), content=b"<html>"),
        send(ruth, of(cast), kind="letter"),
    ]
    (row,) = kept(cast)
    answers += [
        ruth.get(address)
        for address in (
            f"/attachments/members/{of(cast)}/",
            f"/attachments/{row.pk}/file/",
            f"/attachments/{row.pk}/remove/",
            f"/attachments/{row.pk}/nothing/",
        )
    ]
    said = "\n".join(f"{name}: {value}" for answer in answers for name, value in answer.headers.items())
    titles = "".join(
        re.findall(r"<title>(.*?)</title>", "".join(page(a) for a in answers if b"<html" in a.content), re.S)
    )
    lines = "\n".join(
        record.getMessage() for record in caplog.records if not record.name.startswith("django.db")
    )
    for secret in (TITLE, "Marsh", "crying", "Ana"):
        assert secret not in said
        assert secret not in titles
        assert secret not in lines


def test_the_name_of_a_file_is_kept_nowhere(cast: Cast, client_of: ClientOf) -> None:
    assert send(client_of("ruth"), of(cast), title="").status_code == 302
    assert "crying" not in page(client_of("ruth").get(f"/attachments/members/{of(cast)}/"))
