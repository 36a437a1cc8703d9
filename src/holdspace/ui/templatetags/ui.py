"""Tags and filters that the components and pages use: icons, scripts, the circle, charts, scales, moments."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import template
from django.contrib.messages import constants
from django.forms import BoundField
from django.template.context import Context
from django.templatetags.static import static
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django_htmx.jinja import htmx_script

from holdspace.ui import days
from holdspace.ui.lists import and_all
from holdspace.ui.rules import charts
from holdspace.ui.rules.circle import ICONS as TONE_ICONS
from holdspace.ui.rules.circle import Chord, Ring, Seat, Shape, ring
from holdspace.ui.rules.icons import ICONS, POINTING
from holdspace.ui.rules.telephone import dialled
from holdspace.ui.week_hours import WeekDrawing, week_drawing

register = template.Library()

_HTMX_CONFIG = (
    '{"includeIndicatorStyles":false,"allowEval":false,"historyCacheSize":0,"refreshOnHistoryMiss":true,'
    '"selfRequestsOnly":true,"responseHandling":[{"code":"204","swap":false},{"code":"[23]..","swap":true},'
    '{"code":"422","swap":true},{"code":"[45]..","swap":false,"error":true}]}'
)


register.filter("and_all", and_all)


# icons and scripts


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """The line icon `name`; silent for screen readers unless `label` gives its words."""
    if not name:
        return mark_safe("")
    pointing = " icon-pointing" if name in POINTING else ""
    spoken = format_html('role="img" aria-label="{}"', label) if label else mark_safe('aria-hidden="true"')
    inside = mark_safe(ICONS[name])  # noqa: S308 - our own drawings
    return format_html(
        '<svg class="icon{}" viewBox="0 0 24 24" focusable="false" {}>{}</svg>', pointing, spoken, inside
    )


def _nonce(context: Context) -> str:
    # Reading the nonce makes it; asking whether there is one would not, and the header would go without.
    return str(getattr(context.get("request"), "csp_nonce", ""))


@register.simple_tag(takes_context=True)
def element_script(context: Context, name: str) -> SafeString:
    """The module of the custom element `hs-<name>`."""
    return format_html(
        '<script type="module" src="{}" nonce="{}"></script>',
        static(f"ui/elements/{name}.js"),
        _nonce(context),
    )


@register.simple_tag(takes_context=True)
def htmx(context: Context) -> SafeString:
    """htmx, without inline styles, evaluated text or copies of pages in the browser's storage.

    A form that comes back with 422 is swapped in like any other answer.
    """
    return format_html(
        '<meta name="htmx-config" content="{}">{}', _HTMX_CONFIG, htmx_script(nonce=_nonce(context) or None)
    )


@register.simple_tag
def telephone(number: str | None) -> SafeString:
    """A number that can be called with one touch where it can be dialled; a dash where there is none."""
    if address := dialled(number):
        return format_html('<a href="{}">{}</a>', address, number)
    return format_html("{}", number or "—")


register.filter("dialled", dialled)


# the circle


@dataclass(frozen=True, slots=True)
class CircleDrawing:
    """The rings for both shapes and what the template needs to know about the seats."""

    rings: tuple[Ring, ...]
    seats: tuple[Seat, ...]
    chords: tuple[Chord, ...]
    has_actions: bool

    @property
    def has_chords(self) -> bool:
        return bool(self.chords)


@register.simple_tag
def circle_drawing(seats: Iterable[Seat], chords: Iterable[Chord] | None = None) -> CircleDrawing:
    """What `ui/circle.html` draws."""
    seated, lines = tuple(seats), tuple(chords or ())
    return CircleDrawing(
        rings=tuple(ring(seated, lines, shape) for shape in Shape),
        seats=seated,
        chords=lines,
        has_actions=any(seat.action for seat in seated),
    )


@register.inclusion_tag("ui/circle.html", takes_context=True)
def circle(context: Context, seats: Sequence[Seat], label: str = "", **more: Any) -> dict[str, Any]:
    """The circle without cotton: `{% circle seats label="…" chords=… centre=… %}`."""
    return {"seats": seats, "label": label, "csrf_token": context.get("csrf_token"), **more}


@register.filter
def tone_icon(tone: str) -> str:
    """The icon of a seat's tone."""
    return TONE_ICONS.get(tone, "")


# charts


@dataclass(frozen=True, slots=True)
class TrajectoryDrawing:
    """One series drawn for a page and for a phone."""

    broad: charts.Trajectory
    narrow: charts.Trajectory
    rows: Sequence[charts.Point | charts.Event] = ()
    """Measurements and events in the order of time, for the table."""

    @property
    def both(self) -> tuple[tuple[str, charts.Trajectory], ...]:
        return (("broad", self.broad), ("narrow", self.narrow))


@register.simple_tag
def trajectory_drawing(
    points: Iterable[charts.Point],
    bands: Iterable[charts.Band] | None,
    cutoff: float | str | None,
    unreliable_band: tuple[float, float] | str | None,
    low: float | str,
    high: float | str,
    events: Iterable[charts.Event] | None = None,
) -> TrajectoryDrawing:
    """The geometry of a trajectory at both widths; numbers may come as text from a template."""
    series, ranges, happened = list(points), list(bands or ()), list(events or ())
    limit = None if cutoff in (None, "") else float(cutoff)
    zone = unreliable_band if isinstance(unreliable_band, (tuple, list)) else None

    def drawn(width: float, height: float) -> charts.Trajectory:
        ends = {"low": float(low), "high": float(high)}
        return charts.trajectory(series, ranges, limit, zone, happened, **ends, width=width, height=height)

    all_rows: list[charts.Point | charts.Event] = [*happened, *series]
    rows = sorted(all_rows, key=lambda row: row.when)
    return TrajectoryDrawing(drawn(660, 330), drawn(340, 290), rows)


@register.simple_tag
def small_trajectory(
    points: Iterable[charts.Point],
    cutoff: float | None,
    unreliable_band: tuple[float, float] | None,
    low: float,
    high: float,
    since: date,
    until: date,
) -> charts.Trajectory:
    """The geometry of one of many small trajectories over the same time."""
    return charts.small(list(points), cutoff, unreliable_band, low=low, high=high, since=since, until=until)


@register.filter
def number_words(value: float) -> str:
    """A number without a needless decimal."""
    return charts.number_words(value)


# scales


@dataclass(frozen=True, slots=True)
class Option:
    """One radio of a scale."""

    value: str
    words: str
    id: str
    checked: bool

    @property
    def is_bare(self) -> bool:
        """Whether the words are only the number again."""
        return self.words == self.value


@dataclass(frozen=True, slots=True)
class Scale:
    """A field with choices as a row of radios, its empty answer apart."""

    name: str
    options: tuple[Option, ...]
    skip: Option | None
    disabled: bool


def _options(field: BoundField) -> list[Option]:
    return [
        Option(
            value=str(radio.data["value"]),
            words=str(radio.choice_label),
            id=radio.id_for_label,
            checked=bool(radio.data["selected"]),
        )
        for radio in field.subwidgets
    ]


def _skip_was_chosen(field: BoundField) -> bool:
    return field.form.is_bound and field.data == ""


@register.simple_tag
def scale_of(field: BoundField, skip: str = "", no_skip: object = "") -> Scale:
    """`field` as a scale; the empty choice becomes the way to skip, and is added where it is missing."""
    options = _options(field)
    filled = tuple(option for option in options if option.value)
    given = next((option for option in options if not option.value), None)
    added = Option(
        value="",
        words=skip or (given.words if given and given.words.strip("- ") else ""),
        id=f"{field.auto_id}_skip",
        checked=_skip_was_chosen(field),
    )
    return Scale(field.html_name, filled, None if no_skip else added, field.field.disabled)


# a week


@register.simple_tag
def week_of(cells: Iterable[str]) -> WeekDrawing:
    """What `<c-week>` draws: the hours at which somebody can come."""
    return week_drawing(cells)


# forms and messages


@register.filter
def shows_needed(field: BoundField) -> bool:
    """Whether to say "needed": only where some fields of the form can be left empty."""
    others = (other for other in field.form.visible_fields() if other.widget_type != "checkbox")
    return field.field.required and any(not other.field.required for other in others)


@register.filter
def message_kind(level: int) -> str:
    """The kind of notice for a message's level."""
    if level >= constants.WARNING:
        return "concern"
    return "success" if level == constants.SUCCESS else "calm"


NOTICE_ICONS = {"calm": "note", "concern": "alert", "success": "check"}


@register.filter
def notice_icon(kind: str) -> str:
    """The icon of a notice, so that its kind does not hang on colour."""
    return NOTICE_ICONS.get(kind, "note")


# moments


def _in_zone(at: datetime, zone: str) -> datetime:
    return timezone.localtime(at, ZoneInfo(zone)) if zone else timezone.localtime(at)


@register.simple_tag
def moment(
    at: datetime, show: str = "moment", until: datetime | None = None, zone: str = "", show_zone: object = ""
) -> SafeString:
    """`at` as `<time>` on the person's own clock; `span` goes on to `until`. Aware datetimes only."""
    local = _in_zone(at, zone)
    words = days.told(local, show if show in days.PATTERNS else "moment")
    if show == "span" and until:
        words = f"{words}\u2060–\u2060{days.told(_in_zone(until, zone), 'time')}"
    if show_zone:
        words = f"{words} ({local.tzname()})"
    return format_html('<time datetime="{}">{}</time>', at.isoformat(), words)


for name in ("day", "week_day", "long_day", "plain_day", "short_day", "month"):
    register.filter(name, getattr(days, name), expects_localtime=True)


@register.filter
def iso(at: datetime) -> str:
    """A datetime for a machine."""
    return at.isoformat()
