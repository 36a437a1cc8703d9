"""Every field says how private it is, and what is private lies sealed."""

from __future__ import annotations

from collections import Counter

import pytest
from django.db import models

from holdspace.kernel.privacy import FieldPrivacy
from holdspace.vault.fields import Sealed
from tests.contracts.models import label, our_models, own_fields, private_fields

#: Private and yet readable in the database, each with the reason why. (On the embedded database even these
#: lie in an encrypted file.)
OPEN_ON_PURPOSE = {
    "accounts.User.email": "somebody who signs in is found by the address, with and without capitals",
    "practice.Staff.display_name": "staff are named to members and on every page; they are not in therapy",
    "practice.Staff.given_name": "as the display name",
    "practice.Staff.licence": "a public register number",
    "safety.Concern.source": "one of three words, needed to find what is open and overdue",
    "safety.Concern.severity": "one of two words, needed to put what is red first",
    "safety.Incident.kind": "one of six words, for the list",
}

#: Free words that count as plain, each with the reason why nothing private can be meant to stand there.
PLAIN_WORDS = {
    "release.Disclosure.parts": "codes of what was given",
    "release.Release.parts": "codes of what is to be given",
    "notes.NoteFormat.sections": "headings of a note, which say nothing of anybody",
    "practice.Practice.name": "the practice's own name",
    "practice.Practice.time_zone": "an IANA name",
    "practice.Practice.neutral_subject": "goes out on every mail, neutral by design",
    "practice.Practice.limits": "what every member of the practice reads before signing",
    "practice.Practice.crisis_lines": "public telephone numbers",
    "safety.Escalation.pager": "the address of the practice's own pager",
    "safety.Incident.steps": "codes of steps and their times",
    "practice.Site.name": "a building",
    "practice.Site.address": "a building",
    "practice.Room.name": "a room",
    "groups.Group.name": "the circle's name, without a person",
    "groups.Group.theme": "the circle's theme, without a person",
    "groups.Group.open_hours": "hours of a usual week",
    "sessions.Series.rrule": "an RFC 5545 rule",
    "sessions.Series.time_zone": "an IANA name",
    "sessions.GroupSession.cancel_reason": "what every member of the circle is told",
    "agreements.Agreement.body": "the text of a document, the same for everybody",
    "members.Member.time_zone": "an IANA name",
    "accounts.User.time_zone": "an IANA name",
    "accounts.User.password": "a scrypt hash",
    "live.Floor.state": "ids, times and marks of the session; no words of anybody",
    "live.FloorEvent.payload": "ids, times and marks of the session; no words of anybody",
    "intake.Waiting.languages": "language tags",
    "intake.Waiting.needs": "codes of the vocabulary: what a room has to have",
    "outcomes.Goal.practices": "codes of skills",
    "outcomes.Silence.key": "a kind of signal, an instrument and a question, by their codes",
    "skills.OwnSkill.name": "the practice's own text, the same for everybody who reads it",
    "skills.OwnSkill.purpose": "the practice's own text, the same for everybody who reads it",
    "skills.OwnSkill.steps": "the practice's own text, the same for everybody who reads it",
    "skills.OwnSkill.two_minutes": "the practice's own text, the same for everybody who reads it",
    "skills.OwnSkill.not_when": "the practice's own text, the same for everybody who reads it",
    "skills.OwnSkill.credit": "whose published idea it is",
    "measures.Schedule.points": "names of points of a course",
    "measures.OwnSchedule.points": "names of points of a course",
    "measures.Handover.instruments": "ids of instruments",
    "measures.FollowUpLink.instruments": "ids of instruments",
    "measures.Wording.text": "the words of a published questionnaire, the same for everybody who is asked",
    "measures.Wording.permission": "who permitted the practice to use those words; nobody in therapy",
    "forming.Wishes.order": "names of levels",
    "forming.Candidate.starts": "hours of a week at which a group could meet",
    "forming.Candidate.excludes": "codes of the vocabulary, of a group",
    "forming.Plan.progress": "names of levels and whole numbers about a plan",
    "forming.Plan.levels": "names of levels and whole numbers about a plan",
    "billing.PracticeBilling.provider": "the practice's own name, address and public numbers",
    "billing.PracticeBilling.places": "codes of places of service, by the ids of sites",
    "billing.ClaimBatch.provider": "the practice's own details, as they were",
    "audit.Entry.detail": "ids and codes, hashed as they stand",
}

#: Shorter than this, or with choices, a text holds a code and not somebody's words.
CODE = 60


@pytest.mark.parametrize("model", our_models(), ids=lambda model: model._meta.label)
def test_every_field_is_classified_exactly_once(model: type[models.Model]) -> None:
    declared: FieldPrivacy = model.privacy  # type: ignore[attr-defined]
    said = Counter([*declared.clinical, *declared.identifying, *declared.plain])
    assert {name for name, times in said.items() if times > 1} == set(), "classified twice"
    assert set(said) == {field.name for field in own_fields(model)}


def test_what_is_private_is_sealed() -> None:
    readable = {
        label(model, field.name) for model, field, _ in private_fields() if not isinstance(field, Sealed)
    }
    assert readable == set(OPEN_ON_PURPOSE)


def test_what_is_sealed_is_private() -> None:
    private = {(model, field.name) for model, field, _ in private_fields()}
    sealed = {(m, f.name) for m in our_models() for f in own_fields(m) if isinstance(f, Sealed)}
    assert sealed <= private


def test_free_words_that_count_as_plain_are_listed_with_a_reason() -> None:
    found = {
        label(model, field.name)
        for model in our_models()
        for field in own_fields(model)
        if field.name in model.privacy.plain and _holds_words(field)  # type: ignore[attr-defined]
    }
    assert found == set(PLAIN_WORDS)


def _holds_words(field: models.Field) -> bool:  # type: ignore[type-arg]
    if isinstance(field, models.TextField | models.JSONField):
        return True
    longish = isinstance(field, models.CharField) and (field.max_length or 0) > CODE
    return (
        longish
        and not field.choices
        and not field.name.endswith(("hash", "index", "digest", "previous", "check"))
    )
