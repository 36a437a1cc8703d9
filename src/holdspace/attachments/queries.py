"""What is read of the files of a record."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db import models
from django.utils.translation import gettext_lazy as _

from holdspace.attachments import policies
from holdspace.attachments.models import Attachment
from holdspace.attachments.rules.kinds import Kind
from holdspace.groups.models import Membership
from holdspace.groups.queries import member_for_clinician
from holdspace.kernel import clock
from holdspace.kernel.actors import Actor
from holdspace.kernel.refusals import Missing
from holdspace.members.models import Member
from holdspace.practice.spells import running
from holdspace.sessions.models import GroupSession
from holdspace.vault import keyring
from holdspace.vault.roots import Domain

SESSIONS_OFFERED = 12
"""How many past sessions a file can be put to."""


@dataclass(frozen=True, slots=True)
class FilesPage:
    """A member's files as somebody of the practice sees them, and what they may bring."""

    member: Member
    files: list[Attachment]
    removed: list[Attachment]
    offered: tuple[Kind, ...]
    is_clinical: bool
    """Whether the reader came in as a clinician, and not by the roster."""


@dataclass(frozen=True, slots=True)
class FilesDoor:
    """What another page needs to lead here: how many files there are, and whether one may be brought."""

    member_id: UUID
    count: int
    may_add: bool


def member_for(actor: Actor, pk: UUID) -> Member:
    """Somebody of the roster for a coordinator, somebody they treat for a clinician; Missing otherwise."""
    on_the_roster = None if actor.is_member else Member.visible_to(actor).filter(pk=pk).first()
    return on_the_roster or member_for_clinician(actor, pk)


def door(actor: Actor, pk: UUID) -> FilesDoor:
    """Whether a page about a member leads to their files; Missing where the member is none of the actor's."""
    member = member_for(actor, pk)
    count = Attachment.visible_to(actor).filter(member=member, removed_at__isnull=True).count()
    return FilesDoor(member.pk, count, bool(policies.kinds_for(actor, member)))


def files_page(actor: Actor, pk: UUID) -> FilesPage:
    """A member's files; the same few queries however many there are. The caller records the read."""
    member = member_for(actor, pk)
    rows = _opened(Attachment.visible_to(actor).filter(member=member), [member.pk])
    return FilesPage(
        member=member,
        files=[row for row in rows if not row.is_removed],
        removed=[row for row in rows if row.is_removed],
        offered=policies.kinds_for(actor, member),
        is_clinical=not Member.visible_to(actor).filter(pk=member.pk).exists(),
    )


def own_files(actor: Actor) -> list[Attachment]:
    """What is shared with a member of their own record, the newest first."""
    return _opened(Attachment.visible_to(actor), [actor.person_id])


def file_for(actor: Actor, pk: UUID) -> Attachment:
    """A file that the actor may know of and that was not taken out; Missing otherwise."""
    row = Attachment.visible_to(actor).filter(pk=pk, removed_at__isnull=True).first()
    if row is None:
        raise Missing(_("There is no such file."))
    return row


def sessions_of(actor: Actor, member: Member) -> list[GroupSession]:
    """The newest sessions that have begun, of the circle in which the member sits with the actor."""
    group = policies.circle_of(actor, member.pk)
    if group is None:
        return []
    spell = Membership.visible_to(actor).filter(running(), group=group, member=member)
    began = spell.values_list("starts_at", flat=True).first()
    rows = GroupSession.clinical_to(actor).filter(
        group=group, starts_at__gte=began, starts_at__lte=clock.now()
    )
    held = rows.exclude(status=GroupSession.Status.CANCELLED)
    return list(held.order_by("-starts_at", "-id")[:SESSIONS_OFFERED])


def _opened(rows: models.QuerySet[Attachment], people: Iterable[UUID]) -> list[Attachment]:
    found = list(rows.select_related("added_by", "removed_by", "session").order_by("-added_at", "-id"))
    keyring.warm(people, Domain.FILES, Domain.IDENTITY)
    return found
