"""Whoever is told of a concern gets a mail that says nothing of it; a practice's own pager hears as much."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.db import transaction

from holdspace.correspondence import pager, tasks
from holdspace.correspondence.mail import Undelivered
from holdspace.kernel import clock
from holdspace.safety.actions import acknowledge, say_not_safe
from holdspace.safety.models import Alert, Concern, Escalation
from holdspace.vault.scope import acting_as
from tests.cast import Cast

pytestmark = pytest.mark.django_db


def not_safe(cast: Cast) -> Concern:
    with acting_as(cast.actor("ana")) as ana, transaction.atomic():
        return say_not_safe(by=ana)[0]


def queued(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, after: timedelta = timedelta(0)
) -> list[tuple[str, str]]:
    """What the worker would take up next."""
    found: list[tuple[str, str]] = []
    monkeypatch.setattr(type(tasks.deliver_alert), "enqueue", lambda self, *a: found.append(a))
    with acting_as(cast.system), transaction.atomic():
        tasks.send_alerts(clock.moved(after))
    return found


def deliver(given: tuple[str, str]) -> bool:
    return bool(tasks.deliver_alert.func(*given))


def test_both_leaders_are_mailed_once_and_told_nothing(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    not_safe(cast)
    waiting = queued(cast, monkeypatch)
    assert [deliver(each) for each in waiting] == [True, True]
    assert [deliver(each) for each in waiting] == [False, False]
    assert queued(cast, monkeypatch) == []
    assert sorted(sent.to[0] for sent in mail.outbox) == sorted(
        cast.users[name].email for name in ("ruth", "tomas")
    )
    for sent in mail.outbox:
        assert sent.subject == cast.practice.neutral_subject
        for word in ("Ana", "safe", "Tuesday", "therapy", "concern"):
            assert word not in sent.body


def test_a_worker_that_died_with_a_mail_in_its_hand(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    not_safe(cast)
    queued(cast, monkeypatch)  # and never delivered
    assert queued(cast, monkeypatch, timedelta(minutes=1)) == []
    assert len(queued(cast, monkeypatch, timedelta(minutes=3))) == 2


def test_a_mail_server_that_is_down_is_asked_again(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    not_safe(cast)
    (first, _second) = queued(cast, monkeypatch)

    def down(*_: object, **__: object) -> None:
        raise ConnectionRefusedError("ruth@example.org refused")

    with monkeypatch.context() as broken:
        broken.setattr("django.core.mail.EmailMessage.send", down)
        with pytest.raises(Undelivered, match=r"^ConnectionRefusedError$"):
            deliver(first)
    assert queued(cast, monkeypatch) == [first]


def test_once_it_is_taken_on_nobody_is_mailed_any_more(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    concern = not_safe(cast)
    with acting_as(cast.actor("ruth")) as ruth, transaction.atomic():
        acknowledge(concern=concern, by=ruth)
    assert queued(cast, monkeypatch) == []


def test_a_pager_hears_once_for_each_step(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    heard: list[dict[str, Any]] = []
    monkeypatch.setattr(pager, "page", lambda address, **news: heard.append({"address": address} | news))
    with acting_as(cast.system), transaction.atomic():
        Escalation.unscoped.create(practice=cast.practice, pager="https://pager.example.org/in")
    not_safe(cast)
    given = paging(cast, monkeypatch)
    assert [tasks.page_step.func(*each) for each in given] == [True]
    assert [tasks.page_step.func(*each) for each in given] == [False]
    assert paging(cast, monkeypatch) == []
    assert [(each["address"], each["step"], each["count"]) for each in heard] == [
        ("https://pager.example.org/in", "nearest", 2)
    ]


def test_without_a_pager_nothing_is_queued(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    not_safe(cast)
    assert paging(cast, monkeypatch) == []
    with acting_as(cast.system), transaction.atomic():
        assert Alert.unscoped.filter(paged_at__isnull=True).count() == 2


def test_a_pager_listens_behind_https_only() -> None:
    with pytest.raises(OSError, match="https"):
        pager.page("http://127.0.0.1/", step="nearest", count=1, key="k")


def paging(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, list[str]]]:
    found: list[tuple[str, list[str]]] = []
    monkeypatch.setattr(type(tasks.page_step), "enqueue", lambda self, *a: found.append(a))
    with acting_as(cast.system), transaction.atomic():
        tasks.page_alerts(clock.now())
    return found
