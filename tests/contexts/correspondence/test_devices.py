"""Somebody is told on a device: sealed for it alone, in words that say nothing, once, and no longer than they want."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils.translation import get_language
from http_ece import ECEException

from holdspace.accounts.models import User
from holdspace.correspondence import actions, tasks
from holdspace.correspondence.models import Device
from holdspace.correspondence.push import public_key
from holdspace.kernel import clock
from holdspace.kernel.refusals import Missing, Refused
from holdspace.safety.actions import acknowledge
from holdspace.safety.models import Alert
from holdspace.vault import keyring, roots
from holdspace.vault.scope import acting_as
from tests.browsers import Browser, PushService, push_service
from tests.cast import Cast
from tests.contexts.correspondence.test_alerts import not_safe

pytestmark = pytest.mark.django_db


@pytest.fixture
def service(settings: Any) -> Iterator[PushService]:
    with push_service() as service:
        settings.HOLDSPACE_PUSH_SERVICES = (service.origin,)
        yield service


def add(cast: Cast, name: str, browser: Browser) -> Device:
    with acting_as(cast.actor(name)) as somebody, transaction.atomic():
        return actions.add_device(subscription=json.dumps(browser.subscription), by=somebody)


def devices(cast: Cast, name: str) -> list[Device]:
    with acting_as(cast.actor(name)) as somebody, transaction.atomic():
        return list(Device.visible_to(somebody))


def turn(cast: Cast, monkeypatch: pytest.MonkeyPatch, after: timedelta = timedelta(0)) -> list[bool]:
    """One turn of the worker: what each message came to."""
    found: list[tuple[str, str]] = []
    monkeypatch.setattr(type(tasks.push_alert), "enqueue", lambda self, *given: found.append(given))
    with clock.held_at(clock.moved(after)):
        with acting_as(cast.system), transaction.atomic():
            tasks.push_alerts(clock.now())
        return [bool(tasks.push_alert.func(*each)) for each in found]


def test_it_is_told_once_and_reads_nothing_of_it(
    cast: Cast, service: PushService, monkeypatch: pytest.MonkeyPatch
) -> None:
    phone, desk = Browser(f"{service.origin}/phone"), Browser(f"{service.origin}/desk")
    add(cast, "ruth", phone)
    add(cast, "ruth", desk)
    not_safe(cast)
    assert turn(cast, monkeypatch) == [True]  # Tomás, who was told as well, has no device
    assert turn(cast, monkeypatch, timedelta(minutes=5)) == []
    assert [path for path, _headers, _body in service.taken] == ["/phone", "/desk"]
    for browser, (_path, headers, body) in zip((phone, desk), service.taken, strict=True):
        said = browser.open(body)
        assert (said["title"], said["body"]) == (cast.practice.neutral_subject, tasks.PUSHED)
        assert said["tag"] == headers["Topic"]
        assert (headers["Urgency"], headers["Content-Encoding"]) == ("high", "aes128gcm")
        assert f"k={public_key()}" in headers["Authorization"]
    with pytest.raises(ECEException):
        desk.open(service.taken[0][2])


def test_words_are_in_the_language_of_who_reads_them(
    cast: Cast, service: PushService, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[tuple[str | None, str]] = []
    monkeypatch.setattr(tasks, "gettext", lambda words: seen.append((get_language(), words)) or words)
    User.objects.filter(pk=cast.users["ruth"].pk).update(language="es")
    add(cast, "ruth", Browser(f"{service.origin}/phone"))
    not_safe(cast)
    turn(cast, monkeypatch)
    assert seen == [("es", tasks.PUSHED)]


def test_once_it_is_taken_on_nobody_is_told_any_more(
    cast: Cast, service: PushService, monkeypatch: pytest.MonkeyPatch
) -> None:
    add(cast, "ruth", Browser(f"{service.origin}/phone"))
    concern = not_safe(cast)
    with acting_as(cast.actor("tomas")) as tomas, transaction.atomic():
        acknowledge(concern=concern, by=tomas)
    assert turn(cast, monkeypatch) == []
    assert service.taken == []


def test_a_browser_that_is_gone_is_forgotten(
    cast: Cast, service: PushService, monkeypatch: pytest.MonkeyPatch
) -> None:
    add(cast, "ruth", Browser(f"{service.origin}/phone"))
    not_safe(cast)
    service.answers = 410
    assert turn(cast, monkeypatch) == [False]
    assert devices(cast, "ruth") == []
    assert turn(cast, monkeypatch) == []


@pytest.mark.parametrize("answer", [301, 413, 429, 503])
def test_a_service_that_does_not_take_it_is_asked_again_later(
    cast: Cast, service: PushService, monkeypatch: pytest.MonkeyPatch, answer: int
) -> None:
    add(cast, "ruth", Browser(f"{service.origin}/phone"))
    not_safe(cast)
    service.answers = answer
    assert turn(cast, monkeypatch) == [False]
    assert turn(cast, monkeypatch, timedelta(minutes=1)) == []
    service.answers = 201
    assert turn(cast, monkeypatch, timedelta(minutes=3)) == [True]
    assert [path for path, _headers, _body in service.taken] == ["/phone", "/phone"]


def test_one_device_that_rests_does_not_keep_the_other_waiting(
    cast: Cast, service: PushService, monkeypatch: pytest.MonkeyPatch
) -> None:
    with acting_as(cast.system), transaction.atomic():
        resting = add(cast, "ruth", Browser(f"{service.origin}/desk"))
        Device.unscoped.filter(pk=resting.pk).update(rests_until=clock.moved(timedelta(minutes=2)))
    add(cast, "ruth", Browser(f"{service.origin}/phone"))
    not_safe(cast)
    assert turn(cast, monkeypatch) == [True]
    assert [path for path, _headers, _body in service.taken] == ["/phone"]


def test_a_browser_belongs_to_whoever_added_it_last(cast: Cast, service: PushService) -> None:
    browser = Browser(f"{service.origin}/shared")
    first = add(cast, "ruth", browser)
    assert add(cast, "ruth", browser).pk == first.pk
    add(cast, "tomas", browser)
    assert devices(cast, "ruth") == []
    assert [each.digest for each in devices(cast, "tomas")] == [first.digest]


def test_ten_devices_are_enough(cast: Cast, service: PushService) -> None:
    for at in range(10):
        add(cast, "ruth", Browser(f"{service.origin}/{at}"))
    with pytest.raises(Refused, match="ten devices"):
        add(cast, "ruth", Browser(f"{service.origin}/10"))
    assert len(devices(cast, "ruth")) == 10


def test_who_is_never_told_has_no_devices(cast: Cast, service: PushService) -> None:
    with pytest.raises(Missing):
        add(cast, "ines", Browser(f"{service.origin}/phone"))


def test_whoever_lost_their_account_is_told_nothing(
    cast: Cast, service: PushService, monkeypatch: pytest.MonkeyPatch
) -> None:
    add(cast, "ruth", Browser(f"{service.origin}/phone"))
    not_safe(cast)
    ruth = cast.users["ruth"]
    ruth.is_active = False
    ruth.save()
    assert turn(cast, monkeypatch) == []


def test_a_service_that_left_the_list_is_written_to_no_longer(
    cast: Cast, service: PushService, monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    add(cast, "ruth", Browser(f"{service.origin}/phone"))
    not_safe(cast)
    settings.HOLDSPACE_PUSH_SERVICES = ("https://push.example.org",)
    assert turn(cast, monkeypatch) == [False]
    assert (service.taken, devices(cast, "ruth")) == ([], [])


def test_where_it_listens_lies_sealed(cast: Cast, service: PushService) -> None:
    device = add(cast, "ruth", Browser(f"{service.origin}/phone"))
    with acting_as(cast.system), transaction.atomic():
        keyring.shred(device.person_id)
        assert Device.unscoped.get(pk=device.pk).listens is None


def test_the_key_is_always_the_same_one() -> None:
    first = public_key()
    roots.forget()
    assert public_key() == first


def test_the_page_adds_tries_and_switches_off(
    cast: Cast, service: PushService, client_of: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried: list[tuple[str, str]] = []
    monkeypatch.setattr(type(tasks.push_trial), "enqueue", lambda self, *given: tried.append(given))
    ruth: Client = client_of("ruth")
    page, browser = reverse("correspondence:devices"), Browser(f"{service.origin}/phone")
    assert "No device yet" in ruth.get(page).content.decode()
    refused = ruth.post(reverse("correspondence:add_device"), {"subscription": "{}"})
    assert (refused.status_code, devices(cast, "ruth")) == (422, [])
    ruth.post(reverse("correspondence:add_device"), {"subscription": json.dumps(browser.subscription)})
    [device] = devices(cast, "ruth")
    ruth.post(reverse("correspondence:try_device", args=[device.pk]))
    assert [tasks.push_trial.func(*each) for each in tried] == [True, True]
    assert {browser.open(body)["body"] for _path, _headers, body in service.taken} == {tasks.TRIAL}
    shown = ruth.get(page).content.decode()
    assert device.digest in shown
    assert browser.address not in shown
    tomas: Client = client_of("tomas")
    for act in ("try_device", "remove_device"):
        assert tomas.post(reverse(f"correspondence:{act}", args=[device.pk])).status_code == 404
    ruth.post(reverse("correspondence:remove_device", args=[device.pk]))
    assert devices(cast, "ruth") == []
    assert [tasks.push_trial.func(*each) for each in tried] == [False, False]


def test_an_alert_of_yesterday_is_no_news(
    cast: Cast, service: PushService, monkeypatch: pytest.MonkeyPatch
) -> None:
    not_safe(cast)
    with acting_as(cast.system), transaction.atomic():
        Alert.unscoped.update(made_at=clock.moved(-timedelta(days=1, minutes=1)))
    add(cast, "ruth", Browser(f"{service.origin}/phone"))
    assert turn(cast, monkeypatch) == []
