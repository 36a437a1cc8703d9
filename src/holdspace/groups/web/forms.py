"""Forms of groups."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from holdspace.groups.models import Facilitation, Group, Membership
from holdspace.groups.policies import REASON_LENGTH
from holdspace.kernel.actors import Actor
from holdspace.practice.models import Room, Staff
from holdspace.practice.queries import rooms_to_plan
from holdspace.ui.choices import offer


class ByName(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A choice among rows, each shown by its name."""

    def label_from_instance(self, obj: Any) -> str:
        return str(obj.name)


class RoomField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A choice among rooms, each shown with its site."""

    def label_from_instance(self, obj: Any) -> str:
        return str(obj.words)


class GroupForm(forms.Form):
    """What a coordinator says of a group."""

    name = forms.CharField(
        label=_("Name"),
        max_length=80,
        help_text=_("Members see it after they have signed in, and nowhere else."),
    )
    theme = forms.CharField(label=_("Theme"), max_length=80, required=False)
    language = forms.ChoiceField(label=_("Language spoken"), choices=settings.LANGUAGES)
    modality = forms.ChoiceField(label=_("Where it meets"), choices=Group.Modality.choices)
    room = RoomField(None, label=_("Room"), required=False)
    openness = forms.ChoiceField(label=_("Open or closed"), choices=Group.Openness.choices)
    contact_rule = forms.ChoiceField(label=_("Contact outside the group"), choices=Group.ContactRule.choices)
    min_size = forms.IntegerField(label=_("Smallest size"), min_value=2, max_value=14, initial=5)
    max_size = forms.IntegerField(label=_("Largest size"), min_value=2, max_value=14, initial=8)
    begins_on = forms.DateField(
        label=_("Begins on"), required=False, widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        room, kept = self.fields["room"], self.initial.get("room")
        assert isinstance(room, RoomField)
        room.queryset = rooms_to_plan(actor, keep=kept.pk if isinstance(kept, Room) else None)

    @classmethod
    def initial_of(cls, group: Group) -> dict[str, object]:
        """What the form shows of a group that exists."""
        return {name: getattr(group, name) for name in cls.base_fields}


class AppointForm(forms.Form):
    """Who leads the group from now on, and as what."""

    staff = forms.ChoiceField(label=_("Therapist"))
    role = forms.ChoiceField(label=_("Leads as"), choices=Facilitation.Role.choices)

    def __init__(self, *args: Any, people: Iterable[Staff], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "staff", ((str(each.pk), each.display_name) for each in people))


class EndingForm(forms.Form):
    """How a membership ends."""

    ending = forms.ChoiceField(
        label=_("How does it end?"), choices=Membership.Ending.choices, widget=forms.RadioSelect
    )


class OpenRecordForm(forms.Form):
    """Which group's record, and why."""

    group = ByName(None, label=_("Group"))
    reason = forms.CharField(
        label=_("Why do you need to see it?"),
        help_text=_("The group's leaders read this sentence and review it."),
        min_length=REASON_LENGTH,
        max_length=500,
        widget=forms.Textarea({"rows": 3}),
    )

    def __init__(self, *args: Any, groups: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        group = self.fields["group"]
        assert isinstance(group, ByName)
        group.queryset = groups
