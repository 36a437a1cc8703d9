"""A large roster for the benchmark of the import, grown from public patient resources.

Every person is a copy of an HL7 or US Core example (`tests/fixtures/fhir`, CC0), named in one of twelve
languages, with identifiers of their own and some of the gaps that real exports have: no birth date, no
telephone, a second identifier, a death. One in a hundred is exported twice. The same seed gives the same
roster.

    python -m benchmarks.roster_source var/roster --people 10000

writes `roster.json` (a transaction Bundle), `roster.ndjson` and `roster.csv` into the folder.
"""

from __future__ import annotations

import argparse
import csv
import json
import random
from collections.abc import Iterable, Iterator
from copy import deepcopy
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from holdspace.fhir.rules.patients import person_from_patient
from holdspace.members.rules.roster import EmergencyContact, Identifier
from holdspace.members.rules.roster_csv import COLUMNS

FIXTURES = Path(__file__).resolve().parent.parent / "tests" / "fixtures" / "fhir"
SEED = 20260601
TODAY = date(2026, 6, 1)
REPEATED = 100
"""One in so many people stands in the file twice, word for word."""

CHART = "https://harbour-street.example/chart"
INSURER = "https://insurer.example/member"

# Given names | family names, one script a line; common names, combined by chance.
NAMES = {
    "en": (
        "Ana Bo Chidi Dana Ruth Tomás Zoë Siân Nils Imani",
        "Silva Okafor Núñez Novák Byrne O’Dea Weiß Åberg",
    ),
    "pl": ("Łucja Żaneta Świętosław Bożena Michał Zbigniew", "Wójcik Łukasik Żurawski Gałązka Ćwik Dąbek"),
    "vi": ("Thảo Hương Đức Quỳnh Tuấn Ngọc", "Nguyễn Trần Đặng Phạm Lê Vũ"),
    "ru": ("Анна Фёдор Ксения Пётр Юлия Илья", "Соловьёва Кузнецов Щукина Журавлёв Орлова Тихий"),
    "el": ("Ελένη Γιώργος Χρύσα Νίκος Ιωάννα Σπύρος", "Παππάς Ζαχαρίου Οικονόμου Ψαρρά Βλάχος Ξένου"),
    "ar": ("ليلى يوسف مريم خالد سلمى نادر", "حداد النجار منصور الخطيب زيدان عوض"),
    "he": ("נועה איתן תמר יונתן מאיה אורי", "לוי פרידמן אזולאי ברק שמש גולן"),
    "hi": ("प्रिया अर्जुन कविता रोहन मीरा विक्रम", "शर्मा पटेल गुप्ता सिंह मिश्रा राव"),
    "zh": ("秀英 伟 芳 子涵 建国 欣怡", "王 李 欧阳 陈 司马 黄"),
    "ja": ("さくら 太一 美咲 健 陽菜 蓮", "高橋 渡辺 小野寺 森 斎藤 五十嵐"),
    "ko": ("지우 서연 민준 하은 도윤 예린", "김 이 박 최 남궁 정"),
    "th": ("สมชาย นภา วรรณา กิตติ มะลิ ธนา", "ใจดี ศรีสุข ทองคำ บุญมา รักไทย แสงจันทร์"),
}

Resource = dict[str, Any]


def examples() -> list[Resource]:
    """The public resources that the roster is grown from."""
    core = [json.loads(path.read_text("utf-8")) for path in sorted(FIXTURES.glob("us-core-*.json"))]
    bundle = json.loads((FIXTURES / "hl7-patients.json").read_text("utf-8"))
    return core + [entry["resource"] for entry in bundle["entry"]]


def patients(people: int, seed: int = SEED, *, later: bool = False) -> Iterator[Resource]:
    """`people` different patients, and a second copy of every hundredth.

    `later` they have another legal name, telephone and person to call, under the same identifiers.
    """
    chance = random.Random(seed)
    grown_from = examples()
    for number in range(people):
        patient = _patient(number, deepcopy(grown_from[number % len(grown_from)]), chance)
        if later:
            _renew(number, patient)
        yield patient
        if number % REPEATED == REPEATED - 1:
            yield patient


def _patient(number: int, patient: Resource, chance: random.Random) -> Resource:
    language = chance.choice(sorted(NAMES))
    given, family = (chance.choice(names.split()) for names in NAMES[language])
    patient["id"] = f"p{number}"
    patient["identifier"] = _identifiers(number, chance)
    patient["name"] = _names(language, given, family, chance)
    patient["telecom"] = _telecom(number, chance)
    patient["communication"] = [{"language": _concept("urn:ietf:bcp:47", language), "preferred": True}]
    patient.pop("link", None)
    if chance.random() < 0.5:
        patient["contact"] = [_emergency_contact(number, family)]
    if chance.random() < 0.1:
        patient.pop("birthDate", None)
    elif not {"deceasedDateTime", "deceasedBoolean"} & set(patient):
        patient["birthDate"] = (date(1940, 1, 1) + timedelta(days=chance.randrange(24_000))).isoformat()
    return patient


def _renew(number: int, patient: Resource) -> None:
    legal = patient["name"][0]
    part = "family" if "family" in legal else "text"
    legal[part] += "-Moss"
    phone = {"system": "phone", "use": "mobile", "value": f"+44 20 7946 {number % 10_000:04}"}
    patient["telecom"] = [phone]
    patient["contact"] = [_emergency_contact(number + 1, "Moss")]


def _identifiers(number: int, chance: random.Random) -> list[Resource]:
    both = [
        {"use": "usual", "system": CHART, "value": f"HS-{number:06}"},
        {"use": "official", "system": INSURER, "value": f"{7_000_000 + number}"},
    ]
    return both if chance.random() < 0.3 else both[:1]


def _names(language: str, given: str, family: str, chance: random.Random) -> list[Resource]:
    """The legal name, mostly in parts; sometimes what the person is called, sometimes a former name."""
    whole = f"{family}{given}" if language in {"zh", "ja", "ko"} else f"{given} {family}"
    legal: Resource = {"use": "official", "family": family, "given": [given]}
    names = [{"use": "official", "text": whole} if chance.random() < 0.1 else legal]
    if chance.random() < 0.3:
        names.append({"use": "usual", "given": [chance.choice(NAMES[language][0].split())]})
    if chance.random() < 0.05:
        names.append({"use": "maiden", "family": family, "given": [given], "period": {"end": "2019"}})
    return names


def _telecom(number: int, chance: random.Random) -> list[Resource]:
    telecom: list[Resource] = [
        {"system": "phone", "use": "mobile", "value": f"(212) 55{5 - number % 3}-{number % 10_000:04}"},
        {"system": "email", "value": f"Person.{number}@Example.org", "rank": 1},
        {"use": "home"},
    ]
    return telecom[chance.randrange(3) :]


def _emergency_contact(number: int, family: str) -> Resource:
    role = _concept("http://terminology.hl7.org/CodeSystem/v2-0131", "C")
    phone = {"system": "phone", "value": f"+44 20 7946 {number % 1000:04}"}
    return {"relationship": [role], "name": {"family": family, "given": ["Noor"]}, "telecom": [phone]}


def _concept(system: str, code: str) -> Resource:
    return {"coding": [{"system": system, "code": code}]}


def write_bundle(path: Path, resources: Iterable[Resource]) -> None:
    """One transaction that creates every patient, as a server of another product exports a whole practice."""
    with path.open("w", encoding="utf-8") as file:
        file.write('{"resourceType": "Bundle", "type": "transaction", "entry": [\n')
        for index, resource in enumerate(resources):
            request = {"method": "PUT", "url": f"Patient/{resource['id']}"}
            entry = {"fullUrl": f"urn:example:{resource['id']}", "resource": resource, "request": request}
            file.write((",\n" if index else "") + json.dumps(entry, ensure_ascii=False, indent=1))
        file.write("\n]}\n")


def write_ndjson(path: Path, resources: Iterable[Resource]) -> None:
    """One patient a line, as bulk export writes them."""
    with path.open("w", encoding="utf-8") as file:
        file.writelines(json.dumps(resource, ensure_ascii=False) + "\n" for resource in resources)


def write_csv(path: Path, resources: Iterable[Resource]) -> None:
    """The same people as a table (which has no column for a death)."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        table = csv.DictWriter(file, COLUMNS)
        table.writeheader()
        table.writerows(_cells(resource) for resource in resources)


def _cells(resource: Resource) -> dict[str, str]:
    person = person_from_patient(resource, row=0, today=TODAY)
    first, second, *_ = (*person.identifiers, Identifier("", ""))
    contact, *_ = (*person.emergency_contacts, EmergencyContact("", "", ""))
    return {
        "identifier": first.value,
        "identifier_system": first.system,
        "identifier_2": second.value,
        "identifier_system_2": second.system,
        "given_name": person.given,
        "family_name": person.family,
        "chosen_name": person.chosen_name,
        "pronouns": person.pronouns,
        "birth_date": person.birth_date.isoformat() if person.birth_date else "",
        "email": next(iter(person.emails), ""),
        "phone": next(iter(person.phones), ""),
        "language": ", ".join(person.languages),
        "emergency_name": contact.name,
        "emergency_relation": contact.relation,
        "emergency_phone": contact.phone,
        "access_needs": "",
    }


WRITERS = {"roster.json": write_bundle, "roster.ndjson": write_ndjson, "roster.csv": write_csv}


def write_all(folder: Path, people: int, seed: int = SEED, *, later: bool = False) -> list[Path]:
    """The roster in every format, in `folder`; see `patients`."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, write in WRITERS.items():
        write(folder / name, patients(people, seed, later=later))
    return [folder / name for name in WRITERS]


def main() -> None:
    parser = argparse.ArgumentParser(description="Write a large roster in three formats.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--people", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=SEED)
    asked = parser.parse_args()
    for path in write_all(asked.folder, asked.people, asked.seed):
        print(f"{path}  {path.stat().st_size / 1024**2:.1f} MB")


if __name__ == "__main__":
    main()
