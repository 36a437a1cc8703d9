"""Forms of a referral: for anybody on the practice's page, and for the coordinator who has a letter."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from holdspace.intake.actions import LONGEST_SAID, Referred
from holdspace.intake.models import Funding, Modality, Referral
from holdspace.intake.queries import Alike
from holdspace.intake.rules.referral_csv import LONGEST_REFERRER
from holdspace.members.queries import languages
from holdspace.members.rules.roster import LONGEST, RosterPerson
from holdspace.ui.choices import offer
from holdspace.ui.week_hours import WeekHoursField


class ReferralForm(forms.Form):
    """Who is referred and how to reach them, when they can come, and why. All but a name may be left out."""

    use_required_attribute = False

    chosen_name = forms.CharField(
        label=_("Name to be called by"),
        required=False,
        max_length=LONGEST["chosen_name"],
        widget=forms.TextInput({"autocomplete": "nickname"}),
    )
    given_name = forms.CharField(
        label=_("Given name"),
        required=False,
        max_length=LONGEST["given_name"],
        widget=forms.TextInput({"autocomplete": "given-name"}),
    )
    family_name = forms.CharField(
        label=_("Family name"),
        required=False,
        max_length=LONGEST["family_name"],
        widget=forms.TextInput({"autocomplete": "family-name"}),
    )
    pronouns = forms.CharField(label=_("Pronouns"), required=False, max_length=LONGEST["pronouns"])
    birth_date = forms.DateField(
        label=_("Date of birth"),
        required=False,
        widget=forms.DateInput({"type": "date", "autocomplete": "bday"}, format="%Y-%m-%d"),
    )
    phone = forms.CharField(
        label=_("Telephone"),
        required=False,
        max_length=LONGEST["phone"],
        widget=forms.TextInput({"type": "tel", "autocomplete": "tel"}),
    )
    email = forms.EmailField(
        label=_("E-mail"),
        required=False,
        max_length=LONGEST["email"],
        widget=forms.EmailInput({"autocomplete": "email"}),
    )
    address = forms.CharField(
        label=_("Postal address"),
        required=False,
        max_length=LONGEST["address"],
        widget=forms.Textarea({"rows": 3, "autocomplete": "street-address"}),
    )
    language = forms.ChoiceField(label=_("Language"), required=False)
    modality = forms.ChoiceField(
        label=_("Where they can come"),
        required=False,
        choices=Modality.choices,
        initial=Modality.ANY,
        widget=forms.RadioSelect,
    )
    available = WeekHoursField(label=_("When they can usually come"), required=False)
    access_needs = forms.CharField(
        label=_("Access needs"),
        help_text=_("What makes it possible to come and take part: a ramp, large print, a seat by the door."),
        required=False,
        max_length=LONGEST["access_needs"],
        widget=forms.Textarea({"rows": 2}),
    )
    said = forms.CharField(
        required=False, max_length=LONGEST_SAID, widget=forms.Textarea({"rows": 6, "autocomplete": "off"})
    )
    may_contact = forms.BooleanField(required=False)
    may_leave_word = forms.BooleanField(required=False)
    referrer = forms.CharField(
        required=False, max_length=LONGEST_REFERRER, widget=forms.Textarea({"rows": 2, "autocomplete": "off"})
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        offer(self, "language", [("", "—"), *languages()])

    def referred(self) -> Referred:
        """What was filled in."""
        said = self.cleaned_data
        return Referred(
            person=RosterPerson(
                given=said["given_name"],
                family=said["family_name"],
                chosen_name=said["chosen_name"],
                pronouns=said["pronouns"],
                birth_date=said["birth_date"],
                languages=(said["language"],) if said["language"] else (),
                phones=(said["phone"],),
                emails=(said["email"],),
                address=tuple(said["address"].splitlines()),
                access_needs=said["access_needs"],
            ),
            available=said["available"],
            modality=said["modality"] or Modality.ANY.value,
            funding=said.get("funding", ""),
            referrer=said["referrer"],
            said=said["said"],
            may_contact=said["may_contact"],
            may_leave_word=said["may_leave_word"],
            received_on=said.get("received_on"),
        )


class OwnReferralForm(ReferralForm):
    """What anybody may send us. `website` is not seen by people; whoever fills it in is a machine."""

    website = forms.CharField(label=_("Leave this empty"), required=False)

    _WORDS = {
        "chosen_name": (_("What shall we call you?"), ""),
        "modality": (_("Where could you come?"), ""),
        "available": (_("When can you usually come?"), ""),
        "language": (_("In which language would you like to speak?"), ""),
        "access_needs": (_("Is there anything that makes it easier for you to come and take part?"), None),
        "said": (
            _("What brings you here?"),
            _("Only therapists read this. A few words are enough, and none are needed."),
        ),
        "may_contact": (
            _("You may get in touch with me"),
            _(
                "What you write is used to answer you and to see what we can offer. Only people who work "
                "here read it. If nothing comes of it, nobody can read it any more."
            ),
        ),
        "may_leave_word": (
            _("You may leave a message for me"),
            _("Where somebody else might hear or see it. It will not say what it is about."),
        ),
        "referrer": (_("If you write for somebody else: your name and how to reach you"), ""),
    }

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        _say(self, self._WORDS)
        agreed = self.fields["may_contact"]
        agreed.required = True
        agreed.error_messages["required"] = _(
            "Without this we may not answer you, so nothing has been sent. What you wrote is still here."
        )

    def clean(self) -> dict[str, Any]:
        """Refuse a machine. A browser may have filled the trap for a person: then sending again is enough,
        for the page shows it empty again."""
        said: dict[str, Any] = super().clean() or {}
        if said.get("website"):
            raise forms.ValidationError(_("Something went wrong on the way. Please send it once more."))
        return said


class LetterForm(ReferralForm):
    """What came by letter or telephone."""

    received_on = forms.DateField(
        label=_("The day it came"),
        required=False,
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
    )
    funding = forms.ChoiceField(label=_("Who pays"), required=False, choices=Funding.choices)

    _WORDS = {
        "said": (
            _("What the letter says"),
            _("For therapists. Once this is sent, you cannot read it here any more."),
        ),
        "may_contact": (
            _("They have agreed that we get in touch"),
            _("Without this nobody can be put on the waiting list. It can be noted later."),
        ),
        "may_leave_word": (_("They have agreed that we leave a message"), ""),
        "referrer": (_("Who refers them, and how to reach them"), ""),
    }

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        _say(self, self._WORDS)


class TurnAwayForm(forms.Form):
    """Why somebody is not put on the list."""

    why = forms.ChoiceField(label=_("Why?"), choices=Referral.Why.choices, widget=forms.RadioSelect)


class WhoForm(forms.Form):
    """Whether somebody who is referred is on the roster already."""

    NEW = "new"

    who = forms.ChoiceField(label=_("Who is it?"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, found: list[Alike], **options: Any) -> None:
        super().__init__(*args, **options)
        known = [(str(each.member.pk), each.words) for each in found]
        offer(self, "who", [*known, (self.NEW, _("Somebody else, who is not on the roster yet"))])


def _say(form: forms.Form, words: Any) -> None:
    """Put a question as this form's reader hears it; None leaves the hint as it is."""
    for name, (label, hint) in words.items():
        form.fields[name].label = label
        if hint is not None:
            form.fields[name].help_text = hint
