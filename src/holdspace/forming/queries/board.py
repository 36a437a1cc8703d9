"""The forming board: every circle of a plan with its seats, the links between them, and who waits.

One board for two readers. A clinician sees what is shared and what was traded; a coordinator the same seats,
with full names, and not a word of why.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from holdspace.forming import policies
from holdspace.forming.models import Offer, Plan, PlanTold
from holdspace.forming.queries.names import Names, hour_words
from holdspace.forming.queries.question import Question
from holdspace.forming.queries.seats import seats_of
from holdspace.forming.queries.weighing import LEVEL_WORDS
from holdspace.forming.rules.asked import Level
from holdspace.forming.rules.people import Person
from holdspace.forming.rules.proposal import Reached
from holdspace.forming.rules.telling import read
from holdspace.groups.models import Group
from holdspace.groups.policies import LEADING
from holdspace.groups.queries import Leader, leaders_of
from holdspace.kernel.actors import Actor
from holdspace.ui.rules.circle import FEWEST_SEATS, MOST_SEATS, Chord, Seat


@dataclass(frozen=True, slots=True)
class Chair:
    """One seat of a circle: `newcomer` is the id of somebody whom the plan puts here, else empty."""

    key: str
    name: str
    state: str
    newcomer: str = ""
    decided: str = ""

    @property
    def words(self) -> str:
        return {
            "held": _("sits here"),
            "asked": _("was asked, and has not answered"),
            "planned": _("would sit here"),
            "free": _("an open place"),
        }[self.state]


@dataclass(frozen=True, slots=True)
class Circle:
    """A group at an hour, as the plan fills it. `shared` are the links in words, for clinicians."""

    place: str
    group: Group
    hour: str
    leaders: tuple[Leader, ...]
    chairs: tuple[Chair, ...]
    chords: tuple[Chord, ...]
    shared: tuple[str, ...]
    can_be_accepted: bool

    @property
    def planned(self) -> tuple[Chair, ...]:
        return tuple(chair for chair in self.chairs if chair.newcomer)

    @property
    def taken(self) -> int:
        return sum(chair.state != "free" for chair in self.chairs)

    @property
    def seats(self) -> list[Seat]:
        """For `<c-circle>`; empty where it would be no circle to look at."""
        seats = [Seat(str(e.staff_id), e.name, "leads", e.role_words, role="leader") for e in self.leaders]
        seats += [_drawn(chair) for chair in self.chairs]
        if len(seats) > MOST_SEATS:
            seats = [seat for seat in seats if seat.tone != "empty"]
        return seats if FEWEST_SEATS <= len(seats) <= MOST_SEATS else []


@dataclass(frozen=True, slots=True)
class Help:
    """What would have to change so that somebody who waits has a seat in a group."""

    place: str
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Waiter:
    """Somebody who waits in this plan."""

    person: str
    name: str
    weeks: int
    priority: str
    helps: tuple[Help, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """How well one wish is met, in words."""

    label: str
    value: int
    sure: str


@dataclass(frozen=True)
class Board:
    """Everything on the page of a plan."""

    plan: Plan
    circles: tuple[Circle, ...]
    empty: tuple[str, ...]
    waiting: tuple[Waiter, ...]
    levels: tuple[Found, ...]
    conflict: tuple[str, ...]
    places: tuple[tuple[str, str], ...]
    is_clinical: bool

    @property
    def seated(self) -> int:
        return sum(len(circle.planned) for circle in self.circles)

    @property
    def people(self) -> list[tuple[str, str]]:
        """Everybody whom the plan could move: id and name, by name."""
        seated = [(chair.newcomer, chair.name) for c in self.circles for chair in c.planned]
        return sorted(
            [*seated, *((w.person, w.name) for w in self.waiting)], key=lambda one: one[1].casefold()
        )


def board(actor: Actor, plan: Plan, now: Question) -> Board:
    """The board of a plan as `actor` may see it. A constant number of queries."""
    return _Drawing(actor, plan, now).board()


class _Drawing:
    """One board being drawn."""

    def __init__(self, actor: Actor, plan: Plan, now: Question) -> None:
        self.actor, self.plan, self.now = actor, plan, now
        self.names = Names(actor, now)
        self.clinical = policies.can_decide(actor)
        self.seats = seats_of(plan, now)
        self.told = PlanTold.visible_to(actor).filter(plan=plan).first()
        self.led = leaders_of({now.groups[place].pk for place in now.candidates})
        rows = Offer.visible_to(actor).filter(state=Offer.State.OPEN)
        self.asked = set(rows.values_list("member_id", "group_id"))
        self.pinned = {person for person, _place in now.asked.pins}

    def board(self) -> Board:
        circles = [self._circle(place) for place in self._places_in_use()]
        used = {circle.group.pk for circle in circles}
        empty = {self.now.groups[p].name for p in self.now.candidates if self.now.groups[p].pk not in used}
        return Board(
            plan=self.plan,
            circles=tuple(circles),
            empty=tuple(sorted(empty)),
            waiting=tuple(self._waiting()),
            levels=tuple(self._levels()) if self.clinical else (),
            conflict=tuple(self._conflict()),
            places=tuple((p, self.names.place(p)) for p in self._ordered(self.now.candidates)),
            is_clinical=self.clinical,
        )

    def _places_in_use(self) -> list[str]:
        """Groups that somebody sits in or would; of one at several hours the hour that the plan chose."""
        held = {person.member_of for person in self.now.asked.people if person.member_of}
        return self._ordered(
            place for place in self.now.candidates if place in held or place in self.seats.values()
        )

    def _ordered(self, places: Iterable[str]) -> list[str]:
        return sorted(places, key=lambda place: (self.now.groups[place].name.casefold(), place))

    def _circle(self, place: str) -> Circle:
        group = self.now.groups[place]
        held = [person for person in self.now.asked.people if person.member_of == place]
        new = [self.now.asked.by_id[person] for person, at in self.seats.items() if at == place]
        chairs = [self._chair(person, group) for person in (*held, *new)]
        chairs += [
            Chair(f"{place}/{number}", _("free"), "free") for number in range(len(chairs), group.max_size)
        ]
        return Circle(
            place=place,
            group=group,
            hour=hour_words(self.now.starts[place]),
            leaders=tuple(self.led[group.pk]),
            chairs=tuple(chairs),
            chords=tuple(self._links((*held, *new))) if self.clinical else (),
            shared=tuple(self._shared((*held, *new))) if self.clinical else (),
            can_be_accepted=bool(new) and self._answers_for(group),
        )

    def _answers_for(self, group: Group) -> bool:
        """Whether its circle is this actor's to accept: from who leads, without asking for each group."""
        leads = {leader.staff_id for leader in self.led[group.pk] if leader.role in LEADING}
        return self.clinical and self.actor.person_id in leads and self.plan.round.closed_at is None

    def _chair(self, person: Person, group: Group) -> Chair:
        name = self.names.person(person.id)
        if person.member_of:
            asked = (UUID(person.id.partition("/")[0]), group.pk) in self.asked
            return Chair(person.id, name, "asked" if asked else "held")
        decided = _("decided by hand") if self.clinical and person.id in self.pinned else ""
        return Chair(person.id, name, "planned", person.id, decided)

    def _links(self, circle: Sequence[Person]) -> Iterator[Chord]:
        """A line between every two of whom at least one is new and who share a struggle."""
        for place, one in enumerate(circle):
            for other in circle[place + 1 :]:
                shared = one.themes & other.themes
                if shared and not (one.member_of and other.member_of):
                    words = ", ".join(sorted(map(self.names.theme, shared)))
                    yield Chord(one.id, other.id, min(len(shared), 5), words)

    def _shared(self, circle: Sequence[Person]) -> Iterator[str]:
        """Each struggle that several carry, with who carries it; the most common first."""
        bearers: dict[str, list[str]] = defaultdict(list)
        for person in circle:
            for theme in person.themes:
                bearers[theme].append(self.names.person(person.id))
        for theme, people in sorted(bearers.items(), key=lambda each: (-len(each[1]), each[0])):
            if len(people) > 1:
                yield _("%(theme)s: %(people)s") % {
                    "theme": self.names.theme(theme),
                    "people": ", ".join(sorted(people, key=str.casefold)),
                }

    def _waiting(self) -> Iterator[Waiter]:
        waits = self.now.waiting
        order = sorted(
            (person for person in waits if person not in self.seats),
            key=lambda p: (-self.now.asked.weight(self.now.asked.by_id[p]), p),
        )
        for person in order:
            yield Waiter(
                person=person,
                name=self.names.person(person),
                weeks=self.now.asked.by_id[person].weeks,
                priority=waits[person].priority_words,
                helps=tuple(self._helps(person)) if self.clinical else (),
            )

    def _helps(self, person: str) -> Iterator[Help]:
        for option in self._told().get("helps", {}).get(person, ()):
            if option["place"] in self.now.groups:
                words = tuple(self.names.say(read(each)) for each in option["words"])
                yield Help(self.names.place(option["place"]), words)

    def _conflict(self) -> Iterator[str]:
        return (self.names.say(read(each)) for each in self._told().get("conflict", ()))

    def _told(self) -> Mapping[str, Any]:
        """What the search had to say; nothing where it said nothing, or its key was destroyed."""
        return (self.told.told if self.told else None) or {}

    def _levels(self) -> Iterator[Found]:
        for row in self.plan.reached:
            reached = Reached(Level(row["level"]), row["value"], row["bound"])
            yield Found(LEVEL_WORDS[reached.level](), reached.value, _sure(reached, self.plan))


def _sure(reached: Reached, plan: Plan) -> str:
    if plan.origin == Plan.Origin.HAND:
        return _("counted after the change by hand")
    if reached.proven:
        return _("proven: no proposal is better")
    if reached.gap is None:
        return _("improved, not proven")
    percent = round(reached.gap * 100, 1)
    return _("improved, not proven: at best %(bound)s, a gap of %(percent)s %%") % {
        "bound": reached.bound,
        "percent": percent,
    }


def _drawn(chair: Chair) -> Seat:
    tones = {"held": "quiet", "asked": "waiting", "planned": "present", "free": "empty"}
    return Seat(
        key=chair.key,
        name=chair.name,
        state=chair.state,
        state_words=chair.words,
        detail=chair.decided,
        tone=tones[chair.state],  # type: ignore[arg-type]
    )
