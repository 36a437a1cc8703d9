"""The key ring: finds, makes, caches and destroys the keys with which fields are sealed.

A sealed value is `version(1) | key id(16) | nonce(12) | AES-GCM ciphertext and tag`. The associated data
bind it to table, column, row and person, so that a value copied to another place does not open there.

Reading caches unwrapped keys by their id for a minute: destroying a person's keys takes effect in every
process within that time. Writing always asks the database which key is current, once per transaction,
and never believes a key made in a transaction that may still be rolled back.
"""

from __future__ import annotations

import hmac
import os
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.db import DEFAULT_DB_ALIAS, connections, transaction

from holdspace.kernel import ids
from holdspace.vault import roots, scope, tombstones
from holdspace.vault.models import PersonKey, Tombstone
from holdspace.vault.roots import Domain

CACHE_SECONDS = 60
_VERSION = b"\x01"
_HEADER = 1 + 16 + 12
_WARM = "people and domains whose keys this request fetched"


class Erased(Exception):  # noqa: N818
    """The key of this value was destroyed: nobody can open it any more."""


class Tampered(Exception):  # noqa: N818
    """The value does not belong to the place where it was found, or was changed."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a sealed value lives: what it is bound to."""

    table: str
    column: str
    row: UUID
    person: UUID
    domain: Domain
    reader: UUID | None = None
    """For whom alone the key is: psychotherapy notes have one for each author and person."""

    @property
    def associated(self) -> bytes:
        place = f"{self.table}|{self.column}|{self.row}|{self.person}|{self.domain.value}"
        return (f"{place}|{self.reader}" if self.reader else place).encode()


@dataclass(frozen=True, slots=True)
class Key:
    """An unwrapped key of one person and domain."""

    id: UUID
    cipher: AESGCM


Lock: TypeAlias = "tuple[UUID, Domain, UUID | None]"
"""What a key opens: whose values, of which domain, and for whom alone (None: for whoever may read them)."""

_opened: dict[UUID, tuple[float, AESGCM]] = {}


def seal(plaintext: bytes, place: Place) -> bytes:
    """Seal `plaintext` for `place` with the current key of its person and domain."""
    key = _key_for_writing(place.person, place.domain, place.reader)
    nonce = os.urandom(12)
    return b"".join((_VERSION, key.id.bytes, nonce, key.cipher.encrypt(nonce, plaintext, place.associated)))


def unseal(sealed: bytes, place: Place) -> bytes:
    """Open a sealed value. Raises Erased when its key is destroyed, Tampered when it was moved or changed."""
    sealed = bytes(sealed)
    if len(sealed) < _HEADER or sealed[:1] != _VERSION:
        raise Tampered(place.column)
    cipher = _cipher(UUID(bytes=sealed[1:17]), place)
    try:
        return cipher.decrypt(sealed[17:_HEADER], sealed[_HEADER:], place.associated)
    except InvalidTag as problem:
        raise Tampered(f"{place.table}.{place.column} {place.row}") from problem


def warm(person_ids: Iterable[UUID], *domains: Domain) -> None:
    """Fetch the keys of many people in one query, so that opening their fields asks nothing more.

    Within a request each key is fetched once: what several parts of a page open alike asks nothing again.
    """
    wanted = {(person, domain) for person in person_ids for domain in domains or Domain}
    here = scope.once(_WARM, set[tuple[UUID, Domain]])
    missing = wanted - here
    if not missing:
        return
    people, named = {person for person, _ in missing}, {domain for _, domain in missing}
    rows = PersonKey.objects.filter(person_id__in=people, domain__in=named, reader_id__isnull=True)
    for row in rows.defer("created_at"):
        _remember(row.id, _kept(row.id) or AESGCM(_unwrap(row)))
    here |= missing


def warm_for_readers(person_id: UUID, domain: Domain) -> None:
    """Fetch the keys that one person shares with each one of the staff, in one query."""
    for row in PersonKey.objects.filter(person_id=person_id, domain=domain.value, reader_id__isnull=False):
        _remember(row.id, AESGCM(_unwrap(row)))


@contextmanager
def prepared(person_ids: Iterable[UUID], *domains: Domain) -> Iterator[None]:
    """Have the keys of many people at hand for what is sealed inside: found, or made where they are missing.

    A handful of statements whatever the number of people. Afterwards they are asked for again, as what was
    done here may still be rolled back. Whoever was shredded gets none: sealing for them is refused as ever.
    """
    found = _found_or_made(set(person_ids), domains)
    known = _transaction_keys()
    known.update(found)
    try:
        yield
    finally:
        for lock in found:
            known.pop(lock, None)


def _found_or_made(wanted: set[UUID], domains: Sequence[Domain]) -> dict[Lock, Key]:
    people = wanted - set(Tombstone.objects.filter(person_id__in=wanted).values_list("person_id", flat=True))
    locks: set[Lock] = {(person, domain, None) for person in people for domain in domains}
    rows = PersonKey.objects.filter(
        person_id__in=people, domain__in=[domain.value for domain in domains], reader_id__isnull=True
    )
    keys = {_lock(row): Key(row.id, AESGCM(_unwrap(row))) for row in rows}
    made = [_new_key(*lock) for lock in locks - keys.keys()]
    PersonKey.objects.bulk_create(row for row, _ in made)
    _made_here().update(row.id for row, _ in made)
    return keys | {_lock(row): Key(row.id, AESGCM(key)) for row, key in made}


def _lock(row: PersonKey) -> Lock:
    return row.person_id, Domain(row.domain), row.reader_id


def shred(person_id: UUID) -> int:
    """Destroy every key of a person, for ever; returns how many there were. The caller records why."""
    stone, _ = Tombstone.objects.get_or_create(person_id=person_id)
    written = (person_id, stone.shredded_at)
    transaction.on_commit(lambda: _keep_outside(written), robust=True)
    destroyed, _ = PersonKey.objects.filter(person_id=person_id).delete()
    forget()
    return destroyed


def _keep_outside(erased: tuple[UUID, datetime]) -> None:
    """Also outside of the database, once it is final; the worker does it again where the file could not be
    written."""
    tombstones.keep([erased])


def blind_index(field: str, value: str) -> str:
    """A keyed hash by which an equal value can be found without being read; for high-entropy values only."""
    return hmac.digest(roots.index_key(field), value.encode(), "sha256").hex()


def forget() -> None:
    """Drop every unwrapped key from memory."""
    _opened.clear()
    _transaction_keys().clear()
    scope.once(_WARM, set[tuple[UUID, Domain]]).clear()


def _cipher(key_id: UUID, place: Place) -> AESGCM:
    kept = _kept(key_id)
    if kept is not None:
        return kept
    row = PersonKey.objects.filter(
        id=key_id, person_id=place.person, domain=place.domain.value, reader_id=place.reader
    ).first()
    if row is None:
        raise Erased(place.column)
    return _remember(row.id, AESGCM(_unwrap(row)))


def _kept(key_id: UUID) -> AESGCM | None:
    kept = _opened.get(key_id)
    return kept[1] if kept and kept[0] > time.monotonic() else None


def _remember(key_id: UUID, cipher: AESGCM) -> AESGCM:
    _opened[key_id] = (time.monotonic() + CACHE_SECONDS, cipher)
    return cipher


@dataclass(slots=True)
class _Transaction:
    """What is known about keys within one outermost transaction of one connection."""

    serial: int | None
    keys: dict[Lock, Key]
    made: set[UUID]


def _transaction() -> _Transaction:
    engine = connections[DEFAULT_DB_ALIAS]  # the thread's own object, found once: a roster seals often
    serial: int | None = getattr(engine, "transaction_serial", 0) if engine.in_atomic_block else None
    known: _Transaction | None = engine.__dict__.get("_vault")
    if known is None or serial is None or known.serial != serial:
        known = engine.__dict__["_vault"] = _Transaction(serial, {}, set())
    return known


def _transaction_keys() -> dict[Lock, Key]:
    """Keys known within this outermost transaction; empty again in the next one."""
    return _transaction().keys


def _made_here() -> set[UUID]:
    """Keys made in this transaction: not to be remembered, for an inner block may still be rolled back."""
    return _transaction().made


def _key_for_writing(person: UUID, domain: Domain, reader: UUID | None) -> Key:
    known = _transaction_keys()
    lock = (person, domain, reader)
    if lock in known:
        return known[lock]
    row = PersonKey.objects.filter(person_id=person, domain=domain.value, reader_id=reader).first()
    if row is None:
        row, made = _create(person, domain, reader)
        _made_here().add(row.id)
        return Key(row.id, AESGCM(made))
    key = Key(row.id, AESGCM(_unwrap(row)))
    if row.id not in _made_here():
        known[lock] = key
    return key


def _create(person: UUID, domain: Domain, reader: UUID | None) -> tuple[PersonKey, bytes]:
    if Tombstone.objects.filter(person_id=person).exists():
        raise Erased(str(person))
    row, key = _new_key(person, domain, reader)
    row.save(force_insert=True)
    return row, key


def _new_key(person: UUID, domain: Domain, reader: UUID | None) -> tuple[PersonKey, bytes]:
    key = os.urandom(32)
    row = PersonKey(id=ids.new_id(), person_id=person, domain=domain.value, reader_id=reader)
    nonce = os.urandom(12)
    row.wrapped = nonce + AESGCM(roots.wrapping_key(domain)).encrypt(nonce, key, _wrap_data(row))
    return row, key


def _unwrap(row: PersonKey) -> bytes:
    wrapped = bytes(row.wrapped)
    try:
        return AESGCM(roots.wrapping_key(Domain(row.domain))).decrypt(
            wrapped[:12], wrapped[12:], _wrap_data(row)
        )
    except InvalidTag as problem:
        raise Tampered(f"key {row.id}") from problem


def _wrap_data(row: PersonKey) -> bytes:
    bound = f"{row.id}|{row.person_id}|{row.domain}"
    return (f"{bound}|{row.reader_id}" if row.reader_id else bound).encode()
