"""The audit chain as the owner sees it: acts, people and times; ids only, never what was read or written."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from uuid import UUID

from holdspace.audit import checkpoints
from holdspace.audit.log import newest_seq
from holdspace.audit.queries import Told, done_in
from holdspace.audit.reading import check_tail, mark_at
from holdspace.audit.rules.chain import START, Mark
from holdspace.desk.queries.record import staff_names
from holdspace.kernel.actors import Actor, Kind

PER_PAGE = 50
LONGEST_TAIL = 20_000
"""How many entries since the last signature a page checks; more of them are for `holdspace audit verify`."""


@dataclass(frozen=True, slots=True)
class Line:
    """One entry. `who` is empty for members, who are never named here, and for the system."""

    told: Told
    who: str


@dataclass(frozen=True, slots=True)
class Chain:
    """How far the chain is signed, and whether it is sound since; `sound` is None where nobody looked."""

    newest: int
    signed: int
    signed_at: datetime | None
    sound: bool | None


@dataclass(frozen=True, slots=True)
class AuditPage:
    """Some entries of the practice, the newest first; `older` is where the next page begins."""

    lines: list[Line]
    older: int | None
    chain: Chain


def audit_page(actor: Actor, before: int | None = None) -> AuditPage:
    """What was done in the actor's practice, up to just before entry `before`; a constant number of queries
    however long the chain is, for it is never counted."""
    found = done_in(actor.practice_id, before=before, limit=PER_PAGE + 1)
    shown = found[:PER_PAGE]
    names = staff_names(actor, [told.person_id for told in shown if told.kind is Kind.STAFF])
    return AuditPage(
        lines=[Line(told, _who(told, names)) for told in shown],
        older=shown[-1].seq if len(found) > PER_PAGE else None,
        chain=chain(),
    )


def chain() -> Chain:
    """The signatures, and every entry since the last of them. `holdspace audit verify` checks the whole."""
    signed, newest = _signed(_stamp()), newest_seq()
    last = signed.marks[-1] if signed.marks else START
    moment = datetime.fromisoformat(signed.checkpoints[-1].at) if signed.checkpoints else None
    if signed.problems or (newest - last.seq <= LONGEST_TAIL):
        return Chain(newest, last.seq, moment, not signed.problems and _sound_since(last))
    return Chain(newest, last.seq, moment, None)


def _sound_since(last: Mark) -> bool:
    return mark_at(last.seq) == last and not check_tail(last)[1]


def _stamp() -> tuple[int, int]:
    """When the file of signatures was last written, and how long it is."""
    path = checkpoints.file()
    state = path.stat() if path.exists() else None
    return (state.st_mtime_ns, state.st_size) if state else (0, 0)


@lru_cache(maxsize=2)
def _signed(stamp: tuple[int, int]) -> checkpoints.Signed:
    """The signatures, each of them checked, once for every state of their file."""
    return checkpoints.read()


def _who(told: Told, names: dict[UUID, str]) -> str:
    return names.get(told.person_id, "") if told.person_id else ""
