"""A group's circle as coordinators and leaders see it: who leads, who sits where, which places are open."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from holdspace.groups.models import Group
from holdspace.groups.queries import Leader, SeatedMember
from holdspace.ui.days import long_day, told
from holdspace.ui.rules.circle import FEWEST_SEATS, MOST_SEATS, Seat


def drawn(
    group: Group, leaders: Sequence[Leader], seated: Sequence[SeatedMember], newcomer: str = ""
) -> list[Seat]:
    """Leaders first, then the seats in their order with the open places between them.

    `newcomer` is drawn on the lowest open place. Nothing is drawn where it would not be a circle any more.
    """
    taken = {person.seat: person for person in seated}
    numbers = sorted({*taken, *range(group.max_size)})
    free = [number for number in numbers if number not in taken]
    seats = [Seat(str(each.staff_id), each.name, "leads", each.role_words, role="leader") for each in leaders]
    for number in numbers:
        joins = newcomer if free and number == free[0] else ""
        seats.append(_member(taken[number]) if number in taken else _open(number, joins))
    if len(seats) > MOST_SEATS:
        seats = [seat for seat in seats if seat.tone != "empty"]
    return seats if FEWEST_SEATS <= len(seats) <= MOST_SEATS else []


def _member(person: SeatedMember) -> Seat:
    since = localtime(person.since)
    words = _("since %(day)s") % {"day": told(since, "short-month")}
    detail = ", ".join(filter(None, (person.pronouns, long_day(since))))
    return Seat(str(person.member_id), person.name, "seated", words, detail=detail)


def _open(number: int, newcomer: str) -> Seat:
    if newcomer:
        return Seat(f"place-{number}", newcomer, "joins", _("would sit here"), tone="waiting")
    return Seat(f"place-{number}", _("free"), "free", _("an open place"), tone="empty")
