"""Inês gives somebody a way to sign in: a link, once, and a mail that says nothing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from pytest_django import DjangoCaptureOnCommitCallbacks

from holdspace.accounts.models import Invitation
from holdspace.audit.models import Concerned, Entry
from holdspace.kernel import clock
from holdspace.kernel.actors import Actor
from holdspace.kernel.refusals import Missing, Refused
from holdspace.members.actions import import_roster, invite_member
from holdspace.members.models import Member
from holdspace.practice.models import Practice
from holdspace.vault.scope import acting_as
from tests.cast import Cast
from tests.contexts.members.rosters import roster, yusuf

pytestmark = pytest.mark.django_db
Acting = Callable[[str], Actor]
Browser = Callable[[str], Client]


@pytest.fixture
def joe(cast: Cast) -> Member:
    """Joe came with the roster and has no account."""
    with acting_as(cast.system):
        import_roster(people=roster(yusuf()), source="csv", by=cast.system)
        return next(m for m in Member.visible_to(cast.system) if m.chosen_name == "Joe")


def test_somebody_is_invited_and_signs_in(
    cast: Cast,
    client_of: Browser,
    joe: Member,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    ines = client_of("ines")
    assert 'value="joe@example.org"' in ines.get(f"/roster/{joe.pk}/").content.decode(), (
        "the address is suggested"
    )
    with django_capture_on_commit_callbacks(execute=True):
        page = ines.post(f"/roster/{joe.pk}/invite/", {"email": "joe@example.org"})
    link = page.context["link"]
    assert link in page.content.decode()
    assert "They are invited" in ines.get(f"/roster/{joe.pk}/").content.decode()

    browser = Client()
    path = link.removeprefix("http://127.0.0.1:8000")
    assert browser.get(path).status_code == 200
    response = browser.post(path, {"password": "a quiet harbour at six"})
    assert (response.status_code, response["Location"]) == (302, "/")
    assert browser.get("/home/").status_code == 200
    assert "They can sign in" in ines.get(f"/roster/{joe.pk}/").content.decode()
    with acting_as(cast.system):
        entry = Entry.objects.get(act="members.invited")
        assert Concerned.objects.filter(entry=entry, member_id=joe.pk).exists()
        assert joe.pk not in set(Invitation.objects.values_list("pk", flat=True))
        token = path.rstrip("/").rpartition("/")[2]
        assert not Invitation.objects.filter(token_hash=token).exists(), "only its hash is kept"
        assert all(token not in detail for detail in Entry.objects.values_list("detail", flat=True))


def test_the_mail_is_neutral_and_carries_the_link(
    cast: Cast,
    actor: Acting,
    joe: Member,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    with acting_as(actor("ines")) as ines, django_capture_on_commit_callbacks(execute=True):
        token = invite_member(member=joe, email="joe@example.org", by=ines)
    [letter] = mail.outbox
    practice = Practice.visible_to(cast.system).get()
    assert (letter.to, letter.subject) == (["joe@example.org"], practice.neutral_subject)
    assert practice.sender_name in letter.from_email
    assert f"/welcome/{token}/" in letter.body
    said = f"{letter.subject} {letter.body} {letter.from_email}".lower()
    for word in ("therap", "group", "practice", "harbour street", "joe ", "tuesday", "circle", "roster"):
        assert word not in said, word


def test_a_mail_server_that_is_away_stops_nobody(
    cast: Cast,
    actor: Acting,
    joe: Member,
    settings: object,
    caplog: pytest.LogCaptureFixture,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"  # type: ignore[attr-defined]
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1  # type: ignore[attr-defined]
    with acting_as(actor("ines")) as ines, django_capture_on_commit_callbacks(execute=True):
        assert invite_member(member=joe, email="joe@example.org", by=ines)
    assert "An invitation was not sent" in caplog.text
    assert "joe@example.org" not in caplog.text


def test_a_second_link_ends_the_first(cast: Cast, actor: Acting, joe: Member) -> None:
    with acting_as(actor("ines")) as ines:
        first = invite_member(member=joe, email="joe@example.org", by=ines)
        second = invite_member(member=joe, email="JOE@example.org ", by=ines)
    assert Client().get(f"/welcome/{first}/").status_code == 404
    assert Client().get(f"/welcome/{second}/").status_code == 200


def test_an_address_belongs_to_one_account(cast: Cast, client_of: Browser, joe: Member) -> None:
    page = client_of("ines").post(f"/roster/{joe.pk}/invite/", {"email": "ana@example.org"})
    assert page.status_code == 422
    assert "This address has an account already." in page.content.decode()
    page = client_of("ines").post(f"/roster/{joe.pk}/invite/", {"email": "no address"})
    assert page.status_code == 422
    assert "Enter a valid email address." in page.content.decode()


def test_whoever_has_an_account_is_not_given_another_address(cast: Cast, actor: Acting) -> None:
    with acting_as(actor("ines")) as ines, pytest.raises(Refused, match="another address"):
        invite_member(member=cast.members["ana"], email="new@example.org", by=ines)


def test_nobody_is_invited_in_the_name_of_the_dead(cast: Cast, actor: Acting, client_of: Browser) -> None:
    with acting_as(cast.system):
        bo = cast.members["bo"]
        bo.status = Member.Status.DECEASED
        bo.save()
    with acting_as(actor("ines")) as ines, pytest.raises(Refused, match="has died"):
        invite_member(member=bo, email="bo@example.org", by=ines)
    assert "/invite/" not in client_of("ines").get(f"/roster/{bo.pk}/").content.decode()


@pytest.mark.parametrize("name", ["ruth", "olu", "ana"])
def test_only_coordinators_invite(cast: Cast, actor: Acting, joe: Member, name: str) -> None:
    with acting_as(actor(name)) as somebody, pytest.raises(Missing):
        invite_member(member=joe, email="joe@example.org", by=somebody)


def test_a_link_that_was_not_used_is_over_after_seven_days(
    cast: Cast, actor: Acting, client_of: Browser, joe: Member
) -> None:
    with clock.held_at(clock.now() - timedelta(days=7, minutes=1)), acting_as(actor("ines")) as ines:
        token = invite_member(member=joe, email="joe@example.org", by=ines)
    assert Client().get(f"/welcome/{token}/").status_code == 404
    assert "the link is over" in client_of("ines").get(f"/roster/{joe.pk}/").content.decode()
