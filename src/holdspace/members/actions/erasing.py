"""Erasing a person: their keys are destroyed, and with them everything that was sealed for them, for ever."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from holdspace.accounts.actions import close_account
from holdspace.audit.log import record
from holdspace.kernel.actors import Actor
from holdspace.kernel.refusals import Missing
from holdspace.members import policies
from holdspace.members.models import Member
from holdspace.vault import keyring


@transaction.atomic
def erase_member(*, member: Member, by: Actor) -> int:
    """Destroy every key of somebody who has left or died; returns how many keys there were.

    What stays is what says nothing: rows without a readable word, that they came, and the audit chain. The
    keyed hash of a chart number stays too, so that an import knows whom not to bring back. Older backups open
    only with keys of their own time: whoever keeps them has to let them go as well.
    """
    policies.check_can_erase(by, member)
    if member.user is not None:
        close_account(user=member.user, by=by)
    record("members.erased", by=by, on=member, about=[member.pk])
    return keyring.shred(member.pk)


@transaction.atomic
def erase_again(*, member: Member, by: Actor) -> int:
    """Somebody who was erased has come back with an old backup: their keys and account go once more."""
    if not by.is_system or member.practice_id != by.practice_id:
        raise Missing(_("This person does not exist."))
    if member.user is not None and member.user.is_active:
        close_account(user=member.user, by=by)
    record("members.erased_again", by=by, on=member, about=[member.pk])
    return keyring.shred(member.pk)
