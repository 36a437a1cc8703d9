"""Who is on call and away is kept on a page; what follows from it stands there in names."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import transaction
from django.test import Client

from holdspace.kernel import clock
from holdspace.kernel.actors import Actor
from holdspace.kernel.refusals import Missing, Refused
from holdspace.safety.actions import rota
from holdspace.safety.models import Away, Duty, Escalation
from holdspace.safety.queries.rota import rota as rota_page
from holdspace.vault.scope import acting_as
from tests.cast import Cast

pytestmark = pytest.mark.django_db
Browser = Callable[[str], Client]
Acting = Callable[[str], Actor]


SENSITIVITY = {"sensitivity": "wide"}


def moments() -> dict[str, str]:
    today = clock.now().date()
    return {
        "since_day": today.isoformat(),
        "since_time": "00:00",
        "until_day": (today + timedelta(days=3)).isoformat(),
        "until_time": "08:00",
    }


def sent(prefix: str, **fields: str) -> dict[str, str]:
    return {f"{prefix}-{name}": value for name, value in (moments() | fields).items()}


def duties(cast: Cast) -> list[Duty]:
    with acting_as(cast.system), transaction.atomic():
        return list(Duty.unscoped.all())


def page_of(cast: Cast, name: str = "ines") -> dict[str, list[list[str]]]:
    with acting_as(cast.actor(name)) as who, transaction.atomic():
        return {
            each.group.name: [each.nearest, each.next, each.supervisors] for each in rota_page(who).groups
        }


def test_what_follows_stands_there_by_name(cast: Cast) -> None:
    found = page_of(cast)
    assert [["Ruth Adler", "Tomás Vidal"], [], ["Sam Okafor"]] in found.values()


def test_a_coordinator_puts_somebody_on_call_for_a_group(cast: Cast, client_of: Browser) -> None:
    ines, kit, tuesday = client_of("ines"), cast.staff["kit"].pk, cast.groups["tuesday"].pk
    kept = ines.post(
        "/safety/on-call/duties/new/", sent("duty", staff=str(kit), group=str(tuesday)), follow=True
    )
    assert "Kit Larsen" in kept.content.decode()
    assert [["Kit Larsen"], ["Ruth Adler", "Tomás Vidal"], ["Sam Okafor"]] in page_of(cast).values()
    (duty,) = duties(cast)
    ines.post(f"/safety/on-call/duties/{duty.pk}/end/")
    assert [["Ruth Adler", "Tomás Vidal"], [], ["Sam Okafor"]] in page_of(cast).values()


def test_what_was_filled_in_stays_where_it_is_refused(cast: Cast, client_of: Browser) -> None:
    ines, kit = client_of("ines"), cast.staff["kit"].pk
    wrong = sent("duty", staff=str(kit)) | {"duty-until_day": "2020-01-01"}
    refused = ines.post("/safety/on-call/duties/new/", wrong)
    assert refused.status_code == 422
    page = refused.content.decode()
    assert "It has to end after it begins." in page
    assert 'value="2020-01-01"' in page
    assert duties(cast) == []


def test_somebody_is_away_and_comes_back_sooner(cast: Cast, client_of: Browser) -> None:
    ines, ruth, kit = client_of("ines"), cast.staff["ruth"].pk, cast.staff["kit"].pk
    ines.post("/safety/on-call/away/new/", sent("away", staff=str(ruth), cover=str(kit)))
    assert [["Kit Larsen", "Tomás Vidal"], [], ["Sam Okafor"]] in page_of(cast).values()
    with acting_as(cast.system), transaction.atomic():
        away = Away.unscoped.get()
    ines.post(f"/safety/on-call/away/{away.pk}/end/")
    assert [["Ruth Adler", "Tomás Vidal"], [], ["Sam Okafor"]] in page_of(cast).values()


def test_nobody_stands_in_for_themselves(cast: Cast, client_of: Browser) -> None:
    ruth = str(cast.staff["ruth"].pk)
    refused = client_of("ines").post("/safety/on-call/away/new/", sent("away", staff=ruth, cover=ruth))
    assert "Choose somebody else." in refused.content.decode()


def test_a_coordinator_is_not_put_on_call(cast: Cast, actor: Acting) -> None:
    with (
        acting_as(actor("ines")) as ines,
        transaction.atomic(),
        pytest.raises(Refused, match="Only therapists"),
    ):
        rota.put_on_call(
            staff=cast.staff["ines"],
            group=None,
            starts_at=clock.now(),
            ends_at=clock.moved(timedelta(days=1)),
            by=ines,
        )


@pytest.mark.parametrize("who", ["ruth", "ana"])
def test_therapists_and_members_change_no_rota(cast: Cast, actor: Acting, who: str) -> None:
    with acting_as(actor(who)) as by, transaction.atomic(), pytest.raises(Missing):
        rota.set_escalation(red_minutes=15, amber_minutes=60, pager="", sensitivity="wide", by=by)


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"red_minutes": "4"}, "Choose between 5 minutes and 1440"),
        ({"amber_minutes": "1441"}, "Choose between 5 minutes and 1440"),
        ({"pager": "http://pager.example.org/"}, "has to begin with https://"),
        ({"pager": "not an address"}, "Enter a valid URL"),
    ],
)
def test_a_wait_that_cannot_be(cast: Cast, client_of: Browser, fields: dict[str, str], sentence: str) -> None:
    chosen = {"red_minutes": "15", "amber_minutes": "240", "pager": ""} | fields
    refused = client_of("olu").post(
        "/safety/on-call/escalation/",
        {f"escalation-{name}": value for name, value in (SENSITIVITY | chosen).items()},
    )
    assert refused.status_code == 422
    assert sentence in refused.content.decode()
    with acting_as(cast.system), transaction.atomic():
        assert not Escalation.unscoped.exists()


def test_how_long_it_waits_is_chosen_on_the_page(cast: Cast, client_of: Browser) -> None:
    chosen = {"red_minutes": "10", "amber_minutes": "120", "pager": "https://pager.example.org/in"}
    client_of("olu").post(
        "/safety/on-call/escalation/",
        {f"escalation-{name}": value for name, value in (SENSITIVITY | chosen).items()},
    )
    with acting_as(cast.system), transaction.atomic():
        kept = Escalation.unscoped.get()
    assert (kept.red_minutes, kept.amber_minutes, kept.pager) == (10, 120, "https://pager.example.org/in")
