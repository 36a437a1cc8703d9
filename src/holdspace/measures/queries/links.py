"""What an address in a mail opens: the questions of one point after somebody left, and nothing else."""

from __future__ import annotations

from holdspace.kernel import clock
from holdspace.kernel.actors import system_actor
from holdspace.measures.models import FollowUpLink
from holdspace.measures.queries import digest, follow_up_of, left_lately, named
from holdspace.measures.rules.due import SENT_TWICE
from holdspace.measures.rules.instrument import Instrument
from holdspace.members.models import Member
from holdspace.vault.scope import acting_as


def link_behind(token: str) -> FollowUpLink | None:
    """The address that a token is part of, while it opens something, or was answered a moment ago.

    None for an unknown token, and once the person has come back, or must not be asked any more.
    """
    with acting_as(system_actor()):
        rows = FollowUpLink.unscoped.filter(token_hash=digest(token), member__status=Member.Status.ACTIVE)
        found = rows.select_related(
            "member__user", "practice", "spell__group__practice", "spell__member"
        ).first()
        if found is None or not (found.opens(clock.now()) or just_answered(found)):
            return None
        return found if left_lately(found.practice_id).filter(pk=found.spell_id).exists() else None


def just_answered(link: FollowUpLink) -> bool:
    """Whether its answers arrived so short a while ago that the same form may arrive once more."""
    return link.answered_at is not None and clock.now() < link.answered_at + SENT_TWICE


def asked_by(link: FollowUpLink) -> list[Instrument]:
    """What an address asks now: what it was sent for, as far as that is still owed."""
    if not link.opens(clock.now()):
        return []
    with acting_as(system_actor(link.practice_id)):
        owed = {each.id for each in follow_up_of(link.spell).instruments}
    return named(owed & set(link.instruments))


def sent_by(link: FollowUpLink) -> list[Instrument]:
    """What can be sent to an address: also what is asked no more since its page was opened."""
    return named(link.instruments)
