"""Finn, whom Ruth admits to Tuesdays, which have met before: what the stories of this folder begin with."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db import transaction

from holdspace.accounts.models import User
from holdspace.groups.actions import admit_member, propose_member
from holdspace.kernel import clock
from holdspace.members.models import Member
from holdspace.preparation.actions.preparing import Answers, write_hopes
from holdspace.preparation.actions.welcoming import ask_buddy
from holdspace.preparation.models import BuddyAsk, Hopes
from holdspace.sessions.models import GroupSession
from holdspace.vault.scope import acting_as
from tests.cast import Cast
from tests.contexts.circle.tuesdays import as_
from tests.contexts.desk.story import came

HOPE = "That I am less alone with it."


def known(cast: Cast) -> Member:
    """Finn stands in the roster, and can sign in."""
    with acting_as(cast.system), transaction.atomic():
        user = User.objects.create(email="finn@example.org", password="!")
        finn = Member.unscoped.create(
            practice=cast.practice, user=user, chosen_name="Finn", given_name="Finn", family_name="Byrne"
        )
    cast.users["finn"], cast.members["finn"] = user, finn
    return finn


def proposed(cast: Cast) -> Member:
    """Inês proposes Finn for Tuesdays."""
    finn = known(cast)
    with as_(cast, "ines") as ines:
        propose_member(group=cast.groups["tuesday"], member=finn, by=ines)
    return finn


def admitted(cast: Cast) -> Member:
    """And Ruth gives him a seat."""
    finn = proposed(cast)
    with as_(cast, "ruth") as ruth:
        admit_member(group=cast.groups["tuesday"], member=finn, by=ruth)
    return finn


def hoped(cast: Cast, text: str = HOPE, *, share: str = "therapists", **more: Any) -> Hopes:
    """Finn writes what he hopes for."""
    with as_(cast, "finn") as finn:
        answers = Answers(hopes=text, share=share, **more)
        return write_hopes(group=cast.groups["tuesday"], answers=answers, by=finn)


def asked(cast: Cast, name: str = "bo") -> BuddyAsk:
    """Ruth asks one of the circle to sit with Finn."""
    giver, finn = cast.members[name].pk, cast.members["finn"].pk
    with as_(cast, "ruth") as ruth:
        return ask_buddy(group=cast.groups["tuesday"], giver_id=giver, receiver_id=finn, by=ruth)


def met(cast: Cast, weeks: int, *names: str, absent: tuple[str, ...] = (), reason: str = "") -> GroupSession:
    """Tuesdays met so many weeks from now: who came, and who did not."""
    at = cast.sessions["tuesday_next"].starts_at + timedelta(weeks=weeks)
    with acting_as(cast.system), transaction.atomic():
        session, _made = GroupSession.unscoped.get_or_create(
            practice=cast.practice,
            group=cast.groups["tuesday"],
            starts_at=at,
            ends_at=at + timedelta(minutes=90),
            defaults={"number": 50 + weeks, "original_local": f"week-{weeks}"},
        )
        GroupSession.unscoped.filter(pk=session.pk).update(status="held")
        came(cast, session, [cast.members[name] for name in names])
        came(cast, session, [cast.members[name] for name in absent], status="absent", reason=reason)
    return session


def after(session: GroupSession) -> Any:
    """The clock stands an hour after a session."""
    return clock.held_at(session.ends_at + timedelta(hours=1))
