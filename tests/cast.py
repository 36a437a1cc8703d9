"""The fixed cast: invented people of one practice, made directly, without the demo's simulation.

Ruth and Tomás lead Tuesdays (Ruth first); Ana, Bo and Chidi attend, Eve was there and left. Kit leads
Thursdays, where Dana sits. Ines coordinates, Sam supervises, Olu owns the practice.
"""

from __future__ import annotations

import copy
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.test import Client

from holdspace.accounts.models import User
from holdspace.groups.models import Facilitation, Group, Membership
from holdspace.kernel import clock
from holdspace.kernel.actors import Actor, system_actor
from holdspace.members.actors import actor_of
from holdspace.members.models import Contact, EmergencyContact, Member
from holdspace.practice.models import Practice, RoleSpell, Room, Site, Staff
from holdspace.sessions.models import GroupSession
from holdspace.vault.scope import acting_as

LONG_AGO = datetime(2026, 1, 6, 12, 0, tzinfo=UTC)


class ProvedSession(dict[str, object]):
    """Stands for the session of somebody who proved themselves, second factor included, just now."""


@dataclass
class Cast:
    """Everybody and everything, by short names."""

    practice: Practice
    users: dict[str, User] = field(default_factory=dict)
    staff: dict[str, Staff] = field(default_factory=dict)
    members: dict[str, Member] = field(default_factory=dict)
    groups: dict[str, Group] = field(default_factory=dict)
    sessions: dict[str, GroupSession] = field(default_factory=dict)
    room: Room | None = None

    def actor(self, name: str) -> Actor:
        """The actor of one of the cast, found as the middleware finds it, second factor given."""
        proof = [
            {"method": "password", "at": clock.now().timestamp()},
            {"method": "mfa", "at": clock.now().timestamp()},
        ]
        session = ProvedSession(account_authentication_methods=proof)
        return actor_of(self.users[name], session)  # type: ignore[arg-type]

    @property
    def system(self) -> Actor:
        return system_actor(self.practice.pk)


def build_cast(prefix: str = "") -> Cast:
    """Make the practice and its people; `prefix` tells a second practice's addresses apart."""
    with acting_as(system_actor()), transaction.atomic():
        practice = Practice.unscoped.create(
            name=f"{prefix}Harbour Street Practice", time_zone="Europe/London"
        )
        cast = Cast(practice)
        _staff(cast, prefix)
        _groups(cast)
        _members(cast, prefix)
        _sessions(cast)
    return cast


@dataclass
class _Recording:
    """What making the cast wrote, statement by statement, and the cast itself."""

    statements: list[tuple[str, Any]]
    cast: Cast

    def play(self) -> Cast:
        """The same rows and objects once more, without sealing, signing and chaining them again."""
        with acting_as(system_actor()), transaction.atomic(), connection.cursor() as cursor:
            for statement, values in self.statements:
                cursor.execute(statement, values)
        return copy.deepcopy(self.cast)


_recordings: dict[tuple[str, object], _Recording] = {}


def cast_again() -> Cast:
    """As `build_cast()`, but made once an hour (by the clock of the moment) and from then on played back.

    Thousands of tests begin with the cast; to make it is more work than most of them are.
    """
    key = (connection.vendor, _hour())
    if key in _recordings:
        return _recordings[key].play()
    statements: list[tuple[str, Any]] = []

    def note(execute: Callable[..., Any], sql: str, values: Any, many: bool, context: Any) -> Any:
        if sql.startswith(("INSERT", "UPDATE", "DELETE")):
            statements.append((sql, values))
        return execute(sql, values, many, context)

    with connection.execute_wrapper(note):
        cast = build_cast()
    _recordings[key] = _Recording(_together(statements), copy.deepcopy(cast))
    return cast


def _together(statements: list[tuple[str, Any]]) -> list[tuple[str, Any]]:
    """On PostgreSQL one message to the server says it all."""
    if connection.vendor != "postgresql":
        return statements
    with connection.cursor() as cursor:
        return [("; ".join(cursor.cursor.mogrify(*statement) for statement in statements), None)]


def _hour() -> datetime:
    return clock.now().replace(minute=0, second=0, microsecond=0)


def _user(prefix: str, name: str) -> User:
    return User.objects.create(email=f"{prefix}{name}@example.org", password="!")


def _staff(cast: Cast, prefix: str) -> None:
    people = {
        "ruth": ("Ruth Adler", "therapist"),
        "tomas": ("Tomás Vidal", "therapist"),
        "kit": ("Kit Larsen", "therapist"),
        "ines": ("Inês Duarte", "coordinator"),
        "sam": ("Sam Okafor", "supervisor"),
        "olu": ("Olu Bright", "owner"),
    }
    for name, (display, role) in people.items():
        user = cast.users[name] = _user(prefix, name)
        staff = cast.staff[name] = Staff.unscoped.create(
            practice=cast.practice,
            user=user,
            display_name=display,
            given_name=display.split()[0],
            licence="HCPC 12345",
        )
        RoleSpell.unscoped.create(practice=cast.practice, staff=staff, role=role, starts_at=LONG_AGO)
    site = Site.unscoped.create(practice=cast.practice, name="Harbour Street")
    cast.room = Room.unscoped.create(practice=cast.practice, site=site, name="Blue room")


def _groups(cast: Cast) -> None:
    def group(key: str, name: str, theme: str) -> Group:
        made = cast.groups[key] = Group.unscoped.create(
            practice=cast.practice, name=name, theme=theme, phase=Group.Phase.RUNNING, room=cast.room
        )
        return made

    tuesday, thursday = (
        group("tuesday", "Tuesday evening", "being close"),
        group("thursday", "Thursday noon", "worry"),
    )
    leads = ((tuesday, "ruth", "leader"), (tuesday, "tomas", "co_leader"), (thursday, "kit", "leader"))
    for where, who, role in leads:
        Facilitation.unscoped.create(
            practice=cast.practice, group=where, staff=cast.staff[who], role=role, starts_at=LONG_AGO
        )


def _members(cast: Cast, prefix: str) -> None:
    people = {"ana": "tuesday", "bo": "tuesday", "chidi": "tuesday", "eve": "tuesday", "dana": "thursday"}
    families = {"ana": "Marsh", "bo": "Lindqvist", "chidi": "Eze", "eve": "Roth", "dana": "Petrova"}
    for seat, (name, group) in enumerate(people.items()):
        member = cast.members[name] = Member.unscoped.create(
            practice=cast.practice,
            user=_user(prefix, name),
            chosen_name=name.title(),
            given_name=name.title(),
            family_name=families[name],
            pronouns="she/her" if name in ("ana", "eve", "dana") else "he/him",
        )
        cast.users[name] = member.user  # type: ignore[assignment]
        Membership.unscoped.create(
            practice=cast.practice,
            group=cast.groups[group],
            member=member,
            seat=seat,
            starts_at=LONG_AGO,
            ends_at=LONG_AGO + timedelta(days=60) if name == "eve" else None,
            ending=Membership.Ending.LEFT if name == "eve" else "",
        )
        Contact.unscoped.create(
            practice=cast.practice, member=member, kind="phone", value="+44 7700 900123", preferred=True
        )
        EmergencyContact.unscoped.create(
            practice=cast.practice,
            member=member,
            name="Noor Haddad",
            relation="sister",
            phone="+44 7700 900456",
        )


def _sessions(cast: Cast) -> None:
    """For each group one session held a week ago, and one that begins in two hours."""
    soon = _hour() + timedelta(hours=2)
    for key, group in cast.groups.items():
        for number, (name, starts) in enumerate(
            {"last": soon - timedelta(days=7), "next": soon}.items(), start=1
        ):
            cast.sessions[f"{key}_{name}"] = GroupSession.unscoped.create(
                practice=cast.practice,
                group=group,
                number=number,
                original_local=starts.strftime("%Y-%m-%dT%H:%M:%S"),
                starts_at=starts,
                ends_at=starts + timedelta(minutes=90),
                status="held" if name == "last" else "planned",
                room=cast.room,
            )


def signed_in_client(user: User) -> Client:
    """A test browser with a session in which `user` signed in with password and second factor just now."""
    client = Client()
    client.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[-1])
    session = client.session
    moment = clock.now().timestamp()
    session["account_authentication_methods"] = [
        {"method": "password", "at": moment, "email": user.email},
        {"method": "mfa", "at": moment, "type": "totp"},
    ]
    session["begun_at"] = session["seen_at"] = moment
    session.save()
    return client
