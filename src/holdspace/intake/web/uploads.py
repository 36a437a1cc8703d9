"""Which files referrals arrive in: one, on its page, from a coordinator."""

from __future__ import annotations

from typing import ClassVar, Final

from holdspace.practice.roles import Permission
from holdspace.ui.uploads import PageUpload

MOST_BYTES: Final = 2 * 1024**2
ENVELOPE: Final = 64 * 1024
"""Bytes of a request around its file: the other fields and the lines between them."""


class ReferralUpload(PageUpload):
    """The file of referrals."""

    page: ClassVar[str] = "intake:import"
    permission: ClassVar[str] = Permission.INTAKE_EDIT
    most_bytes: ClassVar[int] = MOST_BYTES + ENVELOPE
