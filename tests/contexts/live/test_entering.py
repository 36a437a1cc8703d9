"""Who joins from elsewhere says where they are; whoever leads finds it when somebody is in crisis."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import transaction
from django.test import Client

from holdspace.audit.models import Entry
from holdspace.kernel import clock
from holdspace.safety.models import Concern, Whereabouts
from holdspace.safety.tasks import forget_all_whereabouts
from holdspace.vault.scope import acting_as
from tests.cast import Cast

pytestmark = pytest.mark.django_db
Browser = Callable[[str], Client]

SAID = {"place": "Canal Road 7, second floor", "near": "Noor, my sister", "phone": "+44 7700 900456"}


def soon(cast: Cast, *, modality: str = "online", minutes: int = 30) -> str:
    """Tuesdays meet at a distance, in so many minutes; where it is asked."""
    session, group = cast.sessions["tuesday_next"], cast.groups["tuesday"]
    session.starts_at = clock.now() + timedelta(minutes=minutes)
    session.ends_at = session.starts_at + timedelta(minutes=90)
    group.modality = modality
    with acting_as(cast.system), transaction.atomic():
        session.save()
        group.save()
    return f"/session/{session.pk}/where/"


def stored(cast: Cast) -> list[Whereabouts]:
    with acting_as(cast.system), transaction.atomic():
        return list(Whereabouts.unscoped.order_by("said_at"))


def test_a_member_says_it_and_changes_it(cast: Cast, client_of: Browser) -> None:
    path, ana = soon(cast), client_of("ana")
    assert "Say where you are today" in ana.get("/home/").content.decode()
    assert ana.post(path, SAID).status_code == 302
    assert "You said where you are." in ana.get("/home/").content.decode()
    assert "Canal Road 7" in ana.get(path).content.decode()
    ana.post(path, SAID | {"place": "On a train to Leeds"})
    (said,) = stored(cast)
    assert (said.place, said.near) == ("On a train to Leeds", "Noor, my sister")


def test_it_is_at_hand_in_a_crisis_and_for_its_leaders_alone(cast: Cast, client_of: Browser) -> None:
    path = soon(cast, minutes=-3)
    client_of("ana").post(path, SAID)
    session = cast.sessions["tuesday_next"].pk
    answer = client_of("ruth").post(f"/session/{session}/with/{cast.members['ana'].pk}/")
    page = client_of("ruth").get(answer["Location"]).content.decode()
    assert "Canal Road 7, second floor" in page
    assert 'href="tel:+447700900456"' in page
    for name in ("kit", "ines", "sam", "bo", "dana"):
        with acting_as(cast.actor(name)) as other, transaction.atomic():
            assert not Whereabouts.visible_to(other).exists(), name


@pytest.mark.parametrize(
    ("modality", "minutes"), [("room", 30), ("online", 121), ("online", -91), ("hybrid", 600)]
)
def test_it_is_asked_near_the_hour_and_at_a_distance_alone(
    cast: Cast, client_of: Browser, modality: str, minutes: int
) -> None:
    path, ana = soon(cast, modality=modality, minutes=minutes), client_of("ana")
    assert "Not asked now" in ana.get(path).content.decode()
    assert "where you are today" not in ana.get("/home/").content.decode()
    refused = ana.post(path, SAID)
    assert (refused.status_code, "Canal Road 7" in refused.content.decode()) == (422, True)
    assert stored(cast) == []


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"place": "", "near": ""}, "Say where you are, or who is near you."),
        ({"phone": "the red house"}, "This cannot be called."),
    ],
)
def test_what_cannot_be_used_comes_back_with_all_that_was_typed(
    cast: Cast, client_of: Browser, fields: dict[str, str], sentence: str
) -> None:
    refused = client_of("ana").post(soon(cast), SAID | fields)
    page = refused.content.decode()
    assert (refused.status_code, sentence in page) == (422, True)
    assert all(value in page for value in (SAID | fields).values())


def test_a_day_later_it_is_forgotten(cast: Cast, client_of: Browser) -> None:
    client_of("ana").post(soon(cast), SAID)
    with acting_as(cast.system), transaction.atomic():
        assert forget_all_whereabouts(clock.moved(timedelta(hours=23))) == 0
        assert forget_all_whereabouts(clock.moved(timedelta(hours=25))) == 1
    assert stored(cast) == []


def test_danger_in_it_is_heard_and_nothing_of_it_stands_in_the_audit(cast: Cast, client_of: Browser) -> None:
    client_of("ana").post(soon(cast), SAID | {"place": "Canal Road 7, on the roof. I want to die."})
    with acting_as(cast.system), transaction.atomic():
        (concern,) = Concern.unscoped.all()
        kept = " ".join(str(entry.detail) for entry in Entry.objects.all())
    assert "I want to die" in (concern.what or "")
    assert "Canal" not in kept


def test_who_does_not_sit_there_finds_nothing(cast: Cast, client_of: Browser) -> None:
    path = soon(cast)
    for name in ("dana", "ruth", "ines"):
        assert client_of(name).post(path, SAID).status_code in (403, 404), name
    assert stored(cast) == []
