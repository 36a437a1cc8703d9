"""What pages show: releases and corrections within reach, one release from all sides, a member's own,
disclosures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from holdspace.groups.models import Group
from holdspace.groups.queries import groups_of, member_for_clinician, members_led_by
from holdspace.kernel.actors import Actor
from holdspace.kernel.refusals import Missing
from holdspace.kernel.words import Words
from holdspace.members.models import Member
from holdspace.notes.models import Authorisation
from holdspace.notes.queries.apart import allowed_by
from holdspace.practice.roles import Permission
from holdspace.release import policies
from holdspace.release.models import Correction, Disclosure, ProtectedGroup, Release
from holdspace.release.queries.stock import Stock, stock_or_none
from holdspace.release.rules.bases import GROUNDS, Basis
from holdspace.release.rules.contents import Item, Withheld, from_stored
from holdspace.release.rules.parts import PART_WORDS, PURPOSE_WORDS, WHY_WORDS, Part, Purpose, Why
from holdspace.release.rules.states import OPEN, STATE_WORDS, State
from holdspace.vault import keyring
from holdspace.vault.roots import Domain

NONE = _("This page does not exist.")


@dataclass(frozen=True, slots=True)
class Line:
    """A release in a list."""

    row: Release
    name: str

    @property
    def state(self) -> Words:
        """Where it stands, in words."""
        return STATE_WORDS[State(self.row.state)]

    @property
    def purpose(self) -> Words:
        """What it is for, in words; of psychotherapy notes that it is them, and nothing besides."""
        return (
            PART_WORDS[Part.PSYCHOTHERAPY] if self.row.is_apart else PURPOSE_WORDS[Purpose(self.row.purpose)]
        )

    @property
    def recipient(self) -> str:
        """Who receives it, as far as it has been said."""
        return str((self.row.terms or {}).get("recipient", ""))

    @property
    def declined(self) -> str:
        """Why it was declined; empty where it was not."""
        return str((self.row.terms or {}).get("declined", ""))

    @property
    def is_open(self) -> bool:
        """Whether something can still happen."""
        return self.row.state in OPEN

    @property
    def can_fetch(self) -> bool:
        """Whether the member can fetch it themselves."""
        return (
            self.row.purpose == "own"
            and self.row.state in (State.SEALED, State.HANDED_OVER)
            and self.row.ended_at is None
        )


@dataclass(frozen=True, slots=True)
class Told:
    """A disclosure as it is told."""

    row: Disclosure

    @property
    def recipient(self) -> str:
        """To whom."""
        return str((self.row.said or {}).get("recipient", ""))

    @property
    def why(self) -> str:
        """What for: the purpose, and the sentence that was written; of psychotherapy notes what the
        authorisation says."""
        said = str((self.row.said or {}).get("why", ""))
        if self.row.basis == Basis.APART:
            return said
        return f"{PURPOSE_WORDS[Purpose(self.row.purpose)]}. {said}".strip()

    @property
    def what(self) -> list[Words]:
        """Which parts."""
        return [PART_WORDS[Part(each)] for each in self.row.parts]

    @property
    def ground(self) -> Words:
        """On which ground."""
        return GROUNDS[Basis(self.row.basis)].words

    @property
    def counted(self) -> bool:
        """Whether 45 CFR 164.528 wants it in the accounting that somebody asks for."""
        return GROUNDS[Basis(self.row.basis)].counted

    @property
    def code(self) -> str:
        """The number of the release; empty for whoever may not see the release itself."""
        return str(getattr(self.row, "number", ""))


@dataclass(frozen=True, slots=True)
class Requests:
    """What waits for a clinician: releases, corrections, and which of their groups are protected."""

    waiting: list[Line]
    ended: list[Line]
    corrections: list[Correction]
    may_answer: bool
    """Whether the reader answers what members want corrected, or only sees that it was asked."""
    groups: list[tuple[Group, bool]]


@dataclass(frozen=True, slots=True)
class Shown:
    """One item of the preview."""

    item: Item
    part: Words
    found: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Kept:
    """One line of what is withheld; `back` is the key with which it can go in again."""

    what: str
    why: Words
    back: str


@dataclass(frozen=True, slots=True)
class ReleasePage:
    """One release from all sides."""

    line: Line
    member: Member
    items: list[Shown]
    withheld: list[Kept]
    hits: list[dict[str, str]]
    stands: list[dict[str, str]]
    may_approve: bool
    may_fill: bool
    is_filled: bool
    """Whether there is anything in it that the reader of the page may read."""

    @property
    def row(self) -> Release:
        """The release itself."""
        return self.line.row

    @property
    def notes(self) -> int:
        """How many psychotherapy notes go: all that whoever approves is told of them."""
        return int((self.row.terms or {}).get("notes", 0))

    @property
    def ground(self) -> Words:
        """The legal ground, in words."""
        return GROUNDS[Basis(self.row.basis)].words


@dataclass(frozen=True, slots=True)
class Own:
    """A member's own page: what they asked for, what they want corrected, what left the house, and what they
    allowed about psychotherapy notes."""

    releases: list[Line]
    corrections: list[Correction]
    told: list[Told]
    allowed: list[Authorisation]


def requests(actor: Actor) -> Requests:
    """Everything within reach; a constant number of queries."""
    rows = list(Release.visible_to(actor).order_by("-asked_at", "-id")[:200])
    corrections = list(Correction.visible_to(actor).order_by("-asked_at", "-id")[:100])
    about = [row.member_id for row in rows] + [each.member_id for each in corrections]
    people = _names(actor, about)
    lines = [Line(row, people.get(row.member_id, "")) for row in rows]
    for each in corrections:
        each.name = people.get(each.member_id, "")  # type: ignore[attr-defined]
    groups = list(groups_of(actor))
    protected = set(ProtectedGroup.visible_to(actor).values_list("group_id", flat=True))
    return Requests(
        waiting=[line for line in lines if line.is_open],
        ended=[line for line in lines if not line.is_open],
        corrections=corrections,
        may_answer=actor.may(Permission.CLINICAL_WRITE),
        groups=[(group, group.pk in protected) for group in groups],
    )


def release_for(actor: Actor, pk: UUID) -> Release:
    """A release that the actor may see; Missing otherwise."""
    row = Release.visible_to(actor).filter(pk=pk).first()
    if row is None:
        raise Missing(NONE)
    return row


def correction_for(actor: Actor, pk: UUID) -> Correction:
    """A correction that the actor may see; Missing otherwise."""
    row = Correction.visible_to(actor).filter(pk=pk).first()
    if row is None:
        raise Missing(NONE)
    return row


def release_page(actor: Actor, pk: UUID) -> ReleasePage:
    """One release, what is in it, beside what is withheld and why. The caller records the read."""
    staff = ("author", "asked_by", "prepared_by", "first_by", "second_by", "sealed_by", "handed_over_by")
    row = Release.visible_to(actor).filter(pk=pk).select_related(*staff).first()
    if row is None:
        raise Missing(NONE)
    member = member_for_clinician(actor, row.member_id)
    keyring.warm([member.pk], Domain.IDENTITY, Domain.FILES)
    may_fill = policies.can_fill(actor, row)
    stock = stock_or_none(row, actor) if may_fill else None
    items, withheld = _both_sides(stock) if stock else ([], [])
    return ReleasePage(
        line=Line(row, member.chosen_name or ""),
        member=member,
        items=items,
        withheld=withheld,
        hits=list(stock.hits or ()) if stock else [],
        stands=list((stock.choices or {}).get("stands", ())) if stock else [],
        may_approve=policies.can_approve(actor, row),
        may_fill=may_fill,
        is_filled=stock is not None and stock.contents is not None,
    )


def own_page(actor: Actor) -> Own:
    """What a member asked for and allowed, and what left the house about them; a few queries."""
    keyring.warm([actor.person_id], Domain.FILES, Domain.NARRATIVE, Domain.PROGRESS)
    return Own(
        releases=[Line(row, "") for row in Release.visible_to(actor).order_by("-asked_at", "-id")[:50]],
        corrections=list(Correction.visible_to(actor).order_by("-asked_at", "-id")[:50]),
        told=disclosures(actor),
        allowed=allowed_by(actor),
    )


def disclosures(actor: Actor) -> list[Told]:
    """What left the house, the newest first."""
    rows = list(Disclosure.visible_to(actor).order_by("-at", "-id")[:500])
    codes = dict(_codes(actor, rows))
    keyring.warm({row.member_id for row in rows}, Domain.FILES)
    for row in rows:
        row.number = codes.get(row.release_id, "")  # type: ignore[attr-defined]
    return [Told(row) for row in rows]


def _codes(actor: Actor, rows: Sequence[Disclosure]) -> QuerySet[Release, tuple[UUID, str]]:
    found = Release.visible_to(actor).filter(pk__in=[row.release_id for row in rows])
    return found.values_list("pk", "code")


def _names(actor: Actor, ids: Sequence[UUID]) -> dict[UUID, str]:
    people = list(members_led_by(actor).filter(pk__in=set(ids)))
    keyring.warm((each.pk for each in people), Domain.IDENTITY, Domain.FILES, Domain.NARRATIVE)
    return {each.pk: each.chosen_name or "—" for each in people}


def _both_sides(row: Stock) -> tuple[list[Shown], list[Kept]]:
    if row.contents is None:
        return [], []
    left = {key: Why(each["why"]) for key, each in (row.choices or {}).get("left_out", {}).items()}
    contents = from_stored(row.contents).without(left)
    found: dict[str, list[str]] = {}
    for hit in row.hits or ():
        found.setdefault(hit["item"], []).append(hit["found"])
    items = [Shown(item, PART_WORDS[item.part], tuple(found.get(item.key, ()))) for item in contents.items]
    return items, [_kept(each) for each in contents.withheld]


def _kept(each: Withheld) -> Kept:
    what = str(PART_WORDS[each.part]) if each.part else ""
    if each.at:
        what = f"{what}, {each.at[:10]}"
    elif each.n > 1:
        what = f"{what} ({each.n})"
    return Kept(what, WHY_WORDS[each.why], each.key)
