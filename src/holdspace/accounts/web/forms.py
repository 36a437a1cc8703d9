"""The forms of an account: a password, and how somebody wants the pages."""

from __future__ import annotations

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from holdspace.accounts.web.choices import languages, time_zones
from holdspace.ui.choices import offer


class PasswordForm(forms.Form):
    """A password, once: it can be shown, so it is not asked for twice."""

    password = forms.CharField(
        label=_("A password"),
        help_text=_("At least 15 characters. A sentence that only you would say works well."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        max_length=200,
        strip=False,
    )


class PreferencesForm(forms.Form):
    """In which language and on which clock somebody wants the pages; `kept` is what they chose before."""

    language = forms.ChoiceField(
        label=_("Language"),
        help_text=_(
            "Questionnaires follow it where there is an official wording."
            " What has not been translated yet stands in English."
        ),
        required=False,
    )
    time_zone = forms.ChoiceField(
        label=_("Time zone"),
        help_text=_("Your sessions are shown on this clock, also when the clocks change where you are."),
        required=False,
    )

    def __init__(self, *, kept: dict[str, str], data: QueryDict | None = None) -> None:
        super().__init__(data, initial=kept)
        offer(self, "language", languages(kept["language"]))
        offer(self, "time_zone", time_zones(kept["time_zone"]))
