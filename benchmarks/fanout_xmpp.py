"""Prosody and ejabberd beside the others of `benchmarks.fanout`: chat servers, a chat room for each room.

Everybody is anonymous; nothing is kept but the last messages, which both show to whoever comes later.
"""

from __future__ import annotations

import re
import shutil
from contextlib import ExitStack
from pathlib import Path

from benchmarks.fanout_clients import OnSockets, Socket
from benchmarks.fanout_processes import started

EJABBERD = Path("/usr/lib/x86_64-linux-gnu")
"""Where Debian has its parts."""


class Xmpp(OnSockets):
    """Anonymous people in a chat room (XEP-0045), over websockets."""

    ping = '<iq xmlns="jabber:client" type="get" id="p" to="localhost"><ping xmlns="urn:xmpp:ping"/></iq>'
    _body = re.compile(r"<body>(\d+)</body>")
    _open = '<open xmlns="urn:ietf:params:xml:ns:xmpp-framing" to="localhost" version="1.0"/>'
    _auth = '<auth xmlns="urn:ietf:params:xml:ns:xmpp-sasl" mechanism="ANONYMOUS"/>'
    _bind = (
        '<iq xmlns="jabber:client" type="set" id="b"><bind xmlns="urn:ietf:params:xml:ns:xmpp-bind"/></iq>'
    )

    def __init__(self, path: str) -> None:
        self._path = path

    async def open(self, port: int, room: int, seat: int) -> Socket:
        socket = await self.connected(port, self._path, subprotocol="xmpp")
        socket.send(self._open)
        await socket.next("ANONYMOUS")
        socket.send(self._auth)
        await socket.next("<success")
        socket.send(self._open)
        await socket.next("xmpp-bind")
        socket.send(self._bind)
        await socket.next("<jid>")
        socket.send(
            f'<presence xmlns="jabber:client" to="room{room}@rooms.localhost/seat{seat}">'
            '<x xmlns="http://jabber.org/protocol/muc"><history maxstanzas="0"/></x></presence>'
        )
        await socket.next("110")  # the occupant's own presence comes last
        return socket

    def event(self, room: int, number: int) -> str:
        return (
            f'<message xmlns="jabber:client" type="groupchat" to="room{room}@rooms.localhost" id="e">'
            f"<body>{number}</body></message>"
        )

    def number(self, text: str) -> int | None:
        found = self._body.search(text)
        return int(found[1]) if found else None


# The servers


PROSODY = """
run_as_root = true
pidfile = "{home}/prosody.pid"
data_path = "{home}"
log = {{ {{ levels = {{ min = "warn" }}, to = "console" }} }}
modules_enabled = {{ "saslauth", "disco", "ping", "websocket" }}
modules_disabled = {{ "s2s", "offline", "tls" }}
c2s_ports = {{}}
s2s_ports = {{}}
https_ports = {{}}
http_ports = {{ {port} }}
http_interfaces = {{ "127.0.0.1" }}
http_default_host = "localhost"
consider_websocket_secure = true
c2s_require_encryption = false
VirtualHost "localhost"
  authentication = "anonymous"
Component "rooms.localhost" "muc"
  muc_room_locking = false
"""

EJABBERD_YML = """
hosts: [localhost]
loglevel: warning
auth_method: [anonymous]
anonymous_protocol: sasl_anon
listen:
  - port: {port}
    ip: "127.0.0.1"
    module: ejabberd_http
    request_handlers:
      /ws: ejabberd_http_ws
acl:
  local:
    user_regexp: ""
modules:
  mod_disco: {{}}
  mod_ping: {{}}
  mod_muc:
    host: rooms.localhost
    access: all
    access_create: all
"""


def prosody(port: int, home: Path, stack: ExitStack) -> list[int]:
    config = home / "prosody.cfg.lua"
    config.write_text(PROSODY.format(home=home, port=port))
    return [started(stack, ["prosody", "-F", "--config", str(config)], port, home)]


def ejabberd(port: int, home: Path, stack: ExitStack) -> list[int]:
    """Without `ejabberdctl`, which would want a user, a cookie and Erlang's name server."""
    config = home / "ejabberd.yml"
    config.write_text(EJABBERD_YML.format(port=port))
    command = ["erl", "-noinput", "+K", "true", "-mnesia", "dir", f'"{home}/mnesia"', "-s", "ejabberd"]
    paths = {"EJABBERD_CONFIG_PATH": str(config), "EJABBERD_LOG_PATH": str(home / "ejabberd.log")}
    return [started(stack, command, port, home, ERL_LIBS=str(EJABBERD), HOME=str(home), **paths)]


def lacks_ejabberd() -> str | None:
    found = shutil.which("erl") and list(EJABBERD.glob("ejabberd-*"))
    return None if found else "ejabberd is not installed (a package of Debian)"
