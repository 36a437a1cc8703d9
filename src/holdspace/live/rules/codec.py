"""Frozen dataclasses to plain JSON values and back, strictly: what is written is what is read.

Only the few types that states and events are made of are known; an unknown key, a missing one or a wrong
type is a `ValueError`, because a stored state that does not fit must never be half understood. Moments are
written as ISO 8601 in UTC, sets as sorted lists.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from datetime import UTC, datetime
from enum import Enum, StrEnum
from functools import cache
from types import UnionType
from typing import Any, TypeVar, cast, get_args, get_origin, get_type_hints
from uuid import UUID

T = TypeVar("T")


def encode(value: object) -> Any:
    """`value` as JSON can carry it: dict, list, str, int, bool or None."""
    if is_dataclass(value) and not isinstance(value, type):
        return {part.name: encode(getattr(value, part.name)) for part in fields(value)}
    if isinstance(value, (tuple, frozenset)):
        written = [encode(item) for item in value]
        return sorted(written) if isinstance(value, frozenset) else written
    return _encode_leaf(value)


def _encode_leaf(value: object) -> Any:
    match value:
        case None | bool() | int():
            return value
        case datetime():
            return aware(value).astimezone(UTC).isoformat()
        case Enum():
            return value.value
        case str():
            return value
        case UUID():
            return str(value)
    raise ValueError(f"{type(value).__name__} has no JSON form here")


def decode(kind: type[T], written: object) -> T:
    """The value of type `kind` that `encode` wrote as `written`; anything else is a `ValueError`."""
    return cast(T, _decode(kind, written))


def _decode(kind: Any, written: object) -> Any:
    origin = get_origin(kind)
    if origin is UnionType:
        return None if written is None else _decode(get_args(kind)[0], written)
    if origin in (tuple, frozenset):
        return origin(_decode(get_args(kind)[0], item) for item in _of(list, written))
    if is_dataclass(kind):
        return _decode_record(cast(type, kind), _of(dict, written))
    return _decode_leaf(kind, written)


def _decode_record(kind: type, written: Mapping[str, object]) -> Any:
    hints, parts = _shape(kind)
    unknown = written.keys() - parts.keys()
    missing = {name for name, part in parts.items() if _needed(part)} - written.keys()
    if unknown or missing:
        raise ValueError(f"{kind.__name__}: unknown {sorted(unknown)}, missing {sorted(missing)}")
    return kind(**{name: _decode(hints[name], value) for name, value in written.items()})


@cache
def _shape(kind: type) -> tuple[dict[str, Any], dict[str, Field[Any]]]:
    return get_type_hints(kind), {part.name: part for part in fields(kind)}


def _needed(part: Field[Any]) -> bool:
    return part.default is MISSING and part.default_factory is MISSING


def _decode_leaf(kind: Any, written: object) -> Any:
    if kind is datetime:
        return aware(datetime.fromisoformat(_of(str, written)))
    if kind is UUID:
        return UUID(_of(str, written))
    if issubclass(kind, StrEnum):
        return kind(_of(str, written))
    return _of(kind, written)


def _of(kind: type[T], written: object) -> T:
    if type(written) is not kind:  # exactly: True is not the number 1 here
        raise ValueError(f"{kind.__name__} expected, {type(written).__name__} found")
    return written


def aware(moment: datetime) -> datetime:
    """`moment` itself, if it knows its offset; a naive one is a `ValueError`."""
    if moment.utcoffset() is None:
        raise ValueError("a moment without an offset")
    return moment
