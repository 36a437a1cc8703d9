"""People whom nobody here wrote (HL7, US Core; `tests/fixtures/fhir`) arrive, and lie as their authors meant."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest

from benchmarks.roster_source import NAMES
from benchmarks.roster_source import patients as grown_patients
from holdspace.fhir.actions import Taken, take_roster
from holdspace.kernel.actors import Actor
from holdspace.members.models import Member
from holdspace.members.policies import RosterRefused
from holdspace.vault.scope import acting_as
from tests.cast import Cast

pytestmark = pytest.mark.django_db

FIXTURES = Path(__file__).parents[2] / "fixtures" / "fhir"
Resource = dict[str, Any]
Take = Callable[[Iterable[Resource]], Taken]


def public(*names: str) -> list[Resource]:
    """Every Patient in these public files, in their order."""
    wholes = [json.loads((FIXTURES / name).read_text("utf-8")) for name in names]
    return [each["resource"] for whole in wholes for each in whole.get("entry", [{"resource": whole}])]


US_CORE = sorted(path.name for path in FIXTURES.glob("us-core-*.json"))
EVERYBODY = ("hl7-patients.json", *US_CORE)


@pytest.fixture
def take(cast: Cast, actor: Callable[[str], Actor]) -> Take:
    """Inês takes over these Patients, one a line."""

    def take_over(resources: Iterable[Resource]) -> Taken:
        lines = "".join(json.dumps(each, ensure_ascii=False) + "\n" for each in resources)
        with acting_as(actor("ines")) as ines:
            return take_roster(stream=io.BytesIO(lines.encode()), by=ines)

    return take_over


def arrived(cast: Cast) -> list[Member]:
    """Everybody who came with a file: they have no account."""
    return list(Member.visible_to(cast.system).filter(user=None))


def written(name: Resource) -> tuple[str, str]:
    """A legal name in its parts; one that is only given as a whole stands in the given name."""
    return "".join(name.get("given", [name.get("text", "")])), name.get("family", "")


def test_each_is_kept_as_the_public_file_says(cast: Cast, take: Take) -> None:
    """Read off the files by hand."""
    assert take(public(*EVERYBODY)).imported.created == 11
    with acting_as(cast.system):
        people = {each.chosen_name: each for each in arrived(cast)}
        assert set(people) == {
            "张无忌",
            "Roelof Olaf",
            "Patricia",
            "Jane",
            "Eve",
            "Adam",
            "Stuart",
            "Child",
            "Infant",
            "Mary",
            "Amy",
        }
        died = {name for name, each in people.items() if each.status == Member.Status.DECEASED}
        unborn = {name for name, each in people.items() if each.birth_date is None}
        unreached = {name for name, each in people.items() if not each.contacts.exclude(kind="address")}
        numbers = {name: each.identifiers.count() for name, each in people.items()}
        assert died == {"Mary", "Stuart"}
        assert unborn == {"Jane", "Adam", "Stuart"}
        assert {"Jane", "Patricia"} <= unreached
        assert {name for name, count in numbers.items() if count > 1} == {"Jane"}
        assert {each.value for each in people["Jane"].identifiers.all()} == {
            "MRN-001",
            "MRN-002",
            "666-99-9999",
        }
        assert people["Roelof Olaf"].identifiers.get().value == "123456789", "written twice, and one number"


def test_the_same_public_people_again_are_the_same_people(cast: Cast, take: Take) -> None:
    everybody = public(*EVERYBODY)
    twice = take([*everybody, *everybody])
    assert (twice.imported.created, len(twice.skipped)) == (11, 11)
    again = take(everybody).imported
    assert (again.created, again.changed, again.unchanged) == (0, 0, 11)


def test_public_people_with_each_others_numbers_are_refused_by_row(cast: Cast, take: Take) -> None:
    """HL7's merged pair shares its numbers; so do Jim of the edge cases and Patricia, in two files of HL7's."""
    pair, jim = public("hl7-merged-pair.json"), public("hl7-json-edge-cases.json")
    with pytest.raises(RosterRefused) as refused:
        take([*public(*EVERYBODY), pair[1], *jim])
    assert [(each.row, each.label, each.field) for each in refused.value.problems] == [
        (12, "Patient/merge-subsumed", "identifier"),
        (13, "", "identifier"),
    ]
    assert "Janie" not in "".join(map(str, refused.value.problems))
    with acting_as(cast.system):
        assert arrived(cast) == []


def test_names_in_twelve_languages_come_back_letter_for_letter(cast: Cast, take: Take) -> None:
    """Copies of the public people, named in ten scripts; their authors named them in two."""
    grown = list(grown_patients(150))
    languages = {each["communication"][0]["language"]["coding"][0]["code"] for each in grown}
    assert languages == set(NAMES)
    assert take(grown).imported.created == 150
    with acting_as(cast.system):
        kept = {(each.given_name or "", each.family_name or "") for each in arrived(cast)}
    assert kept == {written(each["name"][0]) for each in grown}
