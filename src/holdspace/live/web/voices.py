"""Who spoke in a session: a small picture for its leaders, with its tables, and the same over the weeks."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from holdspace.accounts.access import Request, for_staff
from holdspace.live import queries
from holdspace.live.rules.speaking import Balance, Tally, balance
from holdspace.live.web.seats import plain_seats
from holdspace.practice.roles import Permission
from holdspace.sessions.models import GroupSession
from holdspace.ui.rules.circle import Chord

WEEKS = 8
"""How many sessions stand beside each other."""


@dataclass(frozen=True, slots=True)
class Row:
    """One person in the table: minutes and seconds, turns, and the part of all that was spoken."""

    name: str
    minutes: int
    seconds: int
    turns: int
    percent: int


@for_staff(Permission.SESSION_LEAD)
@require_safe
def voices(request: Request, session_id: UUID) -> HttpResponse:
    """Who spoke, after whom, and how even it was; then the last sessions beside each other."""
    rows = GroupSession.clinical_to(request.actor).select_related("group", "room")
    session = get_object_or_404(rows, pk=session_id)
    screen = queries.screen(session)
    tally = queries.tally_of(request.actor, session)
    people = [seat.member_id for seat in screen.state.seats]
    found = balance(tally, people)
    page = {
        "session": session,
        "rows": rows_of(screen, found),
        "silent": [screen.name(person) for person in found.silent],
        "evenness": round(found.evenness * 100) if found.evenness is not None else None,
        "seats": plain_seats(screen),
        "chords": list(_chords(screen, tally)),
        "weeks": _weeks(request, screen, people),
    }
    return render(request, "live/voices.html", page)


def rows_of(screen: queries.Screen, found: Balance) -> list[Row]:
    """The table, whoever spoke longest first."""
    shares = sorted(found.shares, key=lambda share: -share.seconds)
    return [
        Row(screen.name(each.person), *divmod(each.seconds, 60), each.turns, round(each.share * 100))
        for each in shares
        if each.seconds or each.turns
    ]


def _chords(screen: queries.Screen, tally: Tally) -> list[Chord]:
    most = max(tally.follows.values(), default=1)
    return [
        Chord(
            giver=str(one),
            receiver=str(other),
            weight=max(1, round(5 * count / most)),
            words=ngettext(
                "%(other)s spoke after %(one)s %(n)s time", "%(other)s spoke after %(one)s %(n)s times", count
            )
            % {"other": screen.name(other), "one": screen.name(one), "n": count},
        )
        for (one, other), count in sorted(tally.follows.items(), key=lambda item: -item[1])
        if screen.name(one) and screen.name(other)
    ]


def _weeks(request: Request, screen: queries.Screen, people: list[UUID]) -> dict[str, object]:
    """The part of each in the last sessions in which it was measured, the oldest first."""
    tallies = queries.tallies_of(request.actor, screen.session, WEEKS)
    balances = [(session, balance(tally, people)) for session, tally in tallies]
    lines = [
        (screen.name(person), [_percent(found, person) for _session, found in balances]) for person in people
    ]
    return {"sessions": [session for session, _found in balances], "lines": lines}


def _percent(found: Balance, person: UUID) -> str:
    share = next(each.share for each in found.shares if each.person == person)
    return _("%(n)s %%") % {"n": round(share * 100)}
