"""Grows the Tuesday group of the cast: more members, a history, what people bring."""

from __future__ import annotations

from datetime import timedelta

from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from holdspace.agreements.models import Agreement, Signature
from holdspace.groups.models import Group, Membership
from holdspace.kernel import clock
from holdspace.measures.actions import record_administration
from holdspace.measures.catalogue import instrument
from holdspace.measures.models import Schedule
from holdspace.members.models import Contact, EmergencyContact, Member
from holdspace.sessions.models import Attendance, CheckIn, GroupSession, SessionRating
from holdspace.vault.scope import acting_as
from tests.cast import LONG_AGO, Cast
from tests.contracts.walking import FORM_TOKEN

PHQ = [item.key for item in instrument("phq-9").scored_items]


def spread(total: int) -> dict[str, int | None]:
    """PHQ-9 answers that add up to `total` (at most 24), item 9 answered with "not at all"."""
    answers: dict[str, int | None] = {}
    for key in PHQ[:8]:
        answers[key] = min(3, total - sum(value or 0 for value in answers.values()))
    return answers | {"self-harm": 0}


def circle(cast: Cast, size: int) -> list[Member]:
    """Ana, Bo, Chidi and as many others as make a circle of `size`."""
    members = [cast.members[name] for name in ("ana", "bo", "chidi")]
    with acting_as(cast.system), transaction.atomic():
        Group.unscoped.filter(pk=cast.groups["tuesday"].pk).update(max_size=14)
        for number in range(3, size):
            member = Member.unscoped.create(practice=cast.practice, chosen_name=f"Member {number}")
            Membership.unscoped.create(
                practice=cast.practice,
                group=cast.groups["tuesday"],
                member=member,
                seat=20 + number,
                starts_at=LONG_AGO,
            )
            Contact.unscoped.create(
                practice=cast.practice, member=member, kind="phone", value="+44 7700 900999"
            )
            EmergencyContact.unscoped.create(practice=cast.practice, member=member, name="Sol", phone="7")
            members.append(member)
    return members


def held_sessions(cast: Cast, count: int, members: list[Member]) -> list[GroupSession]:
    """`count` sessions held weekly before last week's, and that one, with everybody there."""
    last = cast.sessions["tuesday_last"]
    with acting_as(cast.system), transaction.atomic():
        sessions = GroupSession.unscoped.bulk_create(
            GroupSession(
                practice=cast.practice,
                group=last.group,
                number=number,
                original_local=f"earlier-{number}",
                starts_at=last.starts_at - timedelta(weeks=count - number + 1),
                ends_at=last.ends_at - timedelta(weeks=count - number + 1),
                status="held",
            )
            for number in range(1, count + 1)
        )
        GroupSession.unscoped.filter(pk=last.pk).update(number=count + 1)
        GroupSession.unscoped.filter(pk=cast.sessions["tuesday_next"].pk).update(number=count + 2)
        for session in [*sessions, last]:
            came(cast, session, members)
    return [*sessions, last]


def came(
    cast: Cast, session: GroupSession, members: list[Member], *, status: str = "present", reason: str = ""
) -> None:
    """Write down who was there."""
    Attendance.unscoped.bulk_create(
        Attendance(practice=cast.practice, session=session, member=member, status=status, reason=reason)
        for member in members
    )


def absent(cast: Cast, session: GroupSession, name: str, reason: str = "no_word") -> None:
    """Write down that somebody was not there, whatever was written before."""
    with acting_as(cast.system), transaction.atomic():
        Attendance.unscoped.filter(session=session, member=cast.members[name]).delete()
        came(cast, session, [cast.members[name]], status="absent", reason=reason)


def rated(cast: Cast, session: GroupSession, members: list[Member], heard: int = 8) -> None:
    """Everybody says the same about a session."""
    with acting_as(cast.system), transaction.atomic():
        for member in members:
            SessionRating.unscoped.create(
                practice=cast.practice, session=session, member=member, answers={"heard": heard}
            )


def measured(cast: Cast, member: Member, session: GroupSession, total: int) -> None:
    """Somebody filled in the PHQ-9 an hour before a session."""
    with acting_as(cast.system), transaction.atomic(), clock.held_at(session.starts_at - timedelta(hours=1)):
        record_administration(
            member=member,
            group=cast.groups["tuesday"],
            session=session,
            instrument_id="phq-9",
            answers=spread(total),
            by=cast.system,
        )


def brings(
    cast: Cast, member: Member, text: str, *, share: str = "therapists", openness: int | None = 3
) -> None:
    """What somebody brings to the next session."""
    with acting_as(cast.system), transaction.atomic():
        CheckIn.unscoped.create(
            practice=cast.practice,
            session=cast.sessions["tuesday_next"],
            member=member,
            brings=text,
            openness=openness,
            share=share,
        )


def scheduled(cast: Cast, *ids: str, every: int = 1) -> None:
    """The group is asked these measures."""
    with acting_as(cast.system), transaction.atomic():
        for id in ids:
            Schedule.unscoped.create(
                practice=cast.practice, group=cast.groups["tuesday"], instrument=id, every=every
            )


def agreed(cast: Cast, *signed_by: str, version: int = 1) -> Agreement:
    """The group has an agreement, signed by some."""
    with acting_as(cast.system), transaction.atomic():
        agreement = Agreement.unscoped.create(
            practice=cast.practice,
            group=cast.groups["tuesday"],
            version=version,
            body="What is said here stays here.",
        )
        for name in signed_by:
            Signature.unscoped.create(
                practice=cast.practice,
                agreement=agreement,
                member=cast.members[name],
                signed_name=name.title(),
            )
    return agreement


def full_house(cast: Cast, size: int, history: int) -> list[Member]:
    """A circle of `size` with `history` held sessions, in which everybody does everything."""
    members = circle(cast, size)
    sessions = held_sessions(cast, history, members)
    agreed(cast, "ana")
    rated(cast, sessions[-1], members)
    for member in members:
        for session, total in zip(sessions[-2:], (12, 12), strict=False):
            measured(cast, member, session, total)
        measured(cast, member, cast.sessions["tuesday_next"], 19)
        brings(cast, member, "Something to say.")
    return members


def grown(cast: Cast) -> None:
    """From three members and two sessions to twelve and a hundred."""
    with acting_as(cast.system), transaction.atomic():
        last = cast.sessions["tuesday_last"]
        GroupSession.unscoped.bulk_create(
            GroupSession(
                practice=cast.practice, group=cast.groups["tuesday"], number=n, original_local=f"grown-{n}",
                starts_at=last.starts_at - timedelta(weeks=n), ends_at=last.ends_at - timedelta(weeks=n),
                status="held",
            )
            for n in range(3, 101)
        )  # fmt: skip
    for member in circle(cast, 12)[3:]:
        measured(cast, member, last, 12)
        measured(cast, member, cast.sessions["tuesday_next"], 19)
        brings(cast, member, "Something to say.")
        rated(cast, last, [member])


def queries_of(client: Client, url: str) -> int:
    """How many questions a page asks the database, once its caches are warm."""
    assert client.get(url).status_code == 200
    with CaptureQueriesContext(connection) as asked:
        client.get(url)
    return len(asked)


def text_of(client: Client, url: str) -> str:
    """A page that must exist, as text; without its random tokens, in which any number may come up."""
    page = client.get(url)
    assert page.status_code == 200, (url, page.status_code)
    return FORM_TOKEN.sub(r"\1…", page.content.decode())
