"""A message as it goes out: whether it still holds, to whom, by which way. Asked by the worker."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from holdspace.accounts.models import User
from holdspace.correspondence.models import Reminder
from holdspace.correspondence.queries.reminders import pressing, reachable, state, without_word
from holdspace.correspondence.queries.wishes import wishes_of
from holdspace.correspondence.rules.ways import Way
from holdspace.groups.models import Membership
from holdspace.kernel.actors import Actor
from holdspace.measures.queries import follow_up_of, left_lately
from holdspace.members.models import Contact, Member
from holdspace.practice.spells import running
from holdspace.vault import keyring
from holdspace.vault.roots import Domain


@dataclass(frozen=True, slots=True)
class Letter:
    """To whom a message goes, by which way, in which language, with the practice's own neutral words."""

    reminder_id: UUID
    member_id: UUID
    user: User | None
    address: str
    way: Way
    pushed: bool
    """Whether a device took it already."""

    language: str
    kind: Reminder.Kind
    subject: str
    sender: str
    path: str = "/"
    """Where it leads: to where they sign in, or to an address that opens without."""


def letter_of(system: Actor, reminder: Reminder, now: datetime) -> Letter | None:
    """The message as it goes out now; None when it no longer holds, is not wanted now or reaches nobody."""
    wish = wishes_of(system, {reminder.member_id})[reminder.member_id]
    kind = Reminder.Kind(reminder.kind)
    if not _holds(system, reminder, now) or not wish.wants(kind, _of_use_until(reminder, now), now):
        return None
    member = Member.visible_to(system).select_related("user", "practice").get(pk=reminder.member_id)
    address = _address(system, member)
    if not address:
        return None
    user_language = member.user.language if member.user else ""
    return Letter(
        reminder_id=reminder.pk,
        member_id=member.pk,
        user=member.user,
        address=address,
        way=wish.choice.way(kind),
        pushed=reminder.pushed_at is not None,
        language=user_language or member.language or member.practice.language,
        kind=kind,
        subject=member.practice.neutral_subject,
        sender=member.practice.sender_name,
    )


def _of_use_until(reminder: Reminder, now: datetime) -> datetime | None:
    if reminder.kind == Reminder.Kind.CHANGED:
        return pressing(reminder.session, now)
    return reminder.session.starts_at if reminder.kind == Reminder.Kind.BEFORE else None


def _address(system: Actor, member: Member) -> str:
    """The address of the account, else the preferred e-mail contact."""
    if member.user is not None and member.user.is_active:
        return member.user.email
    keyring.warm([member.pk], Domain.IDENTITY)
    rows = Contact.visible_to(system).filter(member=member, kind=Contact.Kind.EMAIL)
    contact = rows.order_by("-preferred", "id").first()
    return (contact.value or "") if contact else ""


def _holds(system: Actor, reminder: Reminder, now: datetime) -> bool:
    """Whether the message is still true: the person still sits there, the session still stands as it says."""
    session = reminder.session
    if reminder.kind == Reminder.Kind.AFTER:
        return _is_asked_afterwards(system, reminder)
    seats = Membership.visible_to(system).filter(running(), reachable(system), group=session.group_id)
    if not seats.filter(member=reminder.member_id).exists():
        return False
    if reminder.kind in (Reminder.Kind.BEFORE, Reminder.Kind.CHANGED):
        return session.starts_at > now and reminder.about == state(session)
    if reminder.kind == Reminder.Kind.MISSED:
        return without_word(system).filter(session=session, member=reminder.member_id).exists()
    return reminder.kind in (Reminder.Kind.RATING, Reminder.Kind.DIGEST) or session.starts_at > now


def _is_asked_afterwards(system: Actor, reminder: Reminder) -> bool:
    """Whether somebody who has left still owes the answers of which they are told."""
    rows = left_lately(system.practice_id).filter(reachable(system), group=reminder.session.group_id)
    spell = rows.filter(member=reminder.member_id).first()
    return spell is not None and reminder.about in follow_up_of(spell).points
