"""Patients out of a file of FHIR R4, one at a time, so that a large file takes little memory.

A file may be a Bundle (transaction, batch, collection or searchset), a single Patient, or NDJSON: one
resource after another, as bulk export writes them (HL7 FHIR Bulk Data Access). Its content says which of them
it is, not its name. Resources of other types are counted and left alone.

Whoever uploads a file may mean harm, so everything is bounded before it is built: the size of the file, the
size and the number of values of one resource, the depth of nesting, the number of patients. Past a bound, and
for whatever is not JSON or not FHIR, the whole file is `Refused`; no sentence repeats what the file says.
"""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Protocol, TypeAlias

import ijson

from holdspace.kernel.refusals import Refused
from holdspace.kernel.words import say

BUNDLES = ("transaction", "batch", "collection", "searchset")

MOST_BYTES = 512 * 1024**2
MOST_PATIENTS = 50_000
MOST_BYTES_OF_ONE = 8 * 1024**2
"""Bytes of one resource: room for a photograph, not for a file in a file."""
MOST_VALUES_OF_ONE = 50_000
"""Events of the parser for one resource; a Patient of US Core has about two hundred."""
DEEPEST = 48
"""Levels of nesting; extensions in extensions rarely pass ten."""

_STEPS = {"start_map": 1, "start_array": 1, "end_map": -1, "end_array": -1}
_CHUNK = 64 * 1024
_JSON_SPACE = b" \t\r\n"
_COMPRESSED = (b"PK\x03\x04", b"\x1f\x8b", b"BZh", b"\xfd7zXZ", b"7z\xbc\xaf", b"(\xb5/\xfd")
_NOT_UTF8 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE, b"{\x00", b"\x00{")

Resource: TypeAlias = dict[str, Any]
Event: TypeAlias = tuple[str, Any]


class ByteSource(Protocol):
    """What is asked of a file: an upload, an open file and standard input all have it."""

    def read(self, size: int, /) -> bytes: ...


@dataclass(slots=True)
class Tally:
    """What a file held besides patients: the number of other resources, and of entries without one."""

    others: int = 0


def patients(stream: ByteSource, *, tally: Tally | None = None) -> Iterator[tuple[int, Resource]]:
    """Each Patient in `stream` with its place, counted from 1 over all entries (or lines, in NDJSON).

    Raises Refused, possibly after patients were given: nothing may be kept before the iteration has ended.
    """
    counted = tally or Tally()
    found = 0
    for row, resource in enumerate(_resources(_Guard(stream)), start=1):
        if resource is None or _kind(resource) != "Patient":
            counted.others += 1
            continue
        found += 1
        if found > MOST_PATIENTS:
            raise Refused(say("A roster can have %(rows)s people at most.", rows=MOST_PATIENTS))
        yield row, resource
    if not found:
        raise Refused(say("There is no Patient in this file."))


class _Guard:
    """A stream that refuses to give more than the bounds allow; `resource_read` starts the next resource."""

    def __init__(self, stream: ByteSource) -> None:
        self._stream = stream
        self._total = 0
        self._bytes_of_one = 0
        self.values_of_one = 0
        self._head = stream.read(_CHUNK).removeprefix(codecs.BOM_UTF8)
        _refuse_other_formats(self._head.lstrip(_JSON_SPACE))

    def read(self, size: int) -> bytes:
        if size == 0:
            return b""
        chunk, self._head = self._head or self._stream.read(size), b""
        self._total += len(chunk)
        self._bytes_of_one += len(chunk)
        if self._total > MOST_BYTES:
            raise Refused(say("This file is larger than %(size)s MB.", size=MOST_BYTES // 1024**2))
        if self._bytes_of_one > MOST_BYTES_OF_ONE:
            raise _too_much()
        return chunk

    def resource_read(self) -> None:
        self._bytes_of_one = self.values_of_one = 0


def _too_much() -> Refused:
    size = MOST_BYTES_OF_ONE // 1024**2
    return Refused(
        say("A single resource in this file is larger than %(size)s MB, or too complex.", size=size)
    )


def _refuse_other_formats(head: bytes) -> None:
    """Say what a file is that is plainly something else; `head` has no byte order mark and no space."""
    if head.startswith(_COMPRESSED):
        raise Refused(say("This file is compressed. Unpack it and try again."))
    if head.startswith(_NOT_UTF8):
        raise Refused(say("This is not text in UTF-8."))
    if head.startswith(b"<"):
        raise Refused(say("This is XML. Export the patients as FHIR JSON and try again."))
    if head.startswith(b"["):
        raise Refused(say("This is a list in JSON. Patients arrive in a Bundle, or as one resource a line."))
    if head and not head.startswith(b"{"):
        raise Refused(say("This is not JSON."))


def _resources(guard: _Guard) -> Iterator[Resource | None]:
    """Every resource of the file; None for an entry that has none (a transaction may ask to delete)."""
    events = _events(guard)
    for event, _ in events:
        if event != "start_map":
            raise _not_fhir()
        yield from _document(events, guard)
        guard.resource_read()


def _not_fhir() -> Refused:
    return Refused(say("This is JSON, but not FHIR: a resource says its type in “resourceType”."))


def _events(guard: _Guard) -> Iterator[Event]:
    """The parser's events; every way in which JSON can be broken becomes a sentence."""
    depth = 0
    try:
        for event, value in ijson.basic_parse(guard, use_float=True, multiple_values=True, buf_size=_CHUNK):
            guard.values_of_one += 1
            depth += _STEPS.get(event, 0)
            if depth > DEEPEST:
                raise Refused(say("The resources in this file are nested too deeply."))
            if guard.values_of_one > MOST_VALUES_OF_ONE:
                raise _too_much()
            yield event, value
    except (ijson.JSONError, ValueError, OverflowError) as error:
        raise _broken(error, depth) from None


def _broken(error: Exception, depth: int) -> Refused:
    """A file that ends inside a resource was cut off on its way; anything else is not JSON."""
    if depth and ("EOF" in str(error) or "ncomplete" in str(error)):
        return Refused(say("This file is cut off: it ends in the middle of a resource."))
    return Refused(say("This is not JSON."))


def _document(events: Iterator[Event], guard: _Guard) -> Iterator[Resource | None]:
    """One object at the top: a Bundle's entries as they come, any other resource itself.

    JSON does not order keys: what kind of object it is may be known only when its entries have gone by.
    """
    outer: Resource = {}
    for event, key in events:
        if event == "end_map":
            break
        opening = next(events)
        if key == "entry" and opening[0] == "start_array":
            yield from _entries(events, guard)
        else:
            outer[key] = _value(opening, events)
    if _kind(outer) != "Bundle":
        yield outer
    elif outer.get("type") not in BUNDLES:
        known = ", ".join(BUNDLES)
        raise Refused(say("Only these types of Bundle hold a roster: %(types)s.", types=known))


def _entries(events: Iterator[Event], guard: _Guard) -> Iterator[Resource | None]:
    for opening in events:
        if opening[0] == "end_array":
            return
        entry = _value(opening, events)
        guard.resource_read()
        resource = entry.get("resource") if isinstance(entry, dict) else entry
        if resource is not None and not isinstance(resource, dict):
            raise _not_fhir()
        yield resource


def _value(opening: Event, events: Iterator[Event]) -> Any:
    """The value that `opening` begins, built from the events that follow."""
    event, value = opening
    if event == "start_map":
        return {key: _value(next(events), events) for _, key in _until("end_map", events)}
    if event == "start_array":
        return [_value(first, events) for first in _until("end_array", events)]
    return value


def _until(end: str, events: Iterator[Event]) -> Iterator[Event]:
    for event in events:
        if event[0] == end:
            return
        yield event


def _kind(resource: Resource) -> str:
    kind = resource.get("resourceType")
    if not isinstance(kind, str):
        raise _not_fhir()
    return kind
