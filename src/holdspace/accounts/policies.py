"""Who may change an account's own wishes: the person whose account it is."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from holdspace.accounts.models import User
from holdspace.kernel.actors import Actor
from holdspace.kernel.refusals import Missing


def check_is_own(actor: Actor, user: User) -> None:
    """Missing unless the account is the actor's own; the system may act for everybody."""
    if not actor.is_system and actor.user_id != user.pk:
        raise Missing(_("This account does not exist."))
