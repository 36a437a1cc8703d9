"""The encrypted container: a ZIP with AES-256 (WinZip AE-2), opened by 7-Zip, WinZip, Keka and others.

The passphrase is made here, shown once and kept nowhere. It has 100 bits: trying does not help, although the
format itself stretches passphrases only a little. Names of files inside are readable without it, so they are
the same for everybody.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from io import BytesIO

import pyzipper

ALPHABET = "abcdefghijkmnpqrstuvwxyz23456789"
"""Thirty-two signs that are not taken for each other when they are read out: no l, o, 0 or 1."""
GROUPS, SIGNS = 5, 4


def new_passphrase() -> str:
    """Five groups of four signs: "k3fh-8wmn-…"."""
    return "-".join("".join(secrets.choice(ALPHABET) for _ in range(SIGNS)) for _ in range(GROUPS))


def encrypted(files: Sequence[tuple[str, bytes]], passphrase: str) -> bytes:
    """The container of these files, in their order."""
    out = BytesIO()
    with pyzipper.AESZipFile(out, "w", compression=pyzipper.ZIP_DEFLATED, encryption=pyzipper.WZ_AES) as box:
        box.setpassword(passphrase.encode())
        box.setencryption(pyzipper.WZ_AES, nbits=256)
        for name, content in files:
            box.writestr(name, content)
    return out.getvalue()


def opened(container: bytes, passphrase: str) -> list[tuple[str, bytes]]:
    """The files of a container. Raises RuntimeError for a wrong passphrase."""
    with pyzipper.AESZipFile(BytesIO(container)) as box:
        box.setpassword(passphrase.encode())
        return [(name, box.read(name)) for name in box.namelist()]


def listed(container: bytes) -> list[str]:
    """The names that anybody can read without the passphrase."""
    with pyzipper.AESZipFile(BytesIO(container)) as box:
        return list(box.namelist())
