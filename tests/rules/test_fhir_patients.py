"""From Patients to the roster: public examples of HL7 and US Core, and copies of them with a twist."""

from __future__ import annotations

import json
from collections.abc import Iterable
from copy import deepcopy
from datetime import date, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.roster_source import patients as grown_patients
from holdspace.fhir.rules.patient_checks import Known, reasons_against
from holdspace.fhir.rules.patients import person_from_patient, rows_from_patients
from holdspace.members.rules.roster import (
    EmergencyContact,
    Identifier,
    Roster,
    RosterPerson,
    Skipped,
    check_roster,
)

FIXTURES = Path(__file__).parent.parent / "fixtures" / "fhir"
TODAY = date(2026, 6, 2)
CORE = "http://hl7.org/fhir/StructureDefinition/"
MRN = "http://example.org/mrn"

Resource = dict[str, Any]
Place = tuple[int | str, ...]


def example(name: str) -> Resource:
    """A public example: `us-core-patient-example`, or `hl7-patients/f201` out of a Bundle."""
    file, _, ident = name.partition("/")
    found: Resource = json.loads((FIXTURES / f"{file}.json").read_text("utf-8"))
    if not ident:
        return found
    return next(each["resource"] for each in found["entry"] if each["resource"]["id"] == ident)


def check(resources: Iterable[Resource], region: str = "US") -> Roster:
    rows = rows_from_patients(enumerate(resources, start=1), today=TODAY)
    return check_roster(rows, today=TODAY, region=region)


def person(which: str, /, region: str = "US", **changes: object) -> RosterPerson:
    """The one person in a public example, some of whose elements are changed (None: taken out)."""
    roster = check([changed(which, **changes)], region)
    assert roster.problems == ()
    (found,) = roster.people
    return found


def changed(which: str, /, **changes: object) -> Resource:
    resource = deepcopy(example(which)) | changes
    return {element: value for element, value in resource.items() if value is not None}


def paths(which: str, /, **changes: object) -> list[str]:
    """Where a changed example is not right."""
    return [problem.field for problem in check([changed(which, **changes)]).problems]


# The public examples, as their authors wrote them.


def test_us_core_amy_has_a_former_name_and_a_former_address() -> None:
    amy = person("us-core-patient-example")
    assert (amy.given, amy.family, amy.chosen_name) == ("Amy V.", "Baxter", "Amy")
    assert amy.address == ("183 MOUNTAIN VIEW ST", "MOUNDS, OK 74048", "US")
    assert amy.identifiers == (Identifier("http://example.org/patient/identifiers", "1032702"),)
    assert amy.emails == ("amy.shaw@example.com",)
    assert amy.phones == ("555-555-5555",)  # a number of films is not valid, and stays as typed
    assert amy.languages == ("es",)
    assert amy.birth_date == date(1987, 2, 20)
    assert amy.label == "Patient/example"


def test_us_core_mary_has_died() -> None:
    mary = person("us-core-patient-deceased-example")
    assert mary.deceased == date(2022, 7, 22)
    assert mary.has_died


def test_the_chinese_example_has_a_whole_name_only() -> None:
    patient = person("hl7-patients/ch-example", region="CN")
    assert (patient.given, patient.family, patient.chosen_name) == ("张无忌", "", "张无忌")
    assert patient.phones == ("+8618337177888",)  # the telephone at home has no number
    assert patient.address == ("马当路190号", "黄埔区, 上海市 200000")


def test_roels_identifier_is_written_twice_and_his_wife_is_no_emergency_contact() -> None:
    roel = person("hl7-patients/f201")
    assert roel.identifiers == (Identifier("urn:oid:2.16.840.1.113883.2.4.6.3", "123456789"),)
    assert roel.emergency_contacts == ()
    assert roel.phones == ("+31612345678", "+31201234567")  # mobile before home
    assert roel.languages == ("nl-NL",)


def test_patricia_is_called_by_her_usual_name_and_pronouns() -> None:
    patricia = person("hl7-patients/patient-example-sex-and-gender")
    assert (patricia.given, patricia.family) == ("Patrick", "Roth")
    assert patricia.chosen_name == "Patricia"
    assert patricia.pronouns == "she/her"
    assert patricia.gender_identity == "Identifies as female gender (finding)"


def test_missing_fields_stay_empty() -> None:
    jane, adam, stuart = (person(f"hl7-patients/{each}") for each in ("merge-survivor", "2", "9"))
    assert (jane.birth_date, jane.phones, jane.emails, jane.languages) == (None, (), (), ())
    assert len(jane.identifiers) == 3
    assert adam.birth_date is None
    assert (stuart.gender, stuart.deceased) == ("other", date(2002, 8, 24))


def test_the_edge_cases_of_the_specification() -> None:
    peter = person("hl7-json-edge-cases")
    assert peter.label == ""
    assert peter.birth_date is None  # "1974-12" is no day
    assert peter.deceased is True
    assert (peter.given, peter.family) == ("Jim", "Chalmers")  # of two keys with one name the last counts


def test_a_merged_pair_is_two_descriptions_of_somebody() -> None:
    pair = [entry["resource"] for entry in example("hl7-merged-pair")["entry"]]
    (problem,) = check(pair).problems
    assert str(problem) == (
        "Row 2, Patient/merge-subsumed, identifier: Row 1 has the same identifier, but says something else."
    )
    replaced = pair[1] | {"link": [{"other": {"reference": "Patient/merge-survivor"}, "type": "replaced-by"}]}
    roster = check([pair[0], replaced])
    assert roster.is_good
    assert [(each.row, str(each.reason)) for each in roster.skipped] == [
        (2, "Another record has replaced this one.")
    ]


def test_all_public_people_make_one_roster_and_the_same_file_twice_makes_the_same_people() -> None:
    everybody = [entry["resource"] for entry in example("hl7-patients")["entry"]]
    everybody += [json.loads(path.read_text("utf-8")) for path in sorted(FIXTURES.glob("us-core-*.json"))]
    once, twice = check(everybody), check([*everybody, *deepcopy(everybody)])
    assert once.is_good
    assert len(once.people) == len(everybody) == 11
    assert twice.people == once.people
    assert [each.row for each in twice.skipped] == list(range(12, 23))


# Names.

LEGAL = {"use": "official", "family": "Silva", "given": ["Ana", "Maria"]}


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        ([LEGAL], ("Ana Maria", "Silva", "Ana")),
        ([{"family": "Silva", "given": ["Ana"]}], ("Ana", "Silva", "Ana")),
        ([LEGAL, {"use": "nickname", "given": ["Ani"]}], ("Ana Maria", "Silva", "Ani")),
        (
            [{"use": "nickname", "given": ["Ani"]}, LEGAL, {"use": "usual", "text": "Nana"}],
            ("Ana Maria", "Silva", "Nana"),
        ),
        ([LEGAL, {"use": "usual", "family": "Souza"}], ("Ana Maria", "Silva", "Souza")),
        ([{"use": "nickname", "given": ["Ani"]}], ("", "", "Ani")),
        ([{"use": "anonymous", "text": "Member 7"}], ("", "", "Member 7")),
        ([{"family": "MINT_TEST"}], ("", "MINT_TEST", "MINT_TEST")),
        ([{"given": ["สมชาย"]}], ("สมชาย", "", "สมชาย")),
        ([{"text": "Ελένη Παππά"}], ("Ελένη Παππά", "", "Ελένη Παππά")),
        (
            [LEGAL, {"use": "usual", "given": ["Old"], "period": {"end": "2020"}}],
            ("Ana Maria", "Silva", "Ana"),
        ),
        (
            [LEGAL, {"use": "usual", "given": ["Now"], "period": {"end": "2026"}}],
            ("Ana Maria", "Silva", "Now"),
        ),
        (
            [LEGAL, {"use": "usual", "given": ["Soon"], "period": {"start": "2026-07"}}],
            ("Ana Maria", "Silva", "Ana"),
        ),
        (
            [LEGAL, {"use": "maiden", "family": "Souza"}, {"use": "old", "text": "X"}],
            ("Ana Maria", "Silva", "Ana"),
        ),
        (
            [{"use": "official", "given": [None], "_given": [{"id": "a"}]}, LEGAL],
            ("Ana Maria", "Silva", "Ana"),
        ),
        ([{"use": "temp", "text": "Unknown 4"}, {"text": "Ana"}], ("Ana", "", "Ana")),
    ],
)
def test_which_name_is_taken(names: list[Resource], expected: tuple[str, str, str]) -> None:
    found = person("hl7-patients/1", name=names)
    assert (found.given, found.family, found.chosen_name) == expected


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 2, 0)])
def test_a_name_in_several_scripts_is_taken_as_it_is_written(order: tuple[int, ...]) -> None:
    def in_script(representation: str, family: str, given_name: str) -> Resource:
        extension = {"url": CORE + "iso21090-EN-representation", "valueCode": representation}
        return {"use": "official", "extension": [extension], "family": family, "given": [given_name]}

    scripts = [
        in_script("IDE", "渡辺", "さくら"),
        in_script("SYL", "ワタナベ", "サクラ"),
        in_script("ABC", "Watanabe", "Sakura"),
    ]
    found = person("hl7-patients/1", name=[scripts[index] for index in order])
    assert (found.family, found.given, found.chosen_name) == ("渡辺", "さくら", "さくら")


def test_former_names_never_come_back() -> None:
    (problem,) = check([changed("hl7-patients/1", name=[{"use": "old", "text": "Dead Name"}])]).problems
    assert problem.field == "name"
    assert "Dead" not in str(problem)


def test_a_name_is_needed() -> None:
    assert paths("hl7-patients/1", name=None) == ["name"]
    assert paths("hl7-patients/1", name=[{"use": "official"}]) == ["name"]
    assert paths("hl7-patients/1", name=None, identifier=None) == ["name"]


# Everything else.


def test_identifiers_without_a_system_or_a_value() -> None:
    kind = {"coding": [{"system": "http://terminology.hl7.org/CodeSystem/v2-0203", "code": "MR"}]}
    found = person(
        "hl7-patients/1",
        identifier=[
            {"system": MRN},
            {"system": MRN, "value": "1"},
            {"value": "2", "assigner": {"display": "Harbour Street"}, "type": kind},
            {"value": "3", "type": kind},
            {"value": "4", "type": {"text": "Chart"}},
            {"value": "5"},
            {"system": MRN, "value": "6", "use": "old"},
            {"system": MRN, "value": "7", "period": {"end": "2026-06-01"}},
        ],
    )
    assert found.identifiers == (
        Identifier(MRN, "1"),
        Identifier("Harbour Street", "2"),
        Identifier("MR", "3"),
        Identifier("Chart", "4"),
        Identifier("", "5"),
    )


def test_telephones_by_rank_then_by_use() -> None:
    found = person(
        "hl7-patients/1",
        telecom=[
            {"system": "phone", "use": "work", "value": "work"},
            {"system": "phone", "use": "old", "value": "old"},
            {"system": "phone", "value": "ended", "period": {"end": "2014"}},
            {"system": "fax", "value": "fax"},
            {"system": "phone", "use": "home", "value": "home"},
            {"system": "sms", "use": "mobile", "value": "mobile"},
            {"system": "phone", "use": "work", "value": "second", "rank": 2},
            {"system": "phone", "value": "first", "rank": 1},
            {"system": "email", "value": "Ana@Example.org"},
            {"system": "email", "value": "ana@example.org "},
            {"system": "email"},
        ],
    )
    assert found.phones == ("first", "second", "mobile", "home", "work")
    assert found.emails == ("ana@example.org",)


def test_only_emergency_contacts_are_taken() -> None:
    def contact(name: Resource, *roles: Resource, **more: object) -> Resource:
        return {"name": name, "relationship": list(roles), "telecom": phone, **more}

    phone = [{"system": "phone", "value": "+44 20 7946 0018"}]
    table = "http://terminology.hl7.org/CodeSystem/v2-0131"
    emergency = {"coding": [{"system": table, "code": "C", "display": "Emergency Contact"}]}
    kin = {"coding": [{"system": table, "code": "N", "display": "Next-of-Kin"}]}
    sister = {"coding": [{"code": "SIS", "display": "sister"}]}
    found = person(
        "hl7-patients/1",
        contact=[
            contact({"text": "Next Kin"}, kin),
            contact({"given": ["Noor"], "family": "Haddad"}, emergency, sister),
            contact({"text": "Old Friend"}, emergency, period={"end": "2019"}),
            contact({"text": "Sam"}, {"text": "Emergency contact (flatmate)"}),
        ],
    )
    assert found.emergency_contacts == (
        EmergencyContact("Noor Haddad", "sister", "+442079460018"),
        EmergencyContact("Sam", "", "+442079460018"),
    )


def test_languages_with_the_preferred_one_first() -> None:
    def spoken(system: str, code: str, **more: object) -> Resource:
        return {"language": {"coding": [{"system": system, "code": code}]}, **more}

    found = person(
        "hl7-patients/1",
        communication=[
            spoken("urn:ietf:bcp:47", "en-us"),
            spoken("urn:oid:2.16.840.1.113883.6.99", "pt-BR", preferred=True),
            spoken("urn:example:words", "Portuguese"),
            {"language": {"text": "Sign language"}},
        ],
    )
    assert found.languages == ("pt-BR", "en-US")


def pronoun(code: str, display: str, **more: object) -> Resource:
    system = (
        "http://loinc.org"
        if code.startswith("LA")
        else "http://terminology.hl7.org/CodeSystem/data-absent-reason"
    )
    concept = {"coding": [{"system": system, "code": code, "display": display}], **more}
    return {
        "url": CORE + "individual-pronouns",
        "extension": [{"url": "value", "valueCodeableConcept": concept}],
    }


@pytest.mark.parametrize(
    ("extensions", "said"),
    [
        ([pronoun("LA29518-0", "he/him/his/his/himself")], "he/him"),
        ([pronoun("LA29519-8", "she"), pronoun("LA29520-6", "they")], "she/her, they/them"),
        ([pronoun("LA46-8", "Other", text="xe/xem")], "xe/xem"),
        ([pronoun("asked-declined", "Asked But Declined")], ""),
        ([], ""),
    ],
)
def test_pronouns(extensions: list[Resource], said: str) -> None:
    assert person("hl7-patients/1", extension=extensions or None).pronouns == said


def test_gender_identity_of_us_core() -> None:
    extension = {
        "url": "http://hl7.org/fhir/us/core/StructureDefinition/us-core-genderIdentity",
        "valueCodeableConcept": {"text": "non-binary"},
    }
    assert person("us-core-patient-example", extension=[extension]).gender_identity == "non-binary"


@pytest.mark.parametrize(
    ("elements", "expected"),
    [
        ({"deceasedBoolean": False}, False),
        ({"deceasedBoolean": True}, True),
        ({"deceasedDateTime": "2015"}, True),
        ({"deceasedDateTime": "2015-02"}, True),
        ({"deceasedDateTime": "2015-02-14"}, date(2015, 2, 14)),
        (
            {"deceasedDateTime": "2015-02-14T13:42:00+10:00"},
            datetime(2015, 2, 14, 13, 42, tzinfo=timezone(timedelta(hours=10))),
        ),
    ],
)
def test_the_ways_of_having_died(elements: Resource, expected: object) -> None:
    found = person("hl7-patients/1", **elements)
    assert found.deceased == expected
    assert found.has_died is (expected is not False)


def test_animals_are_left_out() -> None:
    species = {"url": "species", "valueCodeableConcept": {"text": "Dog"}}
    (row,) = rows_from_patients(
        [
            (
                1,
                changed(
                    "hl7-patients/1", extension=[{"url": CORE + "patient-animal", "extension": [species]}]
                ),
            )
        ],
        today=TODAY,
    )
    assert isinstance(row, Skipped)


def test_somebody_no_longer_active_is_taken_over_as_such() -> None:
    assert not person("hl7-patients/1", active=False).active


# What is not FHIR R4.


@pytest.mark.parametrize(
    ("changes", "path"),
    [
        ({"gender": "m"}, "gender"),
        ({"gender": {"text": "male"}}, "gender"),
        ({"name": [{"use": "legal", "text": "Ana"}]}, "name[0].use"),
        ({"name": "Ana"}, "name"),
        ({"name": [{"family": ["Silva"]}]}, "name[0].family"),
        ({"telecom": [{"system": "mobile", "value": "1"}]}, "telecom[0].system"),
        ({"telecom": [{"system": "phone", "use": "cell", "value": "1"}]}, "telecom[0].use"),
        ({"identifier": [{"use": "primary", "value": "1"}]}, "identifier[0].use"),
        ({"identifier": [{"value": 12345}]}, "identifier[0].value"),
        ({"birthDate": "31.05.1973"}, "birthDate"),
        ({"birthDate": "1973-02-30"}, "birthDate"),
        ({"birthDate": 19730531}, "birthDate"),
        ({"active": "yes"}, "active"),
        ({"deceasedBoolean": "yes"}, "deceasedBoolean"),
        ({"deceasedBoolean": True, "deceasedDateTime": "2020"}, "Patient"),
        ({"animal": {"species": {"text": "Dog"}}}, "animal"),
        ({"communication": [{"preferred": True}]}, "communication[0].language"),
        ({"link": [{"other": {"reference": "Patient/2"}, "type": "merged"}]}, "link[0].type"),
        ({"contact": [{"name": {"use": "x", "text": "Noor"}}]}, "contact[0].name.use"),
        ({"contained": [{"resourceType": "Nonsense"}]}, "Patient"),
        ({"Zaphnath Paaneah": 1}, "…"),
    ],
)
def test_invalid_resources_say_where(changes: Resource, path: str) -> None:
    (problem,) = check([changed("hl7-patients/1", **changes)]).problems
    assert problem.field == path
    assert (problem.row, problem.label) == (1, "Patient/1")
    assert "Zaphnath" not in str(problem)


def test_every_fault_of_every_patient_is_collected() -> None:
    wrong = changed("hl7-patients/1", gender="f", birthDate="1.1.70", telecom=[{"system": "cell"}])
    late = changed("hl7-patients/2", birthDate="2030-01-01")
    found = check([wrong, example("hl7-patients/9"), late]).problems
    assert [(each.row, each.field) for each in found] == [
        (1, "birthDate"),
        (1, "gender"),
        (1, "telecom[0].system"),
        (3, "birth_date"),
    ]


def test_a_label_is_an_id_and_nothing_else() -> None:
    (problem,) = check([changed("hl7-patients/1", id="Ana Silva", gender="x")]).problems[:1]
    assert problem.label == ""


values: st.SearchStrategy[object] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=10,
)
ELEMENTS = [
    "id",
    "extension",
    "identifier",
    "active",
    "name",
    "telecom",
    "gender",
    "birthDate",
    "deceasedBoolean",
    "deceasedDateTime",
    "address",
    "contact",
    "communication",
    "link",
    "use",
    "text",
    "family",
    "given",
    "period",
    "start",
    "end",
    "system",
    "value",
    "rank",
    "relationship",
    "coding",
    "code",
    "display",
    "language",
    "preferred",
    "type",
    "url",
    "valueCode",
    "valueCodeableConcept",
    "line",
    "city",
    "other",
    "contained",
]
nearly: st.SearchStrategy[object] = st.recursive(
    values | st.sampled_from(["official", "usual", "phone", "1990-03-04", "en", "C", "Patient"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(ELEMENTS), inner, max_size=5),
    max_leaves=15,
)


@given(st.dictionaries(st.sampled_from(ELEMENTS), nearly, max_size=6))
def test_any_object_is_a_person_or_a_problem(elements: Resource) -> None:
    resource = elements | {"resourceType": "Patient"}
    check([resource])
    person_from_patient(resource, row=1, today=TODAY)


KNOWN = Known()
"""One for all examples below: whatever were wrongly remembered in one would show in another."""


def public_patients() -> list[Resource]:
    wholes = [json.loads(path.read_text("utf-8")) for path in sorted(FIXTURES.glob("*.json"))]
    return [each["resource"] for whole in wholes for each in whole.get("entry", [{"resource": whole}])]


def places(node: object, here: Place = ()) -> list[Place]:
    """Every place in a resource, as the steps that lead there."""
    inner = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    return [here, *(place for step, value in inner for place in places(value, (*here, step)))]


@st.composite
def spoilt(draw: st.DrawFn) -> Resource:
    """A public patient, some of whose elements were taken out, replaced, or put in another's place."""
    patient = deepcopy(draw(st.sampled_from(public_patients())))
    for _ in range(draw(st.integers(1, 3))):
        *way, last = draw(st.sampled_from([place for place in places(patient) if place]))
        holder: Any = patient
        for step in way:
            holder = holder[step]
        if draw(st.booleans()):
            del holder[last]
        else:
            holder[last] = draw(nearly | st.sampled_from(list(patient.values())).map(deepcopy))
    return patient


@settings(max_examples=300)
@given(spoilt())
def test_what_is_known_of_other_patients_changes_no_reason(patient: Resource) -> None:
    before = deepcopy(patient)
    expected = reasons_against(patient)
    assert reasons_against(patient, KNOWN) == expected
    assert reasons_against(patient, KNOWN) == expected, "nor does having seen the same before"
    assert patient == before


def test_an_extension_is_refused_wherever_it_stands() -> None:
    """The right one beside it, and the right one of the patient before, are no excuse; its place is the file's."""
    good = {"url": CORE + "patient-importance", "valueCodeableConcept": {"text": "some"}}
    patients = [
        changed("hl7-patients/1", id=str(n), extension=each)
        for n, each in enumerate(
            ([good], [good, good | {"valueBoolean": True}], [good, good], [good, None], [good, {"url": 7}])
        )
    ]
    known = Known()
    found = [[path for path, _ in reasons_against(each, known)] for each in patients]
    assert found == [[], ["extension[1]"], [], ["extension"], ["extension[1].url"]]
    assert found == [[path for path, _ in reasons_against(each)] for each in patients]


def test_what_is_known_is_bounded() -> None:
    known = Known()
    for number in range(3_000):
        rest, digests = known.unknown({"extension": [{"url": f"urn:{number}"}], "active": True})
        assert rest.keys() == {"extension", "active"}
        known.add(digests)
    assert known.unknown({"extension": [{"url": "urn:0"}], "active": True}) == ({"active": True}, set())
    assert known.unknown({"extension": [{"url": "urn:2999"}]})[0] == {"extension": [{"url": "urn:2999"}]}


def test_a_grown_roster_has_every_kind_of_person() -> None:
    roster = check(grown_patients(1000))
    assert roster.is_good
    assert (len(roster.people), len(roster.skipped)) == (1000, 10)
    scripts = {next(filter(str.isalpha, each.chosen_name)).encode("utf-32-be")[1:3] for each in roster.people}
    assert len(scripts) > 8
    assert any(len(each.identifiers) == 2 for each in roster.people)
    assert any(each.birth_date is None for each in roster.people)
    assert any(each.has_died for each in roster.people)
