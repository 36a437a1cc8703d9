"""Who tries addresses that open nothing is counted, by network."""

from __future__ import annotations

from django.db import transaction

from holdspace.aftercare.models import Knock
from holdspace.aftercare.rules.knocking import COUNTED_FOR
from holdspace.intake.rules.sending import network_of
from holdspace.kernel import clock
from holdspace.vault import keyring


def sender_index(address: str) -> str:
    """Under what is counted who asks from a network `address`."""
    return keyring.blind_index("aftercare-knock", network_of(address))


@transaction.atomic
def count_knock(*, address: str) -> None:
    """One more from there; what was counted an hour ago is forgotten."""
    Knock.objects.filter(at__lte=clock.moved(-COUNTED_FOR)).delete()
    Knock.objects.create(sender_index=sender_index(address), at=clock.now())
