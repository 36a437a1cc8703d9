"""A reason to look again is put aside with a reason; it comes back when it gets worse."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from holdspace.audit.log import record
from holdspace.groups.models import Group
from holdspace.kernel import clock
from holdspace.kernel.actors import Actor
from holdspace.kernel.refusals import Refused
from holdspace.members.models import Member
from holdspace.outcomes import policies
from holdspace.outcomes.models import Silence
from holdspace.outcomes.queries import signal_for


@transaction.atomic
def silence(*, member: Member, group: Group, key: str, seen_level: int, reason: str, by: Actor) -> Silence:
    """Put the reason `key` of `member` in `group` aside at the level it has now.

    `seen_level` is the level that stood before the reader's eyes. Refused when it has risen since, when
    somebody has put it aside already, and without a sentence; Missing when it is not there any more.
    """
    policies.check_can_silence(by, member, group)
    policies.check_reason(reason)
    signal = signal_for(by, group, member.pk, key)
    if signal.is_silent:
        raise Refused(_("Somebody has put this aside already."))
    if signal.reason.level > seen_level:
        raise Refused(_("This has got worse since you opened the page. Please read it again."))
    kept = Silence(
        practice_id=group.practice_id,
        member=member,
        group=group,
        key=key,
        level=signal.reason.level,
        reason=reason.strip(),
        silenced_by_id=by.staff_id,
        silenced_at=clock.now(),
    )
    kept.save(force_insert=True)
    record("outcomes.silenced", by=by, on=kept, about=[member.pk])
    return kept
