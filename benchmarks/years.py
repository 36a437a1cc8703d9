"""What the weeks of a grown group leave in the rooms around it, written row by row: for measuring.

Arriving and leaving, plans for a harder time, messages, tries, goals, money. The longer a group has met, the
more there is of everything, so that a page which asks in a loop asks more often.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Model

from benchmarks.grown import LONG_AGO, WORDS, Grown
from holdspace.accounts.models import User
from holdspace.aftercare.models import LapsePlan
from holdspace.billing.models import (
    Account,
    Charge,
    Claim,
    ClaimBatch,
    GroupFee,
    Insurer,
    LedgerEntry,
    PracticeBilling,
    ProviderBilling,
)
from holdspace.billing.rules.profile import Profile
from holdspace.circle.models import Post
from holdspace.correspondence.models import CalendarFeed, Device, Reminder, ReminderChoice
from holdspace.correspondence.rules.subscription import Subscription
from holdspace.endings.models import Departure, Farewell, Kept, Leaving, NoticePeriod, OwnWords, Unsaid
from holdspace.groups.models import Membership
from holdspace.kernel import clock, ids
from holdspace.kernel.actors import system_actor
from holdspace.members.models import Member
from holdspace.outcomes.models import Attainment, Goal, GoalTime, GoalWording
from holdspace.practice.models import RoleSpell, Staff
from holdspace.preparation.models import BuddyAsk, Hopes, Reaching, StepDone, Welcome
from holdspace.sessions.models import GroupSession
from holdspace.skills.models import Assignment, OwnSkill, Trying
from holdspace.vault.scope import acting_as

GOALS = 3
EVERY = 8
"""In how many weeks one leaves and one comes."""

PLAN = {"lines": {"signs": [WORDS]}, "contacts": {}, "reason": ""}
STEPS = {"2": WORDS, "1": WORDS, "-1": WORDS, "-2": WORDS}


@dataclass(frozen=True)
class Lived:
    """The group, who has left it, who bills, and one of what has an address of its own."""

    grown: Grown
    attends: Member
    left: User
    bills: User
    newcomer: Member
    ask: BuddyAsk
    departure: Departure
    handed_over: Farewell
    goal: Goal
    trying: Trying
    own_skill: OwnSkill
    given: Post
    batch: ClaimBatch
    insurer: Insurer
    provider: Staff


def live(grown: Grown) -> Lived:
    """Write everything beside the sessions that the group has had."""
    with acting_as(system_actor()), transaction.atomic():
        return _Living(grown).everything()


class _Living:
    def __init__(self, grown: Grown) -> None:
        self.grown, self.group = grown, grown.group
        self.here: dict[str, Any] = {"practice_id": self.group.practice_id}
        self.common: dict[str, Any] = {**self.here, "group": self.group}
        self.evenings = list(GroupSession.unscoped.filter(group=self.group).order_by("starts_at"))
        self.held = self.evenings[:-1]
        spells = Membership.unscoped.filter(group=self.group).select_related("member")
        self.people = [spell.member for spell in spells.order_by("seat")]
        self.attends = self.people[0]
        self.leader = Staff.unscoped.get(user=grown.leader)
        self.few = max(2, len(self.held) // EVERY)

    def everything(self) -> Lived:
        newcomer, ask = self.arrivals()
        left, departure, handed_over = self.leavings()
        self.plans(left)
        self.messages()
        trying, own_skill = self.tries()
        given = self.given_beyond(left)
        bills, batch, insurer = self.money()
        assert left.user is not None
        return Lived(
            grown=self.grown,
            attends=self.attends,
            left=left.user,
            bills=bills,
            newcomer=newcomer,
            ask=ask,
            departure=departure,
            handed_over=handed_over,
            goal=self.goals(),
            trying=trying,
            own_skill=own_skill,
            given=given,
            batch=batch,
            insurer=insurer,
            provider=self.leader,
        )

    def arrivals(self) -> tuple[Member, BuddyAsk]:
        """Newcomers since yesterday, each asked about, with a buddy asked; and who was reached out to."""
        new = [self._person(f"new{number}", clock.moved(-timedelta(days=1))) for number in range(self.few)]
        today = clock.now().date()
        _keep(
            [
                StepDone(**self.common, member=each, code=code, on=today)
                for each in new
                for code in ("meeting", "group_is")
            ]
        )
        words: dict[str, Any] = {"hopes": WORDS, "fears": WORDS, "share": "therapists"}
        _keep([Hopes(**self.common, member=each, **words) for each in new])
        _keep([Welcome(**self.common, member=each, is_named=True) for each in new])
        asks = [BuddyAsk(**self.common, giver=self.attends, receiver=each) for each in new]
        _keep(asks)
        called: dict[str, Any] = {"member": self.people[1], "done": "called", "note": WORDS}
        _keep([Reaching(**self.common, **called, session=each) for each in self.held])
        return new[0], asks[0]

    def leavings(self) -> tuple[Member, Departure, Farewell]:
        """Some left with a goodbye that was handed over, some without one; what was kept and left unsaid."""
        NoticePeriod.unscoped.create(**self.common, sessions=3)
        gone = [self._person(f"left{n}", LONG_AGO, until=self._ago(n)) for n in range(2 * self.few)]
        spells = {spell.member_id: spell for spell in Membership.unscoped.filter(member__in=gone)}
        parted = [self._parted(each, spells[each.pk]) for each in gone[::2]]
        departures = [self._departed(each, spells[each.pk]) for each in gone[1::2]]
        shown: dict[str, Any] = {"text": WORDS, "share": "circle", "to_circle": True, "version": 1}
        _keep(
            [
                Unsaid(**self.common, **shown, departure=each, member=person)
                for each in departures
                for person in self.people
            ]
        )
        return gone[0], departures[0], parted[0]

    def _parted(self, member: Member, spell: Membership) -> Farewell:
        last = self.held[-1]
        told = {"to_circle": True, "told_at": last.ends_at, "how": "finished"}
        ends: dict[str, Any] = {"last_session": last, "last_on": last.starts_at.date(), **told}
        leaving = Leaving.unscoped.create(**self.common, member=member, membership=spell, **ends)
        farewell = Farewell.unscoped.create(**self.common, leaving=leaving, handed_over_at=last.ends_at)
        both = (member, self.attends)
        _keep(
            [OwnWords(**self.common, member=each, farewell=farewell, takes=WORDS, version=1) for each in both]
        )
        _keep([Kept(**self.common, member=each, by_name="Person", text=WORDS) for each in both])
        return farewell

    def _departed(self, member: Member, spell: Membership) -> Departure:
        return Departure.unscoped.create(
            **self.common,
            member=member,
            membership=spell,
            called="Person",
            sentence=WORDS,
            noted_at=clock.moved(-timedelta(days=1)),
            reach_by=clock.moved(timedelta(days=5)).date(),
        )

    def plans(self, left: Member) -> None:
        """A version of the plan for a harder time after each session: of one who attends, of one who left."""
        for member in (self.attends, left):
            moments = [each.ends_at for each in self.evenings]
            versions = zip(moments, [*moments[1:], None], strict=True)
            own: dict[str, Any] = {**self.common, "member": member, "contents": PLAN, "share": "therapists"}
            _keep(
                [
                    LapsePlan(**own, number=number, written_at=at, ended_at=ended)
                    for number, (at, ended) in enumerate(versions, start=1)
                ]
            )

    def messages(self) -> None:
        """What somebody chose, every message that they were sent, their calendars and devices."""
        own: dict[str, Any] = {**self.here, "member": self.attends}
        ReminderChoice.unscoped.create(**own)
        _keep(
            [
                Reminder(
                    **own, session=each, kind=kind, about=each.starts_at.isoformat(), sent_at=each.starts_at
                )
                for each in self.held
                for kind in ("before", "rating")
            ]
        )
        user = self.attends.user
        _keep(
            [
                CalendarFeed(**self.here, user=user, token_hash=ids.new_id().hex * 2, created_at=clock.now())
                for _each in range(self.few)
            ]
        )
        told = asdict(Subscription("https://push.example/x", "key", "secret"))
        common: dict[str, Any] = {"user": user, "person_id": self.attends.pk, "subscription": told}
        few = range(min(self.few, 5))
        _keep([Device(**self.here, **common, digest=ids.new_id().hex * 2) for _each in few])

    def tries(self) -> tuple[Trying, OwnSkill]:
        """Each week everybody tried something that was suggested; the practice wrote skills of its own."""
        given: dict[str, Any] = {"to_circle": True, "code": "ask-for-help", "note": WORDS}
        _keep([Assignment(**self.common, **given, ended_at=each.ends_at) for each in self.held])
        shown: dict[str, Any] = {
            "share": "therapists",
            "to_circle": True,
            "tried": WORDS,
        }
        tried = [
            Trying(
                **self.common,
                **shown,
                code="ask-for-help",
                member=person,
                tried_on=each.starts_at.date(),
                noted_at=each.starts_at,
                shown_at=each.starts_at,
            )
            for each in self.held
            for person in self.people
        ]
        _keep(tried)
        words: dict[str, Any] = {"area": "reaching", "name": WORDS[:60], "purpose": WORDS, "steps": [WORDS]}
        own = [
            OwnSkill(**self.here, **words, code=f"own-{ids.new_id().hex}", two_minutes=WORDS, version=1)
            for _each in range(self.few)
        ]
        _keep(own)
        return tried[0], own[0]

    def goals(self) -> Goal:
        """Each of them has goals, said anew and looked at every month."""
        goals = [
            Goal(**self.common, member=person, words=WORDS, expected=WORDS, steps=STEPS, version=1 + self.few)
            for person in self.people
            for _each in range(GOALS)
        ]
        _keep(goals)
        _keep([GoalTime(**self.common, member=person, every=4) for person in self.people])
        moments = {"at": self._ago(1), "until": self._ago(0)}
        said: dict[str, Any] = {"words": WORDS, "expected": WORDS, "steps": STEPS, **moments}
        _keep(
            [
                GoalWording(
                    **self.common,
                    **said,
                    member=goal.member,
                    goal=goal,
                    number=number,
                )
                for goal in goals
                for number in range(1, 1 + self.few)
            ]
        )
        own: dict[UUID, list[Goal]] = {person.pk: [] for person in self.people}
        for goal in goals:
            own[goal.member_id].append(goal)
        _keep(
            [
                Attainment(
                    **self.common,
                    member=person,
                    levels={str(goal.pk): 0 for goal in own[person.pk]},
                    rated_on=each.starts_at.date(),
                )
                for each in self.held[::4]
                for person in self.people
            ]
        )
        return goals[0]

    def given_beyond(self, left: Member) -> Post:
        """What who left and who attends shared, and gave to those who come after."""
        given = {"beyond": True, "beyond_at": LONG_AGO, "released_at": LONG_AGO, "standing": "shown"}
        place = 1 + (Post.unscoped.filter(group=self.group).order_by("-position")[0].position or 0)
        posts = [
            Post(
                **self.common,
                **given,
                author=author,
                text=WORDS,
                themes=["shame"],
                shared_at=LONG_AGO,
                shown_at=LONG_AGO,
                position=place + 2 * number + which,
            )
            for number in range(len(self.held))
            for which, author in enumerate((left, self.attends))
        ]
        _keep(posts)
        return posts[1]

    def money(self) -> tuple[User, ClaimBatch, Insurer]:
        """Everybody owes something for each session, and the insurer was told month by month."""
        user = User.objects.create(email=f"bills@{self.group.name}.example.org", password="!")
        staff = Staff.unscoped.create(**self.here, user=user, display_name="Inês", given_name="Inês")
        RoleSpell.unscoped.create(**self.here, staff=staff, role="coordinator", starts_at=LONG_AGO)
        PracticeBilling.unscoped.create(**self.here, fee=60)
        ProviderBilling.unscoped.create(**self.here, staff=self.leader, family="Adler", given="Ruth")
        insurers = [Insurer(**self.here, name=f"Health {n}", payer_id=f"SB00{n}") for n in range(self.few)]
        _keep(insurers)
        for number in range(self.few):
            starts_on = (LONG_AGO + timedelta(days=number)).date()
            GroupFee.unscoped.create(**self.common, amount=55, starts_on=starts_on)
        months = sorted({each.starts_at.date().replace(day=1) for each in self.held})
        batches = {
            month: ClaimBatch(**self.here, month=month, control=number, is_test=True, provider={})
            for number, month in enumerate(months, start=1)
        }
        _keep(list(batches.values()))
        claims, entries = [], []
        for place, person in enumerate(self.people):
            owed = self._charged(person, insurers[0])
            Account.unscoped.create(
                **self.here,
                member=person,
                details=Profile(payer=str(insurers[0].pk)).stored(),
                diagnoses=["F41.1"],
                entries=len(owed),
                balance=60 * len(owed),
            )
            for number, charge in enumerate(owed, start=1):
                own: dict[str, Any] = {**self.here, "member": person, "charge": charge, "amount": 60}
                sums = {"before": 60 * (number - 1), "balance": 60 * number}
                entries.append(LedgerEntry(**own, **sums, number=number, kind="charge"))
                batch = batches[charge.service_date.replace(day=1)]
                claims.append(
                    Claim(**own, batch=batch, number=f"{place}-{number}", frequency="1", content={})
                )
        _keep(entries)
        _keep(claims)
        return user, batches[months[-1]], insurers[0]

    def _charged(self, person: Member, insurer: Insurer) -> list[Charge]:
        common: dict[str, Any] = {"kind": "attended", "place": "11", "amount": 60, "currency": "USD"}
        owed = [
            Charge(
                **self.here,
                **common,
                member=person,
                session=each,
                service_date=each.starts_at.date(),
                insurer=insurer,
            )
            for each in self.held
        ]
        _keep(owed)
        return owed

    def _person(self, key: str, since: datetime, *, until: datetime | None = None) -> Member:
        user = User.objects.create(email=f"{key}@{self.group.name}.example.org", password="!")
        member = Member.unscoped.create(**self.here, user=user, chosen_name=f"Person {key}")
        seat = Membership.unscoped.filter(group=self.group).count()
        ending = {"ends_at": until, "ending": "left"} if until else {}
        Membership.unscoped.create(**self.common, member=member, seat=seat, starts_at=since, **ending)
        return member

    def _ago(self, weeks: int) -> datetime:
        return clock.moved(-timedelta(days=2, weeks=weeks))


def _keep(rows: list[Any]) -> None:
    kind: type[Model] = type(rows[0])
    kind.unscoped.bulk_create(rows)  # type: ignore[attr-defined]
