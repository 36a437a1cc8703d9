"""What a practice has on record of a person, as far as a note could give it away, and what is found of it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias
from uuid import UUID

PersonId: TypeAlias = UUID | str


class Kind(StrEnum):
    """What was found."""

    NAME = "name"
    INITIALS = "initials"
    CONTACT = "contact"
    PHONE = "phone"
    MAIL = "mail"
    HANDLE = "handle"
    ADDRESS = "address"
    EMPLOYER = "employer"


class Field(StrEnum):
    """Where it stands in the record."""

    NAME = "name"
    CHOSEN_NAME = "chosen_name"
    LEGAL_FIRST = "legal_first"
    LEGAL_LAST = "legal_last"
    NICKNAME = "nickname"
    EMAIL = "email"
    PHONE = "phone"
    HANDLE = "handle"
    ADDRESS = "address"
    EMPLOYER = "employer"
    PARTNER = "partner"
    EMERGENCY_CONTACT = "emergency_contact"
    CONTACT = "contact"


NAMES = frozenset({Field.NAME, Field.CHOSEN_NAME, Field.LEGAL_FIRST, Field.LEGAL_LAST, Field.NICKNAME})
"""What the person themself is called."""

PEOPLE_AROUND = frozenset({Field.PARTNER, Field.EMERGENCY_CONTACT, Field.CONTACT})
"""Fields that hold other people's names, numbers and addresses."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing on record, as the practice wrote it."""

    field: Field
    text: str


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody of the group, as the discretion check knows them.

    `names`: chosen, given, family and nicknames, in any order, each as written by the practice.
    `contacts`: the names, telephone numbers, mail addresses and account names of this person and of the
    people around them. `record`: the same with the field told, and everything else.
    """

    id: PersonId
    names: tuple[str, ...] = ()
    contacts: tuple[str, ...] = ()
    record: tuple[Entry, ...] = ()

    def entries(self) -> tuple[Entry, ...]:
        """Everything on record, in one list."""
        names = (Entry(Field.NAME, name) for name in self.names)
        return (*names, *self.record, *(Entry(Field.CONTACT, contact) for contact in self.contacts))
