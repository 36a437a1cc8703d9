"""Who may write a plan for a harder time, and who may come back: whoever sits or sat in a group here."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from holdspace.aftercare.models import LapsePlan
from holdspace.groups.models import Membership, circles_of
from holdspace.groups.policies import allowed
from holdspace.kernel.actors import Actor
from holdspace.kernel.refusals import Missing, Refused

NOT_HERE = _("This page does not exist.")


def last_spell(actor: Actor) -> Membership | None:
    """The membership that runs, or the one that ended last; one query."""
    if not actor.is_member:
        return None
    rows = Membership.unscoped.filter(member_id=actor.person_id, practice_id=actor.practice_id)
    newest = models.F("ends_at").desc(nulls_first=True)
    return rows.select_related("group__practice").order_by(newest, "-starts_at", "-id").first()


def has_left(actor: Actor) -> bool:
    """Whether somebody sat in a group here, and sits in none now; at most two queries."""
    return actor.is_member and not circles_of(actor) and last_spell(actor) is not None


def check_can_plan(actor: Actor) -> Membership:
    """Whoever sits or sat in a group here writes their own plan; Missing for everybody else.

    Returns the membership under which it is written.
    """
    spell = last_spell(actor)
    if spell is None:
        raise Missing(NOT_HERE)
    return spell


def check_is_own(actor: Actor, plan: LapsePlan) -> None:
    """The one who wrote it; Missing for everybody else."""
    if not actor.is_member or plan.member_id != actor.person_id or plan.practice_id != actor.practice_id:
        raise Missing(NOT_HERE)


def check_can_return(actor: Actor) -> None:
    """Whoever sat in a group here and sits in none now; Missing for who never did."""
    if not actor.is_member or last_spell(actor) is None:
        raise Missing(NOT_HERE)
    if circles_of(actor):
        raise Refused(_("You sit in a group now. Speak with its therapists about another one."))


def can_return(actor: Actor) -> bool:
    """Whether `check_can_return` passes."""
    return allowed(lambda: check_can_return(actor))
