"""Rows about members, read with what is sealed in them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

from holdspace.safety.models import Concern, Incident
from holdspace.vault import keyring
from holdspace.vault.roots import Domain

Row = TypeVar("Row", Concern, Incident)


def opened(rows: Iterable[Row]) -> list[Row]:
    """The rows, with the keys of everybody whom they are about fetched at once."""
    found = list(rows)
    keyring.warm({each.member_id for each in found}, Domain.IDENTITY, Domain.PROGRESS)
    return found
