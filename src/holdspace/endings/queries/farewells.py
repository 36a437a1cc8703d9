"""A farewell as its writers see it, and as those who hold it do."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from holdspace.endings.models import Farewell, Gift, OwnWords
from holdspace.endings.policies import NOT_HERE
from holdspace.endings.rules.standing import Standing
from holdspace.endings.rules.ways import receivers
from holdspace.groups.queries import SeatedMember, circle, circle_ids
from holdspace.kernel.actors import Actor
from holdspace.kernel.refusals import Missing
from holdspace.vault import keyring
from holdspace.vault.roots import Domain


@dataclass(frozen=True, slots=True)
class To:
    """A word to somebody, written or not."""

    receiver_id: UUID
    name: str
    gift: Gift | None

    @property
    def is_back(self) -> bool:
        """Whether a leader gave it back."""
        return self.gift is not None and self.gift.standing == Standing.BACK


@dataclass(frozen=True, slots=True)
class Sheet:
    """Everything that one member writes at a farewell. `leaver` is who leaves, "" where all part."""

    farewell: Farewell
    leaver: str
    is_mine: bool
    own: OwnWords | None
    to: list[To]

    @property
    def is_begun(self) -> bool:
        """Whether anything was written."""
        return (self.own is not None and bool(self.own.takes or self.own.leaves)) or any(
            each.gift for each in self.to
        )


@dataclass(frozen=True, slots=True)
class Held:
    """A word that a leader holds."""

    gift: Gift
    by: str
    to: str

    @property
    def waits(self) -> bool:
        return self.gift.standing == Standing.WAITING


@dataclass(frozen=True, slots=True)
class Writer:
    """Whether somebody has written, by seat; never what."""

    person: SeatedMember
    has_written: bool


@dataclass(frozen=True, slots=True)
class Holding:
    """A farewell for its leaders."""

    farewell: Farewell
    leaver: str
    writers: list[Writer]
    held: list[Held]
    is_ready: bool
    """Whether something would be handed over now."""

    @property
    def members(self) -> set[UUID]:
        """Whose words stand on the page."""
        return {each.gift.giver_id for each in self.held}

    @property
    def waits(self) -> bool:
        return any(each.waits for each in self.held)


def farewell_for(actor: Actor, pk: UUID) -> Farewell:
    """A farewell that the actor may know of; Missing otherwise."""
    rows = Farewell.visible_to(actor).select_related("group__practice", "leaving__membership", "closing")
    row = rows.filter(pk=pk).first()
    if row is None:
        raise Missing(NOT_HERE)
    return row


def gift_for(actor: Actor, pk: UUID) -> Gift:
    """A word that the actor gave, or holds; Missing otherwise."""
    rows = Gift.visible_to(actor).select_related("farewell", "group__practice")
    row = rows.filter(pk=pk).first()
    if row is None:
        raise Missing(NOT_HERE)
    return row


def leaver_id(farewell: Farewell) -> UUID | None:
    """Who leaves; None where the whole circle parts."""
    return farewell.leaving.member_id if farewell.leaving is not None else None


def receivers_for(actor: Actor, farewell: Farewell) -> list[UUID]:
    """To whom the actor may write. To nobody where a leaving was taken back that the circle no longer reads:
    without it this would look like a farewell of all.
    """
    if farewell.leaving_id is not None and farewell.leaving is None:
        return []
    sitting = circle_ids(farewell.group, since=farewell.opened_at)
    return receivers(actor.person_id, sitting, leaver_id(farewell))


def sheet(actor: Actor, farewell: Farewell) -> Sheet:
    """What a member wrote so far, and to whom they may write; five queries, whatever the size of the
    circle.
    """
    people = {each.member_id: each.name for each in circle(farewell.group)}
    given = {row.receiver_id: row for row in Gift.visible_to(actor).filter(farewell=farewell)}
    to = receivers_for(actor, farewell)
    leaver = leaver_id(farewell)
    return Sheet(
        farewell=farewell,
        leaver=people.get(leaver, "") if leaver else "",
        is_mine=leaver == actor.person_id,
        own=own_words(actor, farewell),
        to=[To(each, people.get(each, "—"), given.get(each)) for each in to],
    )


def own_words(actor: Actor, farewell: Farewell) -> OwnWords | None:
    """What the actor takes and leaves."""
    return OwnWords.visible_to(actor).filter(farewell=farewell).first()


def gift_to(actor: Actor, farewell: Farewell, receiver_id: UUID) -> To:
    """One word, written or not; Missing for somebody to whom the actor does not write."""
    found = next((each for each in sheet(actor, farewell).to if each.receiver_id == receiver_id), None)
    if found is None:
        raise Missing(NOT_HERE)
    return found


def holding(actor: Actor, farewell: Farewell) -> Holding:
    """Who has written, and what a leader holds; seven queries or fewer. The caller records the read."""
    seated = circle(farewell.group)
    wrote = {
        *Gift.unscoped.filter(farewell=farewell).values_list("giver", flat=True),
        *OwnWords.unscoped.filter(farewell=farewell).values_list("member", flat=True),
    }
    rows = list(Gift.visible_to(actor).filter(farewell=farewell).select_related("giver", "receiver", "group"))
    people = {person for row in rows for person in (row.giver_id, row.receiver_id)}
    keyring.warm(people, Domain.IDENTITY, Domain.NARRATIVE)
    leaver = leaver_id(farewell)
    ready = Gift.unscoped.filter(farewell=farewell, standing=Standing.READY).exists()
    return Holding(
        farewell=farewell,
        leaver=next((each.name for each in seated if each.member_id == leaver), "—") if leaver else "",
        writers=[Writer(each, each.member_id in wrote) for each in seated],
        held=[_held(row) for row in sorted(rows, key=lambda row: (row.written_at, row.pk))],
        is_ready=ready,
    )


def _held(row: Gift) -> Held:
    return Held(row, row.giver.chosen_name or "—", row.receiver.chosen_name or "—")
