"""What is known of concerns: how many wait, which they are, and what a member is told about their own."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from holdspace.groups import queries as groups
from holdspace.groups.models import Group, clinical_reach
from holdspace.kernel.actors import Actor, system_actor
from holdspace.members.models import Contact, EmergencyContact, Member
from holdspace.practice.models import Practice
from holdspace.practice.roles import Permission
from holdspace.safety import lines, listening
from holdspace.safety.models import Alert, Concern
from holdspace.safety.queries.opening import opened
from holdspace.safety.rules.concern_states import State, state_of
from holdspace.safety.rules.crisis_lines import CountryLines, CrisisLine, by_country, own_lines
from holdspace.safety.rules.escalation import Step
from holdspace.safety.rules.language import Lowered, find
from holdspace.safety.rules.precision import Share, share
from holdspace.vault.scope import acting_as

MOST_CLOSED = 50
"""How many closed concerns the list shows; older ones stand on the member's page."""


@dataclass(frozen=True, slots=True)
class ConcernList:
    """The concerns that a clinician answers: waiting, taken on, and those closed last."""

    waiting: list[Concern]
    taken_on: list[Concern]
    closed: list[Concern]

    @property
    def members(self) -> set[UUID]:
        """Whose record stands on the page."""
        return {each.member_id for each in (*self.waiting, *self.taken_on, *self.closed)}


@dataclass(frozen=True, slots=True)
class Reach:
    """How to reach a member, and whom to call when they cannot be reached."""

    contacts: list[Contact]
    emergency: list[EmergencyContact]


LOWERED = {
    Lowered.DENIED: _("denied"),
    Lowered.LONG_AGO: _("long ago"),
    Lowered.OTHERS: _("about somebody else"),
    Lowered.QUOTED: _("quoted"),
    Lowered.JEST: _("said in jest"),
}
"""Why words count less, as a clinician reads it."""


@dataclass(frozen=True, slots=True)
class Led:
    """Words of a text that led to a concern, and why they count less; "" where they count in full."""

    words: str
    why: Promise | str


@dataclass(frozen=True, slots=True)
class Heard:
    """How many concerns of one urgency texts have raised, and the share of the marked ones meant so."""

    severity: Concern.Severity
    told: int
    meant: Share | None

    @property
    def percent(self) -> tuple[int, int, int]:
        """Of a hundred: the share, and between what it lies. Only where somebody marked one."""
        found = self.meant
        assert found is not None
        return round(100 * found.share), round(100 * found.low), round(100 * found.high)


@dataclass(frozen=True, slots=True)
class Told:
    """What a member is told about a signal of theirs: who was told, when, and who has seen it."""

    at: datetime
    leaders: list[str]
    seen_by: str
    seen_at: datetime | None


def open_count(actor: Actor) -> int:
    """How many concerns wait for somebody to take them on; 0, without asking, for who may not answer."""
    if not actor.may(Permission.CONCERN_ANSWER):
        return 0
    return Concern.visible_to(actor).filter(acknowledged_at__isnull=True).count()


def overlooked_count(actor: Actor) -> int:
    """How many concerns the supervisors were told of and nobody has taken on: for everybody who works here
    and may not answer them, but can fetch somebody. It says nothing of whom.
    """
    if not actor.is_staff or actor.may(Permission.CONCERN_ANSWER):
        return 0
    last = Alert.unscoped.filter(
        practice_id=actor.practice_id, step=Step.SUPERVISOR, answered_at__isnull=True
    )
    return last.values("concern").distinct().count()


def concern_list(actor: Actor) -> ConcernList:
    """Every concern that waits or is taken on, and the last closed; those at once first, then the oldest.

    The caller records the read.
    """
    rows = _with_people(Concern.visible_to(actor))
    unclosed = opened(rows.filter(closed_at__isnull=True).order_by("raised_at"))
    closed = opened(rows.filter(closed_at__isnull=False).order_by("-closed_at")[:MOST_CLOSED])
    return ConcernList(
        waiting=sorted((c for c in unclosed if state(c) is State.OPEN), key=_urgency),
        taken_on=[c for c in unclosed if state(c) is State.ACKNOWLEDGED],
        closed=closed,
    )


def circles_to_answer(actor: Actor) -> list[tuple[Group, list[groups.SeatedMember]]]:
    """The groups whose record is open to the actor, with who sits there; three queries."""
    found = list(Group.visible_to(actor).filter(pk__in=clinical_reach(actor)).order_by("name"))
    seated = groups.circles(actor, [group.pk for group in found])
    return [(group, seated.get(group.pk, [])) for group in found]


def unclosed_in(actor: Actor, group_ids: Iterable[UUID]) -> list[Concern]:
    """Concerns of these groups that nobody has closed, those that wait first. The caller records the read."""
    rows = Concern.visible_to(actor).filter(group_id__in=set(group_ids), closed_at__isnull=True)
    return sorted(opened(_with_people(rows).order_by("raised_at")), key=_urgency)


def of_member(actor: Actor, member_id: UUID) -> list[Concern]:
    """Every concern about a member that `actor` may answer, the newest first. The caller records the read."""
    return opened(_with_people(Concern.visible_to(actor).filter(member_id=member_id)).order_by("-raised_at"))


def concern(actor: Actor, pk: UUID) -> Concern | None:
    """One concern with its people; None where it does not exist for `actor`. The caller records the read."""
    found = opened(_with_people(Concern.visible_to(actor).filter(pk=pk)))
    return found[0] if found else None


def reach_of(member: Member) -> Reach:
    """How to reach the member of a concern or an incident that the caller was shown."""
    return Reach(
        contacts=list(member.contacts.order_by("-preferred", "kind")),
        emergency=list(member.emergency_contacts.order_by("id")),
    )


def reasons(concern: Concern) -> list[Led]:
    """Which words of a text led to a concern that the caller was shown; empty where it was no text."""
    found = find(concern.what or "", listening.shipped()) if concern.source == Concern.Source.TEXT else None
    if found is None:
        return []
    led = (Led(each.words, LOWERED[each.lowered] if each.lowered else "") for each in found.reasons)
    return list(dict.fromkeys(led))


def heard(actor: Actor) -> list[Heard]:
    """How often the words that were found in texts were meant, practice-wide: numbers, and of nobody.

    Empty for who does not keep the practice's settings. One query.
    """
    if not actor.may(Permission.ROTA_EDIT):
        return []
    with acting_as(system_actor(actor.practice_id)):  # counts of every group, whoever leads it
        counts = (
            Concern.unscoped.filter(practice_id=actor.practice_id, source=Concern.Source.TEXT)
            .order_by("-severity")
            .values("severity")
            .annotate(
                told=models.Count("id"),
                right=models.Count("id", filter=models.Q(meant=True)),
                wrong=models.Count("id", filter=models.Q(meant=False)),
            )
        )
        return [
            Heard(
                Concern.Severity(row["severity"]),
                row["told"],
                share(row["right"], row["right"] + row["wrong"]),
            )
            for row in counts
        ]


def state(concern: Concern) -> State:
    """Where a concern stands."""
    return state_of(acknowledged_at=concern.acknowledged_at, closed_at=concern.closed_at)


def told_about(actor: Actor) -> list[Told]:
    """A member's own signals that nobody has closed yet, and who knows of them."""
    if not actor.is_member:
        return []
    own = (Concern.Source.BUTTON, Concern.Source.ITEM, Concern.Source.TEXT)
    rows = (
        Concern.unscoped.filter(member_id=actor.person_id, source__in=own, closed_at__isnull=True)
        .select_related("acknowledged_by")
        .defer("what", "outcome")
        .order_by("-raised_at")
    )
    leaders = leaders_told(actor) if rows else {}
    return [
        Told(
            at=row.raised_at,
            leaders=leaders.get(row.group_id, []) if row.group_id else [],
            seen_by=row.acknowledged_by.display_name if row.acknowledged_by else "",
            seen_at=row.acknowledged_at,
        )
        for row in rows
    ]


def was_heard(actor: Actor, source_id: UUID) -> bool:
    """Whether words of danger were found in something that this member wrote, so that clinicians read it."""
    if not actor.is_member:
        return False
    rows = Concern.unscoped.filter(member_id=actor.person_id, source=Concern.Source.TEXT)
    return rows.filter(source_id=source_id).exists()


def leaders_told(actor: Actor) -> dict[UUID, list[str]]:
    """Who is told when a member raises a concern: the names of those who lead each of their circles now."""
    circles = list(groups.groups_of(actor).values_list("id", flat=True))
    return {group_id: [each.name for each in led] for group_id, led in groups.leaders_of(circles).items()}


def all_leaders_told(actor: Actor) -> list[str]:
    """The same as one list of names; empty for who is not a member of any circle now."""
    names = leaders_told(actor).values() if actor.is_member else ()
    return list(dict.fromkeys(name for led in names for name in led))


def numbers_for(actor: Actor, *, region: str = "") -> tuple[tuple[CrisisLine, ...], tuple[CountryLines, ...]]:
    """The practice's own numbers, and those of every country; the practice's country first, else `region`."""
    practice = Practice.visible_to(actor).first()
    own = own_lines(practice.crisis_lines) if practice else ()
    return own, by_country(lines.shipped(), first=practice.region if practice else region)


def numbers_beside(actor: Actor) -> dict[str, object]:
    """For pages that show the nearest numbers: the practice's own, and those of its country."""
    own, countries = numbers_for(actor)
    return {"own_lines": own, "countries": countries[:1]}


def help_beside(actor: Actor, *, always: bool = False) -> dict[str, object]:
    """For pages where somebody writes: numbers to call beside it while a signal of theirs is open."""
    told = told_about(actor)
    needed = always or bool(told)
    numbers = numbers_beside(actor) if needed else {}
    return {"told": told, "help_at_once": needed, **numbers}


def _with_people(rows: models.QuerySet[Concern]) -> models.QuerySet[Concern]:
    return rows.select_related("member", "group", "acknowledged_by", "closed_by")


def _urgency(concern: Concern) -> tuple[bool, bool]:
    """Waiting before taken on, at once before today."""
    return (concern.acknowledged_at is not None, concern.severity != Concern.Severity.RED)
