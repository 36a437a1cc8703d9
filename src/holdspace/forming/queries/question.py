"""The question to the engine as the practice stands now: who waits, which groups take part, what is decided.

Built anew each time it is asked, by the system for the practice: a pair that must not meet since this morning
counts at once. Who reads the answer sees only the names that are theirs to know (`queries.names`).

A place that is offered and not answered counts as taken. Somebody of whom no screening is kept counts in the
middle of the strength of their circle, and shares nothing that is known.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from statistics import median_low
from uuid import UUID

from holdspace.forming.models import Candidate, Decision, Offer, Round, Wishes
from holdspace.forming.rules import people as engine
from holdspace.forming.rules.asked import Asked, Level, Limits, Weights
from holdspace.forming.rules.hours import USUAL_MINUTES, Start, filled, parse
from holdspace.forming.rules.people import MOST_URGENT, Modality
from holdspace.groups.models import Group, Membership
from holdspace.groups.policies import LEADING
from holdspace.groups.queries import leaders_of
from holdspace.intake.models import Screening, Waiting
from holdspace.intake.queries import kept_apart
from holdspace.intake.rules.screening import Facts
from holdspace.intake.rules.stages import weeks_waited
from holdspace.kernel import clock
from holdspace.kernel.actors import Actor, system_actor
from holdspace.practice.models import Practice
from holdspace.practice.spells import running
from holdspace.sessions.queries import weekly_meetings
from holdspace.ui.rules.week import DAYS
from holdspace.vault import keyring
from holdspace.vault.roots import Domain
from holdspace.vault.scope import acting_as

STEP_FREE = "step-free"
"""The one need of which a room says whether it meets it; the others are for people to look after."""
MIDDLE = 5
"""Strength of somebody of whom nothing is known, in a circle of which nothing is known."""


@dataclass(frozen=True)
class Question:
    """What the engine is asked, and the rows behind its ids.

    Somebody who waits has their member id in `asked`; a seat that is held already the member id, a slash and
    the group's id. A group has its id, `@` and the hour at which it meets or could meet.
    """

    asked: Asked
    groups: Mapping[str, Group]
    starts: Mapping[str, str]
    waiting: Mapping[str, Waiting]
    candidates: frozenset[str]

    def places(self, group_id: UUID) -> list[str]:
        """The ids under which a group stands in the question: one for each hour."""
        return [key for key, group in self.groups.items() if group.pk == group_id]


def place_of(group_id: UUID, start: str) -> str:
    """A group at an hour, as the engine calls it."""
    return f"{group_id}@{start}"


def wishes_of(actor: Actor) -> Wishes:
    """The practice's own order, limits and weights; ours (not saved) where it has said nothing."""
    return Wishes.visible_to(actor).first() or Wishes(practice_id=actor.practice_id)


def question(held: Round) -> Question:
    """The question of this round, now. A constant number of queries whatever the number of people."""
    with acting_as(system_actor(held.practice_id)) as system:
        return _Asking(held, system).question()


class _Asking:
    """One reading of the practice."""

    def __init__(self, held: Round, system: Actor) -> None:
        self.system = system
        self.practice = Practice.visible_to(system).get()
        self.round = held
        self.rows = {row.group_id: row for row in Candidate.visible_to(system).filter(round=held)}
        self.groups = _groups(system)
        self.offers = list(Offer.visible_to(system).filter(state=Offer.State.OPEN))
        self.seated = list(Membership.visible_to(system).filter(running(), group__in=list(self.groups)))
        self.meetings = weekly_meetings(system, self.groups)
        self.waits = {
            wait.member_id: wait
            for wait in Waiting.visible_to(system).filter(running(), stage=Waiting.Stage.READY)
        }
        self.facts = self._facts()

    def question(self) -> Question:
        groups = {place.id: place for place in self._places()}
        taken = list(self._taken(groups.values()))
        waiting = list(self._waiting())
        pins, vetoes = self._decided(groups, {person.id for person in waiting})
        wishes = wishes_of(self.system)
        asked = Asked(
            people=(*waiting, *taken),
            groups=tuple(groups.values()),
            apart=frozenset(self._apart([*waiting, *taken])),
            pins=pins,
            vetoes=vetoes,
            limits=Limits(wishes.company, wishes.widest, wishes.most_at_risk),
            weights=Weights(wishes.person, wishes.urgency, wishes.week),
            order=tuple(Level(each) for each in wishes.order),
        )
        rows = {key: self.groups[_uuid(key)] for key in groups}
        return Question(
            asked=asked,
            groups=rows,
            starts={key: key.partition("@")[2] for key in groups},
            waiting={person.id: self.waits[UUID(person.id)] for person in waiting},
            candidates=frozenset(key for key in groups if _uuid(key) in self.rows),
        )

    def _facts(self) -> dict[UUID, Facts]:
        """What the newest screening of everybody concerned holds."""
        wanted = {*self.waits, *(spell.member_id for spell in self.seated)}
        wanted |= {offer.member_id for offer in self.offers}
        rows = Screening.visible_to(self.system).filter(member__in=wanted, decided_at__isnull=False)
        screenings = list(rows.order_by("decided_at", "id"))
        keyring.warm(wanted, Domain.PROGRESS, Domain.IDENTITY)
        return {each.member_id: Facts.of(each.facts) for each in screenings}

    # Groups

    def _places(self) -> Iterator[engine.Group]:
        """Every candidate at each of its hours; also other groups that meet: they take leaders and rooms."""
        led = leaders_of(self.groups)
        for group in self.groups.values():
            row = self.rows.get(group.pk)
            starts = self._starts(group, row)
            leaders = frozenset(str(each.staff_id) for each in led[group.pk] if each.role in LEADING)
            for start in starts:
                yield self._place(group, row, start, leaders, several=len(starts) > 1)

    def _starts(self, group: Group, row: Candidate | None) -> list[str]:
        """The hour that is settled, by a series or by a place that was offered; else those that were said."""
        meeting = self.meetings.get(group.pk)
        settled = [Start(DAYS[meeting.weekday], meeting.minute).code] if meeting else []
        settled = settled or [offer.start for offer in self.offers if offer.group_id == group.pk][:1]
        return settled or (list(row.starts) if row else [])

    def _place(
        self, group: Group, row: Candidate | None, start: str, leaders: frozenset[str], *, several: bool
    ) -> engine.Group:
        running_now = group.phase == Group.Phase.RUNNING
        meeting = self.meetings.get(group.pk)
        minutes = meeting.minutes if meeting else (row.minutes if row else USUAL_MINUTES)
        return engine.Group(
            id=place_of(group.pk, start),
            slot=start,
            hours=filled(parse(start), minutes),
            leaders=leaders,
            room=str(group.room_id) if group.room_id and group.modality != Group.Modality.ONLINE else "",
            least=1 if running_now else group.min_size,
            most=group.max_size,
            theme=row.theme if row else "",
            excludes=frozenset(row.excludes) if row else frozenset(),
            language=group.language,
            modality=_MODALITIES[group.modality],
            closed=row is None or (running_now and group.openness == Group.Openness.CLOSED),
            offer=str(group.pk) if several else "",
            access=frozenset({STEP_FREE}) if _is_step_free(group) else frozenset(),
        )

    # People

    def _waiting(self) -> Iterator[engine.Person]:
        offered = {offer.member_id for offer in self.offers}
        for member_id, wait in sorted(self.waits.items()):
            if member_id not in offered:
                yield self._newcomer(wait)

    def _newcomer(self, wait: Waiting) -> engine.Person:
        person = engine.Person(
            id=str(wait.member_id),
            slots=frozenset(wait.available or ()),
            languages=frozenset(wait.languages or [self.practice.language]),
            modality=Modality(wait.modality),
            needs=frozenset(wait.needs) & {STEP_FREE},
            urgency=min(wait.priority, MOST_URGENT),
            weeks=weeks_waited(wait.starts_at, clock.now()),
        )
        return _carrying(person, self.facts.get(wait.member_id, Facts()), MIDDLE)

    def _taken(self, places: Iterable[engine.Group]) -> Iterator[engine.Person]:
        """Whoever holds a seat, or a place that was offered, in a group of the question."""
        at = {_uuid(place.id): place.id for place in places}
        held = [(spell.member_id, spell.group_id) for spell in self.seated]
        held += [(offer.member_id, offer.group_id) for offer in self.offers]
        circles: dict[UUID, list[UUID]] = defaultdict(list)
        for member_id, group_id in sorted(set(held)):
            if group_id in at:
                circles[group_id].append(member_id)
        for group_id, members in circles.items():
            known = [self.facts[m].strength or MIDDLE for m in members if m in self.facts]
            middle = median_low(known) if known else MIDDLE
            for member_id in members:
                person = engine.Person(id=f"{member_id}/{group_id}", member_of=at[group_id])
                yield _carrying(person, self.facts.get(member_id, Facts()), middle)

    def _apart(self, people: Iterable[engine.Person]) -> Iterator[frozenset[str]]:
        """The pairs that must not meet, by everything that the two are called here."""
        called: dict[UUID, list[str]] = defaultdict(list)
        for person in people:
            called[UUID(person.id.partition("/")[0])].append(person.id)
        for pair in kept_apart(self.system):
            one, other = sorted(pair)
            yield from (frozenset({a, b}) for a in called[one] for b in called[other])

    # What was decided

    def _decided(
        self, groups: Mapping[str, engine.Group], waiting: set[str]
    ) -> tuple[frozenset[tuple[str, str]], frozenset[tuple[str, str]]]:
        """Pins and vetoes; nobody is proposed for a group in which they sit already."""
        rows = Decision.visible_to(self.system).filter(round=self.round, lifted_at__isnull=True)
        pins: set[tuple[str, str]] = set()
        vetoes = {
            (str(spell.member_id), key)
            for spell in self.seated
            for key in groups
            if _uuid(key) == spell.group_id and str(spell.member_id) in waiting
        }
        for row in rows:
            person = str(row.member_id)
            if person not in waiting:
                continue
            if row.kind == Decision.Kind.VETO:
                vetoes |= {(person, key) for key in groups if _uuid(key) == row.group_id}
            elif place_of(row.group_id, row.start) in groups:
                pins.add((person, place_of(row.group_id, row.start)))
        return frozenset(pins), frozenset(vetoes - pins)


_MODALITIES = {"room": Modality.ROOM, "online": Modality.ONLINE, "hybrid": Modality.ANY}


def _groups(system: Actor) -> dict[UUID, Group]:
    """Every group that has not ended, by id."""
    rows = Group.visible_to(system).exclude(phase=Group.Phase.ENDED).select_related("room")
    return {group.pk: group for group in rows.order_by("name", "id")}


def _uuid(place: str) -> UUID:
    return UUID(place.partition("@")[0])


def _is_step_free(group: Group) -> bool:
    return group.modality != Group.Modality.ROOM or (group.room is not None and group.room.step_free)


def _carrying(person: engine.Person, facts: Facts, middle: int) -> engine.Person:
    """The person with what a screening says of them."""
    return replace(
        person,
        themes=frozenset(facts.themes),
        style=facts.style,
        strength=facts.strength or middle,
        traits=frozenset(facts.traits),
        counted=frozenset(facts.counted),
        waived=frozenset(facts.waived),
        high_risk=facts.high_risk,
    )
