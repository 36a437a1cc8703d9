"""Forms of correspondence."""

from __future__ import annotations

from datetime import time
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.formats import time_format
from django.utils.translation import gettext_lazy as _

from holdspace.correspondence.actions import Choice
from holdspace.correspondence.models import Reminder, ReminderChoice
from holdspace.correspondence.rules.timing import ABOUT_A_DAY, HOURS_BEFORE, NEVER, Lead, Quiet
from holdspace.correspondence.rules.ways import Way
from holdspace.ui.choices import offer

KINDS = {
    Reminder.Kind.BEFORE: _("Before we meet"),
    Reminder.Kind.CHANGED: _("When a time or a place changes"),
    Reminder.Kind.RATING: _("Questions after we met"),
    Reminder.Kind.SIGN: _("Something to read and sign"),
    Reminder.Kind.MISSED: _("A word the morning after I could not come"),
    Reminder.Kind.DIGEST: _("Something came to me between sessions"),
    Reminder.Kind.AFTER: _("Questions some time after I have left"),
}
"""Every kind of message as a member reads it, in the order of the page."""

WAYS = [
    (Way.MAIL.value, _("by mail")),
    (Way.PUSH.value, _("on my devices")),
    (Way.BOTH.value, _("both")),
    (Way.NONE.value, _("not at all")),
]

DAY_BEFORE = "day"
"""Among the choices of how long before: the day before, at an hour."""

EARLIEST, LATEST = 6, 22
"""The hours of the day before that somebody can choose from."""


class ReminderForm(forms.Form):
    """What a member wants to hear of. Whatever is left out stays as it was."""

    lead = forms.ChoiceField(label=_("How long before we meet?"), required=False)
    hour = forms.TypedChoiceField(
        label=_("On the day before, at"), coerce=int, empty_value=None, required=False
    )
    quiet_from = forms.TypedChoiceField(label=_("Quiet from"), coerce=int, empty_value=None, required=False)
    quiet_until = forms.TypedChoiceField(label=_("until"), coerce=int, empty_value=None, required=False)

    def __init__(self, data: QueryDict | None, *, chosen: ReminderChoice) -> None:
        super().__init__(data, initial=_initial(chosen))
        self.chosen = chosen
        offer(self, "lead", [*((str(each), _ahead(each)) for each in HOURS_BEFORE), (DAY_BEFORE, _THE_DAY)])
        offer(self, "hour", [(each, _clock(each)) for each in range(EARLIEST, LATEST + 1)])
        for name in ("quiet_from", "quiet_until"):
            offer(self, name, [("", _("no quiet hours")), *((each, _clock(each)) for each in range(24))])
        for kind, words in KINDS.items():
            ways = WAYS[:-1] if kind is Reminder.Kind.CHANGED else WAYS
            self.fields[kind.value] = forms.ChoiceField(label=words, choices=ways, required=False)
            self.initial[kind.value] = chosen.way(kind).value

    @property
    def kinds(self) -> list[forms.BoundField]:
        """The fields of the ways, in the order of the page."""
        return [self[kind.value] for kind in KINDS]

    @property
    def choice(self) -> Choice:
        """What was chosen."""
        said = self.cleaned_data
        ways = {kind: Way(said[kind.value] or self.initial[kind.value]) for kind in KINDS}
        return Choice(ways, self._lead(), self._quiet())

    def _lead(self) -> Lead:
        said = self.cleaned_data
        if not said["lead"]:
            return self.chosen.lead
        if said["lead"] == DAY_BEFORE:
            return Lead(day_before_at=said["hour"] or self.initial["hour"])
        return Lead(int(said["lead"]))

    def _quiet(self) -> Quiet:
        begins, ends = self.cleaned_data["quiet_from"], self.cleaned_data["quiet_until"]
        return NEVER if begins is None or ends is None else Quiet(time(begins), time(ends))


_THE_DAY = _("the day before, at an hour that I choose")


def _ahead(hours: int) -> object:
    return _("about a day") if hours == ABOUT_A_DAY else _("%(hours)s hours") % {"hours": hours}


def _clock(hour: int) -> str:
    return time_format(time(hour), "TIME_FORMAT")


def _initial(chosen: ReminderChoice) -> dict[str, Any]:
    lead, quiet = chosen.lead, chosen.quiet
    silent = quiet.begins == quiet.ends
    return {
        "lead": str(lead.hours) if lead.day_before_at is None else DAY_BEFORE,
        "hour": 18 if lead.day_before_at is None else lead.day_before_at,
        "quiet_from": "" if silent else quiet.begins.hour,
        "quiet_until": "" if silent else quiet.ends.hour,
    }
