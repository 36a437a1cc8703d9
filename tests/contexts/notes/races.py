"""Two at once, on a real database: races of two editors, and requests that come twice.

    python -m tests.contexts.notes.races editors 1000
    python -m tests.contexts.notes.races twice 1000

Run in a house (`tests/journeys/house.py`); prints one line of JSON.
"""

from __future__ import annotations

import json
import os
import sys
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, field
from datetime import timedelta
from threading import Barrier
from typing import Any

import django

WHOLE = {
    "participation": "Spoke early, then listened.",
    "response": "Softened when asked.",
    "risk": "No concern expressed.",
    "goal": "To stay when it gets close.",
    "plan": "Goes on.",
}
GROUP = {"theme": "Being let down", "intervention": "Process comments.", "narrative": "Quiet, then warm."}


@dataclass
class Races:
    """What came of the races: `silent` counts texts that vanished without their writer being told."""

    rounds: int = 0
    crossed: int = 0
    silent: int = 0
    lost: int = 0
    failed: list[str] = field(default_factory=list)


@dataclass
class Twice:
    """What came of requests that came twice at once: how many had another number of effects than one."""

    rounds: int = 0
    not_once: int = 0
    by_kind: dict[str, int] = field(default_factory=dict)
    failed: list[str] = field(default_factory=list)


def editors(rounds: int) -> Races:
    """Ruth and Tomás save the plan of one note at the same moment, again and again; whoever loses writes both."""
    from holdspace.notes import actions
    from tests.journeys.backstage import acting

    session, members = _evening()
    member, came, version, stands = members[0], Races(), 0, ""
    with ThreadPoolExecutor(2) as pool:
        for number in range(rounds):
            texts = {name: f"{name} writes number {number}." for name in ("ruth", "tomas")}

            def save(name: str, by: Any, version: int = version, texts: dict[str, str] = texts) -> int:
                fields = WHOLE | {"plan": texts[name]}
                return actions.save_member_note(
                    session=session, member=member, fields=fields, version=version, by=by
                )

            answers = _at_once(pool, [(name, save) for name in texts])
            won = [name for name, answer in answers.items() if isinstance(answer, int)]
            told = {name: each for name, each in answers.items() if isinstance(each, actions.Crossed)}
            came.rounds += 1
            came.crossed += len(told)
            came.failed += [repr(a)[:200] for n, a in answers.items() if n not in won and n not in told]
            if len(won) != 1 or len(told) != 1:
                came.silent += 1
            for loser, crossed in told.items():
                if crossed.theirs["plan"] != texts[won[0]]:
                    came.lost += 1
                both = f"{texts[loser]}\n{crossed.theirs['plan']}"
                with acting(loser) as by:
                    version = actions.save_member_note(
                        session=session, member=member, fields={"plan": both}, version=crossed.newest, by=by
                    )
                stands = both
            came.lost += sum(text not in _plan(session, member) for text in texts.values())
            came.lost += _plan(session, member) != stands
        _close(pool)
    return came


def twice(rounds: int) -> Twice:
    """Six kinds of requests, each sent twice at the same moment."""
    from holdspace.practice.models import Staff
    from tests.journeys.backstage import acting

    came, counted = Twice(), Counter[str]()
    with acting():  # somebody in training, so that there is something to say in supervision
        Staff.unscoped.filter(display_name="Ruth Adler").update(is_trainee=True)
    session, members = _evening()
    makers = (_saving, _signing, _cosigning, _amending, _writing_apart, _commenting)
    with ThreadPoolExecutor(2) as pool:
        for number in range(rounds):
            kind, act, effects = makers[number % len(makers)](number, session, members)
            before = effects()
            answers = _at_once(pool, [(name, act) for name in ("first", "second")])
            came.failed += _unexpected(answers.values())
            came.rounds += 1
            counted[kind] += 1
            came.not_once += effects() - before != 1
        _close(pool)
    came.by_kind = dict(counted)
    return came


# --- What is sent twice ----------------------------------------------------------------------------------

Sent = tuple[str, Callable[[str, Any], object], Callable[[], int]]


def _saving(number: int, session: Any, members: Sequence[Any]) -> Sent:
    from holdspace.notes import actions
    from tests.journeys.backstage import acting

    newest = _version(session, members[1])

    def act(_name: str, _by: Any) -> object:
        fields = WHOLE | {"plan": f"Number {number}."}
        with acting("ruth") as by:
            return actions.save_member_note(
                session=session, member=members[1], fields=fields, version=newest, by=by
            )

    return "save", act, lambda: _version(session, members[1])


def _signing(number: int, session: Any, members: Sequence[Any]) -> Sent:
    from holdspace.notes import actions
    from tests.journeys.backstage import acting

    fresh, _members = _evening(number)

    def act(_name: str, _by: Any) -> object:
        with acting("ruth") as by:
            return actions.sign_group_note(session=fresh, by=by, version=1)

    return "sign", act, lambda: _acts("notes.group_note_signed", fresh)


def _cosigning(number: int, session: Any, members: Sequence[Any]) -> Sent:
    from holdspace.notes import actions
    from tests.journeys.backstage import acting

    fresh, _members = _evening(number)
    with acting("ruth") as by:
        note = actions.sign_group_note(session=fresh, by=by)

    def act(_name: str, _by: Any) -> object:
        with acting("tomas") as by:
            return actions.cosign(note=note, by=by)

    return "co-sign", act, lambda: _acts("notes.group_note_cosigned", fresh)


def _amending(number: int, session: Any, members: Sequence[Any]) -> Sent:
    from holdspace.notes import actions
    from holdspace.notes.models import Amendment, GroupNote
    from tests.journeys.backstage import acting

    with acting("ruth") as by:
        note = GroupNote.unscoped.select_related("session").get(session=session)
        if note.signed_at is None:
            note = actions.sign_group_note(session=session, by=by)

    def act(_name: str, _by: Any) -> object:
        with acting("ruth") as by:
            return actions.amend(note=note, text=f"Addition {number}.", by=by)

    return "amend", act, lambda: _count(Amendment)


def _writing_apart(number: int, session: Any, members: Sequence[Any]) -> Sent:
    from holdspace.kernel.ids import new_id
    from holdspace.notes import actions
    from holdspace.notes.models import PsychotherapyNote
    from tests.journeys.backstage import acting

    id = new_id()

    def act(_name: str, _by: Any) -> object:
        with acting("ruth") as by:
            return actions.write_apart(member=members[0], text=f"Thought {number}.", by=by, id=id)

    return "apart", act, lambda: _count(PsychotherapyNote)


def _commenting(number: int, session: Any, members: Sequence[Any]) -> Sent:
    from holdspace.kernel.ids import new_id
    from holdspace.notes import actions
    from holdspace.notes.models import SupervisionComment
    from tests.journeys.backstage import acting

    id = new_id()

    def act(_name: str, _by: Any) -> object:
        with acting("tomas") as by:
            return actions.comment(session=session, key="group", text=f"Comment {number}.", by=by, id=id)

    return "comment", act, lambda: _count(SupervisionComment)


# --- Threads, rows and counts ----------------------------------------------------------------------------


def _at_once(
    pool: ThreadPoolExecutor, acts: Sequence[tuple[str, Callable[[str, Any], object]]]
) -> dict[str, object]:
    """Do two things in the same moment, each in a transaction and a thread of its own; what each gave or raised."""
    barrier = Barrier(len(acts))
    futures = {name: pool.submit(_attempt, name, act, barrier) for name, act in acts}
    return {name: future.result() for name, future in futures.items()}


def _attempt(name: str, act: Callable[[str, Any], object], barrier: Barrier) -> object:
    from tests.journeys.backstage import acting

    barrier.wait(timeout=60)
    try:
        if name in ("first", "second"):
            return act(name, None)
        with acting(name) as by:
            return act(name, by)
    except Exception as problem:  # what went wrong is the answer
        return problem


def _unexpected(answers: Any) -> list[str]:
    from holdspace.kernel.refusals import Refused

    return [
        repr(each)[:200] for each in answers if isinstance(each, Exception) and not isinstance(each, Refused)
    ]


def _evening(number: int = -1) -> tuple[Any, list[Any]]:
    """A session of Tuesdays that was held, with everybody there and the group's note written; and its members."""
    from holdspace.groups.models import Group, Membership
    from holdspace.kernel import clock
    from holdspace.kernel.ids import new_id
    from holdspace.notes import actions
    from holdspace.practice.spells import running
    from holdspace.sessions.models import Attendance, GroupSession
    from tests.journeys.backstage import acting

    with acting():
        group = Group.unscoped.get(name="Tuesday evening")
        starts = clock.now() - timedelta(hours=3)
        session = GroupSession.unscoped.create(
            practice_id=group.practice_id,
            group=group,
            number=1_000 + max(number, 0),
            original_local=new_id().hex[-12:],
            starts_at=starts,
            ends_at=starts + timedelta(minutes=90),
            status="held",
        )
        rows = Membership.unscoped.filter(running(), group=group).select_related("member").order_by("seat")
        members = [row.member for row in rows]
        for member in members:
            Attendance.unscoped.create(
                practice_id=group.practice_id, session=session, member=member, status="present"
            )
    with acting("ruth") as by:
        actions.save_group_note(session=session, fields=GROUP, version=0, by=by)
    return session, members


def _plan(session: Any, member: Any) -> str:
    from holdspace.notes.models import MemberNote
    from tests.journeys.backstage import acting

    with acting():
        return MemberNote.unscoped.get(session=session, member=member).plan or ""


def _version(session: Any, member: Any) -> int:
    from holdspace.notes.models import MemberNote
    from tests.journeys.backstage import acting

    with acting():
        row = MemberNote.unscoped.filter(session=session, member=member).first()
        return row.version if row else 0


def _count(model: Any) -> int:
    from tests.journeys.backstage import acting

    with acting():
        return int(model.unscoped.count())


def _acts(act: str, session: Any) -> int:
    from holdspace.audit.models import Entry
    from holdspace.notes.models import GroupNote
    from tests.journeys.backstage import acting

    with acting():
        note = GroupNote.unscoped.get(session=session)
        return int(Entry.objects.filter(act=act, subject_id=note.pk).count())


def _close(pool: ThreadPoolExecutor) -> None:
    from django.db import connection

    for future in [pool.submit(lambda: connection.close()) for _ in range(2)]:  # each thread has its own
        future.result()


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "holdspace.project.settings")
    django.setup()
    kind, rounds = sys.argv[1], int(sys.argv[2])
    print(json.dumps(asdict({"editors": editors, "twice": twice}[kind](rounds))))  # noqa: T201
