"""What leaders look at: which struggles are present, and who gives to whom."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from holdspace.accounts.access import Request, for_staff
from holdspace.audit.log import record
from holdspace.circle.queries.giving import reciprocity_of
from holdspace.circle.queries.themes import map_of
from holdspace.circle.rules.reciprocity import STANDS, Kind, Picture, Standing, Window
from holdspace.groups.queries import clinical_group
from holdspace.practice.roles import Permission
from holdspace.ui.rules.circle import Seat, Tone

WINDOWS = (
    (Window.FOUR_WEEKS.value, _("four weeks")),
    (Window.TWELVE_WEEKS.value, _("twelve weeks")),
    (Window.ALL.value, _("all the time")),
)
KINDS = (
    ("", _("everything")),
    (Kind.ENCOURAGEMENT.value, _("encouragement")),
    (Kind.HELP.value, _("what helped")),
    (Kind.FEEDBACK.value, _("feedback")),
)
TONES: dict[Standing, Tone] = {Standing.OUTSIDE: "waiting", Standing.NEW: "quiet", Standing.BOTH: "present"}


@for_staff(Permission.CLINICAL_READ)
@require_safe
def themes(request: Request, pk: UUID) -> HttpResponse:
    """Which struggles are present in the circle, who is alone with one, how it moves over weeks."""
    group = clinical_group(request.actor, pk)
    found = map_of(request.actor, group)
    record("circle.themes_read", by=request.actor, on=group, group_id=group.pk, about=found.people)
    return render(request, "circle/themes.html", {"group": group, "found": found})


@for_staff(Permission.CLINICAL_READ)
@require_safe
def reciprocity(request: Request, pk: UUID) -> HttpResponse:
    """The circle with lines for what went from one to another, in a window of time, and its table."""
    group = clinical_group(request.actor, pk)
    window, kind = request.GET.get("window", ""), request.GET.get("kind", "")
    window = window if window in set(Window) else Window.TWELVE_WEEKS.value
    kinds = (Kind(kind),) if kind in set(Kind) else tuple(Kind)
    found = reciprocity_of(request.actor, group, Window(window), kinds)
    record("circle.reciprocity_read", by=request.actor, on=group, group_id=group.pk, about=found.people)
    content = {
        "group": group,
        "found": found,
        "seats": _seats(found.picture),
        "outside": [seat.name for seat in found.picture.who(Standing.OUTSIDE)],
        "window": window,
        "windows": WINDOWS,
        "kind": kind if kind in set(Kind) else "",
        "kinds": KINDS,
    }
    return render(request, "circle/reciprocity.html", content)


def _seats(picture: Picture) -> list[Seat]:
    return [
        Seat(
            key=seat.key,
            name=seat.name,
            state=standing.value,
            state_words=str(STANDS[standing]),
            tone=TONES.get(standing, "quiet"),
        )
        for seat, standing in picture.standings
    ]
