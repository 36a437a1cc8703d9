"""Canaries: a unique word in every private field of everybody, so that a leak says what leaked and of whom.

A status code cannot show that Bo stands inside Ana's page. `tests.furnishing`
gives the cast a full life, `plant` writes a canary into each private field
by the models' own privacy declarations, and `Canaries.found` names those that stand in a text.

Numbers cannot sing: what has to stay a score, a choice or an answer keeps its value (`SILENT`).
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import cycle
from typing import Any

from django.db import models, transaction

from holdspace.accounts.models import User
from holdspace.endings.models import Kept, OwnWords
from holdspace.feedback.models import Reflection
from holdspace.groups.models import Group
from holdspace.kernel.privacy import Privacy
from holdspace.members.models import Member
from holdspace.practice.models import Staff
from holdspace.vault.scope import acting_as
from tests.cast import Cast
from tests.contracts.models import label, private_fields

CANARY = re.compile(r"qx[a-z]{12}")
_ANY_CASE = re.compile(r"qx[a-z]{12}", re.IGNORECASE)
_TELEPHONE = re.compile(r"7700[\s  -]?(9\d\d)[\s  -]?(\d\d\d)")
_YEAR = re.compile(r"(?<![\w-])(19[2-6]\d)(?!\w)")

#: Private, but bound to a shape in which no word can stand.
SILENT = {
    "intake.Screening.facts": "codes and numbers",
    "intake.Waiting.available": "hours of a week",
    "intake.Referral.available": "hours of a week",
    "intake.Apart.kind": "one of six words",
    "forming.PlanTold.told": "sentences made of ids and codes",
    "sessions.CheckIn.openness": "a number from 1 to 5",
    "sessions.SessionRating.answers": "numbers from 0 to 10",
    "measures.Administration.answers": "numbers from 0 to 3",
    "notes.GroupNote.stage": "one of five words",
    "notes.GroupNote.factors": "codes of eleven factors",
    "billing.Account.diagnoses": "codes of ICD-10-CM",
    "circle.Post.themes": "codes of the vocabulary",
    "circle.Post.vector": "numbers",
    "live.Speaking.tally": "ids, times and numbers",
    "correspondence.Device.subscription": "an address of a push service, and keys",
    "circle.Told.themes": "codes of the vocabulary",
    "feedback.Choice.words": "codes of the list of adjectives",
    "feedback.Picture.own": "codes of the list of adjectives",
    "feedback.Picture.others": "codes of the list of adjectives",
    "outcomes.Attainment.levels": "numbers from -2 to 2",
    "measures.Administration.result": "numbers and names of bands",
    "safety.Concern.source": "one of three words",
    "safety.Concern.severity": "one of two words",
    "safety.Incident.kind": "one of six words",
    "release.Release.files": "finished files: of what stands in `contents`",
    "release.Release.container": "the same, encrypted",
    "release.Release.choices": "keys of items, and words of `hits`",
    "release.ApartPackage.files": "finished files: of what stands in `contents`",
    "release.ApartPackage.choices": "keys of items, and words of `hits`",
    "release.Disclosure.said": "written once, never again: the database refuses it",
}


@dataclass(frozen=True, slots=True)
class Canary:
    """One private field of one row: whose it is, and in which group it was said."""

    practice: str
    where: str
    kind: Privacy
    member: str = ""
    staff: str = ""
    group: str = ""
    kept_private: bool = False
    to_circle: bool = True
    """Whether its writer, or who gave it, lets the circle read it."""
    reader: str = ""
    """The other member who may read it: for whom it was released."""
    writers: frozenset[str] = frozenset()
    """Those of the staff between whom it stays; empty where everybody who treats may read it."""
    is_shared: bool = False
    """A file that the member it is about may have as well."""
    is_administrative: bool = False
    """A file that coordinators may have."""

    def __str__(self) -> str:
        return f"{self.where} of {self.practice} {self.member or self.staff or self.group}"


@dataclass
class Canaries:
    """Everything that was planted, by the word (or telephone number, or year of birth) that gives it away."""

    words: dict[str, Canary] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.words)

    def __ior__(self, other: Canaries) -> Canaries:
        self.words |= other.words
        return self

    def found(self, text: str) -> set[Canary]:
        """The canaries that stand in `text`."""
        numbers = {"".join(match) for match in _TELEPHONE.findall(text)} | set(_YEAR.findall(text))
        return self.said(text) | {self.words[number] for number in numbers if number in self.words}

    def said(self, text: str) -> set[Canary]:
        """The canaries that are words; for texts in which every number may stand by chance."""
        words = {match.lower() for match in _ANY_CASE.findall(text)}
        return {self.words[word] for word in words if word in self.words}


# --- Planting --------------------------------------------------------------------------------------------


def plant(cast: Cast, practice: str = "") -> Canaries:
    """Write a canary into every private field of this practice's rows, and say where each one sits."""
    planted = Canaries()
    names = Belonging(cast)
    with acting_as(cast.system), transaction.atomic():
        by_model: dict[type[models.Model], list[tuple[models.Field, Privacy]]] = {}  # type: ignore[type-arg]
        for model, column, kind in private_fields():
            if label(model, column.name) not in SILENT:
                by_model.setdefault(model, []).append((column, kind))
        for model, columns in by_model.items():
            for row in _rows(model, cast):
                for column, kind in columns:
                    if getattr(row, "removed_at", None) and column.name in ("title", "content"):
                        continue  # what was taken out has none
                    word, value = _sing(model, row, column.name)
                    setattr(row, column.name, value)
                    planted.words[word] = Canary(practice, label(model, column.name), kind, **names.of(row))
                row.save()
    _refresh(cast)
    return planted


def _rows(model: type[models.Model], cast: Cast) -> list[models.Model]:
    if model is User:
        people = [*cast.staff.values(), *cast.members.values()]
        return list(User.objects.filter(pk__in=[person.user_id for person in people]))
    return list(model.unscoped.filter(practice=cast.practice))  # type: ignore[attr-defined]


def _refresh(cast: Cast) -> None:
    """The cast's own copies learn their new names."""
    with acting_as(cast.system), transaction.atomic():
        for people in (cast.users, cast.staff, cast.members):
            for person in people.values():
                person.refresh_from_db()


def _sing(model: type[models.Model], row: models.Model, column: str) -> tuple[str, Any]:
    """What gives this field away, and the value that holds it."""
    word = _word(f"{label(model, column)} {row.pk}")
    shape = _SHAPES.get(label(model, column))
    if shape is not None:
        return shape(row, word)
    if column in ("chosen_name", "given_name", "family_name", "display_name"):
        return word, word.title()
    return word, f"{word} said so"


def _word(seed: str) -> str:
    digest = hashlib.sha256(seed.encode()).digest()
    return "qx" + "".join(chr(97 + byte % 26) for byte in digest[:12])


def _telephone(row: models.Model, word: str) -> tuple[str, Any]:
    """A number from the range kept for fiction, whose last six digits tell rows apart."""
    digits = f"9{int(hashlib.sha256(word.encode()).hexdigest(), 16) % 100_000:05}"
    return digits, f"+44 7700 {digits}"


def _contact(row: models.Model, word: str) -> tuple[str, Any]:
    return _telephone(row, word) if row.kind == "phone" else _address(row, word)  # type: ignore[attr-defined]


def _address(row: models.Model, word: str) -> tuple[str, Any]:
    return word, f"{word}@example.org"


_years = cycle(range(1920, 1970))


def _birth(row: models.Model, word: str) -> tuple[str, Any]:
    """A year of birth that nobody else has."""
    year = next(_years)
    return str(year), f"{year}-03-14"


def _contents(row: models.Model, word: str) -> Any:
    """What a release holds, where it holds something, with the word in its one item."""
    contents = row.contents  # type: ignore[attr-defined]
    if contents is None:
        return None
    [item] = contents["items"]
    return contents | {"items": [item | {"lines": [["Plan", f"{word} said so"]]}]}


_SHAPES: dict[str, Callable[[models.Model, str], tuple[str, Any]]] = {
    "accounts.User.email": _address,
    "members.Contact.value": _contact,
    "members.EmergencyContact.phone": _telephone,
    "members.Member.birth_date": _birth,
    "intake.Referral.birth_date": _birth,
    "intake.Referral.phone": _telephone,
    "intake.Referral.email": _address,
    "notes.GroupNote.parts": lambda row, word: (word, {str(row.signed_by_id or ""): f"{word} said so"}),
    "notes.Override.found": lambda row, word: (word, [word]),
    "attachments.Attachment.content": lambda row, word: (word, f"{word} was drawn".encode()),
    "release.Release.terms": lambda row, word: (
        word,
        {"recipient": f"{word} said so", "why": "why", "reference": ""},
    ),
    "release.Release.contents": lambda row, word: (word, _contents(row, word)),
    "release.Release.hits": lambda row, word: (
        word,
        [{"place": "Note", "found": word, "kind": "name", "item": "notes:1"}]
        if row.state == "prepared"  # type: ignore[attr-defined]
        else [],
    ),
    "release.ApartPackage.contents": lambda row, word: (word, _contents(row, word)),
    "release.ApartPackage.hits": lambda row, word: (
        word,
        [{"place": "Note", "found": word, "kind": "name", "item": "psychotherapy:1"}],
    ),
    "billing.Account.details": lambda row, word: (word, {**row.details, "subscriber_id": word}),
    "billing.Claim.content": lambda row, word: (word, {**row.content, "subscriber_id": word}),
    "outcomes.Goal.steps": lambda row, word: (word, {"1": word}),
    "outcomes.GoalWording.steps": lambda row, word: (word, {"1": word}),
    "safety.SafetyPlan.contents": lambda row, word: (word, {"lines": {"signs": [f"{word} said so"]}}),
    "aftercare.LapsePlan.contents": lambda row, word: (word, {"lines": {"signs": [f"{word} said so"]}}),
}


class Belonging:
    """Whose a row is, in the cast's short names."""

    def __init__(self, cast: Cast) -> None:
        self._member = {member.pk: name for name, member in cast.members.items()}
        self._staff = {staff.pk: name for name, staff in cast.staff.items()}
        self._user = {user.pk: name for name, user in cast.users.items()}
        self._group = {group.pk: key for key, group in cast.groups.items()}

    def of(self, row: models.Model) -> dict[str, Any]:
        """The parts of a `Canary` that say whose it is."""
        if isinstance(row, User):
            name = self._user[row.pk]
            return {"member" if name in self._member.values() else "staff": name}
        if isinstance(row, Staff):
            return {"staff": self._staff[row.pk]}
        if isinstance(row, Member):
            return {"member": self._member[row.pk]}
        if isinstance(row, Group):
            return {"group": self._group[row.pk]}
        return {
            "member": self._member.get(self._person(row), ""),
            "group": self._group.get(self._reach(row, "group_id"), ""),
            "kept_private": getattr(row, "share", "") == "nobody"
            or getattr(row, "standing", "") == "private"
            or isinstance(row, Reflection | OwnWords | Kept),
            "writers": self._writers(row),
            "is_shared": getattr(row, "is_shared", False),
            "is_administrative": getattr(row, "is_administrative", False),
            "to_circle": getattr(row, "to_circle", True),
        } | self._between(row)

    def name(self, member_id: object) -> str:
        """What a member is called in the stories; empty for nobody."""
        return self._member.get(member_id, "")  # type: ignore[call-overload, no-any-return]

    def _between(self, row: Any) -> dict[str, str]:
        """Words of one member for another: whose they are, and who may read them once they are released."""
        if not hasattr(row, "receiver_id"):
            return {}
        reader = self._member.get(row.receiver_id, "") if getattr(row, "released_at", None) else ""
        return {"member": self._member.get(row.giver_id, ""), "reader": reader}

    def _writers(self, row: Any) -> frozenset[str]:
        """The author among the staff, or the two between whom something is said."""
        ids = (getattr(row, name, None) for name in ("author_id", "trainee_id", "supervisor_id"))
        return frozenset(self._staff[id] for id in ids if id in self._staff)

    def _person(self, row: Any) -> Any:
        """Who said it, under whatever name the row has for them."""
        names = ("member_id", "author_id", "giver_id")
        return next((found for name in names if (found := self._reach(row, name))), None)

    def _reach(self, row: Any, name: str) -> Any:
        """The id on the row itself, or on what it belongs to (its session, its note)."""
        if row is None or getattr(row, name, None) is not None:
            return getattr(row, name, None)
        held = {column.name for column in row._meta.concrete_fields if column.is_relation}
        steps = held & {"session", "note", "group_note", "agreement", "concern"}
        above = (getattr(row, step) for step in sorted(steps))
        return next(
            (found for step in above if step is not None and (found := self._reach(step, name))), None
        )
