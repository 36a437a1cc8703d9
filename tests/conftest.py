"""Fixtures of the whole suite: the database on either engine, and the fixed cast."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import hypothesis
import pytest
from django.db import connection
from django.test import Client

from holdspace.audit import checkpoints
from holdspace.kernel.actors import Actor
from holdspace.vault import keyring, tombstones
from tests.cast import Cast, cast_again, signed_in_client

APP_ROLE = "holdspace_test_app"

# How fast this machine draws examples says nothing about the rules under test. `make test` has to end in time;
# `--hypothesis-profile thorough` looks ten times as long.
for profile, examples in {"holdspace": 50, "thorough": 500}.items():
    hypothesis.settings.register_profile(
        profile,
        deadline=None,
        max_examples=examples,
        suppress_health_check=[hypothesis.HealthCheck.too_slow],
    )
hypothesis.settings.load_profile("holdspace")


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: object) -> Iterator[None]:
    """Put up the walls after the migrations; on PostgreSQL step down to a role that cannot pass them."""
    from holdspace.vault.walls import raise_walls

    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [APP_ROLE])
                if cursor.fetchone() is None:
                    cursor.execute(f"CREATE ROLE {APP_ROLE} NOLOGIN NOBYPASSRLS")
        raise_walls(APP_ROLE)
        if connection.vendor == "postgresql":
            connection.close()
            connection.settings_dict["OPTIONS"]["assume_role"] = APP_ROLE
    yield
    connection.settings_dict["OPTIONS"].pop("assume_role", None)
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        connection.close()


@pytest.fixture(autouse=True)
def _nothing_outlives_a_test() -> Iterator[None]:
    """What lies outside of the database goes with the test's transaction: opened keys, signed checkpoints,
    the list of the erased."""
    yield
    keyring._opened.clear()
    checkpoints.file().unlink(missing_ok=True)
    tombstones.file().unlink(missing_ok=True)


@pytest.fixture
def cast(db: None) -> Cast:
    """Ruth and Tomás lead Tuesdays; Ana, Bo, Chidi attend; Dana belongs elsewhere."""
    return cast_again()


@pytest.fixture
def actor(cast: Cast) -> Callable[[str], Actor]:
    """`actor("ruth")`: the actor of one of the cast, as the middleware would find it now."""
    return cast.actor


@pytest.fixture
def client_of(cast: Cast) -> Callable[[str], Client]:
    """`client_of("ana")`: a browser in which one of the cast has signed in, second factor included."""
    return lambda name: signed_in_client(cast.users[name])
