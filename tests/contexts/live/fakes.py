"""One small world in memory that is both gate and feed, held to the same contracts as the real ones."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid4

from holdspace.live.lines import Admission, Kind, Part, Why, door_of, room_of
from holdspace.live.relay import Change


@dataclass
class SmallWorld:
    """Tuesdays with Ana and Bo (and as many more as a test asks for), one session running."""

    session_id: UUID = field(default_factory=uuid4)
    group_id: UUID = field(default_factory=uuid4)
    version: int = 3
    users: dict[str, UUID] = field(default_factory=dict)
    tokens: dict[str, UUID] = field(default_factory=dict)
    belonging: set[UUID] = field(default_factory=set)
    acts: list[Change] = field(default_factory=list)
    asked: list[UUID] = field(default_factory=list)
    broken: bool = False
    parts: dict[str, Part] = field(default_factory=dict)
    """In the session: as what somebody listens, where it is not as a listener."""

    def __post_init__(self) -> None:
        for name in ("ana", "bo", "dana"):
            self.sign_in(name, belongs=name != "dana")

    @property
    def gate(self) -> SmallWorld:
        return self

    @property
    def feed(self) -> SmallWorld:
        return self

    def sign_in(self, name: str, *, belongs: bool = True) -> None:
        self.users[name] = self.tokens[f"token-of-{name}"] = uuid4()
        if belongs:
            self.belonging.add(self.users[name])

    # Gate

    async def admit(self, cookies: dict[str, str], kind: Kind, subject_id: UUID) -> Admission | None:
        self.fail_if_broken()
        user_id = self.tokens.get(cookies.get("sessionid", ""))
        rooms = {"session": self.session_id, "group": self.group_id}
        if user_id is None or user_id not in self.belonging or rooms[kind] != subject_id:
            return None
        room, part = room_of(kind, subject_id), self.parts.get(self.name_of(user_id), Part.LISTENER)
        if kind == "group" or part is Part.LISTENER:
            return Admission(user_id, room, self.version)
        if part is Part.AT_THE_DOOR:
            room = door_of(subject_id, user_id)
        return Admission(user_id, room, self.version, part, subject_id, user_id)

    def name_of(self, user_id: UUID) -> str:
        return next(name for name, user in self.users.items() if user == user_id)

    async def still(self, admission: Admission) -> bool:
        self.fail_if_broken()
        self.asked.append(admission.user_id)
        return admission.user_id in self.belonging and admission.user_id in self.tokens.values()

    # Feed

    async def newest(self) -> int:
        self.fail_if_broken()
        return len(self.acts)

    async def after(self, cursor: int) -> Sequence[Change]:
        self.fail_if_broken()
        return self.acts[cursor:]

    def fail_if_broken(self) -> None:
        if self.broken:
            raise ConnectionError("the database is away")

    # What happens

    def cookies_of(self, name: str) -> dict[str, str]:
        return {"sessionid": f"token-of-{name}"}

    def user_id_of(self, name: str) -> UUID:
        return self.users[name]

    def act(self, name: str, **about: Any) -> None:
        self.acts.append(Change(seq=len(self.acts) + 1, act=name, **about))

    def mark_somebody_arrived(self) -> int:
        self.version += 1
        rooms = (room_of("session", self.session_id), room_of("group", self.group_id))
        self.act("seat_marked", rooms=rooms, version=self.version)
        return self.version

    def remove_from_group(self, name: str) -> None:
        self.belonging.discard(self.users[name])
        self.act("member_removed", rights=True, user_id=self.users[name])

    def remove_bo_from_group(self) -> UUID:
        self.remove_from_group("bo")
        return self.users["bo"]

    def sign_out(self, name: str) -> None:
        del self.tokens[f"token-of-{name}"]
        self.act("signed_out", rights=True, user_id=self.users[name], why=Why.SIGNED_OUT)

    def do_something_else(self) -> None:
        self.act("note_signed")
