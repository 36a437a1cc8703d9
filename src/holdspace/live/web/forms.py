"""A touch as it arrives from a device: checked here, understood by the rules; and where a member is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.http import QueryDict
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy as _

from holdspace.kernel import clock, ids
from holdspace.kernel.refusals import Refused
from holdspace.live.actions import Touch
from holdspace.live.rules.session_flow import AbsenceReason, SeenOff
from holdspace.ui.rules.telephone import dialled

#: Which fields each kind of touch carries into its event, and from which field of the form.
_SEAT = {"member": "seat", "seat_rev": "rev"}
_ROUND = {"round_rev": "rev"}
_FIELDS: dict[str, dict[str, str]] = {
    "open_session": {},
    "begin_closing": {},
    "end_session": {},
    "mark_arrived": _SEAT,
    "mark_late": _SEAT,
    "mark_left": _SEAT,
    "mark_absent": {**_SEAT, "reason": "reason"},
    "clear_mark": _SEAT,
    "start_round": {},
    "pass_piece": _ROUND,
    "back_piece": _ROUND,
    "skip_seat": {**_ROUND, "member": "seat"},
    "give_piece": {**_ROUND, "to": "seat"},
    "end_round": _ROUND,
    "start_timer": {"seconds": "seconds"},
    "stop_timer": {},
    "step_in": {},
    "enter": {},
    "leave": {},
    "step_away": {},
    "come_back": {},
    "voice_off": {},
    "voice_on": {},
    "admit": _SEAT,
    "not_yet": _SEAT,
    "see_off": {**_SEAT, "reason": "reason"},
    "mute": _SEAT,
    "lower_hand": {"member": "seat"},
    "begin_aside": {"member": "seat"},
    "end_aside": {},
    "begin_silence": {"seconds": "seconds"},
    "end_silence": {},
    "hand_over": {"to": "seat"},
    "place_tablet": {},
    "take_tablet": {},
    "speaks": {"member": "seat"},
    "undo": {"version": "rev"},
}

#: What somebody does at their own seat; leaders come, go and step away like everybody.
_OWN = ("enter", "leave", "step_away", "come_back", "voice_off", "voice_on")

#: What a member does, and the fields that it carries.
_MEMBERS: dict[str, dict[str, str]] = {
    "knock": {},
    "leave": {},
    "step_away": {},
    "come_back": {},
    "raise_hand": {},
    "lower_hand": {},
    "unmute": {},
    "voice_off": {},
    "voice_on": {},
    "pass_piece": _ROUND,
    "end_aside": {},
}
_NOT_OF_A_SEAT = ("pass_piece", "end_aside")


class TouchForm(forms.Form):
    """Everything that any kind of touch may say."""

    kind = forms.ChoiceField(choices=[(kind, kind) for kind in {**_FIELDS, **_MEMBERS}])
    seat = forms.UUIDField(required=False)
    rev = forms.IntegerField(required=False, min_value=0)
    reason = forms.ChoiceField(
        required=False, choices=[(reason.value, reason.value) for reason in (*AbsenceReason, *SeenOff)]
    )
    minutes = forms.IntegerField(required=False, min_value=1, max_value=90)
    key = forms.UUIDField(required=False)
    at = forms.CharField(required=False, max_length=40)

    def touch(self, kinds: Mapping[str, Mapping[str, str]]) -> Touch:
        """The touch, one of `kinds`, with a key and a time of our own where the device gave none."""
        if not self.is_valid() or self.cleaned_data["kind"] not in kinds:
            raise Refused(_("This could not be understood, and nothing was changed. Reload the page."))
        given: dict[str, Any] = self.cleaned_data
        given["seconds"] = (given["minutes"] or 5) * 60
        payload = {
            name: _plain(given[source])
            for name, source in kinds[given["kind"]].items()
            if given[source] not in (None, "")
        }
        return Touch(given["kind"], payload, given["key"] or ids.new_id(), _moment(given["at"]))


def _plain(value: object) -> object:
    return value if isinstance(value, int) else str(value)


def _moment(text: str) -> datetime:
    """The device's time, or ours when it gave none that can be read."""
    try:
        moment = parse_datetime(text) if text else None
    except ValueError:
        moment = None
    return moment if moment is not None and moment.tzinfo is not None else clock.now()


def touch_of(sent: QueryDict, address: QueryDict, leader: UUID) -> Touch:
    """A leader's touch in a request; a seat's button carries kind and revision in its address."""
    merged = {**address.dict(), **sent.dict()}
    touch = TouchForm(merged).touch(_FIELDS)
    return _at_own_seat(touch, leader) if touch.kind in _OWN else touch


def own_touch_of(sent: QueryDict, member: UUID) -> Touch:
    """A member's touch in a request: at their own seat, whatever the request says."""
    touch = TouchForm(sent).touch(_MEMBERS)
    return touch if touch.kind in _NOT_OF_A_SEAT else _at_own_seat(touch, member)


def _at_own_seat(touch: Touch, person: UUID) -> Touch:
    return replace(touch, payload={**touch.payload, "member": str(person)})


class WhereForm(forms.Form):
    """Where a member is today, and who is near; one of the first two is enough."""

    place = forms.CharField(
        label=_("Where you are"),
        help_text=_("Street and number, floor, the name on the door: what an ambulance would need."),
        required=False,
        max_length=500,
        widget=forms.Textarea({"rows": 3, "autocomplete": "off"}),
    )
    near = forms.CharField(
        label=_("Who is near, or whom should your therapists call?"),
        required=False,
        max_length=200,
        widget=forms.TextInput({"autocomplete": "off"}),
    )
    phone = forms.CharField(
        label=_("Their telephone"),
        required=False,
        max_length=40,
        widget=forms.TextInput({"type": "tel", "autocomplete": "off"}),
    )

    def clean(self) -> dict[str, Any]:
        """Nothing at all is a mistake, and so is a number that no telephone dials."""
        filled = super().clean() or {}
        if not (filled.get("place", "").strip() or filled.get("near", "").strip()):
            self.add_error("place", _("Say where you are, or who is near you."))
        if filled.get("phone") and not dialled(filled["phone"]):
            self.add_error("phone", _("This cannot be called. Write the number with its digits."))
        return filled
