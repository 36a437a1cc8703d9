"""Forms of agreements."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from holdspace.agreements.actions import LONGEST_NAME


class SignForm(forms.Form):
    """A typed name and a word of consent."""

    signed_name = forms.CharField(
        label=_("Your name, as you would sign a letter"),
        max_length=LONGEST_NAME,
        widget=forms.TextInput({"autocomplete": "name"}),
    )
    agreed = forms.BooleanField(label=_("I have read this, and I agree."))


class PublishForm(forms.Form):
    """The text of a new version."""

    body = forms.CharField(
        label=_("The agreement"),
        help_text=_("A line that begins with ## is a title. An empty line begins a new paragraph."),
        max_length=20_000,
        widget=forms.Textarea({"rows": 24}),
    )
