"""A form's question at which hours of a usual week somebody can come, and the drawing of the answer."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django import forms
from django.utils.dates import WEEKDAYS_ABBR
from django.utils.html import format_html, format_html_join
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from holdspace.ui.rules import week

_CELL = (
    '<td><label class="week-hour">'
    '<input type="checkbox" name="{}" value="{}" aria-label="{}"{}{}>'
    "</label></td>"
)
DAYS = tuple(range(len(week.DAYS)))
"""A week begins on Monday, as on the schedule (ISO 8601)."""


@dataclass(frozen=True, slots=True)
class Box:
    """One hour as it stands in the grid."""

    value: str
    words: str


@dataclass(frozen=True, slots=True)
class Frame:
    """Everything of the grid that is the same for all who read one language."""

    head: str
    rows: tuple[tuple[str, tuple[Box, ...]], ...]


@lru_cache(maxsize=16)
def _frame(language: str) -> Frame:
    return Frame(
        head=format_html_join("", '<th scope="col" aria-label="{}" data-all="{}">{}</th>', map(_head, DAYS)),
        rows=tuple((_row_head(hour), tuple(_box(day, hour) for day in DAYS)) for hour in week.HOURS),
    )


def _head(day: int) -> tuple[str, str, str]:
    name = gettext(week.DAY_NAMES[day])
    return name, gettext("{day}, all hours").format(day=name), str(WEEKDAYS_ABBR[day])


def _row_head(hour: int) -> str:
    time = week.clock(hour)
    every = gettext("{time}, all days").format(time=time)
    return format_html('<th scope="row" data-all="{}">{}</th>', every, time)


def _box(day: int, hour: int) -> Box:
    name = gettext(week.DAY_NAMES[day])
    words = gettext(week.CELL).format(day=name, time=week.clock(hour))
    return Box(week.cell(week.DAYS[day], hour), words)


class WeekGrid(forms.CheckboxSelectMultiple):
    """The boxes of a week as one table; `hs-week-grid` lets them be painted.

    98 boxes through a template each would take longer than the rest of a page: the rows are joined here.
    """

    template_name = "ui/week_grid.html"

    def optgroups(self, name: str, value: list[str], attrs: dict[str, Any] | None = None) -> list[Any]:
        """None: the grid draws its boxes by itself."""
        return []

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """The head and the rows of the table, and the sentences that the element fills in."""
        context = super().get_context(name, value, attrs)
        frame = _frame(get_language() or "")
        state = " disabled" if context["widget"]["attrs"].get("disabled") else ""
        chosen = frozenset(context["widget"]["value"] or ())
        rows = format_html_join("", "<tr>{}{}</tr>", _rows(frame, name, chosen, state))
        patterns = {
            key: gettext(getattr(week, key.upper()))
            for key in ("span", "spans", "day", "sentences", "nothing")
        }
        return context | {"head": frame.head, "rows": rows, "patterns": patterns}


def _rows(frame: Frame, name: str, chosen: frozenset[str], state: str) -> Iterator[tuple[str, str]]:
    for row_head, boxes in frame.rows:
        marked = ((name, box.value, box.words, _mark(box, chosen), state) for box in boxes)
        yield row_head, format_html_join("", _CELL, marked)


def _mark(box: Box, chosen: frozenset[str]) -> str:
    return " checked" if box.value in chosen else ""


class WeekHoursField(forms.MultipleChoiceField):
    """Hours of a usual week; cleaned to a frozenset of texts like `tue-18`.

    `initial` is any collection of such texts; what is no hour of the week is not shown.
    """

    widget = WeekGrid
    default_error_messages = {
        "invalid_choice": _(
            "One of these hours is not part of the week. Please look through the marks again."
        ),
        "invalid_list": _("The hours did not arrive as a list. Please mark them again."),
    }

    def __init__(self, **options: Any) -> None:
        cells = [week.cell(day, hour) for day in week.DAYS for hour in week.HOURS]
        super().__init__(choices=[(cell, cell) for cell in cells], **options)

    def prepare_value(self, value: Any) -> Any:
        """What the widget marks: a list, whatever collection was given."""
        return value if value is None or isinstance(value, str) else list(value)

    def clean(self, value: Any) -> frozenset[str]:
        """The hours that were marked; ValidationError for an unknown one."""
        return frozenset(super().clean(value))


@dataclass(frozen=True, slots=True)
class WeekDrawing:
    """A week that is only looked at: its rows, each hour marked or not, and the same in words."""

    days: tuple[str, ...]
    rows: tuple[tuple[str, tuple[bool, ...]], ...]
    words: str


def week_drawing(cells: Iterable[str]) -> WeekDrawing:
    """What `<c-week>` draws; ValueError for a text that is no hour of the week."""
    marked = frozenset(week.in_order(cells))
    return WeekDrawing(
        days=tuple(str(WEEKDAYS_ABBR[day]) for day in DAYS),
        rows=tuple(
            (week.clock(hour), tuple(week.cell(week.DAYS[day], hour) in marked for day in DAYS))
            for hour in week.HOURS
        ),
        words=week.describe(marked, gettext),
    )
