"""The root keys: two files outside the data, and what is derived from them.

`root.key` opens everything but psychotherapy notes; `psychotherapy.key` opens those alone, so that a
process which has no business with them need not hold it. Derivation is HKDF-SHA256 (RFC 5869), one label
per use. Nothing here ever makes a key over data that exists: see `create`.
"""

from __future__ import annotations

import base64
import os
from enum import StrEnum
from functools import cache
from pathlib import Path

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.ec import (
    SECP256R1,
    EllipticCurvePrivateKey,
    derive_private_key,
)
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

KEY_BYTES = 32

_P256_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
"""The order of the curve P-256 (FIPS 186-4, D.1.2.3)."""


class Domain(StrEnum):
    """What a key of one person opens: erasing or withholding one leaves the others."""

    IDENTITY = "identity"
    NARRATIVE = "narrative"
    PROGRESS = "progress"
    SCORES = "scores"
    PSYCHOTHERAPY = "psychotherapy"
    FILES = "files"


class KeyUnavailable(Exception):  # noqa: N818
    """A key file is missing, unreadable or of the wrong size."""


def key_directory() -> Path:
    """The folder with the key files; never inside the data folder (`holdspace doctor` refuses)."""
    return Path(settings.HOLDSPACE_KEYS)


def create(directory: Path) -> str:
    """Make both root keys in `directory` and return the recovery key, which is shown once.

    Raises FileExistsError rather than writing over a key.
    """
    directory.mkdir(mode=0o700, parents=True, exist_ok=True)
    keys = [_write_new(directory / name) for name in ("root.key", "psychotherapy.key")]
    letters = base64.b32encode(b"".join(keys)).decode().rstrip("=")
    return "-".join(letters[at : at + 6] for at in range(0, len(letters), 6))


def restore(directory: Path, recovery_key: str) -> None:
    """Write both key files again from the recovery key."""
    letters = recovery_key.replace("-", "").replace(" ", "").upper()
    raw = base64.b32decode(letters + "=" * (-len(letters) % 8))
    if len(raw) != 2 * KEY_BYTES:
        raise KeyUnavailable("This recovery key is not complete.")
    directory.mkdir(mode=0o700, parents=True, exist_ok=True)
    _write_new(directory / "root.key", raw[:KEY_BYTES])
    _write_new(directory / "psychotherapy.key", raw[KEY_BYTES:])


def _write_new(path: Path, key: bytes | None = None) -> bytes:
    key = key or os.urandom(KEY_BYTES)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o400), "wb") as file:
        file.write(key)
    return key


@cache
def _root(name: str) -> bytes:
    path = key_directory() / name
    try:
        key = path.read_bytes()
    except OSError as problem:
        raise KeyUnavailable(f"The key file {name} cannot be read; run `holdspace init`.") from problem
    if len(key) != KEY_BYTES:
        raise KeyUnavailable(f"The key file {name} has {len(key)} bytes instead of {KEY_BYTES}.")
    return key


def forget() -> None:
    """Drop the root keys from memory; they are read again when next needed."""
    _root.cache_clear()
    derived.cache_clear()


@cache
def derived(label: str) -> bytes:
    """The 32-byte key for one use, by its label."""
    root = _root("psychotherapy.key" if label == f"domain/{Domain.PSYCHOTHERAPY}" else "root.key")
    kdf = HKDF(algorithm=hashes.SHA256(), length=KEY_BYTES, salt=None, info=f"holdspace/1/{label}".encode())
    return kdf.derive(root)


def database_key() -> bytes:
    """The key of the embedded database."""
    return derived("database")


def wrapping_key(domain: Domain) -> bytes:
    """The key that wraps every person's key of one domain."""
    return derived(f"domain/{domain.value}")


def index_key(field: str) -> bytes:
    """The key of one field's blind index."""
    return derived(f"index/{field}")


def checkpoint_signer() -> Ed25519PrivateKey:
    """Signs the audit checkpoints."""
    return Ed25519PrivateKey.from_private_bytes(derived("audit-signing"))


def push_signer() -> EllipticCurvePrivateKey:
    """Says to push services that a message is ours; browsers hand out subscriptions for this key alone."""
    return derive_private_key(1 + int.from_bytes(derived("push-signing")) % (_P256_ORDER - 1), SECP256R1())


def link_key() -> bytes:
    """Signs the links in mails that switch off mails of their kind."""
    return derived("mail-links")


def check_value() -> str:
    """A value that tells a right root from a wrong one without saying anything about it."""
    return derived("check").hex()[:32]
