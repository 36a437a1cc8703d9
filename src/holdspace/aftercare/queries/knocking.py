"""Whether somebody may try one more address."""

from __future__ import annotations

from holdspace.aftercare.models import Knock
from holdspace.aftercare.rules.knocking import COUNTED_FOR, may_knock
from holdspace.kernel import clock


def may_try(sender_index: str) -> bool:
    """Whether few enough addresses that open nothing were tried from there within the hour; one query."""
    lately = Knock.objects.filter(sender_index=sender_index, at__gt=clock.moved(-COUNTED_FOR))
    return may_knock(lately.count())
