"""A package as an HL7 FHIR R4 document: a Bundle whose first entry is the Composition.

One Patient, and what refers to them. Never a Group, another Patient or a RelatedPerson: in R4 a Group stands
in the compartment of each of its members, and would bring them along. Every id is made for this package.
"""

from __future__ import annotations

import base64
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

from holdspace.release.rules.contents import Contents, Item
from holdspace.release.rules.parts import Part

Resource: TypeAlias = dict[str, Any]

_LOINC: Final = "http://loinc.org"
_ACT: Final = "http://terminology.hl7.org/CodeSystem/v3-ActCode"
_CONFIDENTIALITY: Final = "http://terminology.hl7.org/CodeSystem/v3-Confidentiality"
_APART: Final = {
    "system": _ACT,
    "code": "PSYTHPN",
    "display": "psychotherapy note information sensitivity",
}
_PROTECTED: Final = {"system": _ACT, "code": "42CFRPart2", "display": "42 CFR Part2"}
_OBSERVED: Final = "http://terminology.hl7.org/CodeSystem/observation-category"
LOINC_OF_TOTAL: Final[Mapping[str, tuple[str, str]]] = {
    "phq-9": ("44261-6", "Patient Health Questionnaire 9 item (PHQ-9) total score [Reported]"),
    "gad-7": ("70274-6", "Generalized anxiety disorder 7 item (GAD-7) total score [Reported.PHQ]"),
}
"""Totals with a code of their own; others are named in words."""


@dataclass(frozen=True, slots=True)
class Heading:
    """What stands above a document: all of it in words that may leave the house."""

    title: str
    practice: str
    made_at: str
    language: str
    part_words: Mapping[Part, str]
    notices: Sequence[str] = ()
    withheld: Sequence[str] = ()


def document(contents: Contents, heading: Heading, new_id: Callable[[], str]) -> Resource:
    """The Bundle as plain values; `new_id` makes a fresh id each time it is called."""
    bundle: Resource = _written(_Document(contents, heading, new_id).bundle())
    return bundle


class _Document:
    """One document while it is put together."""

    def __init__(self, contents: Contents, heading: Heading, new_id: Callable[[], str]) -> None:
        self.contents, self.heading, self.new_id = contents, heading, new_id
        self.entries: list[Resource] = []

    def bundle(self) -> Resource:
        composition = self._add({"resourceType": "Composition"})
        self.author = self._reference({"resourceType": "Organization", "name": self.heading.practice})
        self.subject = self._reference(self._patient())
        sections = [self._section(part) for part in Part if self.contents.of(part)]
        self._fill(composition, sections)
        return {
            "resourceType": "Bundle",
            "meta": {"security": self._labels()},
            "identifier": {"system": "urn:ietf:rfc:3986", "value": f"urn:uuid:{self.new_id()}"},
            "type": "document",
            "timestamp": self.heading.made_at,
            "entry": self.entries,
        }

    def _labels(self) -> list[Resource]:
        labels = [{"system": _CONFIDENTIALITY, "code": "R", "display": "restricted"}]
        if self.contents.holds_protected:
            labels.append(_PROTECTED)
        if Part.PSYCHOTHERAPY in self.contents.parts:
            labels.append(_APART)
        return labels

    def _add(self, resource: Resource) -> Resource:
        resource["id"] = self.new_id()
        self.entries.append({"fullUrl": f"urn:uuid:{resource['id']}", "resource": resource})
        return resource

    def _reference(self, resource: Resource) -> Resource:
        return {"reference": f"urn:uuid:{self._add(resource)['id']}"}

    def _patient(self) -> Resource:
        someone = self.contents.someone
        name: Resource = {"use": "official"} | ({"text": someone.full} if someone.full else {})
        if someone.family:
            name["family"] = someone.family
        if someone.given:
            name["given"] = [someone.given]
        patient: Resource = {"resourceType": "Patient", "name": [name]}
        if someone.birth_date:
            patient["birthDate"] = someone.birth_date
        return patient

    def _fill(self, composition: Resource, sections: list[Resource]) -> None:
        for title, lines in (("", self.heading.notices), ("", self.heading.withheld)):
            if lines:
                sections.append({"title": title or lines[0][:80], "text": _narrative(lines)})
        composition |= {
            "status": "final",
            "language": self.heading.language,
            "type": self._kind(),
            "subject": self.subject,
            "date": self.heading.made_at,
            "author": [self.author],
            "title": self.heading.title,
            "confidentiality": "R",
            "section": sections,
        }

    def _kind(self) -> Resource:
        """Medical records; psychotherapy notes are none."""
        if Part.PSYCHOTHERAPY in self.contents.parts:
            return {"text": self.heading.title}
        return {"coding": [{"system": _LOINC, "code": "11503-0", "display": "Medical records"}]}

    def _section(self, part: Part) -> Resource:
        items = self.contents.of(part)
        section: Resource = {
            "title": self.heading.part_words[part],
            "text": _narrative([_line(item) for item in items]),
        }
        made = [self._reference(resource) for item in items if (resource := self._resource(item))]
        return section | ({"entry": made} if made else {})

    def _resource(self, item: Item) -> Resource | None:
        make = {
            Part.ATTENDANCE: self._encounter,
            Part.NOTES: self._note,
            Part.SCORES: self._observation,
            Part.ANSWERS: self._answers,
            Part.GOALS: self._goal,
            Part.SAFETY_PLAN: self._plan,
            Part.AGREEMENTS: self._consent,
            Part.CHECK_INS: self._note,
            Part.PSYCHOTHERAPY: self._note_apart,
        }.get(item.part)
        if make is None:
            return None
        resource = make(item)
        labels = [_PROTECTED] * item.protected + [_APART] * (item.part is Part.PSYCHOTHERAPY)
        return resource | ({"meta": {"security": labels}} if labels else {})

    def _encounter(self, item: Item) -> Resource:
        return {
            "resourceType": "Encounter",
            "status": "finished" if item.status != "absent" else "cancelled",
            "class": {"system": _ACT, "code": "AMB", "display": "ambulatory"},
            "type": [{"text": item.title}],
            "subject": self.subject,
            "period": {"start": item.at},
        }

    def _note(self, item: Item) -> Resource:
        text = "\n\n".join(f"{label}\n{said}" for label, said in item.lines)
        attachment = {
            "contentType": "text/plain; charset=utf-8",
            "language": self.heading.language,
            "data": base64.b64encode(text.encode()).decode(),
            "title": item.title,
        }
        return {
            "resourceType": "DocumentReference",
            "status": "current",
            "type": {
                "coding": [{"system": _LOINC, "code": "34904-3", "display": "Mental health Progress note"}]
            },
            "subject": self.subject,
            "date": item.at,
            "content": [{"attachment": attachment}],
        }

    def _note_apart(self, item: Item) -> Resource:
        """No progress note: LOINC's code for one would put it among them, so it is named in words."""
        return self._note(item) | {"type": {"text": self.heading.part_words[Part.PSYCHOTHERAPY]}}

    def _observation(self, item: Item) -> Resource:
        code: Resource = {"text": item.title}
        if item.code in LOINC_OF_TOTAL:
            loinc, display = LOINC_OF_TOTAL[item.code]
            code["coding"] = [{"system": _LOINC, "code": loinc, "display": display}]
        found: Resource = {
            "resourceType": "Observation",
            "status": "final",
            "category": [{"coding": [{"system": _OBSERVED, "code": "survey", "display": "Survey"}]}],
            "code": code,
            "subject": self.subject,
            "effectiveDateTime": item.at,
        }
        if item.value is None:
            return found | {"dataAbsentReason": {"text": "; ".join(said for _, said in item.lines) or "—"}}
        return found | {"valueQuantity": {"value": item.value, "unit": "{score}"}}

    def _answers(self, item: Item) -> Resource:
        asked = [
            {"linkId": str(at), "text": question, "answer": [{"valueString": answer}]}
            for at, (question, answer) in enumerate(item.lines, start=1)
        ]
        return {
            "resourceType": "QuestionnaireResponse",
            "status": "completed",
            "subject": self.subject,
            "authored": item.at,
            "item": asked,
        }

    def _goal(self, item: Item) -> Resource:
        return {
            "resourceType": "Goal",
            "lifecycleStatus": item.status or "active",
            "description": {"text": item.text},
            "subject": self.subject,
            "startDate": item.at[:10],
        }

    def _plan(self, item: Item) -> Resource:
        return {
            "resourceType": "CarePlan",
            "status": "active",
            "intent": "plan",
            "title": item.title,
            "description": "\n".join(f"{label}: {said}" for label, said in item.lines),
            "subject": self.subject,
            "created": item.at,
        }

    def _consent(self, item: Item) -> Resource:
        return {
            "resourceType": "Consent",
            "status": "active",
            "scope": {
                "coding": [
                    {"system": "http://terminology.hl7.org/CodeSystem/consentscope", "code": "treatment"}
                ]
            },
            "category": [{"text": item.title}],
            "patient": self.subject,
            "dateTime": item.at,
            "policyRule": {"text": item.title},
        }


def _line(item: Item) -> str:
    said = "; ".join(f"{label}: {text}" if label else text for label, text in item.lines)
    return ". ".join(filter(None, (f"{item.at[:10]} {item.title}".strip(), said)))


def _narrative(lines: Sequence[str]) -> Resource:
    body = "".join(f"<p>{_escaped(line)}</p>" for line in lines)
    return {"status": "generated", "div": f'<div xmlns="http://www.w3.org/1999/xhtml">{body}</div>'}


def _written(value: Any) -> Any:
    """The same without signs that FHIR's strings do not know: control characters, but for line breaks."""
    if isinstance(value, dict):
        return {key: _written(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_written(inner) for inner in value]
    if isinstance(value, str):
        return "".join(sign for sign in value if sign in "\n\r\t" or sign.isprintable() or sign > "\x9f")
    return value


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\n", "<br/>")
