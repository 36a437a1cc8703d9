"""Whether somebody stands in between: digits that people read to each other, before a server that lies."""

from __future__ import annotations

import base64
import hashlib
import json
import re
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from playwright.sync_api import Page, WebSocketRoute, expect

from tests.journeys.conftest import Visit
from tests.journeys.house import House
from tests.journeys.online import Evening, agreed, digits, receives, sees
from tests.journeys.screens import until

#: With cameras and both cores to itself: told by `make proofs`, so that `make test` ends in time.
pytestmark = pytest.mark.proof

Message = dict[str, Any]


@pytest.fixture
def evening(fresh_film: Visit, fresh_house: House) -> Evening:
    """Tuesday's session, online."""
    return Evening(fresh_film, fresh_house)


def test_all_see_the_same_digits_and_new_ones_when_somebody_goes(evening: Evening) -> None:
    ruth = evening.leader("ruth")
    ana, bo = evening.knock("ana"), evening.knock("bo")
    expect(ruth.locator(".safety-code")).to_be_hidden()
    evening.let_in(ruth, ana, "Ana")
    of_two = agreed(ruth, ana.page)
    evening.let_in(ruth, bo, "Bo")
    until(ruth, lambda: digits(ruth) not in ("", of_two), what="other digits")
    of_three = agreed(ruth, ana.page, bo.page)
    ana.page.get_by_text("Does anybody stand in between?").click()
    ana.looked_at()

    bo.page.reload()
    until(ruth, lambda: digits(ruth) not in ("", of_three), what="digits after a reload")
    after_reload = agreed(ruth, ana.page, bo.page)
    bo.page.get_by_role("button", name="Leave the session").click()
    until(ruth, lambda: digits(ruth) not in ("", after_reload), what="digits of two")
    assert agreed(ruth, ana.page) != of_two


def test_a_server_in_between_gives_other_digits(evening: Evening) -> None:
    """It gives Ana a key of its own in place of Ruth's, and does everything else right."""
    ruth, ana = evening.leader("ruth"), evening.knock("ana")
    liar = Liar(victim=evening.house.id("member:ana"))
    intercept(ana.page, liar.lie)
    evening.let_in(ruth, ana, "Ana")
    for page in (ruth, ana.page):
        sees(page, 1)
        until(page, lambda page=page: bool(digits(page)), what="digits")  # type: ignore[misc]
    assert liar.told_lies
    assert digits(ruth) != digits(ana.page)


def test_a_description_that_was_changed_on_the_way_is_not_taken(evening: Evening) -> None:
    ruth, ana = evening.leader("ruth"), evening.knock("ana")
    intercept(ana.page, with_another_fingerprint)
    evening.let_in(ruth, ana, "Ana")
    ana.reads("Somebody may stand between you and another person")
    ana.page.wait_for_timeout(3000)
    assert not receives(ana.page, 1)
    assert not receives(ruth, 1)


def intercept(page: Page, change: Callable[[Message], Message]) -> None:
    """What the server says to this page goes through `change`; the page is loaded anew for it."""

    def between(socket: WebSocketRoute) -> None:
        server = socket.connect_to_server()
        server.on_message(lambda said: socket.send(json.dumps(change(json.loads(said)))))

    page.route_web_socket(re.compile("/ws/session/"), between)
    page.reload()
    expect(page.get_by_role("heading", name="You are at the door")).to_be_visible()


def with_another_fingerprint(message: Message) -> Message:
    said = message.get("d", {})
    for kind in {"offer", "answer"} & said.keys():
        said[kind] = re.sub(r"(a=fingerprint:sha-256 )..", r"\g<1>00", said[kind])
    return message


def _base64(raw: bytes) -> str:
    return base64.b64encode(raw).decode()


def _joined(*parts: object) -> bytes:
    return json.dumps(parts, separators=(",", ":"), ensure_ascii=False).encode()


@dataclass
class Liar:
    """A server between one page and the others: it signs and commits in their place, with its own key."""

    victim: str
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    number: str = field(default_factory=lambda: _base64(secrets.token_bytes(16)))
    told_lies: bool = False

    @property
    def pub(self) -> str:
        form = serialization.PublicFormat.UncompressedPoint
        return _base64(self.key.public_key().public_bytes(serialization.Encoding.X962, form))

    def lie(self, message: Message) -> Message:
        said = message.get("d", {})
        if "signed" in said:
            kind = "offer" if "offer" in said else "answer"
            said |= {"by": self.pub, "signed": self._signed(kind, said, message["from"])}
            self.told_lies = True
        elif code := said.get("code"):
            whole = (code["of"], code["round"], message["from"], self.pub, self.number)
            if "commit" in code:
                code["commit"] = _base64(hashlib.sha256(_joined("commit", *whole)).digest())
            else:
                code |= {"pub": self.pub, "number": self.number}
        return message

    def _signed(self, kind: str, said: Message, sender: str) -> str:
        prints = sorted({line.strip() for line in re.findall(r"(?im)^a=fingerprint:.*$", said[kind])})
        signed = self.key.sign(
            _joined(prints, kind, said["key"], sender, self.victim), ec.ECDSA(hashes.SHA256())
        )
        return _base64(b"".join(part.to_bytes(32, "big") for part in decode_dss_signature(signed)))
