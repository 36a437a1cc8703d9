"""A way to a server that can be cut and mended: what a tunnel is to a telephone."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from tests import services


class Tunnel:
    """Listens on a port of its own and carries every connection on, until it is cut."""

    def __init__(self, port: int) -> None:
        self._target = port
        self.port = services.free_port()
        self._open = True
        self._writers: set[asyncio.StreamWriter] = set()
        self._loop = asyncio.new_event_loop()

    @property
    def url(self) -> str:
        return f"http://localhost:{self.port}"

    def cut(self) -> None:
        """Every connection breaks, and no new one is carried."""
        self._loop.call_soon_threadsafe(self._cut)

    def mend(self) -> None:
        """New connections are carried again."""
        self._loop.call_soon_threadsafe(setattr, self, "_open", True)

    def _cut(self) -> None:
        self._open = False
        for writer in list(self._writers):
            writer.transport.abort()

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if not self._open:
            writer.transport.abort()
            return
        # Where nobody answers at the far end, the near end hangs, as in a network that swallows everything.
        with suppress(OSError):
            far_reader, far_writer = await asyncio.open_connection("127.0.0.1", self._target)
            self._writers |= {writer, far_writer}
            try:
                await asyncio.gather(_pipe(reader, far_writer), _pipe(far_reader, writer))
            finally:
                self._writers -= {writer, far_writer}

    def run(self, ready: threading.Event) -> None:
        asyncio.set_event_loop(self._loop)
        self._loop.run_until_complete(asyncio.start_server(self._carry, "localhost", self.port))
        ready.set()
        self._loop.run_forever()

    def stop(self) -> None:
        self.cut()
        self._loop.call_soon_threadsafe(self._loop.call_later, 0.2, self._loop.stop)


async def _pipe(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with suppress(OSError):
        while data := await reader.read(65536):
            writer.write(data)
            await writer.drain()
    writer.transport.close()


@contextmanager
def tunnel(port: int) -> Iterator[Tunnel]:
    """A tunnel to a port of this machine."""
    made, ready = Tunnel(port), threading.Event()
    thread = threading.Thread(target=made.run, args=(ready,), daemon=True)
    thread.start()
    ready.wait(10)
    yield made
    made.stop()
    thread.join(5)
