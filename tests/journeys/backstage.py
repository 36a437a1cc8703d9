"""What journeys need done behind the scenes, in the server's own database, in a process of its own.

    python -m tests.journeys.backstage build
    python -m tests.journeys.backstage build furnished

Prints one line of JSON.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import django


@contextmanager
def acting(name: str = "") -> Iterator[Any]:
    """One transaction in which the system acts, or somebody of the cast; gives the actor."""
    from django.db import transaction

    from holdspace.accounts.models import User
    from holdspace.kernel.actors import system_actor
    from holdspace.members.actors import actor_of
    from holdspace.vault.scope import acting_as

    actor = actor_of(User.objects.get(email=f"{name}@example.org")) if name else system_actor()
    with acting_as(actor), transaction.atomic():
        yield actor


def build(how: str = "") -> dict[str, Any]:
    """Database and walls (through the command itself), then the cast with two devices each.

    "furnished": with a life, so that every page has something to show.
    """
    command = [sys.executable, "-m", "holdspace.project", "migrate"]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    django.setup()
    from tests.cast import build_cast
    from tests.furnishing import furnish

    cast = build_cast()
    if how == "furnished":
        furnish(cast)
        _leave_things_to_do(cast)
    ids = {f"group:{key}": str(group.pk) for key, group in cast.groups.items()}
    ids |= {f"session:{key}": str(session.pk) for key, session in cast.sessions.items()}
    ids |= {f"staff:{key}": str(staff.pk) for key, staff in cast.staff.items()}
    ids |= {f"member:{key}": str(member.pk) for key, member in cast.members.items()}
    return {
        "ids": ids,
        "cookies": {name: [signed_in(user) for _ in range(2)] for name, user in cast.users.items()},
    }


def _leave_things_to_do(cast: Any) -> None:
    """Sam stands in for Tuesdays, Dana has to sign again, Bo can say how the last session was."""
    from holdspace.agreements.actions import publish_agreement
    from holdspace.groups.actions import open_record
    from holdspace.sessions.models import Attendance, SessionRating

    with acting("sam") as sam:
        open_record(group=cast.groups["tuesday"], reason="Ruth is ill; I stand in for her.", by=sam)
    with acting("kit") as kit:
        publish_agreement(group=cast.groups["thursday"], body="We come on time, and say goodbye.", by=kit)
    _leave_places_to_give(cast)
    last, bo = cast.sessions["tuesday_last"], cast.members["bo"]
    with acting():
        SessionRating.unscoped.filter(session=last, member=bo).delete()
        Attendance.unscoped.create(practice=cast.practice, session=last, member=bo, status="present")


def _leave_places_to_give(cast: Any) -> None:
    """Two proposals, the second with a seat for Joss on Tuesdays; Dana is asked about a place there."""
    from holdspace.forming.models import TO_ANSWER, Candidate, Offer, Plan, PlannedSeat, Round
    from holdspace.forming.rules.hours import Start
    from holdspace.kernel import clock
    from holdspace.sessions.queries import weekly_meetings
    from holdspace.ui.rules.week import DAYS

    with acting():
        practice, tuesday, held = (
            cast.practice,
            cast.groups["tuesday"],
            Round.unscoped.get(practice=cast.practice),
        )
        meeting = weekly_meetings(cast.system, [tuesday.pk])[tuesday.pk]
        start = Start(DAYS[meeting.weekday], meeting.minute).code
        common = {"practice": practice, "group": tuesday}
        Candidate.unscoped.create(**common, round=held, starts=[start])
        levels = [{"level": "placed", "value": 1, "bound": None}]
        plan = Plan.unscoped.create(
            practice=practice, round=held, number=2, state="ready", origin="hand", levels=levels
        )
        PlannedSeat.unscoped.create(**common, plan=plan, member=cast.members["joss"], start=start)
        Offer.unscoped.create(
            **common, plan=plan, member=cast.members["dana"], start=start, until=clock.now() + TO_ANSWER
        )


def signed_in(user: Any) -> str:
    """The cookie of a device that signed in an hour from now, so that no slow run outlasts the idle limit."""
    from holdspace.kernel import clock
    from tests.cast import signed_in_client

    session = signed_in_client(user).session
    later = clock.moved(timedelta(hours=1)).timestamp()
    session.update({"begun_at": later, "seen_at": later})
    for proof in session["account_authentication_methods"]:
        proof["at"] = later
    session.save()
    return str(session.session_key)


def prepare_week(group_id: str, last_session: str) -> str:
    """Ruth publishes the agreement and asks for both questionnaires; everybody came to the last session."""
    from holdspace.agreements.actions import publish_agreement
    from holdspace.groups.models import Group, Membership
    from holdspace.measures.models import Schedule
    from holdspace.practice.spells import running
    from holdspace.sessions.actions import record_attendance
    from holdspace.sessions.models import GroupSession

    with acting("ruth") as ruth:
        group = Group.unscoped.get(pk=group_id)
        publish_agreement(group=group, body="What is said here stays here.", by=ruth)
        session = GroupSession.unscoped.get(pk=last_session)
        for seat in Membership.unscoped.filter(running(), group=group).select_related("member"):
            record_attendance(
                session=session,
                member=seat.member,
                status="present",
                arrived_at=session.starts_at,
                left_at=None,
                reason="",
                by=ruth,
            )
    with acting():
        for instrument in ("phq-9", "gad-7"):
            Schedule.unscoped.create(practice_id=group.practice_id, group=group, instrument=instrument)
    return "prepared"


def ask(group_id: str) -> str:
    """A group is asked both questionnaires at every session."""
    from holdspace.groups.models import Group
    from holdspace.measures.models import Schedule

    with acting():
        group = Group.unscoped.get(pk=group_id)
        for instrument in ("phq-9", "gad-7"):
            Schedule.unscoped.create(practice_id=group.practice_id, group=group, instrument=instrument)
    return "asked"


def answered(member_id: str) -> dict[str, dict[str, int | None]]:
    """What a member answered, by way and questionnaire: question → points."""
    from holdspace.measures.models import Administration

    with acting():
        rows = Administration.unscoped.filter(member_id=member_id).order_by("taken_at")
        return {f"{row.way} {row.instrument}": row.answers for row in rows}


def meet_online(group_id: str, modality: str = "online") -> str:
    """A group meets at a distance, or in both ways."""
    from holdspace.groups.models import Group

    with acting():
        Group.unscoped.filter(pk=group_id).update(modality=modality)
    return modality


def begin_soon(session_id: str, minutes: str = "3") -> str:
    """Move a session so that it began some minutes ago; its room is open."""
    from holdspace.kernel import clock
    from holdspace.sessions.models import GroupSession

    began = clock.now() - timedelta(minutes=int(minutes))
    with acting():
        rows = GroupSession.unscoped.filter(pk=session_id)
        rows.update(starts_at=began, ends_at=began + timedelta(minutes=90))
    return "moved"


def speak(language: str, *names: str) -> str:
    """These people choose a language."""
    from holdspace.accounts.models import User

    with acting():
        for name in names:
            User.objects.filter(email=f"{name}@example.org").update(language=language)
    return language


def attendance(session_id: str) -> dict[str, str]:
    """Status by chosen name."""
    from holdspace.sessions.models import Attendance

    with acting():
        rows = Attendance.unscoped.filter(session_id=session_id).select_related("member")
        return {row.member.chosen_name: row.status for row in rows}


def events(session_id: str) -> list[str]:
    """What has happened in a session's room, in order."""
    from holdspace.live.models import FloorEvent

    with acting():
        return list(FloorEvent.unscoped.filter(session_id=session_id).values_list("kind", flat=True))


def check_ins(session_id: str) -> dict[str, str]:
    """What members bring, by chosen name."""
    from holdspace.sessions.models import CheckIn

    with acting():
        rows = CheckIn.unscoped.filter(session_id=session_id).select_related("member")
        return {row.member.chosen_name: row.brings for row in rows}


def ratings(session_id: str) -> dict[str, dict[str, int]]:
    """What members answered after the session, by chosen name."""
    from holdspace.sessions.models import SessionRating

    with acting():
        rows = SessionRating.unscoped.filter(session_id=session_id).select_related("member")
        return {row.member.chosen_name: row.answers for row in rows}


def end_membership(member_id: str) -> float:
    """Ruth ends a member's membership, as her page would do it; when that was committed (Unix seconds)."""
    from holdspace.groups.actions import end_membership as end
    from holdspace.groups.models import Membership
    from holdspace.practice.spells import running

    with acting("ruth") as ruth:
        rows = Membership.unscoped.select_related("group", "member")
        end(membership=rows.get(running(), member_id=member_id), ending="left", by=ruth)
    return time.time()


def a_month_after(member_id: str, group_id: str) -> str:
    """Somebody left a group a month ago, which asks the PHQ-9 then; the worker mails them at noon. The path in
    their mail."""
    import re

    from django.db import transaction

    from holdspace.correspondence.tasks import send_reminders
    from holdspace.groups.models import Group, Membership
    from holdspace.kernel import clock
    from holdspace.kernel.actors import system_actor
    from holdspace.measures.actions import choose
    from holdspace.measures.rules.due import Plan, Point
    from holdspace.sessions.models import GroupSession
    from holdspace.vault.scope import acting_as

    noon = clock.now().replace(hour=12)
    with acting("ruth") as ruth:
        plan = Plan(0, frozenset({Point.AFTER_1}))
        choose(group=Group.unscoped.get(pk=group_id), plans={"phq-9": plan}, by=ruth)
    with acting():
        ends = noon - timedelta(days=31)
        spells = Membership.unscoped.filter(member_id=member_id, group_id=group_id)
        spells.update(ends_at=ends, starts_at=ends - timedelta(weeks=20), ending="left")
        first = GroupSession.unscoped.filter(group_id=group_id).earliest("starts_at")
        GroupSession.unscoped.filter(pk=first.pk).update(starts_at=ends - timedelta(days=5))
    with clock.held_at(noon):
        with acting_as(system_actor()), transaction.atomic():
            send_reminders(noon)
        work()
    [path] = {found for mail in _mails() for found in re.findall(r"/after/questions/[^/\s]+/", mail)}
    return path


def open_space(group_id: str) -> str:
    """Ruth lets a group's members write between sessions, at any hour."""
    from holdspace.groups.actions import set_contact
    from holdspace.groups.models import Group

    with acting("ruth") as ruth:
        group = Group.visible_to(ruth).get(pk=group_id)
        set_contact(group=group, contact_rule="space", open_hours=(), by=ruth)
    return "done"


def weeks_ahead(group_id: str) -> str:
    """The group meets again in each of the four weeks after its next session."""
    from holdspace.sessions.models import GroupSession

    with acting():
        first = GroupSession.unscoped.filter(group=group_id, status="planned").order_by("starts_at")[0]
        for week in range(1, 5):
            later = timedelta(weeks=week)
            GroupSession.unscoped.create(
                practice_id=first.practice_id,
                group_id=first.group_id,
                number=first.number + week,
                original_local=f"week-{week}",
                starts_at=first.starts_at + later,
                ends_at=first.ends_at + later,
            )
    return "done"


def sit(member_id: str, group_id: str) -> str:
    """Somebody takes a seat in a group, as the leaders' page would do it, if they have none there."""
    from holdspace.groups.actions import admit_member
    from holdspace.groups.models import Group
    from holdspace.groups.queries import circle_ids
    from holdspace.members.models import Member

    with acting("ruth") as ruth:
        member, group = Member.unscoped.get(pk=member_id), Group.unscoped.get(pk=group_id)
        if member.pk not in circle_ids(group):
            admit_member(group=group, member=member, by=ruth)
    return "done"


def eight_came(session_id: str) -> dict[str, str]:
    """Eight sit in the group of a session and came to it, each with a goal; Ruth has a phrase. Their ids by name."""
    from holdspace.groups.models import Membership
    from holdspace.members.models import Member
    from holdspace.notes.actions import keep_phrase
    from holdspace.outcomes.models import Goal
    from holdspace.practice.spells import running
    from holdspace.sessions.models import Attendance, GroupSession
    from tests.cast import LONG_AGO
    from tests.journeys.eight_notes import MEMBERS, PLAN

    found = {}
    with acting():
        session = GroupSession.unscoped.select_related("group").get(pk=session_id)
        within = {"practice_id": session.practice_id, "group": session.group}
        seated = Membership.unscoped.filter(running(), group=session.group).select_related("member")
        sits = {(row.member.chosen_name or "").lower(): row.member for row in seated}
        for place, each in enumerate(MEMBERS):
            member = sits.get(each.name)
            if member is None:
                member = Member.unscoped.create(
                    practice_id=session.practice_id, chosen_name=each.name.title()
                )
                Membership.unscoped.create(**within, member=member, seat=10 + place, starts_at=LONG_AGO)
            Attendance.unscoped.create(
                practice_id=session.practice_id, session=session, member=member, status="present"
            )
            Goal.unscoped.create(**within, member=member, words=each.goal, written_at=LONG_AGO)
            found[each.name] = str(member.pk)
    with acting("ruth") as ruth:
        keep_phrase(short=PLAN[0], words=PLAN[1], by=ruth)
    return found


def in_training(email: str, session_id: str) -> str:
    """Somebody of the staff is in training; everybody came to a session of theirs."""
    from holdspace.groups.models import Membership
    from holdspace.practice.models import Staff
    from holdspace.practice.spells import running
    from holdspace.sessions.models import Attendance, GroupSession

    with acting():
        Staff.unscoped.filter(user__email=f"{email}@example.org").update(is_trainee=True)
        session = GroupSession.unscoped.get(pk=session_id)
        for row in Membership.unscoped.filter(running(), group=session.group_id):
            Attendance.unscoped.create(
                practice_id=session.practice_id, session=session, member_id=row.member_id, status="present"
            )
    return "done"


def touches(session_id: str) -> list[str]:
    """The keys of every touch that was stored."""
    from holdspace.live.models import FloorEvent

    with acting():
        rows = FloorEvent.unscoped.filter(session_id=session_id)
        return [str(key) for key in rows.values_list("key", flat=True)]


def integrity() -> list[str]:
    """What SQLite and SQLCipher say of the file; "ok" alone when it is sound."""
    from django.db import connection

    with acting(), connection.cursor() as cursor:
        rows = [
            row for pragma in ("integrity_check", "cipher_integrity_check") for row in _pragma(cursor, pragma)
        ]
    return [str(row[0]) for row in rows]


def _pragma(cursor: Any, name: str) -> list[Any]:
    cursor.execute(f"PRAGMA {name}")
    return list(cursor.fetchall())


def verify_audit() -> dict[str, Any]:
    """The audit chain's own verdict."""
    from holdspace.audit.verify import verify_chain

    report = verify_chain()
    return {"entries": report.entries, "problems": [str(problem) for problem in report.problems]}


def eight_weeks(group_id: str, member_id: str) -> str:
    """Eight sessions lie behind the group: the last one lay low, and one member is worse than at the start."""
    from holdspace.groups.models import Group, Membership
    from holdspace.kernel import clock
    from holdspace.measures import catalogue
    from holdspace.measures.models import Administration
    from holdspace.measures.rules.scoring import score
    from holdspace.measures.rules.taken import as_stored
    from holdspace.practice.spells import running
    from holdspace.sessions.models import Attendance, GroupSession, SessionRating

    phq = catalogue.instrument("phq-9")
    with acting():
        group = Group.unscoped.get(pk=group_id)
        practice, sitting = group.practice_id, Membership.unscoped.filter(running(), group=group)
        members = [spell.member_id for spell in sitting]
        for week in range(8):
            starts = clock.now() - timedelta(weeks=9 - week)
            session = GroupSession.unscoped.create(
                practice_id=practice,
                group=group,
                number=20 + week,
                original_local=starts.strftime("%Y-%m-%dT%H:%M:%S"),
                starts_at=starts,
                ends_at=starts + timedelta(minutes=90),
                status="held",
            )
            common = {"practice_id": practice, "session": session}
            for place, member in enumerate(members):
                said = (3 if week == 7 else 8) + place % 2
                answers = {"heard": said, "overall": said}
                SessionRating.unscoped.create(**common, member_id=member, answers=answers)
                Attendance.unscoped.create(**common, member_id=member, status="present")
            if week in (0, 4, 7):
                given = {item.key: min(3, week // 3) for item in phq.items} | {"self-harm": int(week == 7)}
                administration = Administration(
                    **common, member_id=member_id, group=group, instrument=phq.id, version=phq.version
                )
                administration.answers, administration.result = given, as_stored(score(phq, given))
                administration.taken_at = starts
                administration.save()
    return "lived"


def five_wait() -> str:
    """Five people are ready for a circle, and a group that Ruth leads could take them; its id."""
    from holdspace.agreements.actions import publish_agreement
    from holdspace.practice.models import Practice, Staff
    from tests.cast import Cast
    from tests.contexts.forming.list_of_people import CARRY, new_group, waits

    with acting():
        practice = Practice.unscoped.get()
        cast = Cast(practice, staff={"ruth": Staff.unscoped.get(user__email="ruth@example.org")})
        for name in [name for name in CARRY if name != "Abel"]:
            waits(cast, name, themes=CARRY[name])
        group = new_group(cast)
    with acting("ruth") as ruth:
        publish_agreement(group=group, body="What is said here stays here.", by=ruth)
    return str(group.pk)


def escalate(minutes: str) -> list[str]:
    """The worker comes so many minutes later and tells whoever is due; everybody who was told so far."""
    from django.db import transaction

    from holdspace.kernel import clock
    from holdspace.kernel.actors import system_actor
    from holdspace.safety.models import Alert
    from holdspace.safety.tasks import escalate_waiting
    from holdspace.vault.scope import acting_as

    later = clock.moved(timedelta(minutes=int(minutes)))
    with clock.held_at(later), acting_as(system_actor()), transaction.atomic():
        escalate_waiting(later)
        return [each.staff.display_name or "" for each in Alert.unscoped.select_related("staff")]


def remind() -> list[str]:
    """The worker reminds everybody who ought to be; every mail that has left, as it was sent."""
    from django.db import transaction

    from holdspace.correspondence.tasks import send_reminders
    from holdspace.kernel import clock
    from holdspace.kernel.actors import system_actor
    from holdspace.vault.scope import acting_as

    with acting_as(system_actor()), transaction.atomic():
        send_reminders(clock.now())
    work()
    return _mails()


def tell() -> list[str]:
    """The worker tells everybody who was told of a concern; every mail that has left, as it was sent."""
    from django.db import transaction

    from holdspace.correspondence.tasks import push_alerts, send_alerts
    from holdspace.kernel import clock
    from holdspace.kernel.actors import system_actor
    from holdspace.vault.scope import acting_as

    with acting_as(system_actor()), transaction.atomic():
        send_alerts(clock.now())
        push_alerts(clock.now())
    work()
    return _mails()


def _mails() -> list[str]:
    from django.conf import settings

    return [path.read_text() for path in sorted(Path(settings.EMAIL_FILE_PATH).iterdir())]


def work() -> str:
    """The worker does every task that waits now."""
    from holdspace.project.worker import run_waiting_tasks

    run_waiting_tasks()
    return "done"


def name_in_note(group_id: str, member_id: str, name: str) -> str:
    """Somebody else stands in a member's signed note of a group's last session."""
    from holdspace.groups.models import Facilitation
    from holdspace.kernel import clock
    from holdspace.notes.models import MemberNote
    from holdspace.sessions.models import GroupSession

    with acting():
        session = GroupSession.unscoped.filter(group=group_id, starts_at__lt=clock.now()).latest("starts_at")
        leads = Facilitation.unscoped.filter(group=group_id).earliest("starts_at")
        MemberNote.unscoped.create(
            practice_id=session.practice_id,
            session=session,
            member_id=member_id,
            response=f"Then {name} answered, and it was quiet.",
            signed_at=clock.now(),
            signed_by_id=leads.staff_id,
        )
    return "written"


COMMANDS: dict[str, Callable[..., object]] = {
    "build": build,
    "prepare-week": prepare_week,
    "ask": ask,
    "name-in-note": name_in_note,
    "answered": answered,
    "begin-soon": begin_soon,
    "meet-online": meet_online,
    "speak": speak,
    "attendance": attendance,
    "events": events,
    "check-ins": check_ins,
    "ratings": ratings,
    "end-membership": end_membership,
    "a-month-after": a_month_after,
    "open-space": open_space,
    "weeks-ahead": weeks_ahead,
    "sit": sit,
    "eight-came": eight_came,
    "in-training": in_training,
    "touches": touches,
    "eight-weeks": eight_weeks,
    "five-wait": five_wait,
    "remind": remind,
    "escalate": escalate,
    "tell": tell,
    "work": work,
    "integrity": integrity,
    "verify-audit": verify_audit,
}

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "holdspace.project.settings")
    if sys.argv[1] != "build":
        django.setup()
    print(json.dumps(COMMANDS[sys.argv[1]](*sys.argv[2:])))  # noqa: T201
