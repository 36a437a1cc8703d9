"""Whose calendar an address opens, and what stands in it."""

from __future__ import annotations

from datetime import timedelta
from hashlib import sha256
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from holdspace.correspondence.models import CalendarFeed
from holdspace.correspondence.rules.calendar import Entry
from holdspace.groups.queries import groups_of
from holdspace.kernel import clock
from holdspace.kernel.actors import ANONYMOUS, Actor
from holdspace.kernel.refusals import Missing
from holdspace.members.actors import actor_of
from holdspace.sessions.models import GroupSession

BACK, AHEAD = timedelta(weeks=8), timedelta(weeks=26)
"""What part of the schedule a calendar shows."""


def digest(token: str) -> str:
    """What is kept of a token."""
    return sha256(token.encode()).hexdigest()


def feeds_of(actor: Actor) -> list[CalendarFeed]:
    """The actor's addresses that open, newest first."""
    return list(CalendarFeed.visible_to(actor).filter(revoked_at__isnull=True).order_by("-created_at", "-id"))


def feed_of(actor: Actor, pk: UUID) -> CalendarFeed:
    """One of the actor's own addresses that open; Missing otherwise."""
    feed = CalendarFeed.visible_to(actor).filter(pk=pk, revoked_at__isnull=True).first()
    if feed is None:
        raise Missing(_("This page does not exist."))
    return feed


def feed_behind(token: str) -> CalendarFeed | None:
    """The feed that a token opens, or None when it is unknown or switched off."""
    rows = CalendarFeed.unscoped.filter(token_hash=digest(token), revoked_at__isnull=True)
    return rows.select_related("practice", "user").first()


def actor_behind(feed: CalendarFeed) -> Actor | None:
    """Who reads when a feed is read: its owner, with the rights they hold now; None without any."""
    actor = actor_of(feed.user)
    return None if actor is ANONYMOUS else actor


def entries_for(actor: Actor) -> list[Entry]:
    """The sessions of the actor's own groups: the circles of a member, the groups that somebody leads."""
    moment = clock.now()
    rows = GroupSession.visible_to(actor).filter(
        group__in=groups_of(actor), starts_at__gte=moment - BACK, starts_at__lt=moment + AHEAD
    )
    cancelled = GroupSession.Status.CANCELLED
    return [
        Entry(row.pk, row.starts_at, row.ends_at, row.status == cancelled)
        for row in rows.order_by("starts_at", "id")
    ]
