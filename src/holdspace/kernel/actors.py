"""Who acts: a person signed in, or the system itself. Plain values; rights by relation live in `groups`."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from holdspace.kernel.ids import NOBODY


class Kind(StrEnum):
    """What kind of actor it is."""

    ANONYMOUS = "anonymous"
    MEMBER = "member"
    STAFF = "staff"
    SYSTEM = "system"


@dataclass(frozen=True, slots=True)
class Actor:
    """Somebody who asks for something.

    Ids that do not apply are NOBODY rather than None, for a query that compares with None would match
    rows without an owner. `person_id` is the id of the member or the staff record; `permissions` are
    what the roles of this person allow in the practice (values of `practice.Permission`). Whether a
    permission reaches one group is a relation and is asked of `groups.policies`. `language` and `time_zone`
    are this person's own; `practice_zone` is the clock on the practice's wall, empty where there is none.
    """

    kind: Kind
    user_id: UUID = NOBODY
    practice_id: UUID = NOBODY
    person_id: UUID = NOBODY
    roles: frozenset[str] = field(default_factory=frozenset)
    permissions: frozenset[str] = field(default_factory=frozenset)
    language: str = "en"
    time_zone: str = "UTC"
    practice_zone: str = ""
    second_factor: bool = False
    authenticated_at: datetime | None = None

    def may(self, permission: str) -> bool:
        """Whether this actor's roles hold `permission` at all."""
        return permission in self.permissions

    @property
    def lives_elsewhere(self) -> bool:
        """Whether times have to say on which clock they are: this person's is not the practice's."""
        return bool(self.practice_zone) and self.time_zone != self.practice_zone

    @property
    def staff_id(self) -> UUID | None:
        """The staff record, for columns that name who of the staff did something."""
        return self.person_id if self.is_staff else None

    @property
    def account_id(self) -> UUID | None:
        """The account, for columns that name who did something."""
        return None if self.user_id == NOBODY else self.user_id

    @property
    def is_member(self) -> bool:
        return self.kind is Kind.MEMBER

    @property
    def is_staff(self) -> bool:
        return self.kind is Kind.STAFF

    @property
    def is_system(self) -> bool:
        return self.kind is Kind.SYSTEM


ANONYMOUS = Actor(Kind.ANONYMOUS)


def system_actor(practice_id: UUID = NOBODY) -> Actor:
    """The system acting on its own: the worker, the command line, an import."""
    return Actor(Kind.SYSTEM, practice_id=practice_id)
