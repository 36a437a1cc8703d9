"""Where groups meet: sites and their rooms, described, closed and opened again.

Closing takes nothing away: what was planned in a room stays there. It only is offered for nothing new.
"""

from __future__ import annotations

from typing import Any, NoReturn, TypedDict, TypeVar, Unpack

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from holdspace.audit.log import record
from holdspace.kernel import clock
from holdspace.kernel.actors import Actor
from holdspace.kernel.ids import NOBODY
from holdspace.kernel.refusals import Refused
from holdspace.practice import policies
from holdspace.practice.models import Room, Site
from holdspace.practice.rules.typed import one_line

LONGEST_NAME = 80
"""Characters of a site's or a room's name."""

LONGEST_ADDRESS = 240
"""Characters of an address."""

MOST_SEATS = 60
"""Seats of the largest room."""

Place = TypeVar("Place", Site, Room)


class RoomFields(TypedDict):
    """What is said of a room."""

    site: Site
    name: str
    seats: int
    step_free: bool


@transaction.atomic
def add_site(*, name: str, address: str, by: Actor) -> Site:
    """A new site, without rooms yet. Refused for a name that is empty or that another site has."""
    policies.check_can_change_places(by)
    site = Site(practice_id=by.practice_id, **_site_described(None, name, address, by))
    site.save(force_insert=True)
    record("practice.site_added", by=by, on=site)
    return site


@transaction.atomic
def change_site(*, site: Site, name: str, address: str, by: Actor) -> Site:
    """Change a site's name and address. Refused as `add_site`."""
    policies.check_can_change_places(by, site)
    site = _held(Site.visible_to(by), site)
    if changed := _assign(site, _site_described(site, name, address, by)):
        site.save(update_fields=changed)
        record("practice.site_changed", by=by, on=site, detail={"fields": changed})
    return site


@transaction.atomic
def set_site_open(*, site: Site, is_open: bool, by: Actor) -> Site:
    """Close a site with all its rooms, or open it again; rooms that were closed themselves stay closed."""
    policies.check_can_change_places(by, site)
    site = _held(Site.visible_to(by), site)
    if _turn(site, is_open):
        record("practice.site_reopened" if is_open else "practice.site_closed", by=by, on=site)
    return site


@transaction.atomic
def add_room(*, by: Actor, **fields: Unpack[RoomFields]) -> Room:
    """A new room at a site. Refused at a closed one, and for a name that another room there has."""
    policies.check_can_change_places(by, fields["site"])
    room = Room(practice_id=by.practice_id, **_room_described(None, fields, by))
    room.save(force_insert=True)
    record("practice.room_added", by=by, on=room)
    return room


@transaction.atomic
def change_room(*, room: Room, by: Actor, **fields: Unpack[RoomFields]) -> Room:
    """Change what is said of a room, and at which site it is. Refused as `add_room`."""
    policies.check_can_change_places(by, room)
    policies.check_can_change_places(by, fields["site"])
    room = _held(Room.visible_to(by), room)
    if changed := _assign(room, _room_described(room, fields, by)):
        room.save(update_fields=changed)
        record("practice.room_changed", by=by, on=room, detail={"fields": changed})
    return room


@transaction.atomic
def set_room_open(*, room: Room, is_open: bool, by: Actor) -> Room:
    """Close a room, or open it again."""
    policies.check_can_change_places(by, room)
    room = _held(Room.visible_to(by), room)
    if _turn(room, is_open):
        record("practice.room_reopened" if is_open else "practice.room_closed", by=by, on=room)
    return room


def _held(rows: QuerySet[Place], place: Place) -> Place:
    """The place as it lies in the database, held until this transaction ends."""
    return rows.select_for_update(no_key=True).get(pk=place.pk)


def _site_described(site: Site | None, name: str, address: str, by: Actor) -> dict[str, Any]:
    said = {"name": one_line(name), "address": one_line(address)}
    if len(said["address"]) > LONGEST_ADDRESS:
        _refuse("address", _("Keep it to %(most)s characters.") % {"most": LONGEST_ADDRESS})
    others = Site.visible_to(by).exclude(pk=site.pk if site else NOBODY).values_list("name", flat=True)
    _check_name(said["name"], others, _("There is a site of this name already."))
    return said


def _room_described(room: Room | None, fields: RoomFields, by: Actor) -> dict[str, Any]:
    site, seats, name = fields["site"], fields["seats"], one_line(fields["name"])
    moves = room is None or room.site_id != site.pk
    if moves and site.closed_at is not None:
        _refuse("site", _("This site is closed. Choose another one, or open it again first."))
    if not 1 <= seats <= MOST_SEATS:
        _refuse("seats", _("A room has between 1 and %(most)s seats.") % {"most": MOST_SEATS})
    others = Room.visible_to(by).filter(site=site).exclude(pk=room.pk if room else NOBODY)
    _check_name(name, others.values_list("name", flat=True), _("This site has a room of this name already."))
    return {**fields, "name": name}


def _check_name(name: str, others: QuerySet[Any, str], taken: str) -> None:
    if not 0 < len(name) <= LONGEST_NAME:
        _refuse("name", _("Give it a name of at most %(most)s characters.") % {"most": LONGEST_NAME})
    if name.casefold() in {other.casefold() for other in others}:
        _refuse("name", taken)


def _assign(place: Site | Room, said: dict[str, Any]) -> list[str]:
    """Write what is different now, without saving; returns the names of it."""
    news = {name: value for name, value in said.items() if getattr(place, name) != value}
    for name, value in news.items():
        setattr(place, name, value)
    return sorted(news)


def _turn(place: Site | Room, is_open: bool) -> bool:
    """Close or open a place; False where it was so already, and nothing happened."""
    if (place.closed_at is None) is is_open:
        return False
    place.closed_at = None if is_open else clock.now()
    place.save(update_fields=["closed_at"])
    return True


def _refuse(field: str, sentence: str) -> NoReturn:
    raise Refused(sentence, fields={field: sentence})
