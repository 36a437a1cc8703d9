"""Whether a resource is a Patient of FHIR R4, and where it is not.

The model of `fhir.resources` (R4B, whose Patient is the one of R4) holds the structure: which elements exist,
of which type, which must be there. It accepts any code, though, and takes `"yes"` for true; what this import
relies on is therefore checked here as well, against the required value sets of
https://hl7.org/fhir/R4/patient.html and https://hl7.org/fhir/R4/datatypes.html.

No reason repeats a value: reports of problems are mailed and logged. Paths hold element names only.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator
from functools import cache
from typing import Any, TypeAlias

from pydantic import BaseModel, ValidationError

from holdspace.kernel.words import Words, say
from holdspace.members.rules.roster import GENDERS

Resource: TypeAlias = dict[str, Any]
Reason: TypeAlias = tuple[str, Words]

MOST_REASONS = 20
"""Reasons given for one resource: enough to see what is wrong, few enough for a report of thousands."""

_NAME_USES = ("usual", "official", "temp", "nickname", "anonymous", "old", "maiden")
_TELECOM_SYSTEMS = ("phone", "fax", "email", "pager", "url", "sms", "other")
_TELECOM_USES = ("home", "work", "temp", "old", "mobile")
_CODES = {
    ("gender",): GENDERS,
    ("identifier", "use"): ("usual", "official", "temp", "secondary", "old"),
    ("name", "use"): _NAME_USES,
    ("telecom", "system"): _TELECOM_SYSTEMS,
    ("telecom", "use"): _TELECOM_USES,
    ("address", "use"): ("home", "work", "temp", "old", "billing"),
    ("contact", "name", "use"): _NAME_USES,
    ("contact", "telecom", "system"): _TELECOM_SYSTEMS,
    ("contact", "telecom", "use"): _TELECOM_USES,
    ("link", "type"): ("replaced-by", "replaces", "refer", "seealso"),
}
_TYPES: dict[tuple[str, ...], type] = {
    ("active",): bool,
    ("deceasedBoolean",): bool,
    ("communication", "preferred"): bool,
    ("birthDate",): str,
    ("deceasedDateTime",): str,
    ("name", "period", "start"): str,
    ("name", "period", "end"): str,
    ("telecom", "rank"): int,
    ("telecom", "period", "end"): str,
}
_REPEATED = ("extension", "communication")
_MOST_KNOWN = 2_000
_ELEMENT = re.compile(r"_?[A-Za-z][A-Za-z0-9]{0,63}", re.ASCII)
# What the model raises beside its own error when it meets nonsense (an unknown contained type, say).
_NONSENSE = (LookupError, TypeError, ValueError, AttributeError, RecursionError)


class Known:
    """Elements that were found valid: another resource of the file with the same is not asked about them.

    An export says the same of many people: three languages, a dozen combinations of codes in extensions,
    which take longest to validate. Whether one of them is valid depends on nothing around it. Only digests
    are kept, and a bounded number of them.
    """

    def __init__(self) -> None:
        self._digests: set[bytes] = set()

    def unknown(self, resource: Resource) -> tuple[Resource, set[bytes]]:
        """`resource` without what is known, and the digests of what will be known if the rest is valid."""
        rest, digests = dict(resource), set[bytes]()
        for name in _REPEATED:
            listed = resource.get(name)
            if isinstance(listed, list) and listed:
                new = {each: item for item in listed if (each := _digest(name, item)) not in self._digests}
                rest[name] = list(new.values())
                digests |= new.keys()
                if not new:
                    del rest[name]
        return rest, digests

    def add(self, digests: set[bytes]) -> None:
        """Remember what was found valid, while there is room."""
        if len(self._digests) < _MOST_KNOWN:
            self._digests |= digests


def _digest(name: str, item: object) -> bytes:
    return hashlib.sha256(f"{name} {json.dumps(item)}".encode()).digest()


def reasons_against(resource: Resource, known: Known | None = None) -> list[Reason]:
    """Where `resource` is not a Patient of FHIR R4, as paths and reasons; at most MOST_REASONS of them.

    `known` is of the file that it stands in: it says the same with and without, only sooner.
    """
    structural = _structural(resource, known or Known())
    mistyped = list(_mistyped(resource))
    places = {path for path, _ in structural}
    return (structural + [reason for reason in mistyped if reason[0] not in places])[:MOST_REASONS]


def _structural(resource: Resource, known: Known) -> list[Reason]:
    """Where the model refuses; where it does, it is asked about the whole, so that the places are right."""
    rest, digests = known.unknown(resource)
    if any(_refused(rest)):
        return list(_refused(resource))
    known.add(digests)
    return []


def _refused(resource: Resource) -> Iterator[Reason]:
    try:
        _model().model_validate(resource)
    except ValidationError as error:
        found = error.errors(include_url=False, include_context=False, include_input=False)
        yield from (_reason(each["loc"], each["type"]) for each in found[:MOST_REASONS])
    except _NONSENSE:
        yield "Patient", say("This is not a Patient of FHIR R4.")


@cache
def _model() -> type[BaseModel]:
    """The model, loaded when the first file arrives: building it takes a third of a second."""
    from fhir.resources.R4B.patient import Patient

    model: type[BaseModel] = Patient
    return model


def _reason(place: tuple[int | str, ...], kind: str) -> Reason:
    path = _path(place)
    if kind == "missing":
        return path, say("This has to be there.")
    if kind == "extra_forbidden":
        return path, say("There is no such element in a Patient of FHIR R4.")
    return path, say("This is not a value that FHIR R4 allows here.")


def _path(place: tuple[int | str, ...]) -> str:
    """`("name", 0, "given")` → `name[0].given`; what does not look like an element's name becomes `…`."""
    written = ""
    for step in place:
        if isinstance(step, int):
            written += f"[{step}]"
        else:
            written += "." + (step if _ELEMENT.fullmatch(step) else "…")
    return written.lstrip(".") or "Patient"


def _mistyped(resource: Resource) -> Iterator[Reason]:
    for path, codes in _CODES.items():
        for place, value in _values(resource, path, ()):
            if not isinstance(value, str) or value not in codes:
                yield _path(place), say("This has to be one of: %(codes)s.", codes=", ".join(codes))
    for path, wanted in _TYPES.items():
        for place, value in _values(resource, path, ()):
            if type(value) is not wanted:
                yield _path(place), say("This is not a value that FHIR R4 allows here.")


def _values(
    node: object, path: tuple[str, ...], place: tuple[int | str, ...]
) -> Iterator[tuple[tuple[int | str, ...], object]]:
    """Every value under `path`, through all lists on the way, with the place where it stands."""
    if isinstance(node, list):
        for index, item in enumerate(node):
            yield from _values(item, path, (*place, index))
    elif not path:
        yield place, node
    elif isinstance(node, dict) and path[0] in node:
        yield from _values(node[path[0]], path[1:], (*place, path[0]))
