"""A virus scanner is asked where one is configured, and no file is taken while it does not answer.

`Scanner` is a double of `clamd` that speaks its INSTREAM (clamd(8)): the same tests hold of the real one, where
`HOLDSPACE_TEST_CLAMD` names it (it has to know the test virus, as every `clamd` with a database does).
"""

from __future__ import annotations

import os
import socket
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from holdspace.attachments import remaking, scanning
from holdspace.attachments.rules.content import TEST_VIRUS
from holdspace.attachments.rules.unreadable import Unreadable, Why
from tests import files

REAL = os.environ.get("HOLDSPACE_TEST_CLAMD", "")


class Scanner:
    """Listens on a port of this machine, reads one stream at a time, and finds the test virus anywhere in it."""

    def __init__(self, says: bytes | None = None, *, silent: bool = False) -> None:
        self.says, self.silent = says, silent
        self.read: list[bytes] = []
        self._socket = socket.create_server(("127.0.0.1", 0))
        threading.Thread(target=self._serve, daemon=True).start()

    @property
    def address(self) -> str:
        """Where it listens."""
        return f"127.0.0.1:{self._socket.getsockname()[1]}"

    def close(self) -> None:
        self._socket.close()

    def _serve(self) -> None:
        while True:
            try:
                caller, _ = self._socket.accept()
            except OSError:
                return
            with caller, caller.makefile("rb") as stream:
                assert stream.readline() == b"nINSTREAM\n"
                content = b"".join(_pieces(stream))
                self.read.append(content)
                if self.silent:
                    stream.read()  # until the caller has had enough
                found = b"stream: Eicar-Test-Signature FOUND\n" if TEST_VIRUS in content else b"stream: OK\n"
                caller.sendall(self.says or found)


def _pieces(stream: object) -> Iterator[bytes]:
    while True:
        (size,) = struct.unpack("!L", stream.read(4))  # type: ignore[attr-defined]
        if not size:
            return
        yield stream.read(size)  # type: ignore[attr-defined]


@contextmanager
def listening(scanner: Scanner) -> Iterator[Scanner]:
    try:
        yield scanner
    finally:
        scanner.close()


@pytest.fixture(params=["double", "real"])
def configured(request: pytest.FixtureRequest, settings: object) -> Iterator[str]:
    """The double and, where there is one, the scanner that it stands for."""
    if request.param == "real":
        if not REAL:
            pytest.skip("no clamd: set HOLDSPACE_TEST_CLAMD")
        settings.HOLDSPACE_CLAMD = REAL  # type: ignore[attr-defined]
        yield REAL
        return
    with listening(Scanner()) as scanner:
        settings.HOLDSPACE_CLAMD = scanner.address  # type: ignore[attr-defined]
        yield scanner.address


@pytest.mark.usefixtures("configured")
def test_a_clean_file_passes() -> None:
    scanning.check_clean(files.document(), seconds=20)
    assert remaking.take(files.picture()).pages == 1


@pytest.mark.usefixtures("configured")
def test_what_the_scanner_finds_is_refused() -> None:
    with pytest.raises(Unreadable) as caught:
        scanning.check_clean(TEST_VIRUS, seconds=20)
    assert caught.value.why is Why.INFECTED


@pytest.mark.usefixtures("configured")
def test_a_file_of_ten_megabytes_is_scanned_in_time() -> None:
    scanning.check_clean(os.urandom(10 * 1024**2), seconds=8)


def test_what_was_sent_is_scanned_as_it_was_sent(settings: object) -> None:
    with listening(Scanner()) as scanner:
        settings.HOLDSPACE_CLAMD = scanner.address  # type: ignore[attr-defined]
        remaking.take(files.photograph())
        assert scanner.read == [files.photograph()]


@pytest.mark.parametrize(
    ("says", "why"),
    [
        (b"stream: Win.Test.Something FOUND\n", Why.INFECTED),
        (b"INSTREAM size limit exceeded. ERROR\n", Why.NOT_SCANNED),
        (b"stream: Can't allocate memory ERROR\n", Why.NOT_SCANNED),
        (b"\xff\xfe\n", Why.NOT_SCANNED),
        (b"UNKNOWN COMMAND\n", Why.NOT_SCANNED),
    ],
)
def test_whatever_it_says_is_understood_or_nothing_is_taken(settings: object, says: bytes, why: Why) -> None:
    with listening(Scanner(says)) as scanner:
        settings.HOLDSPACE_CLAMD = scanner.address  # type: ignore[attr-defined]
        with pytest.raises(Unreadable) as caught:
            remaking.take(files.picture())
        assert caught.value.why is why


def test_nothing_is_taken_while_it_does_not_answer(settings: object) -> None:
    with listening(Scanner(silent=True)) as scanner:
        settings.HOLDSPACE_CLAMD = scanner.address  # type: ignore[attr-defined]
        with pytest.raises(Unreadable) as caught:
            scanning.check_clean(files.picture(), seconds=0.3)
        assert caught.value.why is Why.NOT_SCANNED


@pytest.mark.parametrize("address", ["127.0.0.1:9", "127.0.0.1:", "nowhere"])
def test_nothing_is_taken_while_it_is_not_there(settings: object, address: str) -> None:
    settings.HOLDSPACE_CLAMD = address  # type: ignore[attr-defined]
    with pytest.raises(Unreadable) as caught:
        remaking.take(files.picture())
    assert caught.value.why is Why.NOT_SCANNED


def test_without_a_scanner_the_test_virus_is_found_all_the_same(settings: object) -> None:
    assert not settings.HOLDSPACE_CLAMD  # type: ignore[attr-defined]
    with pytest.raises(Unreadable) as caught:
        remaking.take(files.picture() + TEST_VIRUS)
    assert caught.value.why is Why.INFECTED
