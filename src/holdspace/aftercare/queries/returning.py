"""Whether somebody waits for a place again."""

from __future__ import annotations

from holdspace.intake.models import Waiting
from holdspace.kernel.actors import Actor
from holdspace.practice.spells import running


def own_wait(actor: Actor) -> Waiting | None:
    """One's own wait that runs now; one query."""
    return Waiting.visible_to(actor).filter(running(), member_id=actor.person_id).first()
