"""Last Tuesday, as the stories of the notes need it: Ana and Bo came, Chidi told us that he would not."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import timedelta

from django.db import transaction

from holdspace.audit.models import Concerned, Entry
from holdspace.groups.models import Group, Membership
from holdspace.kernel.actors import Actor
from holdspace.members.models import Member
from holdspace.notes import actions
from holdspace.notes.models import GroupNote, MemberNote
from holdspace.sessions.models import Attendance, GroupSession
from holdspace.vault.scope import acting_as
from tests.cast import LONG_AGO, Cast

GROUP_TEXTS = {
    "theme": "Being let down, and saying so",
    "intervention": "Process comments; a go-round to close.",
    "narrative": "A quiet start; then the repair was made in the room.",
}
TEXTS = {
    "participation": "Opened the round and said what had hurt.",
    "response": "Relief, and a laugh.",
    "risk": "No concern expressed.",
    "goal": "To say what she needs before she is angry.",
    "plan": "Try one sentence at home; bring it back.",
}
OTHER_TEXTS = {
    "participation": "Came late, listened long, and asked one question at the end.",
    "response": "Surprised that nobody minded.",
    "risk": "No concern expressed.",
    "goal": "To stay when it gets close.",
    "plan": "Tell his brother about the group.",
}


@contextmanager
def as_(actor: Actor) -> Iterator[Actor]:
    """Act as somebody, in one transaction, as a request does."""
    with acting_as(actor), transaction.atomic():
        yield actor


def last(cast: Cast) -> GroupSession:
    return cast.sessions["tuesday_last"]


def mark_attendance(cast: Cast, **status: str) -> None:
    """Who came: `mark_attendance(cast, ana="present", chidi="absent")`."""
    session = last(cast)
    with as_(cast.system):
        for name, came in status.items():
            Attendance.unscoped.create(
                practice=cast.practice,
                session=session,
                member=cast.members[name],
                status=came,
                arrived_at=session.starts_at + timedelta(minutes=20) if came == "late" else None,
                reason="told_us" if came == "absent" else "",
            )


def everybody_marked(cast: Cast) -> None:
    mark_attendance(cast, ana="present", bo="late", chidi="absent")


def write_group(cast: Cast, by: Actor, version: int = 0, **texts: str) -> int:
    with as_(by):
        return actions.save_group_note(session=last(cast), fields=GROUP_TEXTS | texts, version=version, by=by)


def write(cast: Cast, name: str, by: Actor, version: int = 0, **texts: str) -> int:
    """Save a whole note of somebody, with some texts of one's own."""
    whole = (OTHER_TEXTS if name == "bo" else TEXTS) | texts
    with as_(by):
        return actions.save_member_note(
            session=last(cast), member=cast.members[name], fields=whole, version=version, by=by
        )


def sign_group(cast: Cast, by: Actor, **more: object) -> GroupNote:
    with as_(by):
        return actions.sign_group_note(session=last(cast), by=by, **more)  # type: ignore[arg-type]


def sign(cast: Cast, name: str, by: Actor, **more: object) -> MemberNote:
    with as_(by):
        return actions.sign_member_note(session=last(cast), member=cast.members[name], by=by, **more)  # type: ignore[arg-type]


def signed(cast: Cast, name: str, by: Actor) -> MemberNote:
    """A signed note of somebody, from the empty session on."""
    everybody_marked(cast)
    write_group(cast, by)
    sign_group(cast, by)
    write(cast, name, by)
    return sign(cast, name, by)


def note_of(cast: Cast, name: str) -> MemberNote:
    with as_(cast.system):
        return MemberNote.unscoped.get(session=last(cast), member=cast.members[name])


def acts(cast: Cast) -> list[str]:
    with as_(cast.system):
        return list(
            Entry.objects.filter(act__startswith="notes.").order_by("seq").values_list("act", flat=True)
        )


def concerned_by(cast: Cast, act: str) -> set[object]:
    """The members about whom an act was recorded."""
    with as_(cast.system):
        return set(Concerned.objects.filter(entry__act=act).values_list("member_id", flat=True))


def seat(cast: Cast, group: Group, names: Iterable[str]) -> None:
    """More members in a group, present last time."""
    with as_(cast.system):
        for place, name in enumerate(names, start=20):
            member = cast.members[name] = Member.unscoped.create(
                practice=cast.practice, chosen_name=name.title(), family_name=f"{name.title()}sson"
            )
            Membership.unscoped.create(
                practice=cast.practice, group=group, member=member, seat=place, starts_at=LONG_AGO
            )
    mark_attendance(cast, **dict.fromkeys(names, "present"))
