"""What the stories of this folder begin with: Tuesdays with sessions ahead, Ana who leaves, a farewell."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db import transaction

from holdspace.endings.actions.farewells import Own, give, hand_over, let_on, open_farewell, write_own
from holdspace.endings.actions.notice import Said, say
from holdspace.endings.models import Farewell, Gift, Leaving
from holdspace.groups.models import Membership
from holdspace.sessions.models import GroupSession
from holdspace.vault.scope import acting_as
from tests.cast import Cast
from tests.contexts.circle.tuesdays import as_

THANKS = "You waited until I had found the words."


def weeks_ahead(cast: Cast, count: int = 5, group: str = "tuesday") -> list[GroupSession]:
    """The group's next session, and one a week after it, and so on: `count` in all."""
    first = cast.sessions[f"{group}_next"]
    with acting_as(cast.system), transaction.atomic():
        known = list(
            GroupSession.unscoped.filter(group=first.group, number__gt=first.number).order_by("number")
        )
        more = [
            GroupSession.unscoped.create(
                practice=cast.practice,
                group=first.group,
                number=first.number + week,
                original_local=f"week-{week}",
                starts_at=first.starts_at + timedelta(weeks=week),
                ends_at=first.ends_at + timedelta(weeks=week),
            )
            for week in range(len(known) + 1, count)
        ]
    return [first, *known, *more]


def membership(cast: Cast, name: str, group: str = "tuesday") -> Membership:
    """Somebody's newest spell in a group."""
    with acting_as(cast.system), transaction.atomic():
        rows = Membership.unscoped.filter(group=cast.groups[group], member=cast.members[name])
        found = rows.select_related("group__practice", "member").order_by("-starts_at").first()
    assert found is not None
    return found


def leaving(cast: Cast, name: str = "ana", *, week: int = 2, by: str = "", **more: Any) -> Leaving:
    """Somebody leaves after the session of that week (0 is the next), and the circle reads it."""
    session = weeks_ahead(cast)[week]
    said = Said(session.pk, **({"tell": True, "how": "finished"} | more))
    with as_(cast, by or name) as who:
        return say(membership=membership(cast, name), said=said, by=who)


def farewell(cast: Cast, *, held: bool = False, **more: Any) -> Farewell:
    """Ruth opens Ana's farewell."""
    said = leaving(cast, **more)
    with as_(cast, "ruth") as ruth:
        return open_farewell(ending=said, held=held, by=ruth)


def gives(cast: Cast, one: Farewell, name: str, to: str, text: str = THANKS, version: int = 0) -> Gift | None:
    """One writes a word to another."""
    with as_(cast, name) as who:
        return give(farewell=one, receiver_id=cast.members[to].pk, text=text, version=version, by=who)


def writes(cast: Cast, one: Farewell, name: str, takes: str, leaves: str = "", version: int = 0) -> None:
    """One writes what they take with them and what they leave."""
    with as_(cast, name) as who:
        write_own(farewell=one, own=Own(takes, leaves, version), by=who)


def lets_on(cast: Cast, gift: Gift) -> None:
    """Ruth has read it."""
    with as_(cast, "ruth") as ruth:
        let_on(gift=gift, version=gift.version, by=ruth)


def handed(cast: Cast, one: Farewell, by: str = "ruth") -> int:
    """A leader hands everything over."""
    with as_(cast, by) as who:
        return hand_over(farewell=one, by=who)
