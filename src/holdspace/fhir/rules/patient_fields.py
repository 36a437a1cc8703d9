"""What a Patient of FHIR R4 says, element by element, in plain values.

Each function answers one question about one resource and never fails: an element that is missing, or not of
its type, says nothing. `today` decides what is current: an element whose period has ended, or whose use is
"old", speaks of the past, and a former name in particular must not come back.

Sources: https://hl7.org/fhir/R4/patient.html, datatypes.html (HumanName, ContactPoint, Address, Identifier),
extension-iso21090-en-representation.html; US Core Patient; HL7 Gender Harmony (pronouns, gender identity);
LOINC answer list LL5144-2 (pronouns); HL7 table 0131 (contact role).
"""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Any, TypeAlias

from holdspace.members.rules.normal_forms import is_language
from holdspace.members.rules.roster import EmergencyContact, Identifier

Element: TypeAlias = dict[str, Any]

_CORE = "http://hl7.org/fhir/StructureDefinition/"
PRONOUNS = (_CORE + "individual-pronouns",)
GENDER_IDENTITY = (
    _CORE + "individual-genderIdentity",
    _CORE + "patient-genderIdentity",
    "http://hl7.org/fhir/us/core/StructureDefinition/us-core-genderIdentity",
)
ANIMAL = (_CORE + "patient-animal",)
REPRESENTATION = (_CORE + "iso21090-EN-representation",)

_SPOKEN_PRONOUNS = {"LA29518-0": "he/him", "LA29519-8": "she/her", "LA29520-6": "they/them"}
_LEGAL_USES = ("official", "usual", "", "temp")
_CHOSEN_USES = ("usual", "nickname", "anonymous")
_SCRIPTS = {"IDE": 0, "": 0, "ABC": 1, "SYL": 2}
"""A name as it is written comes before its transcription in letters, and that before one in syllables."""
_PHONE_USES = ("mobile", "home", "", "temp", "work")
"""Work comes last: whoever answers there need not know where a person spends Tuesday evenings."""
_ADDRESS_USES = ("home", "", "temp", "work")
_EMERGENCY = {"c", "econ", "emergency"}
_NOTHING_SAID = (
    "http://terminology.hl7.org/CodeSystem/data-absent-reason",
    "http://terminology.hl7.org/CodeSystem/v3-NullFlavor",
)
_EXACT_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


def elements(node: Element, name: str) -> list[Element]:
    """The objects in the list `name` of `node`."""
    found = node.get(name)
    return [item for item in found if isinstance(item, dict)] if isinstance(found, list) else []


def element(node: Element, name: str) -> Element:
    """The object `name` of `node`, or an empty one."""
    found = node.get(name)
    return found if isinstance(found, dict) else {}


def written(node: Element, name: str) -> str:
    """The text `name` of `node`, or ""."""
    found = node.get(name)
    return found.strip() if isinstance(found, str) else ""


def all_written(node: Element, name: str) -> list[str]:
    """The texts in the list `name` of `node`; a null stands where only an extension is and says nothing."""
    found = node.get(name)
    return [item.strip() for item in found if isinstance(item, str)] if isinstance(found, list) else []


def current(items: list[Element], today: date) -> list[Element]:
    """Those of `items` that are of use today."""
    return [
        item for item in items if written(item, "use") not in {"old", "maiden"} and _in_period(item, today)
    ]


def _in_period(item: Element, today: date) -> bool:
    """Whether today lies in the item's period; a date may stop at the year or the month, and ends with it."""
    period = element(item, "period")
    start, end = written(period, "start")[:10], written(period, "end")[:10]
    now = today.isoformat()
    return start <= now[: len(start)] and (not end or now[: len(end)] <= end)


def names(resource: Element, today: date) -> list[Element]:
    """The current names that say anything, as written before transcribed."""
    said = [each for each in current(elements(resource, "name"), today) if _says_name(each)]
    return sorted(said, key=lambda each: _SCRIPTS.get(_representation(each), 0))


def has_only_former_names(resource: Element, today: date) -> bool:
    """Whether every name that is given belongs to the past."""
    return any(map(_says_name, elements(resource, "name"))) and not names(resource, today)


def _says_name(name: Element) -> bool:
    return any([written(name, "text"), written(name, "family"), *all_written(name, "given")])


def _representation(name: Element) -> str:
    return next((written(each, "valueCode") for each in _extensions(name, REPRESENTATION)), "")


def legal_name(resource: Element, today: date) -> tuple[str, str]:
    """Given and family name; a name that is only given as a whole stands in the given name."""
    found = _of_uses(names(resource, today), _LEGAL_USES)
    if found is None:
        return "", ""
    given, family = " ".join(all_written(found, "given")), written(found, "family")
    return (given, family) if given or family else (written(found, "text"), "")


def chosen_name(resource: Element, today: date) -> str:
    """What the person is called: the first given name of the usual, else nickname, else legal name.

    Never with a family name where the name has parts: circles use first names.
    """
    known = names(resource, today)
    found = _of_uses(known, _CHOSEN_USES) or _of_uses(known, _LEGAL_USES)
    if found is None:
        return ""
    given = [part for part in all_written(found, "given") if part]
    return given[0] if given else written(found, "text") or written(found, "family")


def _of_uses(items: list[Element], uses: tuple[str, ...]) -> Element | None:
    """The first of `items` with the first of `uses` that any has."""
    fitting = [item for item in items if written(item, "use") in uses]
    return min(fitting, key=lambda item: uses.index(written(item, "use")), default=None)


def identifiers(resource: Element, today: date) -> tuple[Identifier, ...]:
    """The current identifiers that have a value; without a system, its assigner or type says which."""
    return tuple(
        Identifier(_system(each), written(each, "value"))
        for each in current(elements(resource, "identifier"), today)
        if written(each, "value")
    )


def _system(identifier: Element) -> str:
    kind = element(identifier, "type")
    return (
        written(identifier, "system")
        or written(element(identifier, "assigner"), "display")
        or next((code for _, code in _codes(kind)), "")
        or written(kind, "text")
    )


def contact_points(node: Element, systems: tuple[str, ...], today: date) -> tuple[str, ...]:
    """The current telephone numbers or addresses of mail of `node`: by rank, then by use."""
    found = [each for each in current(elements(node, "telecom"), today) if written(each, "system") in systems]
    found.sort(key=lambda each: (_rank(each), _place_in(_PHONE_USES, written(each, "use"))))
    return tuple(value for each in found if (value := written(each, "value")))


def _rank(telecom: Element) -> int:
    rank = telecom.get("rank")
    return rank if isinstance(rank, int) else 1_000_000


def _place_in(uses: tuple[str, ...], use: str) -> int:
    return uses.index(use) if use in uses else len(uses)


def address(resource: Element, today: date) -> tuple[str, ...]:
    """The lines of the current address, at home before elsewhere."""
    known = current(elements(resource, "address"), today)
    found = min(known, key=lambda each: _place_in(_ADDRESS_USES, written(each, "use")), default={})
    places = ", ".join(filter(None, (written(found, each) for each in ("district", "city", "state"))))
    parts = [
        *all_written(found, "line"),
        f"{places} {written(found, 'postalCode')}",
        written(found, "country"),
    ]
    lines = [part.strip() for part in parts if part.strip()]
    return tuple(lines or written(found, "text").splitlines())


def emergency_contacts(resource: Element, today: date) -> tuple[EmergencyContact, ...]:
    """Contacts that are said to be for emergencies.

    A next of kin or a partner is not taken for one: calling them tells them of the therapy.
    """
    known = (each for each in elements(resource, "contact") if _in_period(each, today))
    return tuple(_emergency_contact(each, today) for each in known if _for_emergencies(each))


def _for_emergencies(contact: Element) -> bool:
    return any(
        "emergency" in written(role, "text").casefold()
        or any(code.casefold() in _EMERGENCY for _, code in _codes(role))
        for role in elements(contact, "relationship")
    )


def _emergency_contact(contact: Element, today: date) -> EmergencyContact:
    name = element(contact, "name")
    parts = [*all_written(name, "given"), written(name, "family")]
    phones = contact_points(contact, ("phone", "sms"), today)
    return EmergencyContact(
        name=written(name, "text") or " ".join(filter(None, parts)),
        relation=_relation(contact),
        phone=phones[0] if phones else "",
    )


def _relation(contact: Element) -> str:
    """What the contact is to the person, in words, leaving out that it is for emergencies."""
    for role in elements(contact, "relationship"):
        shown = [
            written(coding, "display")
            for coding in elements(role, "coding")
            if written(coding, "code").casefold() not in _EMERGENCY
        ]
        for said in (*shown, written(role, "text")):
            if said and "emergency" not in said.casefold():
                return said
    return ""


def languages(resource: Element) -> tuple[str, ...]:
    """The language tags, preferred ones first."""
    spoken = elements(resource, "communication")
    spoken.sort(key=lambda each: each.get("preferred") is not True)
    return tuple(tag for each in spoken if (tag := _tag(element(each, "language"))))


def _tag(language: Element) -> str:
    """The tag of a language; codes of other systems count where they have the form of one (`en`, `nl-NL`)."""
    known = _codes(language)
    tags = [code for system, code in known if system == "urn:ietf:bcp:47"]
    return next(iter(tags or (code for _, code in known if is_language(code))), "")


def birth_date(resource: Element) -> date | None:
    """The birth date if it is exact; a year or a month alone says too little to recognise somebody by."""
    return _exact_date(written(resource, "birthDate"))


def deceased(resource: Element) -> bool | date:
    """False, or the moment or date of death, or True where only the fact (or the year) is known."""
    moment = written(resource, "deceasedDateTime")
    if not moment:
        return resource.get("deceasedBoolean") is True
    if "T" not in moment:
        return _exact_date(moment) or True
    try:
        return datetime.fromisoformat(moment)
    except ValueError:
        return True


def _exact_date(typed: str) -> date | None:
    try:
        return date.fromisoformat(typed) if _EXACT_DATE.fullmatch(typed) else None
    except ValueError:
        return None


def pronouns(resource: Element, today: date) -> str:
    """Pronouns as people say them: the three of LOINC shortened to two words, others as they are written."""
    return ", ".join(filter(None, map(_spoken_pronouns, _concepts(resource, PRONOUNS, today))))


def _spoken_pronouns(concept: Element) -> str:
    short = (_SPOKEN_PRONOUNS[code] for _, code in _codes(concept) if code in _SPOKEN_PRONOUNS)
    return next(short, "") or _words_of(concept)


def gender_identity(resource: Element, today: date) -> str:
    """The genders that the person identifies with, in the words of the source."""
    return ", ".join(filter(None, map(_words_of, _concepts(resource, GENDER_IDENTITY, today))))


def _concepts(resource: Element, urls: tuple[str, ...], today: date) -> list[Element]:
    """The concept in each current extension of `urls`: its value, or the part of it called "value"."""
    found = []
    for extension in _extensions(resource, urls):
        parts = {written(part, "url"): part for part in elements(extension, "extension")}
        if _in_period({"period": element(parts.get("period", {}), "valuePeriod")}, today):
            found.append(element(parts.get("value", extension), "valueCodeableConcept"))
    return found


def _extensions(node: Element, urls: tuple[str, ...]) -> list[Element]:
    return [each for each in elements(node, "extension") if written(each, "url") in urls]


def is_animal(resource: Element) -> bool:
    """Whether the patient is an animal: FHIR serves veterinarians too."""
    return bool(_extensions(resource, ANIMAL))


def is_replaced(resource: Element) -> bool:
    """Whether another record has taken the place of this one (a merged duplicate)."""
    return any(written(link, "type") == "replaced-by" for link in elements(resource, "link"))


def _codes(concept: Element) -> list[tuple[str, str]]:
    """The codes of a concept with their systems."""
    codings = elements(concept, "coding")
    return [(written(each, "system"), code) for each in codings if (code := written(each, "code"))]


def _words_of(concept: Element) -> str:
    """What the concept says in words; "" where it says why nothing is said (declined, not asked)."""
    if any(system in _NOTHING_SAID for system, _ in _codes(concept)):
        return ""
    shown = (written(each, "display") for each in elements(concept, "coding"))
    return written(concept, "text") or next(filter(None, shown), "")
