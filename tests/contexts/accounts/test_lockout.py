"""Ten wrong passwords in a quarter of an hour, counted in the database; then no password opens the door."""

from __future__ import annotations

import logging
import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from axes.models import AccessAttempt
from django.conf import LazySettings
from django.core.cache import cache
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from holdspace.accounts.models import User

PASSWORD = "seven herons over the harbour"
WRONG = "seven herons over the hill top"
LIMIT = 10
QUICK = "django.contrib.auth.hashers.MD5PasswordHasher"  # a hundred guesses, and none of them is about scrypt


@pytest.fixture(autouse=True)
def _no_counts_left(settings: LazySettings) -> Iterator[None]:
    """The library's own limits per address of the network live in memory; each test begins with none."""
    settings.PASSWORD_HASHERS = [QUICK]
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def ana(db: None) -> User:
    return User.objects.create_user("ana@example.org", PASSWORD)


def knock(login: str, password: str, client: Client | None = None) -> HttpResponse:
    return (client or Client()).post(reverse("account_login"), {"login": login, "password": password})  # type: ignore[return-value]


def is_let_in(response: HttpResponse) -> bool:
    return response.status_code == 302


def test_the_right_password_opens(ana: User) -> None:
    assert is_let_in(knock("ana@example.org", PASSWORD))


def test_after_ten_wrong_passwords_the_right_one_does_not_open(ana: User) -> None:
    answers = [knock("ana@example.org", WRONG).status_code for _ in range(LIMIT)]
    assert answers == [200] * (LIMIT - 1) + [429]
    assert knock("ana@example.org", PASSWORD).status_code == 429


def test_nine_wrong_passwords_still_leave_the_right_one(ana: User) -> None:
    for _ in range(LIMIT - 1):
        knock("ana@example.org", WRONG)
    assert is_let_in(knock("ana@example.org", PASSWORD))


def test_another_account_is_not_locked_with_it(ana: User) -> None:
    User.objects.create_user("bo@example.org", PASSWORD)
    for _ in range(LIMIT):
        knock("ana@example.org", WRONG)
    assert is_let_in(knock("bo@example.org", PASSWORD))


def test_capitals_and_blanks_do_not_open_a_new_count(ana: User) -> None:
    spellings = ["ana@example.org", "Ana@example.org", "ANA@EXAMPLE.ORG", " ana@example.org "]
    for number in range(LIMIT):
        knock(spellings[number % len(spellings)], WRONG)
    assert knock("aNa@example.org", PASSWORD).status_code == 429


def test_an_address_without_an_account_answers_the_same(ana: User) -> None:
    """Otherwise the lock would tell who has an account."""
    known = [knock("ana@example.org", WRONG) for _ in range(LIMIT + 1)]
    cache.clear()
    unknown = [knock("nobody@example.org", WRONG) for _ in range(LIMIT + 1)]
    assert [a.status_code for a in known] == [a.status_code for a in unknown]


def test_a_quarter_of_an_hour_later_it_opens_again(ana: User) -> None:
    for _ in range(LIMIT):
        knock("ana@example.org", WRONG)
    AccessAttempt.objects.update(attempt_time=timezone.now() - timedelta(minutes=14))
    assert knock("ana@example.org", PASSWORD).status_code == 429
    AccessAttempt.objects.update(attempt_time=timezone.now() - timedelta(minutes=16))
    assert is_let_in(knock("ana@example.org", PASSWORD))


def test_the_right_password_ends_the_count(ana: User) -> None:
    for _ in range(LIMIT - 1):
        knock("ana@example.org", WRONG)
    knock("ana@example.org", PASSWORD)
    assert knock("ana@example.org", WRONG).status_code == 200


def test_who_is_signed_in_stays_signed_in(ana: User) -> None:
    """A lock keeps out whoever knocks; it does not throw out whoever is in."""
    inside = Client()
    assert is_let_in(knock("ana@example.org", PASSWORD, inside))
    for _ in range(LIMIT):
        knock("ana@example.org", WRONG)
    assert "_auth_user_id" in inside.session


def test_neither_the_count_nor_the_log_names_anybody(ana: User, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        for _ in range(LIMIT + 1):
            knock("ana@example.org", WRONG)
    kept = [str(row) for row in AccessAttempt.objects.values()]
    assert kept
    assert not any("ana@example.org" in row or "ana%40example.org" in row for row in kept)
    lines = [
        record.getMessage() for record in caplog.records if record.name.split(".")[0] in ("axes", "allauth")
    ]
    assert not any("ana@example.org" in line or WRONG in line for line in lines)


def test_the_count_holds_across_processes(transactional_db: str, tmp_path: Path) -> None:
    """Two processes guess five times each; a third finds the door locked."""
    User.objects.create_user("ana@example.org", PASSWORD)
    connection.close()
    script = tmp_path / "guess.py"
    script.write_text(_GUESSING)
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "holdspace.project.settings",
        "SCRATCH": transactional_db,
    }
    guessing = [subprocess.Popen([sys.executable, str(script)], env=environment) for _ in range(2)]
    assert [process.wait(timeout=60) for process in guessing] == [0, 0]
    assert knock("ana@example.org", PASSWORD).status_code == 429


_GUESSING = """
import os
import django
django.setup()
from django.conf import settings
from django.db import connection
settings.ALLOWED_HOSTS.append("testserver")
settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
connection.settings_dict["NAME"] = os.environ["SCRATCH"]
from django.test import Client
from django.urls import reverse
for number in range(5):
    wrong = {"login": "ana@example.org", "password": f"wrong guess number {number}"}
    assert Client().post(reverse("account_login"), wrong).status_code in (200, 429)
"""
