"""A house with nothing in it but a Janus of our own, the backend, and a bare page with the engine."""

from __future__ import annotations

import asyncio
import json
import os
import secrets
import shutil
import socket
import subprocess
import threading
import time
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import uvicorn

from holdspace.kernel import clock
from holdspace.live.media import backends
from holdspace.live.media.janus import JanusBackend
from holdspace.live.media.janus_link import JanusLink
from holdspace.live.rules.turn import IceConfiguration, credentials, ice_configuration
from tests.services import ROOT, free_port, skip_or_fail

STATIC = ROOT / "src/holdspace/live/static/live"
LIBRARIES = ("/usr/lib/x86_64-linux-gnu/janus", "/usr/lib/aarch64-linux-gnu/janus", "/usr/lib/janus")
CLOSED, REMOVED = 1000, 4403


@cache
def janus() -> tuple[str, Path] | None:
    """Janus' program and the folder of its plugins and transports, or None."""
    program = os.environ.get("HOLDSPACE_TEST_JANUS") or shutil.which("janus")
    folder = next((Path(path) for path in LIBRARIES if (Path(path) / "plugins").is_dir()), None)
    return (program, folder) if program and folder else None


@dataclass
class Janus:
    """One process of Janus: the VideoRoom, the WebSocket on the loopback, and nothing that could record."""

    home: Path
    port: int = field(default_factory=free_port)
    secret: str = field(default_factory=lambda: secrets.token_hex(16))
    admin_key: str = field(default_factory=lambda: secrets.token_hex(16))
    process: subprocess.Popen[bytes] | None = None
    patience: int = 60
    """Seconds after which it forgets a session that says nothing."""

    @property
    def url(self) -> str:
        return f"ws://127.0.0.1:{self.port}"

    def furnish(self, program: str, libraries: Path) -> None:
        self.program = program
        for folder, name in (("plugins", "libjanus_videoroom.so"), ("transports", "libjanus_websockets.so")):
            (self.home / folder).mkdir()
            found = min((libraries / folder).glob(f"{name}*"))
            (self.home / folder / name).symlink_to(found)
        for folder in ("events", "loggers"):
            (self.home / folder).mkdir()
        self._write("janus.jcfg", self._core())
        self._write(
            "janus.transport.websockets.jcfg",
            f'general: {{ json = "compact" ws = true ws_ip = "127.0.0.1" ws_port = {self.port} }}',
        )
        self._write(
            "janus.plugin.videoroom.jcfg",
            f'general: {{ admin_key = "{self.admin_key}" lock_rtp_forward = true }}',
        )

    def _core(self) -> str:
        folders = " ".join(
            f'{name}_folder = "{self.home / name}"' for name in ("plugins", "transports", "events", "loggers")
        )
        return (
            f'general: {{ configs_folder = "{self.home}" {folders} api_secret = "{self.secret}"'
            f' admin_secret = "{secrets.token_hex(16)}" debug_level = 3 debug_timestamps = true'
            f" hide_dependencies = true session_timeout = {self.patience} }}\n"
            'media: { dtls_mtu = 1200 }\nnat: { ice_ignore_list = "vmnet" }\n'
        )

    def _write(self, name: str, text: str) -> None:
        (self.home / name).write_text(text)

    def start(self) -> None:
        log = (self.home / "janus.log").open("ab")
        self.process = subprocess.Popen(
            [self.program, "-F", str(self.home)], stdout=log, stderr=log, stdin=subprocess.DEVNULL
        )
        log.close()

    def stop(self) -> None:
        if self.process is not None:
            self.process.kill()
            self.process.wait()
            self.process = None


class HeardLink(JanusLink):
    """Remembers all that Janus was told."""

    def __init__(self, url: str, *, api_secret: str) -> None:
        super().__init__(url, api_secret=api_secret)
        self.told: list[str] = []

    async def request(self, message: backends.Message) -> backends.Message:
        self.told.append(json.dumps(message))
        return await super().request(message)


@dataclass
class Relay:
    """Where a coturn of our own listens, and what it shares with us."""

    host: str
    port: int
    secret: str

    @property
    def addresses(self) -> list[str]:
        return [f"turn:{self.host}:{self.port}?transport={way}" for way in ("udp", "tcp")]


def own_address() -> str:
    """This machine's address as others see it; browsers do not look for ways on the loopback."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))
        except OSError:
            return "127.0.0.1"
        address: str = probe.getsockname()[0]
    return address


@contextmanager
def running_coturn(home: Path, host: str = "127.0.0.1") -> Iterator[Relay]:
    """A coturn of our own, gone afterwards. Skips where there is none on this machine."""
    program = os.environ.get("HOLDSPACE_TEST_COTURN") or shutil.which("turnserver")
    if program is None:
        skip_or_fail("coturn")
    relay = Relay(host, free_port(), secrets.token_hex(16))
    (home / "turnserver.conf").write_text(_relay_settings(home, relay))
    process = subprocess.Popen(
        [str(program), "-c", str(home / "turnserver.conf")],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        _until(lambda: _listens(relay), "coturn did not start")
        yield relay
    finally:
        process.kill()
        process.wait()


def _relay_settings(home: Path, relay: Relay) -> str:
    """As in docs/how-to/online-groups.md, without TLS."""
    # Janus stands on this machine, whose address may be private. On the loopback there is none to be reached.
    allowed = "" if relay.host == "127.0.0.1" else f"allowed-peer-ip={relay.host}"
    lines = f"""
        listening-ip={relay.host}
        relay-ip={relay.host}
        listening-port={relay.port}
        realm=groups.example.org
        use-auth-secret
        static-auth-secret={relay.secret}
        no-tls
        no-dtls
        no-cli
        no-multicast-peers
        denied-peer-ip=0.0.0.0-0.255.255.255
        denied-peer-ip=10.0.0.0-10.255.255.255
        denied-peer-ip=100.64.0.0-100.127.255.255
        denied-peer-ip=127.0.0.0-127.255.255.255
        denied-peer-ip=169.254.0.0-169.254.255.255
        denied-peer-ip=172.16.0.0-172.31.255.255
        denied-peer-ip=192.168.0.0-192.168.255.255
        {allowed}
        userdb={home}/turn.db
        pidfile={home}/turn.pid
        log-file={home}/turn.log
        simple-log
    """
    return "\n".join(line.strip() for line in lines.splitlines())


def _listens(relay: Relay) -> bool:
    try:
        with socket.create_connection((relay.host, relay.port), timeout=1):
            return True
    except OSError:
        return False


PAGE = """<!doctype html><html lang="en"><link rel="icon" href="data:,"><title>Room</title>
<script type="module" nonce="room" src="/harness.js"></script><main></main></html>"""

# What a page does with an engine. `room` is what the tests look at.
HARNESS = """
import { Engine } from "/static/live/sfu.js";
const asked = new URLSearchParams(location.search);
const me = asked.get("me");
const room = window.room = {
  states: {}, first: {}, gone: [], trouble: [], refused: null, failed: [], pubs: {}, tracks: [], began: 0,
};
const shown = {};
const on = (what, detail) => {
  if (what === "track") { room.tracks.push([detail.from, detail.track.kind]); show(detail); }
  else if (what === "state") room.states[detail.peer] = detail.state;
  else if (what === "gone") room.gone.push(detail.peer);
  else if (what === "identity") room.pubs[detail.peer] = detail.pub;
  else if (what === "refused") room.refused = detail.why;
  else room[what].push(detail);
};
function show({ from, stream }) {
  if (shown[from]) { shown[from].srcObject = stream; return; }
  const video = document.createElement("video");
  Object.assign(video, { autoplay: true, srcObject: stream });
  shown[from] = video;
  document.querySelector("main").append(video);
  video.requestVideoFrameCallback(() => { room.first[from] ??= Math.round(performance.now() - room.began); });
}
if (asked.has("bare")) delete window.RTCRtpScriptTransform;
const media = { audio: true, video: { width: 320, height: 240, frameRate: 15 } };
const stream = await navigator.mediaDevices.getUserMedia(media);
let engine = null;
let socket = null;
function open() {
  socket = new WebSocket(`ws://${location.host}/ws/${asked.get("room")}/${me}`);
  socket.addEventListener("open", () => { room.open = true; });
  socket.addEventListener("close", (event) => { room.open = false; room.code = event.code; });
  socket.addEventListener("message", ({ data }) => {
    const message = JSON.parse(data);
    if (message.t === "peers") enter(message);
    else engine?.hear(message);
  });
}
function enter({ peers, ice }) {
  if (!engine) {
    room.began = performance.now();
    const worker = asked.get("worker") ?? undefined;
    const send = (message) => { if (socket.readyState === 1) socket.send(JSON.stringify(message)); };
    room.engine = engine = new Engine({ me, ice, send, on, worker });
    engine.publish(stream);
  } else if (room.back) { engine.resume(); room.back = false; }
  engine.between(peers);
}
room.cut = () => socket.close();
room.return = () => { room.back = true; open(); };
open();
"""

# A worker into which every key comes wrong.
WRONG = 'import "/flip.js"; import "/static/live/frames.js";'
FLIP = """
const real = crypto.subtle.importKey.bind(crypto.subtle);
crypto.subtle.importKey = (format, key, how, extractable, uses) =>
  real(format, uses.includes("decrypt") ? new Uint8Array(key).map((byte) => byte ^ 1) : key, how, extractable, uses);
"""

# A worker that seals frames for itself, changes them, and says which it could open all the same.
PROBE = """
import { ring, sealing, Taker } from "/static/live/frames.js";
const me = "ana";
const picture = (length) => ({ type: "key", data: crypto.getRandomValues(new Uint8Array(length)).buffer });
const same = (a, b) => a?.length === b.length && a.every((byte, at) => byte === b[at]);
async function sealed(frame, kind = "video") {
  let left = null;
  await sealing(kind)(frame, { enqueue: (one) => { left = new Uint8Array(one.data); } });
  return left;
}
const taker = (from = me) => new Taker({}, { line: 1, kind: "video", from });
async function trust() {
  const key = await crypto.subtle.importKey("raw", ring.current.raw, "AES-GCM", false, ["decrypt"]);
  ring.keys.set(me, new Map([[ring.current.id, key]]));
}
async function probe() {
  const found = { beforeKey: await sealed(picture(100)) };
  await ring.begin(me);
  await trust();
  const frame = picture(100);
  const clear = new Uint8Array(frame.data.slice(0));
  const shut = await sealed(frame);
  const one = taker();
  found.opened = same(await one.opened(shut), clear);
  found.again = await one.opened(shut);
  found.ofAnother = await taker("bo").opened(shut);
  found.grew = shut.length - clear.length;
  found.head = shut.findIndex((byte, at) => byte !== clear[at]);
  found.changed = [];
  for (let at = 0; at < shut.length; at += 1) {
    const other = shut.slice();
    other[at] ^= 1;
    if (await taker().opened(other)) found.changed.push(at);
  }
  found.cut = [];
  for (let length = 0; length < shut.length; length += 1) {
    if (await taker().opened(shut.slice(0, length))) found.cut.push(length);
  }
  const late = [];
  for (let n = 0; n < 600; n += 1) late.push(await sealed(picture(20)));
  const last = taker();
  found.newest = Boolean(await last.opened(late[599]));
  found.alittleLate = Boolean(await last.opened(late[400]));
  found.tooLate = await last.opened(late[0]);
  const ivs = new Set(late.map((each) => each.slice(-9, -1).join()));
  found.ivs = ivs.size;
  const empty = { type: "delta", data: new ArrayBuffer(0) };
  found.empty = (await taker().opened(await sealed(empty)))?.length;
  found.sound = (await sealed({ data: new Uint8Array(60).fill(7).buffer }, "audio")).findIndex((byte) => byte !== 7);
  ring.current.counter = 2 ** 32 - 1;
  found.lastOne = Boolean(await sealed(picture(20)));
  found.afterTheLast = await sealed(picture(20));
  const spent = ring.current.id;
  await new Promise((done) => setTimeout(done, 600));
  found.newKey = ring.current.id !== spent && Boolean(await sealed(picture(20)));
  return found;
}
onmessage = () => {};
probe().then((found) => postMessage({ found }), (error) => postMessage({ found: String(error.stack) }));
"""


@dataclass
class SfuHouse:
    """Our side: sockets, who is present, and the backend, on a loop in a thread of its own."""

    janus: Janus
    port: int = field(default_factory=free_port)
    lines: dict[tuple[str, str], asyncio.Queue[str | None]] = field(default_factory=dict)
    removed: set[tuple[str, str]] = field(default_factory=set)
    seen: list[tuple[str, backends.Message]] = field(default_factory=list)
    """Every message of a browser, as our server sees it."""
    relay: Relay | None = None

    def ice(self) -> IceConfiguration:
        """No server at all, or the relay alone."""
        if self.relay is None:
            return ice_configuration()
        credential = credentials(self.relay.secret, secrets.token_urlsafe(12), now=clock.now())
        return ice_configuration(relays=self.relay.addresses, credential=credential, relay_only=True)

    def build(self) -> None:
        self.link = HeardLink(self.janus.url, api_secret=self.janus.secret)
        self.backend = JanusBackend(self.link, admin_key=self.janus.admin_key, tell=self.tell)

    def tell(self, room: str, person: str, message: backends.Message) -> None:
        line = self.lines.get((room, person))
        if line is not None:
            line.put_nowait(json.dumps(message))

    def present(self, room: str) -> list[str]:
        return [person for at, person in self.lines if at == room]

    def announce(self, room: str) -> None:
        people = self.present(room)
        for person in people:
            others = [other for other in people if other != person]
            self.tell(room, person, {"t": "peers", "peers": others, "ice": self.ice()})

    async def remove(self, room: str, person: str, *, told: bool = True) -> None:
        """What the room does when somebody is removed: media first, then everybody hears of it."""
        self.removed.add((room, person))
        await self.backend.remove(room, person)
        line = self.lines.pop((room, person))
        if told:
            line.put_nowait(None)
        self.announce(room)

    async def app(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "websocket":
            await self._socket(scope, receive, send)
        elif scope["type"] == "http":
            await self._page(scope, send)

    async def _page(self, scope: Any, send: Any) -> None:
        pages = {"/": (PAGE, "text/html"), "/harness.js": (HARNESS, "text/javascript")}
        pages |= {"/wrong.js": (WRONG, "text/javascript"), "/flip.js": (FLIP, "text/javascript")}
        pages |= {"/probe.js": (PROBE, "text/javascript")}
        path = scope["path"]
        name = path.removeprefix("/static/live/")
        if path in pages:
            text, kind = pages[path]
        elif name in ("sfu.js", "frames.js"):
            text, kind = (STATIC / name).read_text(), "text/javascript"
        else:
            text, kind = "", "text/plain"
        policy = (
            "default-src 'self'; script-src 'nonce-room' 'strict-dynamic'; worker-src 'self'; img-src data:"
        )
        headers = [
            (b"content-security-policy", policy.encode()),
            (b"content-type", f"{kind}; charset=utf-8".encode()),
            (b"cache-control", b"no-store"),
        ]
        await send({"type": "http.response.start", "status": 200 if text else 404, "headers": headers})
        await send({"type": "http.response.body", "body": text.encode()})

    async def _socket(self, scope: Any, receive: Any, send: Any) -> None:
        _, _, room, person = scope["path"].split("/")
        await receive()
        await self.backend.open(room)
        await self.backend.join(room, person)
        await send({"type": "websocket.accept"})
        line = self.lines[room, person] = asyncio.Queue()
        writer = asyncio.create_task(self._write(line, send))
        self.announce(room)
        try:
            while (event := await receive())["type"] == "websocket.receive":
                await self._heard(room, person, json.loads(event["text"]))
        finally:
            writer.cancel()
            if self.lines.get((room, person)) is line:
                del self.lines[room, person]

    async def _heard(self, room: str, person: str, message: backends.Message) -> None:
        self.seen.append((person, message))
        try:
            for to, what in await self.backend.client_msg(room, person, message):
                self.tell(room, to, what)
        except (backends.NotAdmitted, backends.Unavailable) as refusal:
            print(f"{person} is not heard ({type(refusal).__name__}: {refusal})", flush=True)  # noqa: T201

    async def _write(self, line: asyncio.Queue[str | None], send: Any) -> None:
        while (text := await line.get()) is not None:
            await send({"type": "websocket.send", "text": text})
        await send({"type": "websocket.close", "code": REMOVED})

    # From the test's thread

    def run(self, work: Coroutine[Any, Any, Any], within: float = 30) -> Any:
        return asyncio.run_coroutine_threadsafe(work, self.loop).result(within)

    def serve(self) -> None:
        self.server = uvicorn.Server(
            uvicorn.Config(
                self.app,
                port=self.port,
                log_level="warning",
                lifespan="off",
                ws="websockets-sansio",
                interface="asgi3",
            )
        )
        self.thread = threading.Thread(target=asyncio.run, args=[self._serve()], daemon=True)
        self.thread.start()
        _until(lambda: getattr(self.server, "started", False), "the server did not start")
        _until(lambda: self.run(self.backend.health()).well, "Janus did not answer")

    async def _serve(self) -> None:
        self.loop = asyncio.get_running_loop()
        self.build()
        await self.server.serve()

    def stop(self) -> None:
        self.server.should_exit = True
        self.thread.join(10)


def _until(true: Any, otherwise: str, within: float = 20) -> None:
    ends = time.monotonic() + within
    while not true():
        assert time.monotonic() < ends, otherwise
        time.sleep(0.1)


@contextmanager
def running_janus(home: Path, **changed: Any) -> Iterator[Janus]:
    """A Janus of our own, gone afterwards. Skips where there is none on this machine."""
    found = janus()
    if found is None:
        skip_or_fail("janus")
        return
    own = Janus(home, **changed)
    own.furnish(*found)
    own.start()
    try:
        yield own
    finally:
        own.stop()


@contextmanager
def sfu_house(home: Path) -> Iterator[SfuHouse]:
    """A Janus and a server, up and answering; both are gone afterwards."""
    with running_janus(home) as own:
        house = SfuHouse(own)
        house.serve()
        try:
            yield house
        finally:
            house.stop()
