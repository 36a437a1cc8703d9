"""What changes in agreements: a version is published, a member signs, on the screen or on paper."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from holdspace.agreements import policies
from holdspace.agreements.models import Agreement, Signature
from holdspace.agreements.queries import newest
from holdspace.audit.log import record
from holdspace.groups.models import Group
from holdspace.kernel import clock
from holdspace.kernel.actors import Actor
from holdspace.kernel.refusals import Refused
from holdspace.members.models import Member

LONGEST_NAME = 120
"""The most characters of a name as typed under an agreement."""


@transaction.atomic
def publish_agreement(*, group: Group, body: str, by: Actor) -> Agreement:
    """Publish a new version, which every member signs again. Refused when nothing was changed."""
    policies.check_can_publish(by, group)
    text = "\n".join(line.rstrip() for line in body.strip().splitlines())
    if not text:
        _refuse("body", _("Write what the group agrees on."))
    before = newest(group)
    if before is not None and before.body == text:
        _refuse("body", _("Nothing has changed. Everybody would have to sign the same text again."))
    agreement = Agreement.unscoped.create(
        practice_id=group.practice_id,
        group=group,
        version=before.version + 1 if before else 1,
        body=text,
        published_at=clock.now(),
        published_by_id=by.staff_id,
    )
    record("agreements.published", by=by, on=agreement, detail={"version": agreement.version})
    return agreement


@transaction.atomic
def sign(*, agreement: Agreement, signed_name: str, by: Actor) -> Signature:
    """Sign the newest version with a typed name."""
    policies.check_can_sign(by, agreement)
    name = " ".join(signed_name.split())
    if not name or len(name) > LONGEST_NAME:
        _refuse("signed_name", _("Type your name, as you would sign a letter."))
    signature = Signature.unscoped.create(
        practice_id=agreement.practice_id,
        agreement=agreement,
        member_id=by.person_id,
        signed_name=name,
        signed_at=clock.now(),
    )
    record("agreements.signed", by=by, on=signature, group_id=agreement.group_id, about=[by.person_id])
    return signature


@transaction.atomic
def note_paper_signature(*, agreement: Agreement, member: Member, by: Actor) -> Signature:
    """A leader notes that a member signed the newest version on paper, before their eyes; the sheet is theirs
    to keep. The name that counts stands there and is not copied."""
    policies.check_can_witness(by, agreement, member)
    signature = Signature.unscoped.create(
        practice_id=agreement.practice_id,
        agreement=agreement,
        member=member,
        signed_at=clock.now(),
        witnessed_by_id=by.staff_id,
    )
    record("agreements.signed_on_paper", by=by, on=signature, group_id=agreement.group_id, about=[member.pk])
    return signature


def _refuse(field: str, sentence: object) -> None:
    raise Refused(sentence, fields={field: sentence})
