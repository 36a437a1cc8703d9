"""What kinds of file a record holds, who of the practice handles them, and which of them the member sees."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from holdspace.kernel.words import Words, say


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of file.

    `is_administrative`: coordinators may bring and read it, beside the member's therapists. `is_shared`: the
    member finds it under "my record". Both are also said by the database (`attachment_access_follows_kind`):
    whoever changes a kind writes a migration.
    """

    code: str
    words: Words
    is_administrative: bool = False
    is_shared: bool = False


KINDS: Final = (
    Kind("referral", say("letter of referral"), is_administrative=True),
    Kind("insurance", say("insurance card or approval"), is_administrative=True, is_shared=True),
    Kind("form", say("signed form or consent"), is_administrative=True, is_shared=True),
    Kind("drawing", say("drawing or picture of theirs"), is_shared=True),
    Kind("letter", say("letter or report about them")),
    Kind("other", say("something else, for their therapists alone")),
)

BY_CODE: Final = {kind.code: kind for kind in KINDS}
ADMINISTRATIVE: Final = tuple(kind for kind in KINDS if kind.is_administrative)
CODES_FOR_THE_DESK: Final = tuple(kind.code for kind in ADMINISTRATIVE)
CODES_FOR_THE_MEMBER: Final = tuple(kind.code for kind in KINDS if kind.is_shared)
