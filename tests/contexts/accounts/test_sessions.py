"""How long a session lasts, how it ends, and what ends with it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from datetime import timedelta

import pytest
from allauth.usersessions.models import UserSession
from django.test import Client
from django.urls import reverse

from holdspace.kernel import clock
from holdspace.practice.models import RoleSpell
from holdspace.vault.scope import acting_as
from tests.cast import Cast, signed_in_client

PASSWORD = "seven herons over the harbour"


def is_in(client: Client, page: str) -> bool:
    """Whether the session still opens a page; otherwise it leads to the sign-in page."""
    response = client.get(reverse(page))
    assert response.status_code in (200, 302)
    return response.status_code == 200


@pytest.mark.parametrize(
    ("name", "page", "minutes"), [("ines", "sessions:schedule", 15), ("ana", "desk:home", 30)]
)
def test_a_session_that_nobody_uses_ends(cast: Cast, name: str, page: str, minutes: int) -> None:
    """Staff 15 minutes, members 30: a phone left on the table opens nothing."""
    begun = clock.now()
    for idle, stays in ((minutes - 1, True), (minutes + 1, False)):
        with clock.held_at(begun):
            client = signed_in_client(cast.users[name])
            assert is_in(client, page)
        with clock.held_at(begun + timedelta(minutes=idle)):
            assert is_in(client, page) is stays


def test_a_part_of_a_page_leads_the_whole_page_to_the_sign_in(cast: Cast) -> None:
    """What htmx fetches into a page that was left open: the form does not come to stand in the middle of it."""
    stream = reverse("circle:stream", args=[cast.groups["tuesday"].pk])
    space = reverse("circle:space", args=[cast.groups["tuesday"].pk])
    asked = {"HX-Request": "true", "HX-Current-URL": f"http://testserver{space}?before=3"}
    begun = clock.now()
    with clock.held_at(begun):
        client = signed_in_client(cast.users["ana"])
        assert client.get(space).status_code == 200
    with clock.held_at(begun + timedelta(minutes=31)):
        answer = client.get(stream, headers=asked)
    assert (answer.status_code, answer.content) == (204, b"")
    assert answer["HX-Redirect"] == f"{reverse('account_login')}?next={space}%3Fbefore%3D3"
    # Scripts of our own, which look whether they were led elsewhere, are led there as before.
    assert Client().get(stream, headers={"HX-Request": "true"}).status_code == 302


def test_using_a_session_keeps_it(cast: Cast) -> None:
    begun = clock.now()
    with clock.held_at(begun):
        client = signed_in_client(cast.users["ines"])
    for minutes in range(10, 121, 10):
        with clock.held_at(begun + timedelta(minutes=minutes)):
            assert is_in(client, "sessions:schedule")


def test_after_twelve_hours_a_session_ends_however_busy(cast: Cast) -> None:
    begun = clock.now()
    with clock.held_at(begun):
        client = signed_in_client(cast.users["ana"])
    for minutes in range(0, 12 * 60, 20):
        with clock.held_at(begun + timedelta(minutes=minutes)):
            client.get(reverse("desk:home"))
    with clock.held_at(begun + timedelta(hours=12) - timedelta(seconds=1)):
        assert is_in(client, "desk:home")
    with clock.held_at(begun + timedelta(hours=12, seconds=1)):
        assert not is_in(client, "desk:home")


def test_a_role_that_ended_ends_the_session_at_once(cast: Cast) -> None:
    """Whoever no longer works here is signed out, and not sent round in circles."""
    client = signed_in_client(cast.users["ines"])
    assert is_in(client, "sessions:schedule")
    with acting_as(cast.system):
        RoleSpell.unscoped.filter(staff=cast.staff["ines"]).update(ends_at=clock.now())
    response = client.get(reverse("sessions:schedule"), follow=True)
    assert response.status_code == 200
    assert response.wsgi_request.user.is_anonymous
    assert "_auth_user_id" not in client.session


def test_an_account_that_was_switched_off_is_out_at_once(cast: Cast) -> None:
    client = signed_in_client(cast.users["ana"])
    cast.users["ana"].is_active = False
    cast.users["ana"].save()
    response = client.get(reverse("desk:home"), follow=True)
    assert response.wsgi_request.user.is_anonymous


def test_other_devices_are_signed_out_from_here(cast: Cast) -> None:
    here, there = (signed_in_client(cast.users["ana"]) for _ in range(2))
    for client in (here, there):
        _noted(cast, client)
        assert is_in(client, "desk:home")
    response = here.post(reverse("usersessions_list"))
    assert response.status_code == 302
    assert not is_in(there, "desk:home")
    assert is_in(here, "desk:home")


def _noted(cast: Cast, client: Client) -> None:
    """Note a session as the sign-in page does."""
    client.get(reverse("usersessions_list"))
    key = client.session.session_key
    if not UserSession.objects.filter(session_key=key).exists():
        UserSession.objects.create(user=cast.users["ana"], session_key=key, ip="127.0.0.1", user_agent="test")


def test_a_new_password_ends_every_session(cast: Cast) -> None:
    here, there = (signed_in_client(cast.users["ana"]) for _ in range(2))
    cast.users["ana"].set_password(PASSWORD)
    cast.users["ana"].save()
    assert not is_in(here, "desk:home")
    assert not is_in(there, "desk:home")


def test_leaving_quickly_ends_the_session(cast: Cast) -> None:
    client = signed_in_client(cast.users["ana"])
    response = client.get(reverse("elsewhere"))
    assert b"Ana" not in response.content
    assert not is_in(client, "desk:home")


def test_signing_in_changes_the_session_key(cast: Cast) -> None:
    """A key that somebody planted before sign-in is worth nothing after it."""
    cast.users["ana"].set_password(PASSWORD)
    cast.users["ana"].save()
    client = Client()
    client.get(reverse("account_login"))
    session = client.session
    session["planted"] = True
    session.save()
    before = session.session_key
    client.post(reverse("account_login"), {"login": cast.users["ana"].email, "password": PASSWORD})
    assert "_auth_user_id" in client.session
    assert client.session.session_key != before


# --- What is asked again ---------------------------------------------------------------------------------


def test_what_changes_roles_asks_for_proof_of_the_last_five_minutes(cast: Cast) -> None:
    begun = clock.now()
    with clock.held_at(begun):
        client = signed_in_client(cast.users["olu"])
    for minutes, asked in ((4, False), (6, True)):
        with clock.held_at(begun + timedelta(minutes=minutes)):
            response = client.get(reverse("practice:take_on"))
            leads = response.headers.get("Location", "")
            assert leads.startswith(reverse("account_reauthenticate")) is asked
            assert client.get(reverse("practice:people")).status_code == 200


def test_proof_is_given_with_the_password_again(cast: Cast) -> None:
    cast.users["olu"].set_password(PASSWORD)
    cast.users["olu"].save()
    client = signed_in_client(cast.users["olu"])
    session = client.session
    long_ago = (clock.now() - timedelta(minutes=10)).timestamp()
    session["account_authentication_methods"] = [
        {"method": "password", "at": long_ago},
        {"method": "mfa", "at": long_ago, "type": "totp"},
    ]
    session["account_authentication_methods_user"] = str(cast.users["olu"].pk)
    session.save()
    asked = client.get(reverse("practice:take_on"))
    assert asked.status_code == 302
    wrong = client.post(asked.headers["Location"], {"password": "not it, not it at all"})
    assert wrong.status_code == 200
    right = client.post(asked.headers["Location"], {"password": PASSWORD})
    assert right.status_code == 302
    assert client.get(reverse("practice:take_on")).status_code == 200


# --- Cookies and headers ---------------------------------------------------------------------------------


def test_cookies_are_bound_to_the_site_and_out_of_reach_of_scripts(cast: Cast) -> None:
    client = Client()
    cast.users["ana"].set_password(PASSWORD)
    cast.users["ana"].save()
    client.get(reverse("account_login"))
    client.post(reverse("account_login"), {"login": cast.users["ana"].email, "password": PASSWORD})
    kept = {name: morsel for name, morsel in client.cookies.items() if morsel.value}
    assert set(kept) == {"holdspace-session", "holdspace-csrf"}
    for morsel in kept.values():
        assert morsel["httponly"]
        assert morsel["samesite"] == "Lax"
        assert morsel["path"] == "/"
        assert not morsel["domain"]
    assert not kept["holdspace-session"]["max-age"], "the session cookie goes with the browser"


def test_over_https_cookies_are_host_cookies() -> None:
    found = _settings(HOLDSPACE_BASE_URL="https://practice.example.org")
    assert found == {
        "SESSION_COOKIE_NAME": "__Host-session",
        "SESSION_COOKIE_SECURE": True,
        "SESSION_COOKIE_PATH": "/",
        "SESSION_COOKIE_DOMAIN": None,
        "CSRF_COOKIE_NAME": "__Host-csrf",
        "CSRF_COOKIE_SECURE": True,
        "CSRF_COOKIE_PATH": "/",
        "CSRF_COOKIE_DOMAIN": None,
        "SECURE_HSTS_SECONDS": 31_536_000,
        "ALLOWED_HOSTS": ["practice.example.org"],
        "CSRF_TRUSTED_ORIGINS": ["https://practice.example.org"],
        "MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN": False,
        "DEBUG": False,
    }


def _settings(**environment: str) -> dict[str, object]:
    """The settings that another environment would give, asked of another process."""
    script = (
        "import json, django; from django.conf import settings; "
        f"print(json.dumps({{name: getattr(settings, name) for name in {_COOKIE_SETTINGS}}}))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script],
        env=os.environ | {"DJANGO_SETTINGS_MODULE": "holdspace.project.settings"} | environment,
        capture_output=True,
        text=True,
        check=True,
    )
    found: dict[str, object] = json.loads(done.stdout)
    return found


_COOKIE_SETTINGS = [
    "SESSION_COOKIE_NAME",
    "SESSION_COOKIE_SECURE",
    "SESSION_COOKIE_PATH",
    "SESSION_COOKIE_DOMAIN",
    "CSRF_COOKIE_NAME",
    "CSRF_COOKIE_SECURE",
    "CSRF_COOKIE_PATH",
    "CSRF_COOKIE_DOMAIN",
    "SECURE_HSTS_SECONDS",
    "ALLOWED_HOSTS",
    "CSRF_TRUSTED_ORIGINS",
    "MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN",
    "DEBUG",
]


@pytest.mark.parametrize("name", ["ana", "ruth", "ines", "olu"])
def test_a_signed_in_page_is_kept_by_no_cache(client_of: Callable[[str], Client], name: str) -> None:
    client = client_of(name)
    for address in (reverse("front_door"), "/no-such-page/", reverse("safety:help")):
        assert client.get(address).headers["Cache-Control"] == "no-store", address


@pytest.mark.django_db
def test_every_page_says_what_the_browser_may_run() -> None:
    """Nonces and nothing inline; a new nonce each time; no frame, no foreign form, no foreign request."""
    first, second = (Client().get(reverse("account_login")) for _ in range(2))
    policy = dict(part.strip().split(" ", 1) for part in first.headers["Content-Security-Policy"].split(";"))
    assert policy["default-src"] == "'none'"
    assert policy["script-src"].startswith("'nonce-")
    assert policy["style-src"] == "'self'"
    assert policy["connect-src"] == "'self'"
    assert policy["form-action"] == "'self'"
    assert policy["frame-ancestors"] == "'none'"
    assert policy["base-uri"] == "'none'"
    assert "unsafe" not in first.headers["Content-Security-Policy"]
    assert "http" not in first.headers["Content-Security-Policy"]
    assert first.headers["Content-Security-Policy"] != second.headers["Content-Security-Policy"]
    nonce = policy["script-src"].removeprefix("'nonce-").removesuffix("'")
    assert f'nonce="{nonce}"' in first.content.decode()
    assert first.headers["X-Frame-Options"] == "DENY"
    assert first.headers["X-Content-Type-Options"] == "nosniff"
    assert first.headers["Referrer-Policy"] == "same-origin"
    assert first.headers["Cross-Origin-Opener-Policy"] == "same-origin"


@pytest.mark.django_db
def test_nobody_signs_up_alone() -> None:
    assert Client().get("/sign-in/signup/").status_code == 404


def test_what_is_forbidden_looks_like_what_is_not_there(client_of: Callable[[str], Client]) -> None:
    ana = client_of("ana")
    forbidden, missing = ana.get(reverse("practice:people")), ana.get("/people/nowhere/")
    assert forbidden.status_code == missing.status_code == 404
    assert forbidden.content == missing.content
    assert {k: v for k, v in forbidden.headers.items() if k != "Content-Security-Policy"} == {
        k: v for k, v in missing.headers.items() if k != "Content-Security-Policy"
    }
