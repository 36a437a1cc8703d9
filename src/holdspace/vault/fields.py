"""Sealed fields: what a person said or is called, encrypted under that person's own key.

    brings = SealedText(domain=Domain.NARRATIVE, owner="member_id")

Reading the attribute opens the value, writing it keeps the plain text until the row is saved. `owner` names
the attribute with the id of the person (or group) whose key seals it; `reader`, where it is given, that of
the one of the staff for whom alone this key is. A sealed field cannot be filtered or sorted by, nor set
through `QuerySet.update`. A value whose key was destroyed reads as None."""

from __future__ import annotations

import json
from abc import ABC, abstractmethod
from typing import Any
from uuid import UUID

from django.db import models

from holdspace.vault import keyring
from holdspace.vault.keyring import Place
from holdspace.vault.roots import Domain


class Ciphertext(bytes):
    """A value as it lies in the database, not yet opened."""


class SealedAttribute:
    """Opens the value when it is first read."""

    def __init__(self, field: Sealed) -> None:
        self.field = field

    def __get__(self, instance: models.Model | None, owner: type | None = None) -> Any:
        if instance is None:
            return self
        name = self.field.attname
        if name not in instance.__dict__:
            instance.refresh_from_db(fields=[name])
        value = instance.__dict__[name]
        if isinstance(value, Ciphertext):
            value = instance.__dict__[name] = self.field.open(instance, value)
        return value

    def __set__(self, instance: models.Model, value: Any) -> None:
        instance.__dict__[self.field.attname] = value


class Sealed(models.Field[Any, Any], ABC):
    """The base of the sealed fields: a column of bytes.

    It is none of Django's `BinaryField`, whose placeholder may depend on the value: PostgreSQL then gets
    thousands of placeholders for many rows, instead of one array for each column.
    """

    descriptor_class = SealedAttribute

    def __init__(self, *, domain: Domain | str, owner: str, reader: str = "", **options: Any) -> None:
        self.domain = Domain(domain)
        self.owner, self.reader = owner, reader
        options |= {"null": True, "editable": False}
        options.setdefault("blank", True)
        super().__init__(**options)

    def get_internal_type(self) -> str:
        return "BinaryField"

    def deconstruct(self) -> tuple[str, str, Any, dict[str, Any]]:
        name, path, args, options = super().deconstruct()
        del options["editable"]
        own = {"domain": self.domain.value, "owner": self.owner}
        return name, path, args, options | own | ({"reader": self.reader} if self.reader else {})

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Ciphertext | None:
        return None if value is None else Ciphertext(bytes(value))

    def pre_save(self, instance: models.Model, add: bool) -> Ciphertext | None:
        value = instance.__dict__.get(self.attname)
        if value is None or isinstance(value, Ciphertext):
            return value
        return Ciphertext(keyring.seal(self.encode(value), self.place(instance)))

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        if value is not None and not isinstance(value, Ciphertext):
            raise TypeError(f"{self.name} is sealed: save the instance instead of updating or filtering.")
        return None if value is None else connection.Database.Binary(value)

    def place(self, instance: models.Model) -> Place:
        """What a value of this instance is bound to."""
        person: UUID = getattr(instance, self.owner)
        row: UUID = instance.pk
        reader: UUID | None = getattr(instance, self.reader) if self.reader else None
        return Place(instance._meta.db_table, str(self.column), row, person, self.domain, reader)

    def open(self, instance: models.Model, sealed: Ciphertext) -> Any:
        """The plain value, or None when its key was destroyed."""
        try:
            return self.decode(keyring.unseal(sealed, self.place(instance)))
        except keyring.Erased:
            return None

    def value_to_string(self, obj: models.Model) -> str:
        raise TypeError(f"{self.name} is sealed and is not serialised.")

    @abstractmethod
    def encode(self, value: Any) -> bytes:
        """The value as bytes, before sealing."""

    @abstractmethod
    def decode(self, value: bytes) -> Any:
        """The value from its bytes, after opening."""


class SealedText(Sealed):
    """A sealed text."""

    def encode(self, value: Any) -> bytes:
        return str(value).encode()

    def decode(self, value: bytes) -> str:
        return value.decode()


class SealedBytes(Sealed):
    """A sealed file. It can be large: a query that does not need it leaves it where it is (`defer`)."""

    def encode(self, value: Any) -> bytes:
        return bytes(value)

    def decode(self, value: bytes) -> bytes:
        return value


class SealedJSON(Sealed):
    """A sealed structure of plain JSON values: answers, scores, lists of words."""

    def encode(self, value: Any) -> bytes:
        return json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode()

    def decode(self, value: bytes) -> Any:
        return json.loads(value)
