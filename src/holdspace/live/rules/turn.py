"""A member's passage through the practice's own relay (TURN): credentials that end by themselves.

The scheme is coturn's `use-auth-secret` (draft-uberti-behave-turn-rest-00): the server and the relay share
one secret; whoever comes with `username = "<unix time at which it ends>:<label>"` and
`credential = base64(HMAC-SHA1(secret, username))` may use the relay until then. Nothing is stored anywhere.

The relay sees the label, and writes it into its log. So it is random and made anew for every credential: it
says nothing about who it was, and two of them cannot be joined.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TypedDict
from uuid import UUID

LONGEST_LIFE = timedelta(hours=1)
"""No credential is good for longer; a page that stays open longer asks again."""

LABEL = re.compile(r"[A-Za-z0-9_-]{8,64}\Z")
"""What a label looks like, e.g. `secrets.token_urlsafe(12)`."""

_RELAY = re.compile(r"turns?:[^\s?@]+(\?transport=(udp|tcp))?\Z")
_FINDER = re.compile(r"stuns?:[^\s?@]+\Z")


class IceServer(TypedDict, total=False):
    """One entry of RTCPeerConnection's `iceServers`."""

    urls: list[str]
    username: str
    credential: str


class IceConfiguration(TypedDict):
    """What RTCPeerConnection is made with."""

    iceServers: list[IceServer]
    iceTransportPolicy: str


@dataclass(frozen=True, slots=True)
class TurnCredential:
    """A right to use the relay until `ends`."""

    username: str
    credential: str = field(repr=False)
    ends: datetime


def credentials(
    secret: str, label: str, *, now: datetime, lives_for: timedelta = LONGEST_LIFE
) -> TurnCredential:
    """The credential for `label` from `now` (aware) on; it ends `lives_for` later, cut to whole seconds.

    ValueError for an empty secret, a naive moment, a life of nothing or of more than an hour, and a label
    that is no random label: anything in the form of a UUID could be a person's id.
    """
    if not secret:
        raise ValueError("The relay's secret is empty.")
    if now.tzinfo is None:
        raise ValueError("A credential ends at an aware moment.")
    if not timedelta(seconds=1) <= lives_for <= LONGEST_LIFE:
        raise ValueError("A credential lives for at least a second and at most an hour.")
    _check_label(label)
    ends = (now + lives_for).replace(microsecond=0)
    username = f"{int(ends.timestamp())}:{label}"
    digest = hmac.digest(secret.encode(), username.encode(), hashlib.sha1)
    return TurnCredential(username=username, credential=base64.b64encode(digest).decode(), ends=ends)


def _check_label(label: str) -> None:
    if not LABEL.match(label):
        raise ValueError("A label is 8 to 64 letters, digits, - and _.")
    try:
        UUID(label)
    except ValueError:
        return
    raise ValueError("A label must be random, and this could be somebody's id.")


def ice_configuration(
    *,
    relays: Sequence[str] = (),
    finders: Sequence[str] = (),
    credential: TurnCredential | None = None,
    relay_only: bool = False,
) -> IceConfiguration:
    """How a browser finds a way: `relays` are `turn:` and `turns:` addresses, `finders` are `stun:` ones.

    `relay_only` hides members' addresses from each other: everything goes through the relay. ValueError where
    that is asked for and there is none, for then nobody would be connected; where a relay has no credential;
    and for an address of another kind.
    """
    servers = [*ice_servers(finders=finders), *ice_servers(relays=relays, credential=credential)]
    if relay_only and not relays:
        raise ValueError("Only through the relay, and there is no relay: nobody would be connected.")
    return {"iceServers": servers, "iceTransportPolicy": "relay" if relay_only else "all"}


def ice_servers(
    *, relays: Sequence[str] = (), finders: Sequence[str] = (), credential: TurnCredential | None = None
) -> list[IceServer]:
    """The list for RTCPeerConnection; empty where no server is named. ValueError: see `ice_configuration`."""
    if not all(_RELAY.match(address) for address in relays):
        raise ValueError("A relay's address is turn:host:port?transport=udp or tcp, or turns:host:port.")
    if not all(_FINDER.match(address) for address in finders):
        raise ValueError("A finder's address is stun:host:port.")
    if relays and credential is None:
        raise ValueError("A relay is used with a credential.")
    servers: list[IceServer] = [{"urls": list(finders)}] if finders else []
    if relays and credential is not None:
        servers.append(
            {
                "urls": list(relays),
                "username": credential.username,
                "credential": credential.credential,
            }
        )
    return servers
