"""Asks an address as an actor and keeps everything that came of it: answer, mails, log lines, what was recorded.

Each question happens in a savepoint that is rolled back, so that one house serves all of them.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.core import mail
from django.core.cache import cache
from django.http import HttpResponseBase
from django.test import Client, TestCase
from django.urls import reverse

from holdspace.audit.log import newest_seq
from holdspace.audit.models import Entry
from holdspace.project.logs import WithoutPeople
from tests.canaries import Canary
from tests.cast import signed_in_client
from tests.contracts.authz import Outcome, table
from tests.contracts.house import WHO, House, Relation
from tests.contracts.may_see import may_see
from tests.scratch import held_transaction

_NONCE = re.compile(r"'?nonce-[A-Za-z0-9_\-+/=]+'?|nonce=\"[^\"]*\"")
FORM_TOKEN = re.compile(r"(name=\"csrfmiddlewaretoken\" value=\"|X-CSRFToken&quot;: &quot;)[A-Za-z0-9]+")


@dataclass
class Answer:
    """Everything that came of one question."""

    status: int
    headers: dict[str, str]
    body: str
    mails: list[str] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)
    acts: list[str] = field(default_factory=list)

    @property
    def leads_to(self) -> str:
        """Where a redirection leads."""
        return self.headers.get("Location", "")

    @property
    def outcome(self) -> Outcome | None:
        """What was met; None for an answer that no row can expect (an error of the program)."""
        if self.status == 404 or self.leads_to.startswith(reverse("account_login")):
            return Outcome.OUT
        if self.status in (409, 422):
            return Outcome.REFUSED
        return Outcome.IN if self.status in (200, 204, 302, 303) else None

    @property
    def everything(self) -> str:
        """All of it as one text, to be searched; not how long the page is, which may look like a year of birth."""
        kept = {name: value for name, value in self.headers.items() if name != "Content-Length"}
        headers = "\n".join(f"{name}: {value}" for name, value in kept.items())
        return "\n".join([headers, self.body, *self.mails, *self.lines])

    def alike(self, *asked: str) -> tuple[object, ...]:
        """What may not tell one answer from another, without nonces, tokens and the id that was asked for."""

        def plain(text: str) -> str:
            for part in asked:
                text = text.replace(part, "…").replace(quote(part), "…")
            return FORM_TOKEN.sub(r"\1…", _NONCE.sub("…", text))

        varying = {"Set-Cookie", "Content-Length", "Expires"}
        headers = {name: plain(value) for name, value in self.headers.items() if name not in varying}
        return (self.status, headers, plain(self.body), self.mails, self.acts)


class Walker:
    """Twelve browsers in one house."""

    def __init__(self, house: House) -> None:
        self.house = house
        self._keys = {actor: self._sign_in(actor, name) for actor, name in WHO.items() if name}
        self._client = Client(raise_request_exception=False)

    def _sign_in(self, actor: str, name: str) -> str:
        key = signed_in_client(self.house.cast_of(actor).users[name]).session.session_key
        assert key is not None
        return key

    def session_key(self, actor: str) -> str:
        """The key of an actor's browser session."""
        return self._keys.get(actor, "")

    def ask(self, actor: str, method: str, address: str, payload: dict[str, Any] | None = None) -> Answer:
        """One question, undone afterwards."""
        with held_transaction(), _listening() as lines:
            cache.clear()
            mail.outbox.clear()
            self._client.cookies.clear()
            if actor in self._keys:
                self._client.cookies[settings.SESSION_COOKIE_NAME] = self._keys[actor]
            before = newest_seq()
            with TestCase.captureOnCommitCallbacks(execute=True):
                response = self._client.generic(method, address) if method not in ("GET", "POST") else None
                response = response or getattr(self._client, method.lower())(address, payload or {})
            acts = list(Entry.objects.filter(seq__gt=before).values_list("act", flat=True))
            return _answer(response, lines, acts)

    def leaks(self, actor: str, answer: Answer) -> list[Canary]:
        """The private words that this actor may not see, wherever they stand."""
        return [found for found in self.house.canaries.found(answer.everything) if not may_see(actor, found)]


def address_of(house: House, name: str, actor: str, relation: Relation) -> str | None:
    """The address of the object in this relation; None where there is no such object."""
    args = table()["routes"][name].get("args", {})
    found = {arg: house.find(kind, actor, relation) for arg, kind in args.items()}
    return None if None in found.values() else reverse(name, kwargs=found)


def _answer(response: HttpResponseBase, lines: list[str], acts: list[str]) -> Answer:
    content = b"".join(response.streaming_content) if response.streaming else response.content  # type: ignore[attr-defined]
    cookies = {f"Set-Cookie {name}": morsel.OutputString() for name, morsel in response.cookies.items()}
    sent = [f"{m.subject}\n{m.body}\n{m.from_email}" for m in mail.outbox]
    return Answer(
        status=response.status_code,
        headers=dict(response.headers) | ({"Set-Cookie": str(cookies)} if cookies else {}),
        body=content.decode(errors="replace"),
        mails=sent,
        lines=list(lines),
        acts=acts,
    )


@contextmanager
def _listening() -> Iterator[list[str]]:
    """The lines that production would log meanwhile."""
    lines: list[str] = []

    class Kept(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            lines.append(self.format(record))

    handler = Kept(level=logging.WARNING)
    handler.addFilter(WithoutPeople())
    root = logging.getLogger()
    root.addHandler(handler)
    try:
        yield lines
    finally:
        root.removeHandler(handler)
