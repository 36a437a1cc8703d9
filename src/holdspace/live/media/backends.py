"""What every way of carrying audio and video has to offer, and the one that needs no other server: the mesh.

A backend is told who is admitted (`join`), and only for them it does anything. It never says who may come in:
that was decided before. Rooms and people are opaque strings. All is called on one event loop.

Messages are what a browser's engine sent over the room's socket, as it came from `json.loads`; they are
checked here, for a browser can send anything. What is to be sent on is returned as pairs of a person and a
message. What a media server brings up by itself, at some later time, goes to `Tell`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol, TypeAlias

Message: TypeAlias = dict[str, Any]
"""A JSON object with its kind in `t`."""

Outgoing: TypeAlias = list[tuple[str, Message]]
"""To whom, what."""

Tell: TypeAlias = Callable[[str, str, Message], None]
"""`tell(room, person, message)`: put `message` in line for this person. It must not wait."""

MESH_MEMBERS = 6
"""More pictures than this are too much for an ordinary laptop (`engines.md`, the room, live)."""

SEALED_LIMIT = 4096
"""Characters of one sealed key's message, far above what one is."""


class NotAdmitted(Exception):  # noqa: N818 - said by its name
    """This person is not in this room."""


class NotUnderstood(Exception):  # noqa: N818
    """A message that no engine of ours sends."""


class Unavailable(Exception):  # noqa: N818
    """The media server cannot be had now. The text is for the log, without secrets and without people."""


class Full(Exception):  # noqa: N818
    """There are as many in the room as this backend can carry."""


@dataclass(frozen=True, slots=True)
class Health:
    """Whether it works now, and a word for the operator."""

    well: bool
    says: str


class MediaBackend(Protocol):
    """How audio and video are carried in a session."""

    @property
    def name(self) -> str:
        """What the settings call it."""

    @property
    def max_members(self) -> int:
        """How many it carries with pictures."""

    @property
    def e2ee(self) -> bool:
        """Whether what is said and shown can be read by the members' browsers only."""

    async def open(self, room: str) -> None:
        """Prepare the room; again changes nothing. Raises Unavailable."""

    async def join(self, room: str, person: str) -> Message:
        """After admission: what this person's page makes its engine from. Again keeps their seat.

        Raises NotAdmitted when the room is not open, Full.
        """

    async def client_msg(self, room: str, person: str, message: Message) -> Outgoing:
        """What follows from a message of this person's engine, in the order in which it is to be sent.

        Raises NotAdmitted, NotUnderstood, Unavailable.
        """

    async def remove(self, room: str, person: str) -> None:
        """This person left or was removed: from now on nothing reaches them and nothing comes from them."""

    async def close(self, room: str) -> None:
        """The session has ended."""

    async def health(self) -> Health:
        """For the operator's page."""


def relayed(message: Message, sender: str, present: frozenset[str]) -> Outgoing:
    """`message` on its way to the one named in `to`, with `from` as we know it and not as somebody says it.

    To somebody who is not (or no more) present it goes nowhere: its sender may not have heard yet.
    """
    to = message.get("to")
    if not isinstance(to, str):
        raise NotUnderstood("a message to nobody")
    if to == sender or to not in present:
        return []
    return [(to, {**{name: said for name, said in message.items() if name != "to"}, "from": sender})]


def relayed_key(message: Message, sender: str, present: frozenset[str]) -> Outgoing:
    """A sealed key, or the public key that others seal with; we see no more than this."""
    if sum(len(said) for said in message.values() if isinstance(said, str)) > SEALED_LIMIT:
        raise NotUnderstood("a key that is too long")
    return relayed(message, sender, present)


class MeshBackend:
    """Everybody to everybody; the server only carries what browsers need to find each other (`sig`)."""

    name = "mesh"
    e2ee = True  # each pair's DTLS; the room's safety code shows that nobody stands in between

    def __init__(self, *, max_members: int = MESH_MEMBERS) -> None:
        self.max_members = max_members
        self._rooms: dict[str, set[str]] = {}

    async def open(self, room: str) -> None:
        """Nothing but a set of people."""
        self._rooms.setdefault(room, set())

    async def join(self, room: str, person: str) -> Message:
        """From `max_members` on the page shows fewer pictures; nobody is turned away for it."""
        if room not in self._rooms:
            raise NotAdmitted
        self._rooms[room].add(person)
        return {"engine": self.name, "e2ee": self.e2ee, "most": self.max_members}

    async def client_msg(self, room: str, person: str, message: Message) -> Outgoing:
        """`{t:"sig", to, …}` goes to `to` with `from`."""
        present = frozenset(self._rooms.get(room, ()))
        if person not in present:
            raise NotAdmitted
        if message.get("t") != "sig":
            raise NotUnderstood("the mesh only relays")
        return relayed(message, person, present)

    async def remove(self, room: str, person: str) -> None:
        """Their connections are between browsers: the others' pages close them, as the room's state says."""
        self._rooms.get(room, set()).discard(person)

    async def close(self, room: str) -> None:
        """Forget it."""
        self._rooms.pop(room, None)

    async def health(self) -> Health:
        """There is nothing that could be away."""
        return Health(well=True, says="Browsers are connected to each other; no media server is used.")


def backend_from(
    name: str,
    *,
    tell: Tell,
    janus_url: str = "",
    janus_api_secret: str = "",
    janus_admin_key: str = "",
    max_members: int | None = None,
) -> MediaBackend:
    """The backend that the settings name: "mesh" or "janus". ValueError says what is wrong with them."""
    if name == "mesh":
        return MeshBackend(max_members=max_members or MESH_MEMBERS)
    if name == "janus":
        from holdspace.live.media.janus import MEMBERS, JanusBackend
        from holdspace.live.media.janus_link import JanusLink

        link = JanusLink(janus_url, api_secret=janus_api_secret)
        return JanusBackend(link, admin_key=janus_admin_key, tell=tell, max_members=max_members or MEMBERS)
    raise ValueError(f"There is no media backend {name!r}: it is mesh or janus.")
