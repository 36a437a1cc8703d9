"""When a measure is asked, in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from holdspace.measures.rules.due import Plan, Point
from holdspace.ui.lists import and_all

POINTS: Final[Mapping[Point, Promise]] = {
    Point.START: gettext_lazy("at the start"),
    Point.MIDDLE: gettext_lazy("in the middle"),
    Point.END: gettext_lazy("at the end"),
    Point.AFTER_1: gettext_lazy("1 month after leaving"),
    Point.AFTER_3: gettext_lazy("3 months after leaving"),
    Point.AFTER_6: gettext_lazy("6 months after leaving"),
}


def how_often(every: int) -> str:
    """ "every 4 sessions"; 0: not by their number."""
    if not every:
        return _("not regularly")
    return ngettext("every session", "every %(n)s sessions", every) % {"n": every}


def in_words(plan: Plan) -> str:
    """ "every 4 sessions, at the start and 3 months after leaving"; "not asked" where nothing is."""
    if plan.asks_nothing:
        return _("not asked")
    words = [how_often(plan.every)] if plan.every else []
    words += [str(POINTS[point]) for point in Point if point in plan.points]
    return and_all(words)
