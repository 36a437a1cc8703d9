"""A link that works once: with it somebody chooses a password, and whoever comes later learns nothing."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from holdspace.accounts import actions
from holdspace.accounts.models import Invitation, User
from holdspace.audit.models import Entry
from holdspace.kernel import clock, ids
from holdspace.kernel.refusals import Missing, Refused
from holdspace.vault.scope import acting_as
from tests.cast import Cast

pytestmark = pytest.mark.django_db
PASSWORD = "a quiet harbour at six"


@pytest.fixture
def noor(cast: Cast) -> User:
    """Noor has an account and no password yet."""
    with acting_as(cast.system):
        return actions.make_account(email=" Noor@Example.org ", by=cast.system)


def invited(cast: Cast, user: User) -> str:
    """The address of a fresh link."""
    with acting_as(cast.system):
        return f"/welcome/{actions.invite(user=user, by=cast.system)}/"


def test_with_a_link_somebody_chooses_a_password_and_is_signed_in(cast: Cast, noor: User) -> None:
    assert noor.email == "noor@example.org"
    assert not noor.has_usable_password()
    path, browser = invited(cast, noor), Client()
    assert browser.get(path).status_code == 200
    response = browser.post(path, {"password": PASSWORD})
    assert (response.status_code, response["Location"]) == (302, "/")
    noor.refresh_from_db()
    assert noor.check_password(PASSWORD)
    assert browser.session["_auth_user_id"] == str(noor.pk)
    with acting_as(cast.system):
        acts = list(Entry.objects.filter(subject_id=noor.pk).order_by("seq").values_list("act", flat=True))
        assert acts == ["accounts.made", "accounts.invited", "accounts.accepted"]


def test_a_link_works_once(cast: Cast, noor: User) -> None:
    path = invited(cast, noor)
    Client().post(path, {"password": PASSWORD})
    assert Client().get(path).status_code == 404
    assert Client().post(path, {"password": "another harbour at seven"}).status_code == 404
    noor.refresh_from_db()
    assert noor.check_password(PASSWORD)


def test_unknown_used_replaced_and_old_links_look_the_same(cast: Cast, noor: User) -> None:
    """A page that told them apart would tell which links were ever sent."""
    used, replaced = invited(cast, noor), invited(cast, noor)
    used = invited(cast, noor)
    Client().post(used, {"password": PASSWORD})
    with clock.held_at(clock.moved(-timedelta(days=7, seconds=1))):
        old = invited(cast, noor)
    unknown = f"/welcome/{ids.new_token()}/"
    pages = [Client().get(path) for path in (unknown, used, replaced, old)]
    assert {page.status_code for page in pages} == {404}
    assert len({page.content.replace(_nonce(page.content), b"") for page in pages}) == 1
    assert "Ask the practice for a new one." in pages[0].content.decode()
    posts = [Client().post(path, {"password": PASSWORD}) for path in (unknown, used, replaced, old)]
    assert {post.status_code for post in posts} == {404}


def _nonce(page: bytes) -> bytes:
    """What the page's scripts carry, different every time."""
    _before, found, after = page.partition(b'nonce="')
    return after.partition(b'"')[0] if found else b"no nonce"


def test_a_link_is_good_until_the_end_of_its_seven_days(cast: Cast, noor: User) -> None:
    with clock.held_at(clock.moved(-timedelta(days=6, hours=23))):
        path = invited(cast, noor)
    assert Client().get(path).status_code == 200


@pytest.mark.parametrize(
    ("password", "sentence"),
    [
        ("fourteen chars", "at least 15 characters"),
        ("123456789987654321", "too common"),
        ("", "This field is required."),
    ],
)
def test_a_weak_password_is_refused_with_a_sentence_and_the_link_still_works(
    cast: Cast, noor: User, password: str, sentence: str
) -> None:
    path = invited(cast, noor)
    response = Client().post(path, {"password": password})
    page = response.content.decode()
    assert response.status_code == 422
    assert sentence in page
    assert not password or password not in page
    noor.refresh_from_db()
    assert not noor.has_usable_password()
    assert Client().post(path, {"password": PASSWORD}).status_code == 302


def test_spaces_belong_to_a_password(cast: Cast, noor: User) -> None:
    Client().post(invited(cast, noor), {"password": f" {PASSWORD} "})
    noor.refresh_from_db()
    assert noor.check_password(f" {PASSWORD} ")
    assert not noor.check_password(PASSWORD)


def test_only_the_hash_of_a_link_is_kept(cast: Cast, noor: User) -> None:
    token = invited(cast, noor).split("/")[2]
    row = Invitation.objects.get(user=noor)
    assert row.token_hash == actions.hashed(token)
    assert token not in str(row.__dict__)
    with acting_as(cast.system):
        assert all(token not in entry.detail for entry in Entry.objects.all())


def test_a_page_behind_a_link_is_kept_nowhere(cast: Cast, noor: User) -> None:
    response = Client().get(invited(cast, noor))
    assert "no-store" in response["Cache-Control"]
    assert response["Referrer-Policy"] in ("same-origin", "no-referrer")


def test_an_address_has_one_account_with_and_without_capitals(cast: Cast, noor: User) -> None:
    with acting_as(cast.system), pytest.raises(Refused) as refused:
        actions.make_account(email="NOOR@example.org", by=cast.system)
    assert list(refused.value.fields) == ["email"]


def test_an_unknown_token_is_missing_for_the_actions_too(cast: Cast) -> None:
    with acting_as(cast.system), pytest.raises(Missing):
        actions.accept(token="unknown", password=PASSWORD, by=cast.system)
