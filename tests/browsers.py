"""A browser as a push service sees it: it hands out a subscription, and opens what was sealed for it."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ec import (
    SECP256R1,
    EllipticCurvePrivateKey,
    generate_private_key,
)
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from http_ece import decrypt
from py_vapid import Vapid02
from py_vapid.utils import b64urlencode


@dataclass
class Browser:
    """One browser; `address` is where its push service listens for it."""

    address: str
    key: EllipticCurvePrivateKey = field(default_factory=lambda: generate_private_key(SECP256R1()))
    secret: bytes = field(default_factory=lambda: os.urandom(16))

    @property
    def subscription(self) -> dict[str, Any]:
        """What `PushSubscription.toJSON()` gives."""
        point = self.key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        keys = {"p256dh": b64urlencode(point), "auth": b64urlencode(self.secret)}
        return {"endpoint": self.address, "expirationTime": None, "keys": keys}

    def open(self, sealed: bytes) -> dict[str, str]:
        """The words that were sealed for it."""
        opened = decrypt(sealed, private_key=self.key, auth_secret=self.secret, version="aes128gcm")
        return dict(json.loads(opened))


@dataclass
class PushService:
    """What a push service took: path, headers and body of each message; `answers` is what it says."""

    origin: str
    taken: list[tuple[str, dict[str, str], bytes]] = field(default_factory=list)
    answers: int = 201

    def take(self, path: str, headers: dict[str, str], body: bytes) -> None:
        """As the services do (RFC 8292, 4.2): without our signature nothing is taken."""
        assert Vapid02.verify(headers["Authorization"])
        self.taken.append((path, headers, body))


@contextmanager
def push_service() -> Iterator[PushService]:
    """A push service on this machine."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            service.take(self.path, dict(self.headers), body)
            self.send_response(service.answers)
            self.end_headers()

        def log_message(self, *_args: object) -> None:
            """Tests need no lines about it."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    service = PushService(f"http://127.0.0.1:{server.server_port}")
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield service
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
