"""Audio and video through Janus (VideoRoom), which forwards what it cannot read.

Browsers never talk to Janus' interface: they send their offers and answers over our socket, and we carry
them. Janus listens for us on the loopback only and asks for a secret. Per session there is one room of it,
with a random number, secret and PIN made here; per person one handle that publishes and one that subscribes
to all others. Janus is given no names and no ids of people: everybody is a random number, another one for
each connection. The room demands end-to-end encryption (`require_e2ee`) and records nothing; what is
encrypted, and with whose keys, is the browsers' business (`static/live/frames.js`).

From a browser, all with `t: "sfu"` and `gen`, a number that it makes anew for each pair of connections:
`publish{n, sdp}` (an offer; a new `gen` begins afresh), `answer{n, sdp}`, `ice{pc: "up"|"down", candidate}`,
`between{peers}` (whom to receive), `resume{}` (ways have changed: another offer please). To a browser:
`answer{n, sdp}`, `offer{n, sdp, streams: [{mid, from, kind}]}`, `again{gen?}` (begin afresh), `gone{peer}`.
Also `t: "key"` from one browser to another, sealed; see `backends.relayed_key`.

Janus' interface: its documentation of the core protocol and of the VideoRoom plugin, version 1.1.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Coroutine
from contextlib import suppress
from typing import Any

from holdspace.live.media.backends import (
    Full,
    Health,
    Message,
    NotAdmitted,
    NotUnderstood,
    Outgoing,
    Tell,
    Unavailable,
    relayed_key,
)
from holdspace.live.media.janus_link import Handle, JanusLink, JanusRefused, said_in
from holdspace.live.media.janus_rooms import Room, Seat, new_number, new_word
from holdspace.live.media.janus_words import candidate, text, update, whole

logger = logging.getLogger(__name__)

MEMBERS = 12
"""How many a room takes unless the settings say otherwise."""

BITRATE = 350_000
"""Bits a second of one picture, at most (`engines.md`: 250 to 350 kbit/s)."""

KEEPALIVE = 25.0
"""Seconds; Janus forgets a session after 60 without a word."""


class JanusBackend:
    """The rooms of this process in one Janus."""

    name = "janus"
    e2ee = True

    def __init__(self, link: JanusLink, *, admin_key: str, tell: Tell, max_members: int = MEMBERS) -> None:
        if not admin_key:
            raise ValueError("Rooms are made with the VideoRoom's admin_key, or anybody could make them.")
        self.link, self.max_members = link, max_members
        self._admin_key, self._tell = admin_key, tell
        self._rooms: dict[str, Room] = {}
        self._opening = asyncio.Lock()
        self._tasks: set[asyncio.Task[None]] = set()
        self._does: dict[str, Callable[[Room, Seat, Message], Coroutine[Any, Any, Outgoing]]] = {
            "publish": self._publish,
            "answer": self._answer,
            "ice": self._ice,
            "between": self._between,
            "resume": self._resume,
        }
        self._mending = False
        link.on_lost, link.on_timeout = self._lost, self._forgotten

    # Rooms

    async def open(self, room: str) -> None:
        """A room of Janus, private, that records nothing and takes no clear media."""
        async with self._opening:
            if room in self._rooms:
                return
            made = Room(room)
            try:
                await self._make(made)
            except JanusRefused as refused:
                raise Unavailable(str(refused)) from refused
            self._rooms[room] = made

    async def _make(self, room: Room) -> None:
        session = int((await self.link.request({"janus": "create"}))["data"]["id"])
        try:
            room.desk = await Handle.attach(self.link, session)
            await room.desk.ask(self._wish(room))
        except (Unavailable, JanusRefused):
            await self._leave(session)
            raise
        room.session = session
        room.beat = asyncio.create_task(self._keep_alive(session))

    def _wish(self, room: Room) -> Message:
        return {
            "request": "create",
            "admin_key": self._admin_key,
            "room": room.number,
            "secret": room.secret,
            "pin": room.pin,
            "permanent": False,
            "is_private": True,
            "require_pvtid": True,
            "require_e2ee": True,
            "record": False,
            "lock_record": True,
            "notify_joining": False,
            "publishers": self.max_members,
            "bitrate": BITRATE,
            "bitrate_cap": True,
            "fir_freq": 0,
            "audiocodec": "opus",
            "videocodec": "vp8",
            "opus_dtx": False,  # silence that is not sent would show who speaks
            "audiolevel_ext": False,  # so would this, to whoever forwards
            "audiolevel_event": False,
        }

    async def _leave(self, session: int | None) -> None:
        with suppress(Unavailable, JanusRefused):
            await self.link.request({"janus": "destroy", "session_id": session})

    async def _keep_alive(self, session: int) -> None:
        while True:
            await asyncio.sleep(KEEPALIVE)
            with suppress(Unavailable, JanusRefused):
                await self.link.request({"janus": "keepalive", "session_id": session})

    async def close(self, room: str) -> None:
        """Everybody's connections end, and the room is destroyed."""
        gone = self._rooms.pop(room, None)
        if gone is None:
            return
        if gone.beat is not None:
            gone.beat.cancel()
        seats, gone.seats = list(gone.seats.values()), {}
        for seat in seats:
            await self._put_down(gone, seat)
        with suppress(Unavailable, JanusRefused):
            if gone.desk is not None:
                await gone.desk.ask({"request": "destroy", "room": gone.number, "secret": gone.secret})
        await self._leave(gone.session)

    async def health(self) -> Health:
        """Whether Janus answers."""
        try:
            await self.link.request({"janus": "ping"})
        except (Unavailable, JanusRefused) as away:
            return Health(well=False, says=str(away))
        return Health(well=True, says="Janus answers.")

    # People

    async def join(self, room: str, person: str) -> Message:
        """A seat. Connections are made when the person's browser publishes."""
        at = self._rooms.get(room)
        if at is None:
            raise NotAdmitted
        if person not in at.seats:
            if len(at.seats) >= self.max_members:
                raise Full
            at.seats[person] = Seat(person)
        return {"engine": "sfu", "e2ee": self.e2ee, "most": self.max_members}

    async def remove(self, room: str, person: str) -> None:
        """Both handles are detached, and the others are told, so that they change their keys."""
        at = self._rooms.get(room)
        seat = at.seats.pop(person, None) if at is not None else None
        if at is None or seat is None:
            return
        for other in at.seats:
            self._tell(room, other, {"t": "sfu", "k": "gone", "peer": person})
        await self._put_down(at, seat)

    async def _put_down(self, room: Room, seat: Seat) -> None:
        """Whatever the seat holds in Janus. Taken from it first: nobody asks these handles any more."""
        held = [handle for handle in (seat.down, seat.up) if handle is not None]
        room.people.pop(seat.alias, None)
        seat.up = seat.down = seat.offer = None
        seat.published, seat.subscribed, seat.streams = set(), set(), []
        for handle in held:
            await handle.detach()

    async def client_msg(self, room: str, person: str, message: Message) -> Outgoing:
        """See the module. One message of a person after the other."""
        at = self._rooms.get(room)
        seat = at.seats.get(person) if at is not None else None
        if at is None or seat is None:
            raise NotAdmitted
        if message.get("t") == "key":
            return relayed_key(message, person, frozenset(at.seats))
        does = self._does.get(str(message.get("k"))) if message.get("t") == "sfu" else None
        if does is None:
            raise NotUnderstood("no such message")
        async with seat.lock:
            try:
                return await does(at, seat, message)
            except JanusRefused as refused:
                raise Unavailable(str(refused)) from refused
            finally:
                if at.seats.get(person) is not seat:  # removed meanwhile: what was just made must not stay
                    await self._put_down(at, seat)

    # What a browser says

    async def _publish(self, room: Room, seat: Seat, message: Message) -> Outgoing:
        gen, sdp, n = whole(message, "gen"), text(message, "sdp"), whole(message, "n")
        if gen != seat.gen or seat.up is None:
            await self._begin(room, seat, gen)
        assert seat.up is not None
        done = await seat.up.ask(
            {"request": "configure", "audio": True, "video": True, "bitrate": BITRATE},
            {"type": "offer", "sdp": sdp, "e2ee": True},
        )
        answer = {"t": "sfu", "k": "answer", "gen": gen, "n": n, "sdp": done["jsep"]["sdp"]}
        return [(seat.person, answer), *await self._subscribe(room, seat)]

    async def _begin(self, room: Room, seat: Seat, gen: int) -> None:
        """New handles under a new alias: Janus cannot tell that it is the same person."""
        await self._put_down(room, seat)
        if room.session is None:
            raise Unavailable("Janus is away")
        seat.gen, seat.alias = gen, new_number()
        seat.up = await Handle.attach(
            self.link, room.session, lambda event: self._up_says(room, seat, gen, event)
        )
        joined = said_in(
            await seat.up.ask(
                {
                    "request": "join",
                    "ptype": "publisher",
                    "room": room.number,
                    "pin": room.pin,
                    "id": seat.alias,
                }
            )
        )
        seat.private = int(joined["private_id"])
        seat.published |= {int(other["id"]) for other in joined.get("publishers", ())}
        room.people[seat.alias] = seat.person

    async def _between(self, room: Room, seat: Seat, message: Message) -> Outgoing:
        peers = message.get("peers")
        if not isinstance(peers, list) or not all(isinstance(peer, str) for peer in peers):
            raise NotUnderstood("peers is a list of ids")
        seat.named = frozenset(peers) - {seat.person}
        return await self._subscribe(room, seat)

    async def _answer(self, room: Room, seat: Seat, message: Message) -> Outgoing:
        awaited = seat.offer is not None and seat.offer["n"] == message.get("n")
        if not awaited or seat.down is None or message.get("gen") != seat.gen:
            return []  # to an offer that another has replaced
        seat.offer = None
        await seat.down.ask(
            {"request": "start"}, {"type": "answer", "sdp": text(message, "sdp"), "e2ee": True}
        )
        return await self._subscribe(room, seat)

    async def _ice(self, room: Room, seat: Seat, message: Message) -> Outgoing:
        handle = {"up": seat.up, "down": seat.down}.get(str(message.get("pc")))
        if handle is not None and message.get("gen") == seat.gen:
            await handle.trickle(candidate(message.get("candidate")))
        return []

    async def _resume(self, room: Room, seat: Seat, message: Message) -> Outgoing:
        """The browser's socket or network came back. Its own connection upwards it mends by publishing."""
        if seat.up is None or message.get("gen") != seat.gen:
            return [(seat.person, {"t": "sfu", "k": "again", "gen": message.get("gen")})]
        if seat.offer is not None:
            return [(seat.person, seat.offer)]
        if seat.down is None:
            return await self._subscribe(room, seat)
        return self._offered(room, seat, await seat.down.ask({"request": "configure", "restart": True}))

    # Whom somebody receives

    async def _subscribe(self, room: Room, seat: Seat) -> Outgoing:
        """The offer that makes the person receive whom they named and who is there; not while one waits."""
        wanted = {feed for feed in seat.published if room.people.get(feed) in seat.named}
        if seat.up is None or seat.offer is not None or wanted == seat.subscribed:
            return []
        try:
            if seat.down is None:
                return await self._subscribe_first(room, seat, wanted)
            return self._offered(room, seat, await seat.down.ask(update(seat.subscribed, wanted)))
        except JanusRefused as refused:
            # Somebody stopped in this very moment. Janus says so as well, and then it is tried again.
            logger.info("A subscription was refused (%s).", refused.code)
            return []

    async def _subscribe_first(self, room: Room, seat: Seat, wanted: set[int]) -> Outgoing:
        assert room.session is not None
        gen = seat.gen
        handle = await Handle.attach(
            self.link, room.session, lambda event: self._down_says(room, seat, gen, event)
        )
        try:
            attached = await handle.ask(
                {
                    "request": "join",
                    "ptype": "subscriber",
                    "room": room.number,
                    "pin": room.pin,
                    "private_id": seat.private,
                    "streams": [{"feed": feed} for feed in sorted(wanted)],
                }
            )
        except BaseException:
            await handle.detach()
            raise
        seat.down = handle
        return self._offered(room, seat, attached)

    def _offered(self, room: Room, seat: Seat, event: Message) -> Outgoing:
        """Janus' offer, on its way to the person, with people in place of aliases."""
        jsep = event.get("jsep")
        seat.streams = said_in(event).get("streams", seat.streams)  # a restart of ICE names none
        seat.subscribed = {int(stream["feed_id"]) for stream in seat.streams if "feed_id" in stream}
        if not jsep:
            return []
        seat.offers += 1
        seat.offer = {
            "t": "sfu",
            "k": "offer",
            "gen": seat.gen,
            "n": seat.offers,
            "sdp": jsep["sdp"],
            "streams": [
                {"mid": stream["mid"], "kind": stream["type"], "from": room.people[stream["feed_id"]]}
                for stream in seat.streams
                if stream.get("feed_id") in room.people
            ],
        }
        return [(seat.person, seat.offer)]

    # What Janus says by itself

    def _up_says(self, room: Room, seat: Seat, gen: int, event: Message) -> None:
        if seat.gen != gen:
            return
        if event.get("janus") in ("hangup", "detached"):
            self._tell(room.name, seat.person, {"t": "sfu", "k": "again", "gen": gen})
            return
        said = said_in(event)
        seat.published |= {int(other["id"]) for other in said.get("publishers", ())}
        for gone in (said.get("unpublished"), said.get("leaving")):
            if isinstance(gone, int):
                seat.published.discard(gone)
        self._later(self._catch_up(room, seat, gen))

    def _down_says(self, room: Room, seat: Seat, gen: int, event: Message) -> None:
        if seat.gen != gen:
            return
        if event.get("janus") in ("hangup", "detached"):
            self._tell(room.name, seat.person, {"t": "sfu", "k": "again", "gen": gen})
            return
        for person, message in self._offered(room, seat, event):
            self._tell(room.name, person, message)

    async def _catch_up(self, room: Room, seat: Seat, gen: int) -> None:
        async with seat.lock:
            if seat.gen != gen or room.seats.get(seat.person) is not seat:
                return
            with suppress(Unavailable):
                for person, message in await self._subscribe(room, seat):
                    self._tell(room.name, person, message)
            if room.seats.get(seat.person) is not seat:
                await self._put_down(room, seat)

    def _later(self, what: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(what)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    # Janus went away

    def _forgotten(self, session: int) -> None:
        """We slept too long. Everything begins anew, as if the socket had been lost."""
        if any(room.session == session for room in self._rooms.values()):
            self._later(self.link.hang_up())

    def _lost(self) -> None:
        for room in self._rooms.values():
            room.session = room.desk = None
            room.people.clear()
            if room.beat is not None:
                room.beat.cancel()
            for seat in room.seats.values():
                seat.up = seat.down = seat.offer = None
                seat.published, seat.subscribed, seat.streams = set(), set(), []
        if not self._mending:
            self._later(self._make_again())

    async def _make_again(self) -> None:
        """Until it works: the rooms, and then everybody's browser begins afresh."""
        self._mending, wait = True, 0.2
        while lost := [room for room in self._rooms.values() if room.session is None]:
            try:
                for room in lost:
                    await self._make_another(room)
                    for person in room.seats:
                        self._tell(room.name, person, {"t": "sfu", "k": "again"})
            except (Unavailable, JanusRefused):
                await asyncio.sleep(wait)
                wait = min(wait * 2, 5.0)
        self._mending = False

    async def _make_another(self, room: Room) -> None:
        """A room of Janus outlives the session that made it; with people's old connections in it, perhaps."""
        old, secret = room.number, room.secret
        room.number, room.secret, room.pin = new_number(), new_word(), new_word()
        await self._make(room)
        if room.desk is not None:
            with suppress(JanusRefused):  # mostly: there is none
                await room.desk.ask({"request": "destroy", "room": old, "secret": secret})
