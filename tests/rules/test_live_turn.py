"""The relay's credentials: what they look like, what is refused, and that a real coturn agrees."""

from __future__ import annotations

import hashlib
import hmac
import secrets
import socket
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from holdspace.kernel import clock
from holdspace.live.rules.turn import (
    LONGEST_LIFE,
    TurnCredential,
    credentials,
    ice_configuration,
    ice_servers,
)
from tests.journeys.sfu_house import Relay, running_coturn

SIX = datetime(2026, 3, 3, 18, 0, tzinfo=UTC)
LABEL = "hT4sdkz_9Qwe"
RELAYS = ["turn:turn.example.org:3478?transport=udp", "turns:turn.example.org:5349?transport=tcp"]


def labels() -> st.SearchStrategy[str]:
    return st.text(
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-", min_size=8, max_size=24
    )


@given(
    secret=st.text(min_size=1),
    label=labels(),
    now=st.datetimes(
        min_value=SIX.replace(tzinfo=None, year=2020),
        max_value=SIX.replace(tzinfo=None, year=2100),
        timezones=st.just(UTC),
    ),
    seconds=st.integers(1, 3600),
)
def test_a_credential_says_when_it_ends(secret: str, label: str, now: datetime, seconds: int) -> None:
    given_out = credentials(secret, label, now=now, lives_for=timedelta(seconds=seconds))
    until, _, name = given_out.username.partition(":")
    assert name == label
    assert int(until) == int(given_out.ends.timestamp())
    assert timedelta(seconds=seconds - 1) < given_out.ends - now <= timedelta(seconds=seconds)
    assert given_out.ends - now <= LONGEST_LIFE
    assert given_out.credential not in repr(given_out)


@given(one=labels(), other=labels())
def test_each_label_and_each_secret_has_its_own(one: str, other: str) -> None:
    first = credentials("a", one, now=SIX).credential
    assert first != credentials("b", one, now=SIX).credential
    assert (first == credentials("a", other, now=SIX).credential) == (one == other)


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"secret": ""}, "secret is empty"),
        ({"now": SIX.replace(tzinfo=None)}, "aware"),
        ({"lives_for": timedelta(hours=1, seconds=1)}, "at most an hour"),
        ({"lives_for": timedelta(0)}, "at least a second"),
        ({"lives_for": timedelta(hours=-1)}, "at least a second"),
        ({"label": "short"}, "letters"),
        ({"label": "Ana Lopez"}, "letters"),
        ({"label": "12345678:90"}, "letters"),
        ({"label": f"{LABEL}\n"}, "letters"),
        ({"label": str(UUID(int=5))}, "somebody's id"),
        ({"label": UUID(int=5).hex}, "somebody's id"),
    ],
)
def test_what_is_refused(changed: dict[str, object], says: str) -> None:
    asked: dict[str, object] = {"secret": "s", "label": LABEL, "now": SIX, **changed}
    with pytest.raises(ValueError, match=says):
        credentials(asked.pop("secret"), asked.pop("label"), **asked)  # type: ignore[arg-type]


def test_what_a_browser_is_made_with() -> None:
    credential = credentials("s", LABEL, now=SIX)
    made = ice_configuration(
        relays=RELAYS, finders=["stun:turn.example.org:3478"], credential=credential, relay_only=True
    )
    assert made == {
        "iceServers": [
            {"urls": ["stun:turn.example.org:3478"]},
            {"urls": RELAYS, "username": credential.username, "credential": credential.credential},
        ],
        "iceTransportPolicy": "relay",
    }


def test_with_no_server_at_all() -> None:
    assert ice_configuration() == {"iceServers": [], "iceTransportPolicy": "all"}


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        ({"relay_only": True}, "no relay"),
        ({"relays": RELAYS}, "with a credential"),
        ({"relays": ["https://turn.example.org"]}, "relay's address"),
        ({"relays": ["turn:ana@turn.example.org"]}, "relay's address"),
        ({"relays": ["turn:turn.example.org?transport=sctp"]}, "relay's address"),
        ({"finders": ["turn:turn.example.org"]}, "finder's address"),
    ],
)
def test_configurations_that_would_not_work(asked: dict[str, object], says: str) -> None:
    with pytest.raises(ValueError, match=says):
        ice_configuration(**asked)  # type: ignore[arg-type]


def test_credentials_are_not_given_to_finders() -> None:
    servers = ice_servers(finders=["stun:a.example.org"], credential=credentials("s", LABEL, now=SIX))
    assert servers == [{"urls": ["stun:a.example.org"]}]


# A real relay

STUN_COOKIE = 0x2112A442
ALLOCATE, PERMISSION, DONE, REFUSED = 0x0003, 0x0008, 0x0100, 0x0110
USERNAME, INTEGRITY, ERROR, REALM, NONCE, PEER, TRANSPORT = (
    0x0006,
    0x0008,
    0x0009,
    0x0014,
    0x0015,
    0x0012,
    0x0019,
)
UDP = bytes([17, 0, 0, 0])


def attribute(kind: int, value: bytes) -> bytes:
    return struct.pack("!HH", kind, len(value)) + value + bytes(-len(value) % 4)


@contextmanager
def line_to(relay: Relay) -> Iterator[socket.socket]:
    """One socket: coturn's nonce is good for whoever was given it."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as line:
        line.settimeout(2)
        line.connect((relay.host, relay.port))
        yield line


def asked(
    line: socket.socket, what: int, attributes: bytes, key: bytes | None = None
) -> tuple[int, dict[int, bytes]]:
    """The type and the attributes of the answer (RFC 5389, section 6; RFC 5766, sections 6 and 9)."""
    length = len(attributes) + (24 if key else 0)
    message = struct.pack("!HHI", what, length, STUN_COOKIE) + secrets.token_bytes(12) + attributes
    if key:
        message += attribute(INTEGRITY, hmac.digest(key, message, hashlib.sha1))
    line.send(message)
    answer = line.recv(2000)
    return struct.unpack("!H", answer[:2])[0], dict(attributes_of(answer[20:]))


def attributes_of(body: bytes) -> Iterator[tuple[int, bytes]]:
    while body:
        kind, length = struct.unpack("!HH", body[:4])
        yield kind, body[4 : 4 + length]
        body = body[4 + length + (-length % 4) :]


@dataclass
class Guest:
    """Somebody who comes with a credential."""

    line: socket.socket
    credential: TurnCredential

    def __post_init__(self) -> None:
        kind, said = asked(self.line, ALLOCATE, attribute(TRANSPORT, UDP))
        assert kind == ALLOCATE | REFUSED, "a relay that takes anybody is no relay of ours"
        name, realm = self.credential.username.encode(), said[REALM]
        parts = (name, realm, self.credential.credential.encode())
        self.key = hashlib.md5(b":".join(parts)).digest()
        self.who = attribute(USERNAME, name) + attribute(REALM, realm) + attribute(NONCE, said[NONCE])

    def asks(self, what: int, attributes: bytes) -> int:
        """0 when it is done, or the error."""
        kind, said = asked(self.line, what, attributes + self.who, self.key)
        assert kind in (what | DONE, what | REFUSED)
        error = said.get(ERROR, bytes(4))
        return 0 if kind == what | DONE else error[2] * 100 + error[3]

    def allocates(self) -> int:
        return self.asks(ALLOCATE, attribute(TRANSPORT, UDP))

    def may_reach(self, address: str) -> int:
        hidden = int.from_bytes(socket.inet_aton(address)) ^ STUN_COOKIE
        peer = struct.pack("!BBHI", 0, 1, 5000 ^ (STUN_COOKIE >> 16), hidden)
        return self.asks(PERMISSION, attribute(PEER, peer))


def allocate(relay: Relay, credential: TurnCredential) -> int:
    with line_to(relay) as line:
        return Guest(line, credential).allocates()


@pytest.fixture(scope="module")
def relay(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Relay]:
    with running_coturn(tmp_path_factory.mktemp("coturn")) as made:
        yield made


def test_coturn_takes_a_good_credential(relay: Relay) -> None:
    good = credentials(relay.secret, secrets.token_urlsafe(12), now=clock.now())
    assert allocate(relay, good) == 0


def test_coturn_refuses_one_that_has_ended(relay: Relay) -> None:
    ended = credentials(relay.secret, secrets.token_urlsafe(12), now=clock.moved(-timedelta(hours=2)))
    assert allocate(relay, ended) == 401


def test_coturn_refuses_one_that_was_made_longer(relay: Relay) -> None:
    good = credentials(relay.secret, LABEL, now=clock.now(), lives_for=timedelta(minutes=5))
    until, _, label = good.username.partition(":")
    longer = TurnCredential(f"{int(until) + 3600}:{label}", good.credential, good.ends)
    assert allocate(relay, longer) == 401


@pytest.mark.parametrize(
    ("address", "error"),
    [
        ("198.51.100.7", 0),
        ("10.0.0.5", 403),
        ("172.20.1.1", 403),
        ("192.168.1.1", 403),
        ("169.254.169.254", 403),
        ("127.0.0.1", 403),
    ],
)
def test_the_documented_relay_is_no_way_into_the_practice(relay: Relay, address: str, error: int) -> None:
    good = credentials(relay.secret, secrets.token_urlsafe(12), now=clock.now())
    with line_to(relay) as line:
        guest = Guest(line, good)
        assert guest.allocates() == 0
        assert guest.may_reach(address) == error
