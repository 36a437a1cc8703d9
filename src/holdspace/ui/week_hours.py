"""A form's question at which hours of a usual week somebody can come, and the drawing of the answer."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django import forms
from django.utils.dates import WEEKDAYS_ABBR
from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from holdspace.ui.rules import week


def first_day() -> int:
    """Monday (0), as on the schedule: a house has one week (ISO 8601)."""
    return 0


@dataclass(frozen=True, slots=True)
class Box:
    """One hour as it stands in the grid."""

    value: str
    words: SafeString


@dataclass(frozen=True, slots=True)
class Frame:
    """Everything of the grid that is the same for all who read one language."""

    head: SafeString
    rows: tuple[tuple[SafeString, tuple[Box, ...]], ...]


@lru_cache(maxsize=16)
def _frame(language: str, first: int) -> Frame:
    days = week.days_from(first)
    return Frame(
        head=format_html_join("", '<th scope="col" aria-label="{}" data-all="{}">{}</th>', map(_head, days)),
        rows=tuple((_row_head(hour), tuple(_box(day, hour) for day in days)) for hour in week.HOURS),
    )


def _head(day: int) -> tuple[str, str, str]:
    name = gettext(week.DAY_NAMES[day])
    return name, gettext("{day}, all hours").format(day=name), str(WEEKDAYS_ABBR[day])


def _row_head(hour: int) -> SafeString:
    time = week.clock(hour)
    every = gettext("{time}, all days").format(time=time)
    return format_html('<th scope="row" data-all="{}">{}</th>', every, time)


def _box(day: int, hour: int) -> Box:
    name = gettext(week.DAY_NAMES[day])
    words = gettext(week.CELL).format(day=name, time=week.clock(hour))
    return Box(week.cell(week.DAYS[day], hour), escape(words))


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
        frame = _frame(get_language() or "", first_day())
        state = " disabled" if context["widget"]["attrs"].get("disabled") else ""
        chosen = frozenset(context["widget"]["value"] or ())
        rows = mark_safe("".join(_rows(frame, name, chosen, state)))  # noqa: S308 - every part is escaped
        patterns = {
            key: gettext(getattr(week, key.upper()))
            for key in ("span", "spans", "day", "sentences", "nothing")
        }
        return context | {"head": frame.head, "rows": rows, "patterns": patterns}


def _rows(frame: Frame, name: str, chosen: frozenset[str], state: str) -> Iterator[str]:
    called = escape(name)
    for row_head, boxes in frame.rows:
        cells = "".join(
            f'<td><label class="week-hour"><input type="checkbox" name="{called}" value="{box.value}" '
            f'aria-label="{box.words}"{" checked" if box.value in chosen else ""}{state}></label></td>'
            for box in boxes
        )
        yield f"<tr>{row_head}{cells}</tr>"


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
    days = week.days_from(first_day())
    return WeekDrawing(
        days=tuple(str(WEEKDAYS_ABBR[day]) for day in days),
        rows=tuple(
            (week.clock(hour), tuple(week.cell(week.DAYS[day], hour) in marked for day in days))
            for hour in week.HOURS
        ),
        words=week.describe(marked, gettext, first_day()),
    )
