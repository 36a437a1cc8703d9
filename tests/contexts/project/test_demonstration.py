"""One click signs in only where both the environment and the database say that this is a demonstration."""

from __future__ import annotations

import pytest
from django.conf import LazySettings
from django.test import Client
from django.urls import reverse

from holdspace.vault.models import Installation
from tests.cast import Cast

KINDS = [Installation.Kind.REAL, Installation.Kind.DEMO, None]


def installed(kind: str | None) -> None:
    Installation.objects.all().delete()
    if kind is not None:
        Installation.objects.create(kind=kind, key_check="0" * 32)


def knock(cast: Cast) -> tuple[int, int, bool]:
    """The statuses of the list and of a click on Ruth, and whether somebody is signed in afterwards."""
    client = Client()
    listed = client.get(reverse("demo:choose")).status_code
    clicked = client.post(reverse("demo:sign_in", args=[cast.users["ruth"].pk])).status_code
    return listed, clicked, "_auth_user_id" in client.session


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("switched_on", [False, True])
def test_both_have_to_say_so(cast: Cast, settings: LazySettings, kind: str | None, switched_on: bool) -> None:
    installed(kind)
    settings.HOLDSPACE_DEMO = switched_on
    is_demonstration = switched_on and kind == Installation.Kind.DEMO
    assert knock(cast) == ((200, 302, True) if is_demonstration else (404, 404, False))


def test_a_session_of_the_demonstration_is_worth_nothing_elsewhere(
    cast: Cast, settings: LazySettings
) -> None:
    installed(Installation.Kind.DEMO)
    settings.HOLDSPACE_DEMO = True
    client = Client()
    client.post(reverse("demo:sign_in", args=[cast.users["ruth"].pk]))
    assert client.get(reverse("desk:today")).status_code == 200
    settings.HOLDSPACE_DEMO = False
    assert client.get(reverse("desk:today")).status_code == 302
