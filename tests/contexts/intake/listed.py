"""Somebody on the waiting list, as the stories of intake need them: Joss waits, and said why in their words."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import transaction

from holdspace.audit.models import Entry
from holdspace.intake import actions
from holdspace.intake.actions import Wish
from holdspace.intake.models import Screening, Waiting
from holdspace.kernel.actors import Actor
from holdspace.members.models import Contact, Member
from holdspace.vault.scope import acting_as
from tests.cast import Cast

SAID = "Since the funeral I speak with nobody."


@contextmanager
def as_(actor: Actor) -> Iterator[Actor]:
    """Act as somebody, in one transaction, as a request does."""
    with acting_as(actor), transaction.atomic():
        yield actor


def somebody(cast: Cast, name: str, family: str = "", **contacts: str) -> Member:
    """A person on the roster, with contacts by kind, indexed by the worker."""
    with as_(cast.system) as system:
        member = cast.members[name] = Member.unscoped.create(
            practice=cast.practice, chosen_name=name.title(), family_name=family or f"{name.title()}son"
        )
        for kind, value in contacts.items():
            Contact.unscoped.create(practice=cast.practice, member=member, kind=kind, value=value)
        actions.refresh_likenesses(by=system)
    return member


def put_on_list(cast: Cast, name: str) -> Screening:
    """The coordinator puts somebody on the list."""
    with as_(cast.actor("ines")) as ines:
        wish = Wish(available=("tue-18", "tue-19"), languages=("en",), needs=("captions",))
        waiting = actions.put_on_list(member=cast.members[name], wish=wish, said=SAID, by=ines)
    return screening_of(cast, waiting)


def screening_of(cast: Cast, waiting: Waiting) -> Screening:
    with as_(cast.system):
        return Screening.unscoped.select_related("waiting").get(waiting=waiting)


def again(cast: Cast, screening: Screening) -> Screening:
    """The screening as it is now."""
    return screening_of(cast, screening.waiting)


def joss(cast: Cast) -> Screening:
    """Joss waits."""
    somebody(cast, "joss")
    return put_on_list(cast, "joss")


def end(cast: Cast, screening: Screening, ending: str = "joined") -> None:
    with as_(cast.actor("ines")) as ines:
        actions.end_wait(waiting=screening.waiting, ending=ending, by=ines)


def acts(cast: Cast) -> list[str]:
    """What was recorded of intake, in order."""
    with as_(cast.system):
        rows = Entry.objects.filter(act__startswith="intake.").order_by("seq")
        return list(rows.values_list("act", flat=True))
