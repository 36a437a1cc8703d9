"""What changes the files of a record: one is added, one is opened, one is taken out."""

from __future__ import annotations

import hashlib

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from holdspace.attachments import policies
from holdspace.attachments.models import Attachment
from holdspace.attachments.rules.kinds import Kind
from holdspace.attachments.rules.remade import Remade
from holdspace.audit.log import record
from holdspace.kernel import clock
from holdspace.kernel.actors import Actor
from holdspace.kernel.refusals import Missing, Refused
from holdspace.members.models import Member
from holdspace.sessions.models import GroupSession
from holdspace.vault import keyring

HERE_ALREADY = _("This file is in the record already.")


@transaction.atomic
def attach(
    *,
    member: Member,
    kind: Kind,
    title: str,
    file: Remade,
    session: GroupSession | None = None,
    by: Actor,
) -> Attachment:
    """Keep a file that was made anew (`remaking.take`) in a member's record.

    The same file as the same kind once more (a form that arrived twice) is the one that stands; otherwise
    it is refused.
    """
    policies.check_can_add(by, member, kind)
    if session is not None:
        policies.check_is_theirs(member, session, by)
    digest = _digest(member, file.content)
    standing = _standing(member, digest)
    if standing is not None:
        return _the_same(standing, kind, title)
    policies.check_has_room(member)
    made = Attachment(
        practice_id=member.practice_id,
        member=member,
        group_id=policies.circle_of(by, member.pk),
        session=session,
        kind=kind.code,
        is_administrative=kind.is_administrative,
        is_shared=kind.is_shared,
        format=file.format.value,
        size=len(file.content),
        pages=file.pages,
        digest=digest,
        added_at=clock.now(),
        added_by_id=by.staff_id,
        title=title.strip(),
        content=file.content,
    )
    return _kept(made, by)


def _kept(made: Attachment, by: Actor) -> Attachment:
    try:
        with transaction.atomic():
            made.save(force_insert=True)
    except IntegrityError as error:  # the same file, at this moment
        raise Refused(HERE_ALREADY, fields={"file": HERE_ALREADY}) from error
    record("attachments.added", by=by, on=made, about=[made.member_id], detail={"kind": made.kind})
    return made


def _the_same(standing: Attachment, kind: Kind, title: str) -> Attachment:
    if (standing.kind, standing.title) == (kind.code, title.strip()):
        return standing
    raise Refused(HERE_ALREADY, fields={"file": HERE_ALREADY})


def _standing(member: Member, digest: str) -> Attachment | None:
    rows = Attachment.unscoped.filter(member=member, digest=digest, removed_at__isnull=True)
    return rows.defer("content").first()


def _digest(member: Member, content: bytes) -> str:
    """A keyed hash: nobody can try from outside whether a known file lies in a record."""
    return keyring.blind_index("attachment", f"{member.pk}|{hashlib.sha256(content).hexdigest()}")


@transaction.atomic
def open_file(*, attachment: Attachment, by: Actor) -> bytes:
    """The content of a file that was found through a scope; that it was opened is kept.

    Raises Missing where it was taken out, or its person was erased.
    """
    content: bytes | None = attachment.content
    if content is None:
        raise Missing(_("There is no such file."))
    record("attachments.file_read", by=by, on=attachment, about=[attachment.member_id])
    return content


@transaction.atomic
def remove(*, attachment: Attachment, reason: str, by: Actor) -> None:
    """Take a file out: its content and its title are gone, who took it out, when and why stays."""
    policies.check_can_remove(by, attachment)
    policies.check_reason(reason)
    attachment.content = attachment.title = None
    attachment.reason = reason.strip()
    attachment.removed_at, attachment.removed_by_id = clock.now(), by.staff_id
    attachment.save(update_fields=["content", "title", "reason", "removed_at", "removed_by"])
    record(
        "attachments.removed",
        by=by,
        on=attachment,
        about=[attachment.member_id],
        detail={"kind": attachment.kind},
    )
