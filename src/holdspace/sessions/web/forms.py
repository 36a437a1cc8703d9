"""Forms of sessions."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from holdspace.groups.models import Group
from holdspace.kernel.actors import Actor
from holdspace.practice.queries import rooms_to_plan
from holdspace.sessions.rules.rating import HIGHEST, LOWEST, QUESTIONS
from holdspace.sessions.rules.weekly import weekly_rule

WEEKDAYS = [
    (0, _("Monday")),
    (1, _("Tuesday")),
    (2, _("Wednesday")),
    (3, _("Thursday")),
    (4, _("Friday")),
    (5, _("Saturday")),
    (6, _("Sunday")),
]
EVERY = [
    (1, _("every week")),
    (2, _("every two weeks")),
    (3, _("every three weeks")),
    (4, _("every four weeks")),
    (0, _("just once")),
]


def _day(label: Any, **options: Any) -> forms.DateField:
    return forms.DateField(
        label=label, widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"), **options
    )


def _time() -> forms.TimeField:
    return forms.TimeField(label=_("Time"), widget=forms.TimeInput({"type": "time"}, format="%H:%M"))


class ByName(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A choice among rows, each shown by its name."""

    def label_from_instance(self, obj: Any) -> str:
        return str(obj.name)


class RoomField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A choice among rooms, each shown with its site."""

    def label_from_instance(self, obj: Any) -> str:
        return str(obj.words)


class _WithRoom(forms.Form):
    """A form that asks for one of the practice's rooms: an open one, or the one that is set already."""

    room = RoomField(None, label=_("Room"), required=False)

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        room = self.fields["room"]
        assert isinstance(room, RoomField)
        room.queryset = rooms_to_plan(actor, keep=self.initial.get("room"))

    @property
    def local(self) -> datetime:
        """Day and time as given, on the practice's wall clock."""
        return datetime.combine(self.cleaned_data["day"], self.cleaned_data["time"])


class PlanForm(_WithRoom):
    """When a group meets."""

    group = ByName(None, label=_("Group"))
    day = _day(_("First session"))
    time = _time()
    minutes = forms.IntegerField(label=_("Minutes"), min_value=15, max_value=480, initial=90)
    every = forms.TypedChoiceField(label=_("How often"), choices=EVERY, coerce=int, initial=1)
    weekdays = forms.TypedMultipleChoiceField(
        label=_("On these days"),
        help_text=_("Leave all empty for the weekday of the first session."),
        choices=WEEKDAYS,
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    until = _day(_("Until"), required=False, help_text=_("Leave empty while there is no end in sight."))
    field_order = ("group", "day", "time", "minutes", "every", "weekdays", "until", "room")

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, actor=actor, **kwargs)
        group = self.fields["group"]
        assert isinstance(group, ByName)
        group.queryset = Group.visible_to(actor).exclude(phase=Group.Phase.ENDED).order_by("name")

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        day, until = given.get("day"), given.get("until")
        if day and until and until < day:
            self.add_error("until", _("The end lies before the first session."))
        return given

    @property
    def rrule(self) -> str:
        """The rule as RFC 5545 writes it; empty for a single session."""
        given = self.cleaned_data
        if not given["every"]:
            return ""
        first: date = given["day"]
        return weekly_rule(given["every"], given["weekdays"] or [first.weekday()], given["until"])


class MoveForm(_WithRoom):
    """When, and where, a session is instead."""

    day = _day(_("New day"))
    time = _time()
    field_order = ("day", "time", "room")


class CancelForm(forms.Form):
    """Why a session is cancelled."""

    reason = forms.CharField(
        label=_("Reason"),
        help_text=_("For those who plan. Members only see that the session is cancelled."),
        max_length=120,
        required=False,
    )


class RatingForm(forms.Form):
    """Our four questions, from 0 to 10, each of which may be skipped."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        points = [(str(number), str(number)) for number in range(LOWEST, HIGHEST + 1)]
        for question in QUESTIONS:
            self.fields[question.key] = forms.TypedChoiceField(
                label=_(question.text),
                choices=points,
                coerce=int,
                empty_value=None,
                required=False,
                widget=forms.RadioSelect,
            )
