"""A group of any size and age, written row by row without its actions: for measuring, not for stories.

Every past session was attended, checked in for, measured and rated by everybody; all but the newest have
signed notes. One session lies ahead. Two groups never share a practice, so each can be measured beside the
other in one database.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import permutations
from typing import Any

from django.db import transaction
from django.db.models import Model

from holdspace.accounts.models import User
from holdspace.agreements.models import Agreement, Signature
from holdspace.circle.models import Post, Recognition, Report, Space, Thanks, WeekQuestion
from holdspace.endings.models import Closing, Farewell, Gift, Leaving
from holdspace.feedback.models import Choice, Feedback, FeedbackRound, Picture, Portrait
from holdspace.groups.models import Facilitation, Group, Membership
from holdspace.kernel import clock
from holdspace.kernel.actors import system_actor
from holdspace.measures import catalogue
from holdspace.measures.models import Administration, Schedule
from holdspace.measures.rules.scoring import score
from holdspace.measures.rules.taken import as_stored
from holdspace.members.models import Member
from holdspace.notes.models import GroupNote, MemberNote
from holdspace.practice.models import Practice, RoleSpell, Staff
from holdspace.sessions.models import Attendance, CheckIn, GroupSession, SessionRating
from holdspace.skills.models import Assignment, Trying, WordBack
from holdspace.vault.scope import acting_as

LONG_AGO = datetime(2020, 1, 7, 12, 0, tzinfo=UTC)
LAYER = ("participation", "response", "risk", "goal", "plan")
WORDS = "What happened, in about as many words as somebody writes after an evening with eight people."


@dataclass(frozen=True)
class Grown:
    """A group, who leads it, one who attends it, the session ahead and the newest one behind."""

    group: Group
    leader: User
    member: User
    ahead: GroupSession
    behind: GroupSession
    asked: FeedbackRound
    choosing: Portrait
    picture: Picture
    farewell: Farewell


def grow(name: str, *, members: int, sessions: int) -> Grown:
    """A practice with one group of so many members; `sessions` counts the one ahead as well."""
    with acting_as(system_actor()), transaction.atomic():
        practice = Practice.unscoped.create(name=name, time_zone="Europe/London")
        leader, staff = _leader(practice, name)
        group = Group.unscoped.create(practice=practice, name=name, phase=Group.Phase.RUNNING)
        Facilitation.unscoped.create(
            practice=practice, group=group, staff=staff, role="leader", starts_at=LONG_AGO
        )
        people = [_member(group, name, seat) for seat in range(members)]
        evenings = [_evening(group, number, sessions) for number in range(1, sessions + 1)]
        for evening in evenings:
            _life(evening, people, staff, newest=evening in evenings[-2:])
        _agreement(group, people)
        asked = _feedback(group, people)
        choosing, picture = _portraits(group, people)
        _space(group, people, evenings)
        _skills(group, people)
        farewell = _endings(group, people, evenings[-1])
    assert people[0].user is not None
    return Grown(
        group, leader, people[0].user, evenings[-1], evenings[-2], asked, choosing, picture, farewell
    )


def _leader(practice: Practice, name: str) -> tuple[User, Staff]:
    user = User.objects.create(email=f"leader@{name}.example.org", password="!")
    staff = Staff.unscoped.create(
        practice=practice, user=user, display_name="Ruth Adler", given_name="Ruth", licence="HCPC 12345"
    )
    RoleSpell.unscoped.create(practice=practice, staff=staff, role="therapist", starts_at=LONG_AGO)
    return user, staff


def _member(group: Group, name: str, seat: int) -> Member:
    user = User.objects.create(email=f"member{seat}@{name}.example.org", password="!")
    member = Member.unscoped.create(
        practice_id=group.practice_id, user=user, chosen_name=f"Person {seat}", pronouns="they/them"
    )
    Membership.unscoped.create(
        practice_id=group.practice_id, group=group, member=member, seat=seat, starts_at=LONG_AGO
    )
    return member


def _evening(group: Group, number: int, of: int) -> GroupSession:
    """The last is two hours ahead, each before it a week earlier."""
    soon = clock.now().replace(minute=0, second=0, microsecond=0) + timedelta(hours=2)
    starts = soon - timedelta(weeks=of - number)
    return GroupSession.unscoped.create(
        practice_id=group.practice_id,
        group=group,
        number=number,
        original_local=starts.strftime("%Y-%m-%dT%H:%M:%S"),
        starts_at=starts,
        ends_at=starts + timedelta(minutes=90),
        status="planned" if number == of else "held",
    )


def _endings(group: Group, people: list[Member], last: GroupSession) -> Farewell:
    """The session ahead is the last one: for each of them, and for the group; each wrote to each."""
    common: dict[str, Any] = {"practice_id": group.practice_id, "group": group}
    ends: dict[str, Any] = {"last_session": last, "last_on": last.starts_at.date()}
    spells = list(Membership.unscoped.filter(group=group))
    told = {"to_circle": True, "told_at": clock.now(), "how": "finished"}
    _keep(
        [Leaving(**common, **ends, **told, member_id=s.member_id, membership=s, word=WORDS) for s in spells]
    )
    closing = Closing.unscoped.create(**common, **ends)
    farewell = Farewell.unscoped.create(**common, closing=closing)
    given = {"farewell": farewell, "standing": "waiting", "text": WORDS, "version": 1}
    _keep([Gift(**common, **given, giver=one, receiver=other) for one, other in permutations(people, 2)])
    return farewell


def _agreement(group: Group, people: list[Member]) -> None:
    common: dict[str, Any] = {"practice_id": group.practice_id}
    agreement = Agreement.unscoped.create(**common, group=group, version=1, body="We come on time.")
    for instrument in ("phq-9", "gad-7"):
        Schedule.unscoped.create(**common, group=group, instrument=instrument, every=1)
    _keep([Signature(**common, agreement=agreement, member=each, signed_name="Person") for each in people])


def _feedback(group: Group, people: list[Member]) -> FeedbackRound:
    """A round in which everybody has written to everybody: half of it waits to be read, half was received."""
    began, until = clock.moved(-timedelta(days=3)), clock.moved(timedelta(days=3))
    common: dict[str, Any] = {"practice_id": group.practice_id, "group": group}
    asked = FeedbackRound.unscoped.create(**common, code="nearer", opened_at=began, until=until)
    common |= {"round": asked, "began_at": began, "saw": WORDS, "stirred": WORDS, "wish": WORDS, "version": 1}
    moments = {"written_at": began, "released_at": began, "opened_at": began}
    received, waiting = {"standing": "opened", **moments}, {"standing": "waiting", "written_at": began}
    _keep(
        [
            Feedback(**common, giver=giver, receiver=receiver, **(waiting if number % 2 else received))
            for number, (giver, receiver) in enumerate(permutations(people, 2))
        ]
    )
    return asked


def _portraits(group: Group, people: list[Member]) -> tuple[Portrait, Picture]:
    """One in which everybody has chosen for everybody, and the first member's picture of half a year ago."""
    common: dict[str, Any] = {"practice_id": group.practice_id, "group": group}
    choosing = Portrait.unscoped.create(**common)
    pairs = permutations(people, 2)
    _keep(
        [
            Choice(**common, portrait=choosing, member=chooser, about=about, words=["steady"])
            for chooser, about in pairs
        ]
    )
    then = clock.moved(-timedelta(days=180))
    shown = Portrait.unscoped.create(**common, opened_at=then, put_together_at=then, shown_at=then)
    looked_at = {"released_at": then, "opened_at": then}
    words = {"own": ["steady"], "others": ["curious"]}
    pictures = [Picture(**common, **words, **looked_at, portrait=shown, member=each) for each in people]
    _keep(pictures)
    return choosing, pictures[0]


def _space(group: Group, people: list[Member], evenings: list[GroupSession]) -> None:
    """After each session everybody shared something, which somebody knows, and encouraged the next of
    them.
    """
    common: dict[str, Any] = {"practice_id": group.practice_id, "group": group}
    Space.unscoped.create(**common, version=2 * len(people) * len(evenings))
    asked = WeekQuestion.unscoped.create(**common, text=WORDS)
    shared, encouraged = [], []
    for week, evening in enumerate(evenings[:-1]):
        for number, (author, other) in enumerate(zip(people, people[1:] + people[:1], strict=True)):
            place = 2 * (week * len(people) + number) + 1
            moments = {"shared_at": evening.ends_at, "shown_at": evening.ends_at, "standing": "shown"}
            own: dict[str, Any] = {**common, **moments, "author": author, "text": WORDS}
            kind = "pattern" if number % 3 == 0 else "reflection"
            shared.append(Post(**own, kind=kind, position=place, question=asked, themes=["shame"]))
            encouraged.append(Post(**own, kind="encouragement", to=other, position=place + 1))
    _keep(shared)
    _keep(encouraged)
    _keep([Recognition(**common, post=post, member=people[-1]) for post in shared])
    _keep(
        [Thanks(**common, giver=people[0], helper=people[1], post=post, words=WORDS) for post in shared[1::5]]
    )
    held = {"author": people[0], "text": WORDS, "shared_at": evenings[0].ends_at, "standing": "held"}
    _keep([Post(**common, **held) for _each in people])
    _keep([Report(**common, post=post, member=people[0], reason=WORDS) for post in shared[1 : len(people)]])


def _skills(group: Group, people: list[Member]) -> None:
    """Something for the circle and for each; everybody tried it, shows it, and tells the first of them so."""
    common: dict[str, Any] = {"practice_id": group.practice_id, "group": group}
    given = [Assignment(**common, member=each, code="ask-for-help", note=WORDS) for each in people]
    _keep([Assignment(**common, to_circle=True, code="a-small-no", note=WORDS), *given])
    yesterday = clock.moved(-timedelta(days=1))
    shown = {"share": "therapists", "to_circle": True, "shown_at": yesterday, "noted_at": yesterday}
    noted = {"tried": WORDS, "went": WORDS, "code": "a-small-no", "tried_on": yesterday.date()}
    tryings = [Trying(**common, **shown, **noted, member=each) for each in people]
    _keep(tryings)
    words = {"receiver": people[0], "code": "a-small-no", "text": WORDS, "released_at": yesterday}
    _keep([WordBack(**common, **words, trying=each, giver=each.member) for each in tryings[1:]])


def _life(session: GroupSession, people: list[Member], staff: Staff, *, newest: bool) -> None:
    """What is kept of one session; of the one ahead, what people bring."""
    common: dict[str, Any] = {"practice_id": session.practice_id, "session": session}
    _keep([CheckIn(**common, member=each, brings=WORDS, openness=3, share="therapists") for each in people])
    _keep([_answers(session, each, name) for each in people for name in ("phq-9", "gad-7")])
    if session.status == "planned":
        return
    present: dict[str, Any] = {"status": "present", "arrived_at": session.starts_at}
    _keep([Attendance(**common, member=each, **present) for each in people])
    _keep([SessionRating(**common, member=each, answers={"heard": 7, "overall": 8}) for each in people])
    signed: dict[str, Any] = {} if newest else {"signed_at": session.ends_at, "signed_by": staff}
    _keep([GroupNote(**common, version=1, theme=WORDS, intervention=WORDS, narrative=WORDS, **signed)])
    layer = dict.fromkeys(LAYER, WORDS)
    _keep([MemberNote(**common, version=1, member=each, **layer, **signed) for each in people])


def _answers(session: GroupSession, member: Member, name: str) -> Administration:
    instrument = catalogue.instrument(name)
    answers = {item.key: 1 for item in instrument.items}
    return Administration(
        practice_id=session.practice_id,
        member=member,
        group=session.group,
        session=session,
        instrument=name,
        version=instrument.version,
        answers=answers,
        result=as_stored(score(instrument, answers)),
        taken_at=session.starts_at,
    )


def _keep(rows: list[Any]) -> None:
    kind: type[Model] = type(rows[0])
    kind.unscoped.bulk_create(rows)  # type: ignore[attr-defined]
