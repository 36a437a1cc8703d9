"""A group as its leaders see it: the circle, the sessions, who was there, who has signed."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from holdspace.agreements.models import Agreement
from holdspace.agreements.queries import newest, unsigned
from holdspace.desk.queries.seats import drawn
from holdspace.desk.rules.glance import Presence
from holdspace.groups.models import Group
from holdspace.groups.policies import answers_for
from holdspace.groups.queries import Leader, SeatedMember, circle, clinical_group, leaders
from holdspace.kernel import clock
from holdspace.kernel.actors import Actor
from holdspace.measures.models import Schedule
from holdspace.measures.words import in_words
from holdspace.sessions.models import GroupSession
from holdspace.sessions.queries import history_of, past_sessions
from holdspace.ui.rules.circle import Seat

LOOKED_BACK = 12
COMING = 4


@dataclass(frozen=True, slots=True)
class Sitting:
    """One member in the group's list."""

    seated: SeatedMember
    presence: Presence
    unsigned: bool


@dataclass(frozen=True, slots=True)
class GroupPage:
    """Everything on a group's page."""

    group: Group
    leaders: list[Leader]
    seats: list[Seat]
    people: list[Sitting]
    coming: list[GroupSession]
    past: list[GroupSession]
    agreement: Agreement | None
    measures: list[tuple[str, str]]
    """Which measures the group is asked, and when in words."""
    decides: bool
    """Whether the reader decides who comes and goes, and what the group agrees on."""

    @property
    def free(self) -> int:
        """How many places are open."""
        return max(0, self.group.max_size - len(self.people))

    @property
    def without_signature(self) -> int:
        return sum(person.unsigned for person in self.people)


def group_page(actor: Actor, pk: UUID) -> GroupPage:
    """A group within the actor's clinical reach; Missing otherwise. Fourteen queries, whatever its size."""
    group = clinical_group(actor, pk)
    seated, led = circle(group), leaders(group)
    people = _people(group, seated)
    return GroupPage(
        group=group,
        leaders=led,
        seats=_seats(led, people),
        people=people,
        coming=_coming(actor, group),
        past=past_sessions(group, actor=actor, limit=LOOKED_BACK)[::-1],
        agreement=newest(group),
        measures=_measures(actor, group),
        decides=answers_for(actor, group),
    )


def _measures(actor: Actor, group: Group) -> list[tuple[str, str]]:
    rows = Schedule.visible_to(actor).filter(group=group).order_by("instrument")
    return [(row.instrument.upper(), in_words(row.plan)) for row in rows]


def _people(group: Group, seated: list[SeatedMember]) -> list[Sitting]:
    ids = [person.member_id for person in seated]
    history = history_of(group, ids, before=clock.now(), limit=LOOKED_BACK)
    missing = unsigned(group, ids)
    return [
        Sitting(person, Presence(tuple(history[person.member_id])), person.member_id in missing)
        for person in seated
    ]


def _coming(actor: Actor, group: Group) -> list[GroupSession]:
    rows = GroupSession.clinical_to(actor).filter(group=group, ends_at__gt=clock.now())
    return list(rows.select_related("room").order_by("starts_at", "id")[:COMING])


def _seats(led: list[Leader], people: list[Sitting]) -> list[Seat]:
    by_id = {person.seated.member_id: person for person in people}
    return drawn(led, [person.seated for person in people], lambda seated: _seat(by_id[seated.member_id]))


def _seat(person: Sitting) -> Seat:
    presence = person.presence
    away = presence.asks_for_attention
    return Seat(
        key=str(person.seated.member_id),
        name=person.seated.name,
        state="away" if away else "sits",
        state_words=_words(presence),
        tone="waiting" if away else "quiet",
    )


def _words(presence: Presence) -> str:
    if presence.is_new:
        return _("new")
    if presence.asks_for_attention:
        return _("missed the last %(n)s") % {"n": presence.away_in_a_row}
    return ngettext("came once", "came %(n)s times", presence.came) % {"n": presence.came}
