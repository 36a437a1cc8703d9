"""A file of FHIR is uploaded: a Bundle, a Patient, one resource a line; or something that only looks so."""

from __future__ import annotations

import gzip
import io
import json
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from holdspace.fhir.reading import (
    DEEPEST,
    MOST_BYTES,
    MOST_BYTES_OF_ONE,
    MOST_PATIENTS,
    MOST_VALUES_OF_ONE,
    Tally,
    patients,
)
from holdspace.kernel.refusals import Refused

FIXTURES = Path(__file__).parent.parent / "fixtures" / "fhir"
ANA = {"resourceType": "Patient", "id": "ana", "name": [{"given": ["Ana"]}]}
BO = {"resourceType": "Patient", "id": "bo", "name": [{"given": ["Bo"]}]}
VISIT = {"resourceType": "Encounter", "id": "visit"}


def bundle(*resources: object, kind: str = "transaction") -> dict[str, Any]:
    return {"resourceType": "Bundle", "type": kind, "entry": [{"resource": each} for each in resources]}


def read(said: str | bytes | object, tally: Tally | None = None) -> list[tuple[int, str]]:
    """Place and id of every patient in a file that says `said` (an object is written as JSON)."""
    if not isinstance(said, str | bytes):
        said = json.dumps(said)
    raw = said.encode() if isinstance(said, str) else said
    return [(row, patient.get("id", "")) for row, patient in patients(io.BytesIO(raw), tally=tally)]


def refusal(said: str | bytes | object) -> str:
    with pytest.raises(Refused) as refused:
        read(said)
    return str(refused.value)


@pytest.mark.parametrize("kind", ["transaction", "batch", "collection", "searchset"])
def test_a_bundle_gives_its_patients_and_counts_the_rest(kind: str) -> None:
    tally = Tally()
    assert read(bundle(ANA, VISIT, BO, kind=kind), tally) == [(1, "ana"), (3, "bo")]
    assert tally.others == 1


def test_an_entry_without_a_resource_is_counted() -> None:
    deletion = {"request": {"method": "DELETE", "url": "Patient/9"}}
    tally = Tally()
    asked = bundle(ANA)
    asked["entry"].append(deletion)
    assert read(asked, tally) == [(1, "ana")]
    assert tally.others == 1


def test_keys_may_stand_in_any_order() -> None:
    turned = dict(reversed(bundle(ANA, BO).items()))
    assert list(turned) == ["entry", "type", "resourceType"]
    assert read(turned) == [(1, "ana"), (2, "bo")]


def test_a_single_patient_and_one_a_line() -> None:
    assert read(ANA) == [(1, "ana")]
    assert read(json.dumps(ANA, indent=2)) == [(1, "ana")]
    tally = Tally()
    lines = "\n\n".join(map(json.dumps, (ANA, VISIT, BO))) + "\r\n"
    assert read(lines, tally) == [(1, "ana"), (3, "bo")]
    assert tally.others == 1


def test_a_byte_order_mark_and_space_are_no_harm() -> None:
    assert read(b"\xef\xbb\xbf\n " + json.dumps(ANA).encode()) == [(1, "ana")]


def test_a_list_resource_among_the_lines_is_just_another_resource() -> None:
    roster = {"resourceType": "List", "status": "current", "entry": [{"item": {"reference": "Patient/ana"}}]}
    assert [ident for _, ident in read(json.dumps(roster) + "\n" + json.dumps(ANA))] == ["ana"]


@pytest.mark.parametrize("path", sorted(FIXTURES.glob("*.json")), ids=lambda path: path.name)
def test_every_public_example_is_read(path: Path) -> None:
    with path.open("rb") as file:
        read_here = [patient for _, patient in patients(file)]
    whole = json.loads(path.read_text("utf-8"))
    expected = [entry["resource"] for entry in whole["entry"]] if "entry" in whole else [whole]
    assert read_here == expected


@pytest.mark.parametrize(
    ("said", "says"),
    [
        ("", "not JSON"),
        ("  \n", "not JSON"),
        ("given_name,family_name\n", "not JSON"),
        ("{'resourceType': 'Patient'}", "not JSON"),
        (json.dumps(ANA)[:-1] + ",}", "not JSON"),
        (json.dumps(ANA) + "\nnext", "not JSON"),
        ('{"resourceType": "Patient", "multipleBirthInteger": 1e999}', "not JSON"),
        ('{"resourceType": "Patient", "id": "\xff"}'.encode("latin-1"), "not JSON"),
        ("<Patient xmlns='http://hl7.org/fhir'/>", "XML"),
        ([ANA, BO], "list"),
        (json.dumps(ANA).encode("utf-16"), "UTF-8"),
        (json.dumps(ANA).encode("utf-16-le"), "UTF-8"),
        (gzip.compress(json.dumps(ANA).encode(), mtime=0), "compressed"),
        (b"PK\x03\x04" + bytes(40), "compressed"),
        ({"id": "ana"}, "not FHIR"),
        ({"resourceType": 7}, "not FHIR"),
        (json.dumps(ANA) + "\n7", "not FHIR"),
        (bundle({"id": "ana"}), "not FHIR"),
        (bundle("Patient/ana"), "not FHIR"),
        ({"entry": [{"resource": ANA}]}, "not FHIR"),
        (bundle(ANA, kind="history"), "types of Bundle"),
        ({"resourceType": "Bundle", "entry": [{"resource": ANA}]}, "types of Bundle"),
        (bundle(), "no Patient"),
        (bundle(VISIT), "no Patient"),
        ({"resourceType": "Bundle", "type": "collection", "entry": {"resource": ANA}}, "no Patient"),
    ],
)
def test_what_is_refused_and_why(said: object, says: str) -> None:
    assert says in refusal(said)


@pytest.mark.parametrize("kept", [0.2, 0.5, 0.9, 0.999])
def test_a_file_that_was_cut_off_says_so(kept: float) -> None:
    whole = json.dumps(bundle(*[ANA] * 500), indent=1)
    assert "cut off" in refusal(whole[: int(len(whole) * kept)])


def test_no_refusal_repeats_what_the_file_says() -> None:
    assert "Zaphnath" not in refusal('{"resourceType": "Patient", "name": [{"text": "Zaphnath" "use": 1}]}')


class Endless(io.RawIOBase):
    """An upload that never ends: `head`, then `again` for ever; `given` counts the bytes that were taken."""

    def __init__(self, head: bytes, again: bytes) -> None:
        self._waiting = memoryview(head)
        self._again = again * (65_536 // len(again) + 1)
        self.given = 0

    def read(self, size: int = -1, /) -> bytes:
        self._waiting = self._waiting or memoryview(self._again)
        chunk, self._waiting = self._waiting[:size], self._waiting[size:]
        self.given += len(chunk)
        return bytes(chunk)


START = b'{"resourceType": "Bundle", "type": "collection", "entry": ['
SMALL = json.dumps({"resource": VISIT}).encode() + b","
# Small with much space around it: below the bound of one resource, so that the whole file's bound is met.
LARGE = SMALL + b" " * 7 * 1024**2


@pytest.mark.parametrize(
    ("head", "again", "says", "most"),
    [
        (START, LARGE, "512 MB", MOST_BYTES),
        (START + b'{"resource": {"resourceType": "Patient", "id": "', b"A", "single", MOST_BYTES_OF_ONE),
        (START[:-1] + b'[], "meta": {"tag": "', b"A", "single", MOST_BYTES_OF_ONE),
        (START, b'{"resource": {"resourceType": "Patient"}},', str(MOST_PATIENTS), MOST_BYTES),
        (START + b'{"resource": {"a": [', b"{},", "complex", 12 * MOST_VALUES_OF_ONE),
        (b"", b'{"a":', "deeply", 20 * DEEPEST),
        (b'{"a":', b"[", "deeply", 20 * DEEPEST),
        (b"", b" ", "single", MOST_BYTES_OF_ONE),
    ],
    ids=["file", "text", "outside", "patients", "values", "objects", "arrays", "spaces"],
)
def test_a_file_without_end_is_refused_before_it_fills_the_memory(
    head: bytes, again: bytes, says: str, most: int
) -> None:
    upload = Endless(head, again)
    with pytest.raises(Refused) as refused:
        for _ in patients(upload):
            pass
    assert says in str(refused.value)
    assert upload.given <= most + 1024**2


def test_patients_are_given_as_they_come() -> None:
    upload = Endless(START, json.dumps({"resource": ANA}).encode() + b",")
    found = patients(upload)
    for _ in range(1000):
        next(found)
    assert upload.given < 256 * 1024


values: st.SearchStrategy[object] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=12,
)
names = st.sampled_from(["resourceType", "type", "entry", "resource", "Patient", "Bundle", "collection"])
fhir_like: st.SearchStrategy[object] = st.recursive(
    values | names,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(names, inner, max_size=4),
    max_leaves=12,
)


@given(st.binary() | st.text().map(str.encode) | st.text(alphabet='{}[]":,01a\\u').map(str.encode))
def test_any_bytes_are_read_or_refused(raw: bytes) -> None:
    with suppress(Refused):
        read(raw)


@given(values | fhir_like)
def test_any_json_is_read_or_refused(said: object) -> None:
    with suppress(Refused):
        read(json.dumps(said))


def _swap(raw: bytearray, first: int, second: int) -> None:
    raw[first % len(raw)], raw[second % len(raw)] = raw[second % len(raw)], raw[first % len(raw)]


def _drop(raw: bytearray, first: int, second: int) -> None:
    del raw[min(first, second) % len(raw) : max(first, second) % len(raw)]


def _overwrite(raw: bytearray, first: int, second: int) -> None:
    raw[first % len(raw)] = second % 256


@given(st.sampled_from([_swap, _drop, _overwrite]), st.integers(0, 20_000), st.integers(0, 20_000))
def test_a_damaged_file_is_read_or_refused(
    damage: Callable[[bytearray, int, int], None], first: int, second: int
) -> None:
    raw = bytearray((FIXTURES / "hl7-patients.json").read_bytes())
    damage(raw, first, second)
    with suppress(Refused):
        read(bytes(raw))
