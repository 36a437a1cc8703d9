"""Files that are sent to break in or to break down, opened as they are in earnest: in a process of their own."""

from __future__ import annotations

import contextlib
import subprocess
import sys
import threading
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from holdspace.attachments import remaking
from holdspace.attachments.rules.unreadable import Unreadable, Why
from tests import files

REFUSED = list(files.refused())


@pytest.mark.parametrize(
    ("content", "why"), [each[1:] for each in REFUSED], ids=[each[0] for each in REFUSED]
)
def test_what_cannot_be_kept_is_refused_and_says_why(content: bytes, why: str) -> None:
    with pytest.raises(Unreadable) as caught:
        remaking.take(content)
    assert caught.value.why.value == why


def test_an_honest_file_comes_back() -> None:
    for content in (files.picture(), files.photograph(), files.document()):
        assert remaking.take(content).pages == 1


def test_a_process_that_does_not_end_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    """The deadline holds for what neither memory nor the processor bounds."""
    _answers(monkeypatch, "import time; time.sleep(60)")
    monkeypatch.setattr(remaking, "MOST_SECONDS", 0.5)
    began = time.monotonic()
    with pytest.raises(Unreadable) as caught:
        remaking.take(files.picture())
    assert caught.value.why is Why.TOO_SLOW
    assert time.monotonic() - began < 20  # of those 60


@pytest.mark.parametrize(
    ("says", "why"),
    [
        ("print('nonsense')", Why.TOO_HEAVY),
        ("import os; os.abort()", Why.TOO_HEAVY),
        ("print('{\"format\": \"png\", \"pages\": 1}'); print('<html>')", Why.UNKNOWN),
        ("print('{\"format\": \"pdf\", \"pages\": 1}'); import sys; sys.stdout.flush(); "
         "sys.stdout.buffer.write(b'\\x89PNG\\r\\n\\x1a\\n')", Why.DAMAGED),
        ("import sys; sys.stdout.write('{\"format\": \"png\", \"pages\": 1}\\n'); sys.stdout.flush(); "
         "sys.stdout.buffer.write(b'\\x89PNG\\r\\n\\x1a\\n' + bytes(11 * 1024**2))", Why.DAMAGED),
    ],
)  # fmt: skip
def test_what_the_other_process_says_is_not_believed(
    monkeypatch: pytest.MonkeyPatch, says: str, why: Why
) -> None:
    _answers(monkeypatch, says)
    with pytest.raises(Unreadable) as caught:
        remaking.take(files.picture())
    assert caught.value.why is why


def _answers(monkeypatch: pytest.MonkeyPatch, program: str) -> None:
    """Let another program answer in the place of ours: one that was broken into."""
    started = subprocess.Popen

    def instead(command: list[str], **options: object) -> subprocess.Popen[bytes]:
        return started([sys.executable, "-c", program], **options)  # type: ignore[call-overload, no-any-return]

    monkeypatch.setattr(remaking.subprocess, "Popen", instead)


def test_the_process_is_given_nothing_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOLDSPACE_DATABASE_URL", "postgres://somebody:secret@there/db")
    assert set(remaking._bare_environment()) == {"PYTHONPATH", "LC_ALL", "MALLOC_ARENA_MAX"}


def test_no_more_are_opened_at_once_than_the_machine_has_to_spare(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(remaking, "MOST_SECONDS", 0.4)
    for _ in range(remaking.AT_ONCE):
        remaking._turns.acquire()
    try:
        with pytest.raises(Unreadable) as caught:
            remaking.take(files.picture())
        assert caught.value.why is Why.BUSY
    finally:
        for _ in range(remaking.AT_ONCE):
            remaking._turns.release()
    monkeypatch.setattr(remaking, "MOST_SECONDS", 120.0)
    assert remaking.take(files.picture()).pages == 1


def test_a_turn_is_given_back_after_a_refusal() -> None:
    threads = [threading.Thread(target=_try, args=(files.document()[:-200],)) for _ in range(6)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert remaking.take(files.picture()).pages == 1


def _try(content: bytes) -> None:
    with pytest.raises(Unreadable):
        remaking.take(content)


@settings(max_examples=25)
@given(st.sampled_from([files.picture(), files.document()]), st.data())
def test_a_changed_byte_never_makes_an_error_of_the_program(content: bytes, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(content) - 1))
    changed = content[:at] + data.draw(st.binary(min_size=1, max_size=4)) + content[at + 1 :]
    with contextlib.suppress(Unreadable):
        assert remaking.take(changed).content
