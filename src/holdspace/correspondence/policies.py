"""Who may have a calendar address, be told on a device, choose what they hear of: all for themselves."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from holdspace.correspondence.models import CalendarFeed, Device
from holdspace.kernel.actors import Actor
from holdspace.kernel.ids import NOBODY
from holdspace.kernel.refusals import Missing, Refused
from holdspace.practice.roles import Permission

MOST_FEEDS = 5
"""One for each device is enough; each is a door that has to be remembered."""

MOST_DEVICES = 10
"""More than anybody carries: each costs a message when something waits."""


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


def check_can_have_devices(actor: Actor) -> None:
    """Members, and whoever can be told of a concern, for themselves."""
    if not actor.is_member and not (actor.is_staff and actor.may(Permission.CONCERN_ANSWER)):
        raise Missing(_("This page does not exist."))


def check_has_room_for_device(actor: Actor) -> None:
    """Fewer than ten devices."""
    if Device.visible_to(actor).count() >= MOST_DEVICES:
        raise Refused(_("You are told on ten devices already. Switch one off first."))


def check_can_choose(actor: Actor) -> None:
    """A member, for themselves."""
    if not actor.is_member:
        raise Missing(_("This page does not exist."))


def check_is_system(actor: Actor) -> None:
    """The system, acting for whoever holds the link of a mail."""
    if not actor.is_system:
        raise Missing(_("This page does not exist."))
