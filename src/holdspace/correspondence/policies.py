"""Who may have a calendar address: everybody who has an account, for themselves."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from holdspace.correspondence.models import CalendarFeed
from holdspace.kernel.actors import Actor
from holdspace.kernel.ids import NOBODY
from holdspace.kernel.refusals import Missing, Refused

MOST_FEEDS = 5
"""One for each device is enough; each is a door that has to be remembered."""


def check_can_open_feed(actor: Actor) -> None:
    """Somebody signed in, who has fewer than five addresses."""
    if actor.user_id == NOBODY or not (actor.is_member or actor.is_staff):
        raise Missing(_("This page does not exist."))
    if CalendarFeed.visible_to(actor).filter(revoked_at__isnull=True).count() >= MOST_FEEDS:
        raise Refused(_("You have five calendar addresses already. Switch one off first."))


def check_can_revoke(actor: Actor, feed: CalendarFeed) -> None:
    """One's own."""
    if feed.user_id != actor.user_id:
        raise Missing(_("This page does not exist."))
