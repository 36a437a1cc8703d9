"""A member as their clinicians see them: attendance, measures over time, what they shared, contacts."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from holdspace.desk.rules.glance import Presence
from holdspace.groups.models import Group, Membership, clinical_reach
from holdspace.groups.policies import answers_for
from holdspace.groups.queries import member_for_clinician, spells_of
from holdspace.kernel import clock
from holdspace.kernel.actors import Actor
from holdspace.measures import catalogue
from holdspace.measures.queries import trajectories
from holdspace.measures.rules.instrument import Instrument
from holdspace.measures.rules.scoring import Change, Direction
from holdspace.measures.rules.taken import Taken, last_change, whole_change
from holdspace.members.models import Contact, EmergencyContact, Member
from holdspace.safety.models import Concern
from holdspace.safety.queries import of_member
from holdspace.sessions.models import CheckIn
from holdspace.sessions.queries import history_of
from holdspace.ui.rules.charts import Band, Point
from holdspace.vault import keyring
from holdspace.vault.roots import Domain

SHOWN = 12
"""How many sessions back attendance and check-ins go."""


@dataclass(frozen=True, slots=True)
class Course:
    """One measure over time, ready to be drawn: `unreliable` is the zone around the first value."""

    instrument: Instrument
    series: list[Taken]
    language: str

    @property
    def title(self) -> str:
        return self.instrument.title(self.language)

    @property
    def points(self) -> list[Point]:
        return [self._point(each) for each in self.series if each.total is not None]

    @property
    def bands(self) -> list[Band]:
        step = self.instrument.total.step
        edges = [band.lowest for band in self.instrument.bands] + [self.instrument.highest_total + step]
        return [
            Band(band.lowest, edges[at + 1] - step, band.text(self.language))
            for at, band in enumerate(self.instrument.bands)
        ]

    @property
    def cutoff(self) -> float | None:
        """The one threshold of a case; None where there are several."""
        return self.instrument.caseness.threshold if self.instrument.caseness else None

    @property
    def unreliable(self) -> tuple[float, float] | None:
        """Between these two values a change from the first is not reliable."""
        totals = [each.total for each in self.series if each.total is not None]
        rule = self.instrument.change_rule()
        if not totals or rule is None:
            return None
        near = rule.at_least - self.instrument.total.step
        low, high = totals[0] - near, totals[0] + near
        return max(low, self.instrument.lowest_total), min(high, self.instrument.highest_total)

    @property
    def since_last(self) -> Change | None:
        return last_change(self.instrument, self.series)

    @property
    def since_first(self) -> Change | None:
        return whole_change(self.instrument, self.series)

    @property
    def is_worse(self) -> bool:
        """Whether it is reliably worse than at the first time."""
        return self.since_first is not None and self.since_first.reliable is Direction.WORSE

    def _point(self, taken: Taken) -> Point:
        band = taken.band_words(self.instrument, self.language)
        words = [str(taken.total), band.lower(), _("with questions left open") if taken.missing else ""]
        day = timezone.localtime(taken.at).date()
        return Point(day, float(taken.total or 0), ", ".join(word for word in words if word))


@dataclass(frozen=True, slots=True)
class InGroup:
    """A member's spell in one group, and how often they came."""

    spell: Membership
    presence: Presence


@dataclass(frozen=True, slots=True)
class Shared:
    """A check-in as far as its member shares it."""

    row: CheckIn

    @property
    def is_kept(self) -> bool:
        return self.row.share == CheckIn.Share.NOBODY

    @property
    def brings(self) -> str:
        return "" if self.is_kept else (self.row.brings or "")

    @property
    def openness(self) -> int | None:
        return None if self.is_kept else self.row.openness


@dataclass(frozen=True, slots=True)
class MemberPage:
    """Everything on a member's page."""

    member: Member
    groups: list[InGroup]
    courses: list[Course]
    check_ins: list[Shared]
    concerns: list[Concern]
    contacts: list[Contact]
    emergency: list[EmergencyContact]
    led: list[Membership]
    """Their spells in groups of which the reader is a leader now."""


def member_page(actor: Actor, pk: UUID) -> MemberPage:
    """A member whose record the actor may open; Missing otherwise. The caller records the read.

    The number of queries grows with the member's groups, never with sessions, answers or check-ins.
    """
    member = member_for_clinician(actor, pk)
    keyring.warm([member.pk])
    groups = _groups(actor, member)
    return MemberPage(
        member=member,
        groups=groups,
        led=[each.spell for each in groups if answers_for(actor, each.spell.group)],
        courses=_courses(actor, member),
        check_ins=_check_ins(actor, member),
        concerns=of_member(actor, member.pk),
        contacts=list(member.contacts.order_by("-preferred", "kind", "id")),
        emergency=list(member.emergency_contacts.order_by("id")),
    )


def _groups(actor: Actor, member: Member) -> list[InGroup]:
    """The newest spell in each group that the actor may read, the running ones first."""
    reach = clinical_reach(actor)
    spells: dict[UUID, Membership] = {}
    for spell in spells_of(actor, member):
        if spell.group_id in reach:
            spells.setdefault(spell.group_id, spell)
    return [InGroup(spell, _presence(spell.group, member)) for spell in spells.values()]


def _presence(group: Group, member: Member) -> Presence:
    history = history_of(group, [member.pk], before=clock.now(), limit=SHOWN)
    return Presence(tuple(history[member.pk]))


def _courses(actor: Actor, member: Member) -> list[Course]:
    series, language = trajectories(actor, [member.pk])[member.pk], get_language() or "en"
    return [Course(catalogue.instrument(id), series[id], language) for id in sorted(series, reverse=True)]


def _check_ins(actor: Actor, member: Member) -> list[Shared]:
    rows = CheckIn.visible_to(actor).filter(member=member).select_related("session")
    keyring.warm([member.pk], Domain.NARRATIVE, Domain.SCORES)
    return [Shared(row) for row in rows.order_by("-session__starts_at", "-id")[:SHOWN]]
