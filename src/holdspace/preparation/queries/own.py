"""What a member sees before their first session, and of who joins, who sits with whom, who is back."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from holdspace.agreements.models import Agreement, Signature
from holdspace.groups.models import Group, Membership, circles_of
from holdspace.groups.queries import Leader, leaders_of
from holdspace.kernel import clock
from holdspace.kernel.actors import Actor
from holdspace.kernel.refusals import Missing
from holdspace.preparation.models import BuddyAsk, Hopes, StepDone, Welcome, arriving, joined_running
from holdspace.preparation.policies import NOT_HERE
from holdspace.preparation.queries.absence import rule_of
from holdspace.preparation.rules import absence
from holdspace.preparation.rules.newcomers import is_told
from holdspace.preparation.rules.steps import Path, Step, path, said
from holdspace.sessions.models import Attendance, GroupSession
from holdspace.sessions.queries import next_sessions, status_of
from holdspace.vault import keyring
from holdspace.vault.roots import Domain

BACK_SHOWN = timedelta(days=6)
"""How long after a session somebody who is back is welcomed."""

LOOKED_BACK = timedelta(weeks=12)
"""How far back it is asked who was away."""

BUDDY_SHOWN = timedelta(weeks=4)
"""How long after a yes a newcomer reads who sits with them."""


@dataclass(frozen=True, slots=True)
class Line:
    """One step as the page shows it."""

    step: Step
    words: str
    is_done: bool
    is_next: bool
    on: date | None


@dataclass(frozen=True, slots=True)
class Before:
    """One member's way into one circle."""

    group: Group
    path: Path
    days: dict[Step, date]
    agreement: Agreement | None
    first: GroupSession | None
    leaders: list[Leader]
    is_named: bool
    joins_running: bool

    @property
    def lines(self) -> list[Line]:
        """The steps in their order."""
        way = self.path
        return [
            Line(step, str(said(step)), step in way.done, step is way.next, self.days.get(step))
            for step in way.steps
        ]


@dataclass(frozen=True, slots=True)
class Joining:
    """Somebody joins one's circle; the name is empty where it is not told."""

    name: str
    on: date | None


@dataclass(frozen=True, slots=True)
class Asked:
    """One is asked to sit with a newcomer; the name is empty where it is not told."""

    pk: UUID
    name: str
    answer: str


@dataclass(frozen=True, slots=True)
class OnHome:
    """What a member's home says of arriving."""

    before: list[Before]
    joining: list[Joining]
    asked: list[Asked]
    sits_with: list[str]
    """Who sits with this member on their first evenings."""
    is_back: bool

    @property
    def next(self) -> Before | None:
        """The first way with something left that the member could do."""
        return next((each for each in self.before if each.path.next), None)


def on_home(actor: Actor) -> OnHome:
    """What a member's home says; fourteen queries or fewer, whatever the history."""
    rows = arriving(Membership.visible_to(actor).filter(group__in=circles_of(actor)))
    coming = list(rows.annotate(in_a_running=joined_running()).select_related("member", "group"))
    keyring.warm({row.member_id for row in coming}, Domain.IDENTITY)
    welcomes = _welcomes(actor, coming)
    others = [row for row in coming if row.member_id != actor.person_id and row.in_a_running]
    asked, sits_with = _buddies(actor, welcomes)
    return OnHome(
        before=_ways(actor, [row for row in coming if row.member_id == actor.person_id], welcomes),
        joining=[each for found in _joining(actor, others, welcomes).values() for each in found],
        asked=asked,
        sits_with=sits_with,
        is_back=_is_back(actor),
    )


def joining_in(actor: Actor, group_ids: Iterable[UUID]) -> dict[UUID, list[Joining]]:
    """Who joins these circles of a member, as far as it is told by now; three queries or fewer."""
    rows = arriving(Membership.visible_to(actor).filter(joined_running(), group__in=list(group_ids)))
    others = list(rows.exclude(member_id=actor.person_id).select_related("member"))
    keyring.warm({row.member_id for row in others}, Domain.IDENTITY)
    return _joining(actor, others, _welcomes(actor, others) if others else {})


def ways(actor: Actor) -> list[Before]:
    """Every circle of a member whose first session is still to come for them."""
    rows = arriving(Membership.visible_to(actor).filter(member_id=actor.person_id))
    own = list(rows.annotate(in_a_running=joined_running()).select_related("group"))
    return _ways(actor, own, _welcomes(actor, own))


def way_into(actor: Actor, group: Group) -> Before:
    """A member's way into a circle of theirs, also once their first session is over; Missing otherwise."""
    rows = Membership.visible_to(actor).filter(member_id=actor.person_id, group=group)
    own = list(rows.annotate(in_a_running=joined_running()).select_related("group__room__site"))
    found = _ways(actor, own[:1], _welcomes(actor, own))
    if not found:
        raise Missing(NOT_HERE)
    return found[0]


def own_hopes(actor: Actor, group: Group) -> Hopes | None:
    """What a member wrote before their first session in a group, or None."""
    return Hopes.visible_to(actor).filter(group=group, member_id=actor.person_id).first()


def ask_for(actor: Actor, pk: UUID) -> BuddyAsk:
    """A question about a newcomer that the actor may know of; Missing otherwise."""
    found = BuddyAsk.visible_to(actor).filter(pk=pk).select_related("group").first()
    if found is None:
        raise Missing(NOT_HERE)
    return found


def signed_in(
    actor: Actor, members: Iterable[UUID], groups: Iterable[UUID]
) -> tuple[dict[UUID, Agreement], set[tuple[UUID, UUID]]]:
    """The newest agreement of each group; and who has signed it, as pairs of group and member."""
    rows = Agreement.visible_to(actor).filter(group__in=set(groups)).order_by("version").defer("body")
    newest = {row.group_id: row for row in rows}
    signed = Signature.visible_to(actor).filter(
        agreement__in=[each.pk for each in newest.values()], member__in=set(members)
    )
    return newest, set(signed.values_list("agreement__group", "member"))


def _ways(
    actor: Actor, own: Sequence[Membership], welcomes: dict[tuple[UUID, UUID], Welcome]
) -> list[Before]:
    if not own:
        return []
    ids = [row.group_id for row in own]
    days = _days(actor, ids)
    agreed, signed = signed_in(actor, [actor.person_id], ids)
    first, led = next_sessions(actor, ids), leaders_of(ids)
    return [
        Before(
            group=row.group,
            path=path_of(
                row.group,
                {*days.get(row.group_id, ()), *_if_signed(row, signed)},
                has_agreement=row.group_id in agreed,
            ),
            days=days.get(row.group_id, {}),
            agreement=agreed.get(row.group_id),
            first=first.get(row.group_id),
            leaders=led[row.group_id],
            is_named=_is_named(row, welcomes),
            joins_running=row.in_a_running,  # type: ignore[attr-defined]
        )
        for row in own
    ]


def path_of(group: Group, done: Iterable[Step], *, has_agreement: bool) -> Path:
    """The steps into a group."""
    by_screen = group.modality != Group.Modality.ROOM
    return path(done, by_screen=by_screen, has_agreement=has_agreement)


def _if_signed(row: Membership, signed: set[tuple[UUID, UUID]]) -> tuple[Step, ...]:
    return (Step.AGREEMENT,) if (row.group_id, row.member_id) in signed else ()


def _days(actor: Actor, group_ids: list[UUID]) -> dict[UUID, dict[Step, date]]:
    found: dict[UUID, dict[Step, date]] = {}
    rows = StepDone.visible_to(actor).filter(group__in=group_ids, member_id=actor.person_id)
    for row in rows:
        found.setdefault(row.group_id, {})[Step(row.code)] = row.on
    return found


def _welcomes(actor: Actor, rows: Sequence[Membership]) -> dict[tuple[UUID, UUID], Welcome]:
    found = Welcome.visible_to(actor).filter(group__in={row.group_id for row in rows})
    return {(each.group_id, each.member_id): each for each in found}


def _is_named(row: Membership, welcomes: dict[tuple[UUID, UUID], Welcome]) -> bool:
    welcome = welcomes.get((row.group_id, row.member_id))
    return welcome is not None and welcome.is_named


def _joining(
    actor: Actor, others: Sequence[Membership], welcomes: dict[tuple[UUID, UUID], Welcome]
) -> dict[UUID, list[Joining]]:
    """Of those who join a circle that meets already, whoever is told by now."""
    today = clock.today(actor.time_zone)
    told = [row for row in others if _is_told(row, welcomes, today)]
    first = next_sessions(actor, {row.group_id for row in told}) if told else {}
    found: dict[UUID, list[Joining]] = {}
    for row in told:
        name = (row.member.chosen_name or "") if _is_named(row, welcomes) else ""
        day = _day(first.get(row.group_id), actor.time_zone)
        found.setdefault(row.group_id, []).append(Joining(name, day))
    return found


def _is_told(row: Membership, welcomes: dict[tuple[UUID, UUID], Welcome], today: date) -> bool:
    welcome = welcomes.get((row.group_id, row.member_id))
    return is_told(welcome.told_from if welcome else None, today)


def _day(session: GroupSession | None, zone: str) -> date | None:
    return session.starts_at.astimezone(ZoneInfo(zone)).date() if session else None


def _buddies(actor: Actor, welcomes: dict[tuple[UUID, UUID], Welcome]) -> tuple[list[Asked], list[str]]:
    """What one is asked and has said yes to, and who sits with oneself; two queries."""
    rows = BuddyAsk.visible_to(actor).filter(asked_at__gte=clock.moved(-BUDDY_SHOWN))
    found = list(
        rows.filter(answer__in=("", "yes"))
        .select_related("giver", "receiver")
        .only("group_id", "answer", "giver__chosen_name", "receiver__chosen_name")
    )
    keyring.warm({id for row in found for id in (row.giver_id, row.receiver_id)}, Domain.IDENTITY)
    named = {key for key, each in welcomes.items() if each.is_named}
    asked = [
        Asked(
            row.pk,
            (row.receiver.chosen_name or "") if (row.group_id, row.receiver_id) in named else "",
            row.answer,
        )
        for row in found
        if row.giver_id == actor.person_id
    ]
    return asked, [row.giver.chosen_name or "" for row in found if row.receiver_id == actor.person_id]


def _is_back(actor: Actor) -> bool:
    """Whether the newest session of a circle was the first they came to after being missed."""
    since = clock.moved(-LOOKED_BACK)
    rows = (
        Attendance.visible_to(actor)
        .filter(
            member_id=actor.person_id, session__group__in=circles_of(actor), session__starts_at__gte=since
        )
        .filter(session__starts_at__lte=clock.now())
    )
    by_group: dict[UUID, list[Attendance]] = {}
    for row in rows.select_related("session").order_by("-session__starts_at", "-pk"):
        by_group.setdefault(row.session.group_id, []).append(row)
    newly = [held for held in by_group.values() if held[0].session.ends_at >= clock.moved(-BACK_SHOWN)]
    after = rule_of(actor.practice_id) if newly else 0
    return any(absence.back_after([status_of(row) for row in held]) >= after for held in newly)
