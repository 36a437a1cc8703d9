"""The forms of concerns."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, time, timedelta
from typing import Any, TypedDict
from uuid import UUID
from zoneinfo import ZoneInfo

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from holdspace.groups.models import Group
from holdspace.groups.queries import SeatedMember, member_for_clinician
from holdspace.kernel import clock
from holdspace.kernel.actors import Actor
from holdspace.members.models import Member
from holdspace.practice.models import Staff
from holdspace.safety.models import Concern, Escalation, Incident
from holdspace.safety.models.rota import SENSITIVITIES
from holdspace.safety.rules.concern_states import SHORTEST_OUTCOME
from holdspace.ui.choices import offer

LONGEST_ACCOUNT = 20_000
"""The most characters of what is written about an incident; our own choice."""

DAYS = 7
"""For how long somebody is proposed to be on call or away."""


class OutcomeForm(forms.Form):
    """What a clinician writes when a concern is closed."""

    outcome = forms.CharField(
        label=_("What was done?"),
        help_text=_("One sentence is enough: whom you spoke with, and what was agreed."),
        min_length=SHORTEST_OUTCOME,
        max_length=2000,
        error_messages={
            "required": _("Say in a sentence what was done."),
            "min_length": _("Say in a sentence what was done: a word is not enough."),
        },
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class PlaceForm(forms.Form):
    """Where somebody says that they are."""

    place = forms.CharField(
        label=_("Where they are now, and who is near"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class Whom(TypedDict):
    """A member, and the circle in which they sit."""

    member: Member
    group: Group


class AboutForm(forms.Form):
    """Somebody of one's own circles."""

    about = forms.ChoiceField(label=_("About whom?"))

    def __init__(
        self, data: QueryDict | None, *, circles: Sequence[tuple[Group, Sequence[SeatedMember]]]
    ) -> None:
        super().__init__(data)
        self.circles = circles
        offer(
            self,
            "about",
            (
                (group.name, [(f"{group.pk}:{each.member_id}", each.name) for each in people])
                for group, people in circles
            ),
        )

    def about_whom(self, actor: Actor) -> Whom:
        """The member and the circle that were chosen."""
        group_id, member_id = map(UUID, self.cleaned_data["about"].split(":"))
        group = next(group for group, _people in self.circles if group.pk == group_id)
        return Whom(member=member_for_clinician(actor, member_id), group=group)


class ObservationForm(AboutForm):
    """What a clinician noticed themselves."""

    severity = forms.ChoiceField(
        label=_("How soon does somebody have to act?"),
        choices=Concern.Severity.choices,
        initial=Concern.Severity.AMBER,
        widget=forms.RadioSelect,
    )
    what = forms.CharField(
        label=_("What did you notice?"),
        max_length=2000,
        error_messages={"required": _("Say in a sentence what you noticed.")},
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class IncidentForm(AboutForm):
    """Something that happened."""

    kind = forms.ChoiceField(
        label=_("What was it?"), choices=Incident.Kind.choices, initial=Incident.Kind.OTHER
    )
    account = forms.CharField(
        label=_("What happened, and what was done?"),
        max_length=LONGEST_ACCOUNT,
        error_messages={"required": _("Say in a few words what happened.")},
        widget=forms.Textarea(attrs={"rows": 8}),
    )


class AccountForm(forms.Form):
    """What is written about an incident, and to whom it had to be reported."""

    account = forms.CharField(
        label=_("What happened, and what was done?"),
        max_length=LONGEST_ACCOUNT,
        required=False,
        widget=forms.Textarea(attrs={"rows": 16}),
    )
    reported_to = forms.CharField(
        label=_("Reported to (where the law here asks for it)"), max_length=300, required=False
    )
    reported_day = forms.DateField(
        label=_("Reported on"),
        required=False,
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    def reported_at(self, zone: str) -> datetime | None:
        """That day's noon on the practice's clock."""
        day = self.cleaned_data["reported_day"]
        return datetime.combine(day, time(12), ZoneInfo(zone)) if day else None


class SpellForm(forms.Form):
    """From when until when, on the practice's clock."""

    since_day = forms.DateField(label=_("From"), widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"))
    since_time = forms.TimeField(label=_("Time"), widget=forms.TimeInput({"type": "time"}, format="%H:%M"))
    until_day = forms.DateField(label=_("Until"), widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"))
    until_time = forms.TimeField(label=_("Time"), widget=forms.TimeInput({"type": "time"}, format="%H:%M"))

    def __init__(self, data: QueryDict | None, *, zone: str, prefix: str) -> None:
        begin = clock.now().astimezone(ZoneInfo(zone))
        initial = {
            "since_day": begin.date(),
            "since_time": time(begin.hour),
            "until_day": begin.date() + timedelta(days=DAYS),
            "until_time": time(begin.hour),
        }
        super().__init__(data, prefix=prefix, initial=initial)
        self.zone = zone

    def spell(self) -> dict[str, datetime]:
        """Both moments, on the practice's clock."""
        filled, zone = self.cleaned_data, ZoneInfo(self.zone)
        return {
            "starts_at": datetime.combine(filled["since_day"], filled["since_time"], zone),
            "ends_at": datetime.combine(filled["until_day"], filled["until_time"], zone),
        }


class DutyForm(SpellForm):
    """Somebody is on call."""

    staff = forms.ChoiceField(label=_("Who"))
    group = forms.ChoiceField(
        label=_("For"),
        required=False,
        help_text=_("For one group: told before its leaders. For the whole practice: told after them."),
    )
    field_order = ("staff", "group", "since_day", "since_time", "until_day", "until_time")

    def __init__(
        self, data: QueryDict | None, *, zone: str, people: Iterable[Staff], groups: Iterable[Group]
    ) -> None:
        super().__init__(data, zone=zone, prefix="duty")
        offer(self, "staff", _named(people))
        whole = ("", _("the whole practice"))
        offer(self, "group", [whole, *((str(each.pk), each.name) for each in groups)])


class AwayForm(SpellForm):
    """Somebody is away."""

    staff = forms.ChoiceField(label=_("Who"))
    cover = forms.ChoiceField(label=_("Who stands in"), required=False)
    field_order = ("staff", "cover", "since_day", "since_time", "until_day", "until_time")

    def __init__(self, data: QueryDict | None, *, zone: str, people: Sequence[Staff]) -> None:
        super().__init__(data, zone=zone, prefix="away")
        offer(self, "staff", _named(people))
        offer(self, "cover", [("", _("nobody: it goes on to the next")), *_named(people)])


class EscalationForm(forms.Form):
    """How long a concern may wait, the practice's own pager, and how much of what is written is told."""

    red_minutes = forms.IntegerField(label=_("“At once”: minutes until the next are told"), min_value=1)
    amber_minutes = forms.IntegerField(label=_("“Today”: minutes until the next are told"), min_value=1)
    sensitivity = forms.ChoiceField(
        label=_("Words of danger in what members write"),
        choices=SENSITIVITIES,
        widget=forms.RadioSelect,
        help_text=_(
            "What is to be read at once you are told always. English and Spanish are read; others are not."
        ),
    )
    pager = forms.URLField(
        label=_("Address of the practice's own pager"),
        help_text=_("It is told that something waits, and no more. Leave it empty if there is none."),
        required=False,
        max_length=200,
        assume_scheme="https",
    )

    def __init__(self, data: QueryDict | None, *, kept: Escalation) -> None:
        initial = {
            name: getattr(kept, name) for name in ("red_minutes", "amber_minutes", "pager", "sensitivity")
        }
        super().__init__(data, prefix="escalation", initial=initial)


def _named(people: Iterable[Staff]) -> list[tuple[str, Any]]:
    return [(str(each.pk), each.display_name) for each in people]
