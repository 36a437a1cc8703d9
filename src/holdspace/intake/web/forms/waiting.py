"""Forms of the waiting list: when and how somebody can come, how a wait ends, whom to put on it."""

from __future__ import annotations

from typing import Any, Final

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from holdspace.intake.actions import Wish
from holdspace.intake.models import Funding, Modality, Waiting
from holdspace.intake.queries import every_word, screeners, vocabulary_of
from holdspace.intake.rules.vocabulary import Kind
from holdspace.kernel.actors import Actor
from holdspace.members.queries import languages
from holdspace.members.queries.roster import LONGEST_SEARCH
from holdspace.practice.models import Staff
from holdspace.ui.choices import offer
from holdspace.ui.week_hours import WeekHoursField

SPOKEN: Final = ("first_language", "second_language", "third_language")
"""The fields in which languages are chosen, the best one first."""


class WaitForm(forms.Form):
    """What an administrator knows and keeps of a wait."""

    use_required_attribute = False

    available = WeekHoursField(label=_("When they can usually come"), required=False)
    modality = forms.ChoiceField(
        label=_("How they can come"), choices=Modality.choices, widget=forms.RadioSelect
    )
    first_language = forms.ChoiceField(label=_("Language"), required=False)
    second_language = forms.ChoiceField(label=_("Or"), required=False)
    third_language = forms.ChoiceField(label=_("Or as well"), required=False)
    needs = forms.MultipleChoiceField(
        label=_("Access"),
        help_text=_("Groups are formed so that these are there."),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    funding = forms.ChoiceField(label=_("Who pays"), required=False, choices=Funding.choices)
    screener = forms.ChoiceField(label=_("Who meets them"), required=False)
    priority = forms.TypedChoiceField(label=_("Priority"), choices=Waiting.Priority.choices, coerce=int)
    priority_reason = forms.ChoiceField(
        label=_("Reason for the priority"),
        help_text=_("Whoever comes before others does so for a reason that everybody here may know."),
        required=False,
        choices=[("", "—"), *Waiting.PriorityReason.choices],
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, data: QueryDict | None, *, actor: Actor, waiting: Waiting) -> None:
        super().__init__(data, initial=_initial(waiting))
        self._screeners = {str(staff.pk): staff for staff in screeners(actor)}
        spoken = [("", "—"), *languages(*waiting.languages)]
        choices: dict[str, list[tuple[str, Any]]] = dict.fromkeys(SPOKEN, spoken)
        choices["needs"] = _needs(actor, waiting)
        people = [(pk, staff.display_name) for pk, staff in self._screeners.items()]
        choices["screener"] = [("", _("nobody yet")), *people]
        for name, offered in choices.items():
            offer(self, name, offered)

    def wish(self) -> Wish:
        """What was filled in."""
        said = self.cleaned_data
        return Wish(
            available=said["available"],
            languages=tuple(dict.fromkeys(said[name] for name in SPOKEN if said[name])),
            modality=said["modality"],
            needs=tuple(said["needs"]),
            funding=said["funding"],
            priority=said["priority"],
            priority_reason=said["priority_reason"],
            screener=self._screener(said["screener"]),
        )

    def _screener(self, pk: str) -> Staff | None:
        return self._screeners[pk] if pk else None


class EndForm(forms.Form):
    """How a wait ends."""

    ending = forms.ChoiceField(
        label=_("How does it end?"), choices=Waiting.Ending.choices, widget=forms.RadioSelect
    )


class FindForm(forms.Form):
    """Whom to look for on the roster."""

    q = forms.CharField(
        label=_("Look for a name on the roster"),
        required=False,
        max_length=LONGEST_SEARCH,
        widget=forms.TextInput({"type": "search", "autocomplete": "off"}),
    )


def _initial(waiting: Waiting) -> dict[str, Any]:
    spoken = dict(zip(SPOKEN, waiting.languages, strict=False))
    return spoken | {
        "available": waiting.available or (),
        "modality": waiting.modality,
        "needs": waiting.needs,
        "funding": waiting.funding,
        "screener": waiting.screener_id,
        "priority": waiting.priority,
        "priority_reason": waiting.priority_reason,
        "version": waiting.version,
    }


def _needs(actor: Actor, waiting: Waiting) -> list[tuple[str, Any]]:
    """The needs that are offered; and those that stand here already, though they are put away."""
    offered, known = vocabulary_of(actor), every_word(actor)
    kept = [code for code in waiting.needs if not offered.knows(Kind.NEED, code)]
    return [
        *((term.code, term.words) for term in offered.of(Kind.NEED)),
        *((code, known.words(Kind.NEED, code)) for code in kept),
    ]
