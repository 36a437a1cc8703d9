"""Random practices for the proof of R9: a release for one of them is searched for everybody else.

Everybody has words of their own (canaries) in every place in which something can be written of them. Into some
of the released person's own notes somebody else is written on purpose, in one of many ways: the package has to
stop there.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.db import transaction

from holdspace.accounts.models import User
from holdspace.agreements.models import Agreement, Signature
from holdspace.groups.models import Facilitation, Group, Membership
from holdspace.kernel import clock
from holdspace.kernel.actors import system_actor
from holdspace.measures import catalogue
from holdspace.measures.models import Administration
from holdspace.measures.rules.scoring import score
from holdspace.measures.rules.taken import as_stored
from holdspace.members.models import Contact, EmergencyContact, Identifier, Member
from holdspace.notes.models import Amendment, GroupNote, MemberNote
from holdspace.outcomes.models import Goal
from holdspace.practice.models import Practice, RoleSpell, Staff
from holdspace.release import actions
from holdspace.release.rules.bases import Basis
from holdspace.release.rules.container import opened
from holdspace.release.rules.parts import MAY_HOLD, Part, Purpose
from holdspace.release.rules.states import State
from holdspace.safety.models import SafetyPlan
from holdspace.sessions.models import Attendance, CheckIn, GroupSession
from holdspace.vault.scope import acting_as
from tests.cast import LONG_AGO, Cast
from tests.contexts.release.packages import approved, everything_in, handed_over, sealed, terms

GIVEN = ["José", "Anneke", "Siobhán", "Олена", "محمد", "美玲", "Þóra", "Łukasz", "Noël", "Hope", "Will", "Mary-Ann", "Zoë", "Ngozi", "Ioan", "Priya", "Uwe", "Ayşe", "Dov", "Ximena"]  # fmt: skip
FAMILY = [
    "García",
    "O'Brien",
    "van der Berg",
    "Шевченко",
    "الحسن",
    "王",
    "Guðmundsdóttir",
    "Wójcik",
    "D'Angelo",
    "Baker-Smith",
    "Nguyễn",
    "Okonkwo",
    "Popescu",
    "Iyer",
    "Öztürk",
    "Levi",
    "Villalobos",
    "Stone",
    "de la Cruz",
    "Abernathy",
]
CAST = ("ana", "bo", "chidi", "dana", "eve", "fay", "gil", "hana", "ivo", "jun", "kai", "lou")


@dataclass
class Person:
    """Somebody invented, and what gives them away."""

    member: Member
    words: set[str] = field(default_factory=set)


@dataclass
class Outcome:
    """What came of one practice."""

    people: int = 0
    searched: int = 0
    planted: int = 0
    stopped: int = 0
    leaks: list[str] = field(default_factory=list)


class World:
    """One practice with one to three groups."""

    def __init__(self, seed: int) -> None:
        self.chance, self.seed, self.count = random.Random(seed), seed, 0
        self.people: dict[str, Person] = {}
        self.common: set[str] = set()

    def word(self, whose: set[str]) -> str:
        """A new canary."""
        made = "qx" + "".join(self.chance.choice("abcdefghijklmnopqrstuvwxyz") for _ in range(12))
        whose.add(made)
        return made

    def build(self) -> Cast:
        with acting_as(system_actor()), transaction.atomic():
            practice = Practice.unscoped.create(name=f"Practice {self.seed}", time_zone="Europe/London")
            self.cast = Cast(practice)
            for name in ("ruth", "tomas"):
                self._staff(name)
            names = CAST[: self.chance.randint(3, len(CAST))]
            for name in names:
                self._member(name)
            for number in range(self.chance.randint(1, 3)):
                others = self.chance.sample(names[1:], self.chance.randint(1, len(names) - 1))
                self._group(number, [names[0], *others])
        return self.cast

    def _staff(self, name: str) -> None:
        user = self.cast.users[name] = User.objects.create(
            email=f"{name}{self.seed}@example.org", password="!"
        )
        staff = self.cast.staff[name] = Staff.unscoped.create(
            practice=self.cast.practice, user=user, display_name=name.title(), given_name=name.title()
        )
        RoleSpell.unscoped.create(
            practice=self.cast.practice, staff=staff, role="therapist", starts_at=LONG_AGO
        )

    def _member(self, name: str) -> None:
        words: set[str] = set()
        user = User.objects.create(email=f"{self.word(words)}@example.org", password="!")
        practice = self.cast.practice
        member = Member.unscoped.create(
            practice=practice,
            user=user,
            chosen_name=self.word(words).title(),
            given_name=self.chance.choice(GIVEN),
            family_name=f"{self.chance.choice(FAMILY)}-{self.word(words)}",
            birth_date=f"{self.chance.randint(1950, 2005)}-03-14",
        )
        self.cast.members[name], self.cast.users[name] = member, user
        self.people[name] = Person(member, words)
        digits = f"{self.chance.randint(10**5, 10**6 - 1)}"
        words.add(digits)
        Contact.unscoped.create(practice=practice, member=member, kind="phone", value=f"+44 7700 {digits}")
        Contact.unscoped.create(
            practice=practice, member=member, kind="address", value=f"{self.word(words)} Row 7"
        )
        EmergencyContact.unscoped.create(
            practice=practice,
            member=member,
            name=self.word(words).title(),
            relation="sister",
            phone="+44 7700",
        )
        identifier = Identifier.of(member, system="chart", value=self.word(words))
        identifier.save()

    def _group(self, number: int, names: list[str]) -> None:
        practice = self.cast.practice
        group = Group.unscoped.create(practice=practice, name=f"Evening {number}", phase="running")
        for staff, role in (("ruth", "leader"), ("tomas", "co_leader")):
            Facilitation.unscoped.create(
                practice=practice, group=group, staff=self.cast.staff[staff], role=role, starts_at=LONG_AGO
            )
        agreement = Agreement.unscoped.create(
            practice=practice, group=group, version=1, body="We come on time."
        )
        for seat, name in enumerate(names):
            member = self.cast.members[name]
            Membership.unscoped.create(
                practice=practice, group=group, member=member, seat=seat, starts_at=LONG_AGO
            )
            signed = self.word(self.people[name].words)
            Signature.unscoped.create(
                practice=practice, agreement=agreement, member=member, signed_name=signed
            )
            self._course(group, name, number)
        for week in range(self.chance.randint(1, 3)):
            self._session(group, names, week)

    def _course(self, group: Group, name: str, number: int) -> None:
        words, member, practice = self.people[name].words, self.cast.members[name], self.cast.practice
        own: dict[str, Any] = {"practice": practice, "member": member, "group": group}
        Goal.unscoped.create(**own, words=f"To say {self.word(words)}.", expected=self.word(words))
        SafetyPlan.unscoped.create(
            **own,
            number=number + 1,
            contents={"lines": {"signs": [self.word(words)]}},
            ended_at=None if number == 0 else clock.now(),
        )
        instrument = catalogue.instrument("phq-9")
        answers = {item.key: self.chance.randint(0, 3) for item in instrument.items}
        Administration.unscoped.create(
            **own,
            instrument="phq-9",
            version=instrument.version,
            answers=answers,
            result=as_stored(score(instrument, answers)),
        )

    def _session(self, group: Group, names: list[str], week: int) -> None:
        practice, starts = self.cast.practice, clock.now() - timedelta(days=7 * (week + 1))
        session = GroupSession.unscoped.create(
            practice=practice,
            group=group,
            number=week,
            original_local=starts.strftime("%Y-%m-%dT%H:%M:%S"),
            starts_at=starts,
            ends_at=starts + timedelta(minutes=90),
            status="held",
        )
        by: dict[str, Any] = {"signed_at": clock.now(), "signed_by": self.cast.staff["ruth"]}
        theme = self.word(self.common)
        GroupNote.unscoped.create(practice=practice, session=session, theme=theme, narrative=theme, **by)
        for name in names:
            words, member = self.people[name].words, self.cast.members[name]
            own: dict[str, Any] = {"practice": practice, "session": session, "member": member}
            Attendance.unscoped.create(**own, status="present")
            CheckIn.unscoped.create(**own, brings=f"I bring {self.word(words)}.", openness=3)
            note = MemberNote.unscoped.create(
                **own,
                participation=f"Spoke of {self.word(words)} and of the week.",
                response=f"Felt {self.word(words)}.",
                plan="To come again.",
                **(by if self.chance.random() < 0.8 else {}),
            )
            if note.signed_at and self.chance.random() < 0.3:
                Amendment.unscoped.create(
                    practice=practice,
                    note=note,
                    text=f"Added {self.word(words)}.",
                    by=self.cast.staff["ruth"],
                )

    def plant(self) -> int:
        """Somebody else into some of Ana's signed notes; returns into how many."""
        notes = MemberNote.unscoped.filter(member=self.cast.members["ana"], signed_at__isnull=False)
        done = 0
        for note in notes.order_by("id"):
            if self.chance.random() < 0.5:
                note.response = f"{note.response} {self._telling()}"
                note.save()
                done += 1
        return done

    def _telling(self) -> str:
        """A sentence in which another person can be recognised; that person's words count as found there."""
        name = self.chance.choice([each for each in self.people if each != "ana"])
        member = self.cast.members[name]
        phone = Contact.unscoped.filter(member=member, kind="phone").get().value
        chart = Identifier.unscoped.filter(member=member).get().value
        return self.chance.choice(
            [
                f"Then {member.chosen_name} answered.",
                f"Then {member.chosen_name.upper()} answered." if member.chosen_name else "",
                f"{member.given_name} {member.family_name} came later.",
                f"Wrote to {member.user.email} twice." if member.user else "",
                f"Call {phone} tomorrow.",
                f"See chart {chart}.",
                f"See {member.pk}.",
            ]
        )


def one_group(seed: int) -> Outcome:
    """Build a practice, release Ana's record through every step, and search the opened files."""
    world = World(seed)
    cast = world.build()
    with acting_as(cast.system), transaction.atomic():
        planted = world.plant()
    purpose = world.chance.choice([Purpose.OWN, Purpose.OWN, Purpose.CARE])
    given = terms(purpose, Basis.OWN_REQUEST if purpose is Purpose.OWN else Basis.CARE)
    outcome = Outcome(people=len(world.people), planted=planted)
    with acting_as(cast.actor("ana")) as ana:
        release = actions.ask_for_copy(wish="", by=ana)
    with acting_as(cast.actor("ruth")) as ruth:
        release = actions.prepare(
            release=release,
            terms=given,
            parts=[part.value for part in MAY_HOLD[purpose]],
            version=release.version,
            by=ruth,
        )
        for _each in range(40):
            if release.state == State.CHECKED:
                break
            item = next(hit["item"] for hit in release.hits if hit["item"])
            outcome.stopped += item.startswith(Part.NOTES.value)
            release = actions.leave_out(release=release, item=item, by=ruth)
    release, passphrase = sealed(cast, approved(cast, release, "ruth", "tomas"))
    whose = "ana" if purpose is Purpose.OWN else "ruth"
    said = everything_in(opened(handed_over(cast, release, whose), passphrase)).casefold()
    outcome.leaks = [word for word in _of_others(world) if word in said]
    outcome.searched = len(said)
    return outcome


def _of_others(world: World) -> set[str]:
    """Every canary of everybody else and of the groups, their numbers, and the ids of their rows."""
    found = set(world.common)
    for name, person in world.people.items():
        if name != "ana":
            found |= person.words | {str(person.member.pk), person.member.pk.hex}
    groups = Group.unscoped.filter(practice=world.cast.practice).values_list("pk", flat=True)
    return {each.casefold() for each in found | {str(group) for group in groups}}
