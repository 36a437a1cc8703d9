"""How private a field is. Every field of every model is classified; a contract test holds that."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Privacy(StrEnum):
    """From worst to least: what a person said or scored, who a person is, and the rest."""

    CLINICAL = "clinical"
    IDENTIFYING = "identifying"
    PLAIN = "plain"


@dataclass(frozen=True, slots=True)
class FieldPrivacy:
    """The classification of one model's fields, by name; what stands in none of the three is undeclared."""

    clinical: frozenset[str]
    identifying: frozenset[str]
    plain: frozenset[str]

    def of(self, name: str) -> Privacy | None:
        """The class of the field `name`, or None when nobody has classified it."""
        for kind in Privacy:
            if name in getattr(self, kind.value):
                return kind
        return None


def fields(*, clinical: str = "", identifying: str = "", plain: str = "") -> FieldPrivacy:
    """Classify fields by their names, separated by spaces: `fields(clinical="text", plain="id at")`."""
    return FieldPrivacy(frozenset(clinical.split()), frozenset(identifying.split()), frozenset(plain.split()))
