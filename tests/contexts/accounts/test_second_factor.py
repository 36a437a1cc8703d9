"""Staff have a second factor, codes cannot be guessed, and their secrets lie sealed."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from allauth.mfa.utils import decrypt
from axes.models import AccessAttempt
from django.conf import LazySettings
from django.core.cache import cache
from django.http import HttpResponse
from django.test import Client
from django.urls import get_resolver, reverse

from holdspace.accounts.models import User
from holdspace.kernel import clock
from tests.cast import Cast, signed_in_client
from tests.contexts.accounts.test_lockout import LIMIT, QUICK

PASSWORD = "seven herons over the harbour"


@pytest.fixture(autouse=True)
def _no_counts_left(settings: LazySettings) -> Iterator[None]:
    settings.PASSWORD_HASHERS = [QUICK]
    cache.clear()
    yield
    cache.clear()


def with_password(user: User) -> User:
    user.set_password(PASSWORD)
    user.save()
    return user


def with_codes(user: User) -> str:
    """Give an account a second factor; its secret."""
    secret = generate_totp_secret()
    TOTP.activate(user, secret)
    return secret


def code(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


def password_only(user: User) -> Client:
    """A browser whose session was opened with a password alone."""
    client = signed_in_client(user)
    session = client.session
    session["account_authentication_methods"] = [{"method": "password", "at": clock.now().timestamp()}]
    session["account_authentication_methods_user"] = str(user.pk)
    session.save()
    return client


def knock(client: Client, user: User) -> HttpResponse:
    return client.post(reverse("account_login"), {"login": user.email, "password": PASSWORD})  # type: ignore[return-value]


# --- Staff -----------------------------------------------------------------------------------------------

STAFF_PAGES = [
    "desk:today",
    "sessions:schedule",
    "members:roster",
    "practice:people",
    "desk:audit",
    "front_door",
]


@pytest.mark.parametrize("name", ["ruth", "ines", "sam", "olu"])
def test_staff_without_a_second_factor_can_do_nothing_but_set_one_up(cast: Cast, name: str) -> None:
    client = password_only(cast.users[name])
    for page in STAFF_PAGES:
        response = client.get(reverse(page))
        assert (response.status_code, response.headers["Location"]) == (302, reverse("mfa_index")), page
    assert client.get(reverse("mfa_index")).status_code == 200
    assert client.get(reverse("safety:help")).status_code == 200


def test_staff_without_a_second_factor_reach_no_address_of_ours(cast: Cast) -> None:
    """Every address without an argument, whatever the method."""
    client = password_only(cast.users["ruth"])
    open_names = {"elsewhere", "safety:help"}
    names = [name for name in _plain_names() if name not in open_names]
    assert len(names) > 10
    for name in names:
        for method in (client.get, client.post):
            assert method(reverse(name)).status_code in (302, 404, 405), name


def _plain_names() -> list[str]:
    """The names of our addresses that need no argument."""
    found = []
    for room, (_, resolver) in get_resolver().namespace_dict.items():
        for name in resolver.reverse_dict:
            if isinstance(name, str) and not resolver.reverse_dict[name][0][0][1]:
                found.append(f"{room}:{name}")
    return found


def test_a_session_from_before_the_second_factor_is_ended(cast: Cast) -> None:
    """Whoever has a factor shows it: a session opened without it is worth nothing."""
    client = password_only(cast.users["ruth"])
    with_codes(cast.users["ruth"])
    response = client.get(reverse("desk:today"))
    assert response.headers["Location"].startswith(reverse("account_login"))
    assert "_auth_user_id" not in client.session


def test_recovery_codes_alone_are_no_second_factor(cast: Cast) -> None:
    client = password_only(cast.users["ruth"])
    RecoveryCodes.activate(cast.users["ruth"])
    assert client.get(reverse("desk:today")).headers["Location"] == reverse("mfa_index")


def test_staff_cannot_give_up_their_last_factor(cast: Cast) -> None:
    with_codes(cast.users["ruth"])
    client = signed_in_client(cast.users["ruth"])
    client.post(reverse("mfa_deactivate_totp"))
    assert Authenticator.objects.filter(user=cast.users["ruth"], type="totp").exists()


def test_members_may_go_without(cast: Cast) -> None:
    assert password_only(cast.users["ana"]).get(reverse("desk:home")).status_code == 200


# --- Codes -----------------------------------------------------------------------------------------------


def test_a_password_alone_does_not_open_an_account_with_codes(cast: Cast) -> None:
    user = with_password(cast.users["ruth"])
    secret = with_codes(user)
    client = Client()
    assert knock(client, user).headers["Location"] == reverse("mfa_authenticate")
    assert "_auth_user_id" not in client.session
    assert client.post(reverse("mfa_authenticate"), {"code": code(secret)}).status_code == 302
    assert client.get(reverse("desk:today")).status_code == 200


def test_after_ten_wrong_codes_the_right_one_does_not_open(cast: Cast) -> None:
    """A six-digit code is guessed in days by whoever has the password, unless the guesses are counted."""
    user = with_password(cast.users["ruth"])
    secret = with_codes(user)
    client = Client()
    knock(client, user)
    answers = [client.post(reverse("mfa_authenticate"), {"code": "000000"}).status_code for _ in range(LIMIT)]
    assert answers[-1] == 429
    fresh = Client()
    knock(fresh, user)
    assert fresh.post(reverse("mfa_authenticate"), {"code": code(secret)}).status_code == 429
    assert "_auth_user_id" not in fresh.session
    AccessAttempt.objects.all().delete()
    cache.clear()
    again = Client()
    knock(again, user)
    assert again.post(reverse("mfa_authenticate"), {"code": code(secret)}).status_code == 302


def test_wrong_codes_lock_nobody_elses_account(cast: Cast) -> None:
    ruth, tomas = (with_password(cast.users[name]) for name in ("ruth", "tomas"))
    with_codes(ruth)
    secret = with_codes(tomas)
    client = Client()
    knock(client, ruth)
    for _ in range(LIMIT):
        client.post(reverse("mfa_authenticate"), {"code": "000000"})
    other = Client()
    knock(other, tomas)
    assert other.post(reverse("mfa_authenticate"), {"code": code(secret)}).status_code == 302


def test_the_right_code_ends_the_count(cast: Cast) -> None:
    user = with_password(cast.users["ruth"])
    secret = with_codes(user)
    client = Client()
    knock(client, user)
    for _ in range(LIMIT - 1):
        client.post(reverse("mfa_authenticate"), {"code": "000000"})
    assert client.post(reverse("mfa_authenticate"), {"code": code(secret)}).status_code == 302
    assert AccessAttempt.objects.count() == 0


def test_secrets_of_the_second_factor_lie_sealed(cast: Cast) -> None:
    secret = with_codes(cast.users["ruth"])
    RecoveryCodes.activate(cast.users["ruth"])
    kept = str(list(Authenticator.objects.values_list("data", flat=True)))
    assert secret not in kept
    recovery = Authenticator.objects.get(user=cast.users["ruth"], type="recovery_codes").wrap()
    assert len(recovery.get_unused_codes()) == 10
    assert not any(each in kept for each in recovery.get_unused_codes())
    assert decrypt(recovery.instance.data["seed"]) not in kept


def test_the_second_factor_names_the_app_and_nobodys_work(cast: Cast) -> None:
    """What stands in a phone's list of codes: the neutral name and the address, no word of therapy."""
    client = password_only(cast.users["ruth"])
    page = client.get(reverse("mfa_activate_totp"), follow=True)
    assert page.status_code == 200
    assert "therapy" not in page.content.decode().casefold()
